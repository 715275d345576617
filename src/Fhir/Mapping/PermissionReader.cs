using System.Text.Json.Nodes;
using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;
using Monipolku.Fhir.R4;
using Monipolku.People.Contracts;
using Monipolku.Platform;
using static Monipolku.Fhir.Mapping.ConsentMap;

namespace Monipolku.Fhir.Mapping;

/// <summary>
/// Reads Kanta's SoTeConsent transaction Bundle: one or two pairs of Consent and TahdonilmaisuProvenance, as <see cref="ConsentMap"/> and
/// <see cref="ProvenanceMap"/> write them. What it does not understand it refuses, so that nobody believes something to be recorded that is not. What the profile has
/// no place for (matter, purpose in words, competence) stands in extensions of ours.
/// </summary>
internal sealed class PermissionReader(IPeople people)
{
    private const string Professional = "2";
    private const string Unit = "7";
    private static readonly string[] Recorders = [Professional, "12", "5"];

    private static readonly string[] Extensions = [Form, Language, InformationText, Matter, Purpose, Competent, OneGuardian];

    /// <summary>Elements that are understood; ".*" with everything below. Of these, identifier, text and display say nothing that is kept.</summary>
    private static readonly HashSet<string> OfBundle =
    [
        "resourceType", "id", "meta.*", "type", "identifier.*", "timestamp", "language", "entry", "entry.fullUrl", "entry.resource.*", "entry.request", "entry.request.method", "entry.request.url",
    ];

    private static readonly HashSet<string> OfConsent =
    [
        "resourceType", "id", "meta.*", "language", "text.*", "identifier.*", "extension.*", "status", "scope.*", "category.*", "patient.*", "dateTime", "performer.*", "organization.*",
        "policy.*", "policyRule.*", "provision", "provision.type", "provision.provision", "provision.provision.type", "provision.provision.period.*", "provision.provision.dataPeriod.*",
        "provision.provision.actor", "provision.provision.actor.role.*", "provision.provision.actor.reference.*", "provision.provision.class.*",
    ];

    private static readonly HashSet<string> OfProvenance =
    [
        "resourceType", "id", "meta.*", "language", "text.*", "target.*", "recorded", "activity.*", "agent", "agent.type.*", "agent.role.*", "agent.who.*", "agent.onBehalfOf.*",
    ];

    /// <summary>Where the members of the REST request stand in the Consent.</summary>
    private static readonly (string Member, string Element)[] Elements =
    [
        ("$.personId", "patient"), ("$.direction", "category"), ("$.classes", "provision.provision[0].class"), ("$.serviceTasks", "provision.provision[0].class"),
        ("$.recipientUnits", "provision.provision[0].actor"), ("$.validFrom", "provision.provision[0].period.start"), ("$.validTo", "provision.provision[0].period.end"),
        ("$.dataFrom", "provision.provision[0].dataPeriod.start"), ("$.dataTo", "provision.provision[0].dataPeriod.end"), ("$.signedOn", "dateTime"),
        ("$.givenBy", "performer"), ("$.otherGuardians", "performer"), ("$.form", At(Form)), ("$.language", At(Language)), ("$.informationTextVersion", At(InformationText)),
        ("$.matterId", At(Matter)), ("$.purpose", At(Purpose)), ("$.competence", At(Competent)), ("$.oneGuardianSuffices", At(OneGuardian)),
    ];

    /// <summary>One pair.</summary>
    /// <param name="Entry">Where the Consent stands in the Bundle.</param>
    internal sealed record Read(PermissionToRecord Permission, Consent Consent, int Entry, int ProvenanceEntry);

    /// <summary>The FHIRPath of what a refusal of the REST request is about.</summary>
    public static string ExpressionOf(string path, int entry)
    {
        var (_, element) = Elements.FirstOrDefault(e => path.StartsWith(e.Member, StringComparison.Ordinal));
        return InEntry(entry) + (element is null ? "" : "." + element);
    }

