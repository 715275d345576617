using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;
using Monipolku.Fhir.R4;

namespace Monipolku.Fhir.Mapping;

/// <summary>
/// A disclosure as Kanta's notice (kanta.sosiaalihuolto.r4): an AuditEvent with whom it was between contained in it, and a Provenance of the
/// notice itself. What Kanta publishes of the profile is kept: id from the sender as an OID, fullUrl of the same, period.start, no action, outcome or
/// period.end, agents by reference only. Its own code of the kind of disclosure is not public, so that ours stands in an extension of ours.
/// </summary>
internal static class DisclosureMap
{
    private const string Shark = "https://shark.kanta.fi/fhir/StructureDefinition/";
    private const string PurposesOfUse = "http://terminology.hl7.org/CodeSystem/v3-ActReason";
    private const string Dicom = "http://dicom.nema.org/resources/ontology/DCM";
    private const string Lifecycle = "http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle";
    private const string Law = "https://www.finlex.fi/eli/sd/2023/703";

    /// <summary>The parts of an organisation id that name the organisation and not its unit: 1.2.246.10.[business id].</summary>
    private const int PartsOfOrganization = 5;

    /// <summary>What stands around the disclosures of a page.</summary>
    /// <param name="Delivered">Units of the plans that were delivered, by plan.</param>
    /// <param name="Consents">Everything that the person has given, present versions.</param>
    internal sealed record Around(
        IReadOnlyDictionary<Guid, UnitOfCare> Units, IReadOnlyDictionary<Guid, StaffMember> Staff, IReadOnlyDictionary<Guid, Guid> Delivered,
        IReadOnlyList<ConsentDocument> Consents);

    public static IEnumerable<Bundle.EntryComponent> Of(Disclosure disclosure, Around around)
    {
        var fullUrl = "urn:oid:" + disclosure.Oid;
        yield return Entry(fullUrl, AuditEventOf(disclosure, around));
        yield return Entry(Names.Urn("Provenance", disclosure.Oid), ProvenanceOf(disclosure, fullUrl, around));
    }

    private static AuditEvent AuditEventOf(Disclosure disclosure, Around around) => Names.Checked(new AuditEvent
    {
        Id = disclosure.Oid,
        // Kanta's profile is of social care's data; for patient data there is none here.
        Meta = disclosure.Register == Sector.Social ? Names.Meta(Shark + "SocialWelfareAuditEvent") : null,
        Contained = [Holder(disclosure, around), .. Recipient(disclosure, around)],
        Extension =
        [
            new() { Url = Names.Profile("disclosure-kind"), Value = (Code)Platform.JsonRules.CodeOf(disclosure.Kind) },
            new() { Url = Names.Profile("disclosure-basis"), Value = (FhirString)disclosure.Basis },
            .. Ground(disclosure, around) is { } ground
                ? new[] { new Extension { Url = Names.Profile("disclosure-consent"), Value = Names.Elsewhere("Consent", "consent", ground) } }
                : [],
        ],
        Type = Names.Coding(Lifecycle, "disclose", "Disclose Record Lifecycle Event"),
        Period = new() { Start = Names.Moment(disclosure.At) },
        Recorded = Names.Moment(disclosure.At),
        PurposeOfEvent = [Names.Concept(PurposesOfUse, disclosure.Purpose, disclosure.Purpose == "ETREAT" ? "Emergency Treatment" : "treatment")],
        Agent =
        [
            new()
            {
                Type = Names.Concept(Dicom, "110153", "Source Role ID"),
                Who = new() { Reference = "#holder" },
                Requestor = disclosure.Kind == DisclosureKind.Delivery,
                Policy = [Law],
            },
            new()
            {
                Type = Names.Concept(Dicom, "110152", "Destination Role ID"),
                Who = new() { Reference = "#recipient" },
                Requestor = disclosure.Kind == DisclosureKind.Use,
            },
        ],
        Source = new() { Observer = new() { Reference = "#holder" } },
        Entity =
        [
            new()
            {
                What = Names.Elsewhere("Patient", "person", disclosure.PersonId),
                Type = Names.Coding("http://terminology.hl7.org/CodeSystem/audit-entity-type", "1", "Person"),
                Role = Names.Coding("http://terminology.hl7.org/CodeSystem/object-role", "1", "Patient"),
            },
            new()
            {
                What = disclosure.SourceId is { } plan ? Names.Elsewhere("CarePlan", "plan", plan) : null,
                Type = ConsentMap.ClassOf(disclosure.DataClass),
                Role = Names.Coding("http://terminology.hl7.org/CodeSystem/object-role", "3", "Report"),
                Description = ConsentMap.ClassOf(disclosure.DataClass).Display!.Value,
            },
        ],
    });

