using System.Globalization;
using System.Numerics;
using System.Resources;
using System.Text.Json.Nodes;
using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;
using Monipolku.People.Contracts;
using Monipolku.Platform;

namespace Monipolku.Consents;

/// <summary>
/// A permission as THL's document 1505.8 (luovutuslupa-asiakirja) and a prohibition as 1505.9 (kieltoasiakirja), each valid against THL's
/// JSON Schema. Both are of social care's own data; a permission out of the health register is Kanta's SoTeConsent only.
/// </summary>
/// <remarks>The phrases of <c>infoteksti</c> are fixed by the schemas, word for word.</remarks>
internal sealed record ThlDocument(PersonRecord Person, StaffMember? Writer, IReadOnlyDictionary<Guid, UnitOfCare> Units)
{
    public const string PermissionCode = "1505.8";
    public const string ProhibitionCode = "1505.9";

    private const string Oid = "1.2.246.537.6.";

    private static readonly ResourceManager Phrases = new("Monipolku.Consents.ThlPhrases", typeof(ThlDocument).Assembly);

    /// <summary>THL's information text is Finnish only, and so is what stands beside it.</summary>
    private static readonly FormWords Words = new("fi");

    /// <param name="code"><see cref="PermissionCode"/> or <see cref="ProhibitionCode"/>.</param>
    /// <param name="type">As asked for: <c>thl</c>, the code or the OID.</param>
    public static bool Is(string code, string type) => type == "thl" || type == code || type == Oid + code;

    /// <param name="writerId">Who received what the document tells last: the giving, or the withdrawal.</param>
    /// <param name="unitIds">Theirs, and the recipients.</param>
    public static async Task<ThlDocument> Load(
        Guid personId, Guid writerId, IEnumerable<Guid> unitIds, IPeople people, IStaffDirectory staff, CancellationToken ct) => new(
        (await people.Find([personId], ct))[personId],
        (await staff.FindStaff([writerId], ct)).GetValueOrDefault(writerId),
        await staff.FindUnits([.. unitIds.Distinct()], ct));

    public override string ToString() => $"{nameof(ThlDocument)} of {Person.Id}";

    /// <summary>
    /// The schema says of a permission yes or no: what limits it stands in the text for further details. It cannot tell of one that begins later (it is
    /// valid from the day of its writing): <see cref="ConsentsRefusals.DocumentBeginsLater"/>.
    /// </summary>
    public JsonObject Of(ConsentView consent, DateOnly today)
    {
        var expired = consent.Status == ConsentStatus.Active && consent.ValidTo < today;
        var state = consent switch
        {
            { Withdrawal: { } w } => Words.Format("withdrawn", Words.Day(w.ToldOn)),
            { Status: ConsentStatus.Replaced } => $"{Words["replaced"]} {Words.Day(WorkingDays.DateOf(consent.ChangedAt))}",
            _ => expired ? Format("Ended", Words.Day(consent.ValidTo!.Value)) : null,
        };
        var given = WorkingDays.DateOf(consent.ChangedAt);
        var written = expired ? consent.ValidTo!.Value.AddDays(1) : given < consent.ValidFrom && consent.Status == ConsentStatus.Active ? consent.ValidFrom : given;
        return new JsonObject
        {
            ["luovutuslupa_asiakirja"] = ThlJson.Of(
                ("asiakas", Client()),
                ("infoteksti", Phrase("Permission")),
                ("luovutusluvan_antaja_on_laillinen_edustaja", consent.GivenBy.GuardianId is not null),
                ("luovutusluvan_antaja", Representatives(consent.GivenBy)),
                ("voimassa_oleva_luovutuslupa", ThlJson.Of(
                    ("luovutuslupa", state is null),
                    ("luovutusluvan_antamisen_ajankohta", ThlJson.Date(consent.SignedOn)))),
                ("ammattihenkilon_laatima_asiakirja", ThlJson.Of(
                    ("laatija", Author(consent.Withdrawal?.UnitId ?? consent.UnitId)),
                    ("perustelut_tai_muut_lisatiedot_luovutusluvan_antamisesta_tai_perumisesta", Lines(
                    [
                        state,
                        consent.Withdrawal?.Reason,
                        Phrase("Limits"),
                        Line("direction", Words["direction." + JsonRules.CodeOf(consent.Direction!.Value)]),
                        Line("recipients", consent.RecipientUnits.Count == 0 ? Words["recipients.all"] : string.Join("; ", consent.RecipientUnits.Select(NameOf))),
                        Line("classes", ClassesOf(consent.Classes)),
                        consent.DataFrom is null && consent.DataTo is null ? null : Line("data", Words.Period(consent.DataFrom, consent.DataTo)),
                        consent.ServiceTasks.Count == 0 ? null : Line("tasks", string.Join(", ", consent.ServiceTasks)),
                        Line("purpose", consent.Purpose),
                        Line("valid", Words.Period(consent.ValidFrom, consent.ValidTo)),
                    ])))),
                ("laatimispaivamaara", ThlJson.Date(written))),
        };
    }

