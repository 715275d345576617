using System.Globalization;
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
internal sealed record ThlDocument(PersonRecord Person, StaffMember? ReceivedBy, UnitOfCare? Unit)
{
    public const string PermissionCode = "1505.8";
    public const string ProhibitionCode = "1505.9";

    private const string Oid = "1.2.246.537.6.";

    private static readonly ResourceManager Phrases = new("Monipolku.Consents.ThlPhrases", typeof(ThlDocument).Assembly);

    /// <param name="code"><see cref="PermissionCode"/> or <see cref="ProhibitionCode"/>.</param>
    /// <param name="type">As asked for: <c>thl</c>, the code or the OID.</param>
    public static bool Is(string code, string type) => type == "thl" || type == code || type == Oid + code;

    public override string ToString() => $"{nameof(ThlDocument)} of {Person.Id}";

    /// <param name="ended">What was said at the withdrawal; null where nothing was.</param>
    public JsonObject Of(Consent consent, string? ended)
    {
        var active = consent.Status == ConsentStatus.Active;
        return new JsonObject
        {
            ["luovutuslupa_asiakirja"] = ThlJson.Of(
                ("asiakas", Client()),
                ("infoteksti", Phrase("Permission")),
                ("luovutusluvan_antaja_on_laillinen_edustaja", consent.GivenBy.GuardianId is not null),
                ("luovutusluvan_antaja", Representatives(consent.GivenBy)),
                ("voimassa_oleva_luovutuslupa", ThlJson.Of(
                    ("luovutuslupa", active),
                    ("luovutusluvan_antamisen_ajankohta", ThlJson.Date(consent.SignedOn)))),
                ("ammattihenkilon_laatima_asiakirja", ThlJson.Of(
                    ("laatija", Author()),
                    ("perustelut_tai_muut_lisatiedot_luovutusluvan_antamisesta_tai_perumisesta", ended))),
                ("laatimispaivamaara", ThlJson.Date(WorkingDays.DateOf(consent.EndedAt ?? consent.GivenAt)))),
        };
    }

    /// <summary>Of a disclosure out of social care: by service task where it names some, else of all that the controller holds.</summary>
    public JsonObject Of(Prohibition prohibition, string? ended)
    {
        var byTask = prohibition.ServiceTasks.Count > 0;
        var forbidden = byTask
            ? new JsonArray([.. prohibition.ServiceTasks.Select(task => ThlJson.Coded(Oid + "1221", task, "Palvelutehtävä " + task))])
            : [ThlJson.Coded(Oid + "202", Unit!.OrganizationOid, Unit.Name)];
        var one = ThlJson.Of(
            (byTask ? "palvelutehtava_jonka_tietojen_luovutus_kielletaan" : "rekisterinpitaja_jonka_tietojen_luovutus_kielletaan", forbidden),
            ("kiellon_asettamisen_ajankohta", ThlJson.Date(prohibition.ToldOn)),
            ("kieltaja_on_laillinen_edustaja", prohibition.GivenBy.GuardianId is not null),
            ("henkilo_joka_kieltaa_asiakastietojen_luovuttamisen", Representatives(prohibition.GivenBy)));
        // What has been withdrawn forbids nothing: its document stands without it.
        var section = prohibition.WithdrawnAt is not null ? null
            : byTask ? ThlJson.Of(("palvelutehtavaa_koskeva_luovutuskielto", ThlJson.List(one)))
            : ThlJson.Of(("rekisterinpitajaa_koskeva_luovutuskielto", ThlJson.List(one)));
        return new JsonObject
        {
            ["kieltoasiakirja"] = ThlJson.Of(
                ("asiakas", Client()),
                ("infoteksti", Phrase("Prohibition")),
                (byTask ? "palvelutehtavaa_koskevat_luovutuskiellot" : "rekisterinpitajaa_koskevat_luovutuskiellot", section),
                ("ammattihenkilon_laatima_asiakirja", ThlJson.Of(
                    ("laatija", Author()),
                    ("perustelut_tai_muut_lisatiedot_kiellon_asettamisesta_tai_perumisesta", ended))),
                ("laatimispaivamaara", ThlJson.Date(WorkingDays.DateOf(prohibition.WithdrawnAt ?? prohibition.RecordedAt)))),
        };
    }

    private static string Phrase(string name) => Phrases.GetString(name, CultureInfo.InvariantCulture)!.ReplaceLineEndings("\n");

    private JsonObject Client() => ThlJson.Client(Person.FamilyName, Person.GivenNames, Person.IdentityCode);

    /// <summary>Null when the client acts. Whoever is no longer in the client's record has no name to give, and is left out.</summary>
    private JsonArray? Representatives(Giver giver)
    {
        var ids = (giver.Others ?? []).Select(o => o.GuardianId).Prepend(giver.GuardianId ?? Guid.Empty);
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
    private JsonObject? Author()
    {
        if (ReceivedBy is null || ThlJson.Split(ReceivedBy.Name) is not { } name) return null;
        var author = ThlJson.Named(name.Family, name.Given);
        if (Unit is not null) author.Add("palveluyksikko", ThlJson.Coded(Oid + "202", Unit.OrganizationOid, Unit.Name));
        return author;
    }
}