    public async Task<(IReadOnlyList<Read>? Read, Refusal? Refusal)> ReadAsync(Bundle bundle, string fhirBase, CancellationToken ct)
    {
        if (Unknown(bundle, OfBundle, "Bundle") is { } unknown) return (null, unknown);
        var pairs = PairsOf(bundle);
        if (pairs is null) return (null, FhirRefusals.PairsBroken);
        if (bundle.Entry.FindIndex(e => e.Request?.Method?.Value != Bundle.HTTPVerb.POST || e.Request.Url?.Value != e.Resource!.TypeName) is >= 0 and var other)
            return (null, FhirRefusals.EntryNotPosted.At($"Bundle.entry[{other}].request"));

        var read = new List<Read>();
        foreach (var (consentAt, provenanceAt) in pairs)
        {
            var (consent, provenance) = ((Consent)bundle.Entry[consentAt].Resource!, (Provenance)bundle.Entry[provenanceAt].Resource!);
            if ((Unknown(consent, OfConsent, InEntry(consentAt)) ?? Unknown(provenance, OfProvenance, InEntry(provenanceAt))) is { } strange) return (null, strange);
            var (receiver, wrongRecorder) = ReceiverOf(provenance, consent, fhirBase);
            if (wrongRecorder is not null) return (null, wrongRecorder.At(InEntry(provenanceAt) + ".agent"));
            var (permission, wrong) = await PermissionOf(consent, receiver, fhirBase, ct);
            if (permission is null) return (null, wrong!.At($"{InEntry(consentAt)}.{wrong.Path}"));
            read.Add(new Read(permission, consent, consentAt, provenanceAt));
        }
        if (read is [var first, var second] && (first.Permission.PersonId != second.Permission.PersonId || first.Permission.Direction == second.Permission.Direction))
            return (null, FhirRefusals.TwoPermissions.At(InEntry(second.Entry)));
        return (read, null);
    }

    /// <summary>Each Consent with the one Provenance whose target it is; null where the Bundle is not one or two such pairs and nothing else.</summary>
    private static List<(int Consent, int Provenance)>? PairsOf(Bundle bundle)
    {
        var consents = Enumerable.Range(0, bundle.Entry.Count).Where(i => bundle.Entry[i].Resource is Consent).ToList();
        var provenances = Enumerable.Range(0, bundle.Entry.Count).Where(i => bundle.Entry[i].Resource is Provenance).ToList();
        if (consents.Count is not (1 or 2) || provenances.Count != consents.Count || bundle.Entry.Count != 2 * consents.Count) return null;
        var pairs = new List<(int, int)>();
        foreach (var consent in consents)
        {
            var url = bundle.Entry[consent].FullUrl?.Value;
            var of = provenances.Where(i => ((Provenance)bundle.Entry[i].Resource!).Target is [{ Reference.Value: { } target }] && target == url).ToList();
            if (url is null || of is not [var provenance]) return null;
            pairs.Add((consent, provenance));
        }
        return pairs.DistinctBy(p => p.Item2).Count() == pairs.Count ? pairs : null;
    }

    /// <summary>Kanta's TIP-PROV-1 to 4, and that it is a professional who records here.</summary>
    private static ((Guid StaffId, Guid UnitId) Receiver, Refusal? Refusal) ReceiverOf(Provenance provenance, Consent consent, string fhirBase)
    {
        List<Provenance.AgentComponent> Having(params string[] codes) =>
            [.. provenance.Agent.Where(a => a.Role.SelectMany(r => r.Coding).Any(c => codes.Contains(c.Code?.Value)))];
        var (recorders, units) = (Having(Recorders), Having(Unit));
        var byProfessional = Having(Professional).Count > 0;
        if (recorders.Count != 1 || byProfessional != units.Count > 0) return (default, FhirRefusals.ProvenanceAgents);
        if (!byProfessional) return (default, FhirRefusals.RecorderNotProfessional);
        var staff = IdOf(recorders[0].Who, "Practitioner", fhirBase);
        var unit = units is [var one] ? IdOf(one.Who, "Organization", fhirBase) : null;
        if (staff is null || unit is null || provenance.Agent.Count != 2) return (default, FhirRefusals.ProvenanceAgents);
        var named = new[] { recorders[0].OnBehalfOf, consent.Organization is [var receiving] ? receiving : null }.OfType<ResourceReference>();
        if (consent.Organization.Count > 1 || named.Any(reference => IdOf(reference, "Organization", fhirBase) != unit)) return (default, FhirRefusals.ProvenanceAgents);
        return ((staff.Value, unit.Value), null);
    }