    /// <summary>Of a disclosure out of social care: by document or service task where it names some, else of all that the controller holds.</summary>
    public JsonObject Of(ProhibitionView prohibition)
    {
        var controller = Units[prohibition.UnitId];
        var (sections, section, what, forbidden) = prohibition switch
        {
            { Documents.Count: > 0 } => ("asiakirjoja_koskevat_luovutuskiellot", "asiakirjaa_koskeva_luovutuskielto", "asiakirja_jonka_luovutus_kielletaan",
                prohibition.Documents.Select(d => (JsonNode)new JsonObject { ["oid_tunnus"] = new JsonObject { ["value"] = OidOf(d.Id) } })),
            { ServiceTasks.Count: > 0 } => ("palvelutehtavaa_koskevat_luovutuskiellot", "palvelutehtavaa_koskeva_luovutuskielto", "palvelutehtava_jonka_tietojen_luovutus_kielletaan",
                prohibition.ServiceTasks.Select(task => (JsonNode)ThlJson.Coded(Oid + "1221", task, "Palvelutehtävä " + task))),
            _ => ("rekisterinpitajaa_koskevat_luovutuskiellot", "rekisterinpitajaa_koskeva_luovutuskielto", "rekisterinpitaja_jonka_tietojen_luovutus_kielletaan",
                [ThlJson.Coded(Oid + "202", controller.OrganizationOid, controller.Name)]),
        };
        var one = ThlJson.Of(
            (what, new JsonArray([.. forbidden])),
            ("kiellon_asettamisen_ajankohta", ThlJson.Date(prohibition.ToldOn)),
            ("kieltaja_on_laillinen_edustaja", prohibition.GivenBy.GuardianId is not null),
            ("henkilo_joka_kieltaa_asiakastietojen_luovuttamisen", Representatives(prohibition.GivenBy)));
        // What has been withdrawn forbids nothing: its document stands without it.
        var inForce = prohibition.Withdrawal is null ? ThlJson.Of((section, ThlJson.List(one))) : null;
        return new JsonObject
        {
            ["kieltoasiakirja"] = ThlJson.Of(
                ("asiakas", Client()),
                ("infoteksti", Phrase("Prohibition")),
                (sections, inForce),
                ("ammattihenkilon_laatima_asiakirja", ThlJson.Of(
                    ("laatija", Author(prohibition.Withdrawal?.UnitId ?? prohibition.UnitId)),
                    ("perustelut_tai_muut_lisatiedot_kiellon_asettamisesta_tai_perumisesta", Lines(
                    [
                        prohibition.Withdrawal is { } withdrawal ? Words.Format("withdrawn.prohibition", Words.Day(withdrawal.ToldOn)) : null,
                        prohibition.Withdrawal?.Reason,
                        Phrase("ProhibitionLimits"),
                        Line("direction", Words["direction." + JsonRules.CodeOf(prohibition.Direction!.Value)]),
                        prohibition.Classes.Count == 0 ? null : Line("classes", ClassesOf(prohibition.Classes)),
                        prohibition.Documents.Count == 0 ? null : Line("documents", ClassesOf(prohibition.Documents.Select(d => d.Class))),
                        prohibition.ServiceTasks.Count == 0 ? null : Line("tasks", string.Join(", ", prohibition.ServiceTasks)),
                        Line("emergency", Words[prohibition.HoldsInEmergency ? "emergency.yes" : "emergency.no"]),
                    ])))),
                ("laatimispaivamaara", ThlJson.Date(WorkingDays.DateOf(prohibition.Withdrawal?.At ?? prohibition.RecordedAt)))),
        };
    }

    private static string Phrase(string name) => Phrases.GetString(name, CultureInfo.InvariantCulture)!.ReplaceLineEndings("\n");

    /// <summary>A UUID's own place below 2.25 (ITU-T X.667).</summary>
    private static string OidOf(Guid id) => "2.25." + new BigInteger(id.ToByteArray(bigEndian: true), isUnsigned: true, isBigEndian: true).ToString(CultureInfo.InvariantCulture);

    private static string Format(string name, string value) => string.Format(CultureInfo.InvariantCulture, Phrase(name), value);

    private static string Lines(IEnumerable<string?> lines) => string.Join('\n', lines.Where(line => !string.IsNullOrWhiteSpace(line)));

    private static string Line(string head, string text) => $"{Words[head]}: {text}";

    private static string ClassesOf(IEnumerable<DataClass> classes) => string.Join("; ", classes.Select(c => Words["class." + JsonRules.CodeOf(c)]));

    /// <summary>By id where there is no name to give.</summary>
    private string NameOf(Guid unitId) => Units.TryGetValue(unitId, out var unit) ? unit.Name : unitId.ToString();

    private JsonObject Client() => ThlJson.Client(Person.FamilyName, Person.GivenNames, Person.IdentityCode);

    /// <summary>Null when the client acts. Whoever is no longer in the client's record has no name to give, and is left out.</summary>
    private JsonArray? Representatives(GiverView giver)
    {
        var ids = giver.OtherGuardians.Select(o => o.GuardianId).Prepend(giver.GuardianId ?? Guid.Empty);
        var found = ids.Join(Person.Guardians, id => id, g => g.Id, (_, g) => (JsonNode)RepresentativeOf(g)).ToList();
        return found.Count == 0 ? null : [.. found];
    }

    private static JsonObject RepresentativeOf(GuardianRecord guardian)
    {
        var json = ThlJson.Named(guardian.FamilyName, guardian.GivenNames);
        var (code, name) = guardian.Role switch
        {
            GuardianRole.Guardian => ("31", "Huoltaja"),
            GuardianRole.LegalGuardian => ("32", "Edunvalvoja"),
            GuardianRole.ContinuingPowerOfAttorney => ("33", "Edunvalvontavaltuutettu"),
            _ => ("34", "Valtuutettu"),
        };
        json.Add("rooli", ThlJson.Coded(Oid + "1284", code, name));
        return json;
    }

    /// <summary>Null where they no longer work here: the schema takes a document without its writer, and no half a name.</summary>
    private JsonObject? Author(Guid unitId)
    {
        if (Writer is null || ThlJson.Split(Writer.Name) is not { } name) return null;
        var author = ThlJson.Named(name.Family, name.Given);
        if (Units.TryGetValue(unitId, out var unit)) author.Add("palveluyksikko", ThlJson.Coded(Oid + "202", unit.OrganizationOid, unit.Name));
        return author;
    }
}