    private static Provenance ProvenanceOf(Disclosure disclosure, string fullUrl, Around around) => Names.Checked(new Provenance
    {
        Meta = disclosure.Register == Sector.Social ? Names.Meta(Shark + "SocialWelfareAuditEventProvenance") : null,
        Language = "fi",
        Contained = [Holder(disclosure, around)],
        Target = [new() { Reference = fullUrl }],
        Recorded = Names.Moment(disclosure.At),
        Agent = [new() { Who = new() { Reference = "#holder" } }],
    });

    /// <summary>Who holds the register that it came from: one county holds both.</summary>
    private static Organization Holder(Disclosure disclosure, Around around)
    {
        var unitId = disclosure.UnitId ?? (disclosure.SourceId is { } plan && around.Delivered.TryGetValue(plan, out var of) ? of : (Guid?)null);
        var oid = unitId is { } id && around.Units.TryGetValue(id, out var unit) ? string.Join('.', unit.OrganizationOid.Split('.').Take(PartsOfOrganization)) : null;
        return new Organization
        {
            Id = "holder",
            Meta = disclosure.Register == Sector.Social ? Names.Meta(Shark + "SocialWelfareAuditEventOrganization") : null,
            Extension = disclosure.Register == Sector.Social
                ? [new() { Url = "https://gen.kanta.fi/fhir/StructureDefinition/extension/RegisterType", Value = Names.Coding("urn:oid:1.2.246.537.6.1264.201701", "1", "Sosiaalihuollon asiakasrekisteri") }]
                : [],
            Identifier = oid is null ? [] : [new() { System = Names.Uri, Value = "urn:oid:" + oid }],
            Name = disclosure.Register == Sector.Social ? "Sosiaalihuollon rekisterinpitäjä" : "Terveydenhuollon rekisterinpitäjä",
        };
    }

    /// <summary>A staff member in their role and unit; of a delivery, the record system of the other register.</summary>
    private static IEnumerable<Resource> Recipient(Disclosure disclosure, Around around)
    {
        if (disclosure.RecordSystem is { } system)
        {
            yield return new Organization { Id = "recipient", Name = system };
            yield break;
        }
        var staff = disclosure.StaffId!.Value;
        yield return new PractitionerRole
        {
            Id = "recipient",
            Practitioner = new() { Reference = "#practitioner" },
            Organization = new() { Reference = "#unit" },
            Code = disclosure.Role is { } role ? [Names.Own("role", role)] : [],
        };
        var practitioner = PractitionerMap.Of(staff, around.Staff.GetValueOrDefault(staff));
        practitioner.Id = "practitioner";
        yield return practitioner;
        var unit = OrganizationMap.Of(disclosure.UnitId!.Value, around.Units.GetValueOrDefault(disclosure.UnitId.Value));
        unit.Id = "unit";
        yield return unit;
    }

    /// <summary>
    /// The consent or permission that was in force then and that the basis rests on; null where the law itself opened it. What was given never changes and
    /// its end is recorded, so that it can be told afterwards.
    /// </summary>
    private static Guid? Ground(Disclosure disclosure, Around around)
    {
        var kind = disclosure.Basis.Contains(": permission", StringComparison.Ordinal) ? ConsentKind.DisclosurePermission
            : disclosure.Basis.Contains(": joint plan", StringComparison.Ordinal) ? ConsentKind.JointWork
            : (ConsentKind?)null;
        var direction = disclosure.Register == Sector.Social ? Direction.SocialToHealth : Direction.HealthToSocial;
        return around.Consents.LastOrDefault(c => c.Kind == kind && (c.Direction is null || c.Direction == direction)
            && c.GivenAt <= disclosure.At && (c.Status == ConsentStatus.Active || c.ChangedAt >= disclosure.At))?.Id;
    }

    private static Bundle.EntryComponent Entry(string fullUrl, Resource resource) => new()
    {
        FullUrl = fullUrl,
        Resource = resource,
        Request = new() { Method = Bundle.HTTPVerb.POST, Url = resource.TypeName },
    };
}