    /// <summary>The refusal's path is the element's, below the Consent.</summary>
    private async Task<(PermissionToRecord? Permission, Refusal? Refusal)> PermissionOf(
        Consent consent, (Guid StaffId, Guid UnitId) receiver, string fhirBase, CancellationToken ct)
    {
        if (consent.Status?.Value != Consent.ConsentState.Active) return (null, FhirRefusals.ConsentNotActive.At("status"));
        if (consent.Scope?.Coding.Any(c => c.System?.Value == ConsentMap.Scopes && c.Code?.Value == "patient-privacy") != true) return (null, FhirRefusals.CodeUnknown.At("scope"));
        if (consent.Extension.FindIndex(e => !Extensions.Contains(e.Url)) is >= 0 and var strange) return (null, FhirRefusals.ElementUnsupported.At($"extension[{strange}]"));
        if (Extensions.FirstOrDefault(url => consent.Extension.Count(e => e.Url == url) > 1) is { } twice) return (null, FhirRefusals.ElementUnsupported.At(At(twice)));
        if (consent.Provision is not { Provision: [{ Type.Value: Consent.ConsentProvisionType.Permit } permit] } root || root.Type?.Value is Consent.ConsentProvisionType.Deny)
            return (null, FhirRefusals.OnePermit.At("provision"));
        if (permit.Class.FindIndex(c => c.Extension.Any(e => e.Url != ConsentMap.FunctionCode || e.Value is not Coding { System.Value: ConsentMap.ServiceTasks })) is >= 0 and var at)
            return (null, FhirRefusals.ElementUnsupported.At($"provision.provision[0].class[{at}].extension"));
        if (consent.Category is not [var category] || ConsentMap.DirectionOf(category) is not { } direction) return (null, FhirRefusals.CodeUnknown.At("category"));

        var classes = new List<DataClass>();
        foreach (var (coding, i) in permit.Class.Select((c, i) => (c, i)))
        {
            if (ConsentMap.ClassOf(coding) is not { } data) return (null, FhirRefusals.CodeUnknown.At($"provision.provision[0].class[{i}]"));
            classes.Add(data);
        }
        // The service tasks are of the whole permission: Kanta repeats them at each class.
        var tasks = permit.Class.Select(c => c.Extension.Select(e => ((Coding)e.Value!).Code?.Value ?? "").ToList()).ToList();
        if (tasks.Any(t => !t.SequenceEqual(tasks[0]))) return (null, FhirRefusals.ServiceTasksDiffer.At("provision.provision[0].class"));

        var recipients = new List<Guid>();
        foreach (var (actor, i) in permit.Actor.Select((a, i) => (a, i)))
        {
            if (IdOf(actor.Reference, "Organization", fhirBase) is not { } unit) return (null, FhirRefusals.ReferenceNotOurs.At($"provision.provision[0].actor[{i}].reference"));
            recipients.Add(unit);
        }
        var (personId, wrongPatient) = await PatientOf(consent.Patient, fhirBase, ct);
        if (wrongPatient is not null) return (null, wrongPatient.At("patient"));
        var (byClient, guardians, wrongPerformer) = GiversOf(consent, personId, fhirBase);
        if (wrongPerformer is not null) return (null, wrongPerformer.At("performer"));

        DateOnly? Day(FhirDateTime? text, string element, ref Refusal? wrong)
        {
            if (text?.Value is not { } written) return null;
            if (text.ToDateTimeOffset() is { } moment) return WorkingDays.DateOf(moment);
            if (DateOnly.TryParseExact(written, "yyyy-MM-dd", out var day)) return day;
            wrong ??= FhirRefusals.DateNotWhole.At(element);
            return null;
        }

        Refusal? wrongDay = null;
        var signedOn = Day(consent.DateTime, "dateTime", ref wrongDay);
        var (validFrom, validTo) = (Day(permit.Period?.Start, "provision.provision[0].period.start", ref wrongDay), Day(permit.Period?.End, "provision.provision[0].period.end", ref wrongDay));
        var (dataFrom, dataTo) = (Day(permit.DataPeriod?.Start, "provision.provision[0].dataPeriod.start", ref wrongDay), Day(permit.DataPeriod?.End, "provision.provision[0].dataPeriod.end", ref wrongDay));
        if (wrongDay is not null) return (null, wrongDay);
        if (signedOn is null) return (null, FhirRefusals.ElementMissing.At("dateTime"));
        if (!JsonRules.TryRead<ConsentForm>(Value<Code>(consent, Form)?.Value, out var form) || form is null) return (null, FhirRefusals.ElementMissing.At(At(Form)));
        if (Value<Code>(consent, Language)?.Value is not { } language) return (null, FhirRefusals.ElementMissing.At(At(Language)));
        if (Value<FhirString>(consent, InformationText)?.Value is not { } text) return (null, FhirRefusals.ElementMissing.At(At(InformationText)));
        if (Extensions.FirstOrDefault(url => consent.Extension.SingleOrDefault(e => e.Url == url) is { } e && !IsOfItsType(e)) is { } mistyped) return (null, FhirRefusals.ElementUnsupported.At(At(mistyped)));
        var matter = Value<Identifier>(consent, Matter) is { } named && named.System?.Value == Names.IdentifierSystem("matter") && Guid.TryParseExact(named.Value?.Value, "D", out var id) ? id : Guid.Empty;

        return (new PermissionToRecord(
            personId, matter, direction, classes, recipients, validFrom, validTo, dataFrom, dataTo, tasks.FirstOrDefault() ?? [],
            Value<FhirString>(consent, Purpose)?.Value ?? "", byClient, byClient ? null : guardians.FirstOrDefault(), [.. guardians.Skip(byClient ? 0 : 1)],
            Value<Code>(consent, OneGuardian)?.Value, Value<FhirBoolean>(consent, Competent)?.Value, form.Value, language, text, signedOn.Value, receiver.StaffId, receiver.UnitId), null);
    }

    /// <summary>By our id, or by the personal identity code. Somebody unknown is nobody's client: the gate answers as to somebody else's.</summary>
    private async Task<(Guid PersonId, Refusal? Refusal)> PatientOf(ResourceReference? patient, string fhirBase, CancellationToken ct)
    {
        if (patient?.Reference is not null) return IdOf(patient, "Patient", fhirBase) is { } id ? (id, null) : (Guid.Empty, FhirRefusals.ReferenceNotOurs);
        if (patient?.Identifier is { System.Value: PatientMap.IdentityCodeSystem, Value.Value: { } code })
            return Hetu.TryParse(code, out var hetu) ? (await people.FindByIdentityCode(hetu.Value, ct) ?? Guid.Empty, null) : (Guid.Empty, FhirRefusals.ReferenceNotOurs);
        return (Guid.Empty, FhirRefusals.ReferenceNotOurs);
    }

    /// <summary>The client; or the guardian who gives, and the others who signed.</summary>
    private static (bool ByClient, List<Guid> Guardians, Refusal? Refusal) GiversOf(Consent consent, Guid personId, string fhirBase)
    {
        var (byClient, guardians) = (false, new List<Guid>());
        foreach (var performer in consent.Performer)
        {
            // The client alone signs: a second one would be lost.
            if (IsPatient(performer) && consent.Performer.Count == 1) byClient = true;
            else if (Local(performer, "RelatedPerson", fhirBase) is { } related && RelatedPersonMap.TryParseId(related, out var of, out var guardian) && of == personId) guardians.Add(guardian);
            else return (false, [], FhirRefusals.ReferenceNotOurs);
        }
        return byClient || guardians.Count > 0 ? (byClient, guardians, null) : (false, [], FhirRefusals.ElementMissing);

        bool IsPatient(ResourceReference performer) => performer.Reference is not null
            ? IdOf(performer, "Patient", fhirBase) == personId
            : performer.Identifier is { System.Value: { } system, Value.Value: { } value } && consent.Patient?.Identifier is { } patient
                && patient.System?.Value == system && patient.Value?.Value == value;
    }

    private static string? Local(ResourceReference? reference, string type, string fhirBase)
    {
        if (reference?.Reference?.Value is not { } text) return null;
        if (text.StartsWith(fhirBase + "/", StringComparison.Ordinal)) text = text[(fhirBase.Length + 1)..];
        return text.StartsWith(type + "/", StringComparison.Ordinal) ? text[(type.Length + 1)..] : null;
    }

    private static Guid? IdOf(ResourceReference? reference, string type, string fhirBase) =>
        Guid.TryParseExact(Local(reference, type, fhirBase), "D", out var id) ? id : null;

    private static T? Value<T>(Consent consent, string url) where T : DataType => consent.Extension.FirstOrDefault(e => e.Url == url)?.Value as T;

    private static bool IsOfItsType(Extension extension) => extension.Value is { } value && (extension.Url == Matter ? value is Identifier
        : extension.Url == Competent ? value is FhirBoolean
        : extension.Url == Purpose || extension.Url == InformationText ? value is FhirString
        : value is Code);

    /// <summary>The first element that is not understood.</summary>
    private static Refusal? Unknown(Resource resource, HashSet<string> known, string path) =>
        Unknown(JsonNode.Parse(FhirJson.Serialize(resource)), known, "", path) is { } where ? FhirRefusals.ElementUnsupported.At(where) : null;

    private static string? Unknown(JsonNode? node, HashSet<string> known, string element, string path)
    {
        if (node is JsonArray array) return array.Select((one, i) => Unknown(one, known, element, $"{path}[{i}]")).FirstOrDefault(found => found is not null);
        if (node is not JsonObject members) return null;
        foreach (var (name, value) in members)
        {
            var below = element.Length == 0 ? name : $"{element}.{name}";
            if (known.Contains(below + ".*")) continue;
            if (!known.Contains(below)) return $"{path}.{name}";
            if (Unknown(value, known, below, $"{path}.{name}") is { } found) return found;
        }
        return null;
    }

    private static string InEntry(int entry) => $"Bundle.entry[{entry}].resource";

    private static string At(string url) => $"extension('{url}')";
}
