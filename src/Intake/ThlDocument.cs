using System.Text.Json.Nodes;
using Monipolku.Platform;

namespace Monipolku.Intake;

/// <summary>
/// A document type of THL (code set 1.2.246.537.6.1506) with the version of its definition that we write, and how. Member names are the
/// schemas' own.
/// </summary>
/// <param name="IsOfNotification">Whether it is the notification itself, and not what staff write of it.</param>
/// <param name="NamesNotifier">Whether the schema requires the notifier's name.</param>
internal sealed record ThlDocument(
    string Code, string Version, bool IsOfNotification, bool NamesNotifier, IReadOnlyList<MatterKind> Kinds, Func<ThlWriter, JsonObject> Write)
{
    private static readonly MatterKind[] Contacts = [MatterKind.Contact, MatterKind.JointRequestWithFamily];

    private static readonly IReadOnlyList<ThlDocument> All =
    [
        new("4009", "2023.4.28", true, false, [MatterKind.ChildWelfareNotification], ChildWelfareNotification),
        new("4018", "2022.9.28", true, true, Contacts, Contact),
        new("4019", "2022.9.28", true, true, [MatterKind.AnticipatoryNotification], Anticipatory),
        new("4021", "2023.2.28", true, true, [MatterKind.NoticeToAuthority], Notice),
        new("19001", "2023.10.30", false, false, Enum.GetValues<MatterKind>(), Pending),
        new("1006", "2023.5.31", false, false, [MatterKind.ChildWelfareNotification], EvaluationOfNotification),
        new("1009", "2023.9.11", false, false, [.. Contacts, MatterKind.NoticeToAuthority], EvaluationOfContact),
        new("1015", "2022.9.28", false, false, [MatterKind.AnticipatoryNotification], EvaluationOfAnticipatory),
    ];

    private string Oid => "1.2.246.537.6.1506." + Code;

    public bool Fits(MatterKind kind) => Kinds.Contains(kind);

    /// <summary>The kind's own document.</summary>
    public static ThlDocument Of(MatterKind kind) => All.First(d => d.IsOfNotification && d.Fits(kind));

    /// <param name="type">The code, the OID with or without the version, or <c>thl</c>.</param>
    /// <param name="document">Null for <c>thl</c>: that of the notification's kind.</param>
    public static bool TryFind(string type, out ThlDocument? document)
    {
        document = All.FirstOrDefault(d => type == d.Code || type == d.Oid || type == $"{d.Oid}.{d.Version}");
        return document is not null || type == "thl";
    }

    private static JsonObject ChildWelfareNotification(ThlWriter w)
    {
        var (told, details) = (w.Details?.ToldByNotifier, w.Details);
        return new JsonObject
        {
            ["lastensuojeluilmoitus"] = ThlJson.Of(
                ("asiakas", w.Client(withContact: true, ("ika", w.Age()))),
                ("tiedot_lapsen_asumisesta", ThlJson.Of(("lapsen_asuminen", w.Housing()), ("lapsen_asumisen_kuvaus", details?.CustodyDispute?.LivesWith))),
                ("huoltaja_tai_muu_lapsen_hoidosta_vastaava_henkilo", w.Guardians()),
                ("anonyymi_ilmoitus", w.Notification.NotifierKind == NotifierKind.Anonymous),
                ("ilmoittaja", ThlJson.List(ThlJson.Of(
                    ("henkilo", w.NotifierIfKnown()),
                    ("taho", w.NotifierCode()),
                    ("ilmoittajan_tietojen_salassapito", w.Notification.ConfidentialityAsked),
                    ("salassapidon_perustelut", w.Notifier?.ConfidentialityReason)))),
                ("ilmoittamispaivamaara", ThlJson.Date(w.Notification.ArrivedOn)),
                ("asiasisalto", w.Description()),
                ("lapselle_on_kerrottu_lastensuojeluilmoituksesta", told?.Child),
                ("ainakin_toiselle_huoltajalle_on_kerrottu_lastensuojeluilmoituksesta", told?.Guardian),
                ("lisatiedot_lapselle_jatai_huoltajille_kertomisesta", told?.More),
                ("laatija", w.AuthorIfAny())),
        };
    }

    private static JsonObject Contact(ThlWriter w)
    {
        var themself = w.Notification.NotifierCode == Codes.PersonThemself;
        // A joint request is made with the child or a guardian (LSL 25 a §): their consent is in its nature.
        var consent = w.Notification.Kind == MatterKind.JointRequestWithFamily || themself || w.Details?.Consent?.Given == true;
        return new JsonObject
        {
            ["yhteydenotto_sosiaalihuollosta_vastaavaan_viranomaiseen"] = ThlJson.Of(
                ("asiakas", ThlJson.List(w.Client(withContact: true, ("huoltajuus", w.Custody())))),
                ("yhteydenottaja", ThlJson.List(ThlJson.Of(("henkilo", w.NotifierWithPhone()), ("taho", w.NotifierCode())))),
                ("yhteydenoton_paivamaara", ThlJson.Date(w.Notification.ArrivedOn)),
                ("asiasisalto", w.NeedsOfSupport(required: true)),
                ("kuvaus_tilanteesta_ja_huolesta", w.Description()),
                ("yhteydenotto_on_tehty_henkilon_suostumuksella", consent),
                ("lisatiedot", w.Details?.Consent?.Why),
                ("laatija", w.AuthorIfAny())),
        };
    }

    private static JsonObject Anticipatory(ThlWriter w)
    {
        var child = w.Details!.UnbornChild!;
        return new JsonObject
        {
            ["ennakollinen_lastensuojeluilmoitus"] = ThlJson.Of(
                ("asiakas", ThlJson.List(w.Client(withContact: true))),
                ("tulevan_lapsen_toinen_vanhempi", child.OtherParent is not { } parent ? null : ThlJson.Of(
                    ("sukunimi", parent.FamilyName),
                    ("etunimet", parent.GivenNames),
                    ("yhteystiedot", ThlJson.Of(("puhelinnumero", parent.Phone))))),
                ("ilmoittaja", ThlJson.List(ThlJson.Of(("ammattihenkilo", w.NotifierWithPhone()), ("taho", w.NotifierCode())))),
                ("ilmoittamispaivamaara", ThlJson.Date(w.Notification.ArrivedOn)),
                ("syyt_ennakollisen_lastensuojeluilmoituksen_tekemiseen", w.NeedsOfSupport(required: true)),
                ("lisatiedot_ennakollisen_lastensuojeluilmoituksen_syista", w.Description()),
                ("perhe__ja_asumistilanne", child.FamilySituation),
                ("aiemmin_annettu_tuki", child.SupportSoFar),
                ("lapsen_arvioitu_syntymaaika", ThlJson.Date(child.ExpectedOn)),
                ("kerrottu_tulevalle_aidille", child.MotherTold),
                ("kerrottu_tulevalle_toiselle_vanhemmalle", child.OtherParentTold),
                ("laatija", w.AuthorIfAny())),
        };
    }

    private static JsonObject Notice(ThlWriter w)
    {
        var (to, consent) = (w.Details!.Recipient!, w.Details.Consent);
        return new JsonObject
        {
            ["sosiaalihuollon_ilmoitus_toiselle_viranomaiselle"] = ThlJson.Of(
                ("vastaanottaja", ThlJson.Of(
                    ("organisaation_nimi", to.Organization),
                    ("yhteystiedot", ThlJson.Of(("osoite", ThlWriter.Address(to.Street, to.PostalCode, to.City)))))),
                ("asiakas", ThlJson.List(w.Client(withContact: true))),
                ("kuvaus_asiakkaan_tilanteesta_ja_tuen_tarpeista", w.Description()),
                ("ilmoituksen_tekemiseen_on_asiakkaan_suostumus", consent?.Given ?? w.Notification.NotifierCode == Codes.PersonThemself),
                ("perustelut_ilmoituksen_tekemiselle_ilman_asiakkaan_suostumusta", consent is { Given: false } ? consent.Why : null),
                ("ilmoittaja", w.NotifierAsStaff()),
                ("ilmoittamispaivamaara", ThlJson.Date(w.Notification.ArrivedOn))),
        };
    }

    private static JsonObject Pending(ThlWriter w) => new()
    {
        ["merkinta_asian_vireilletulosta"] = ThlJson.Of(
            ("asiakas", ThlJson.List(w.Client(withContact: false))),
            ("palvelutehtava", ThlJson.List(w.ServiceTask())),
            ("sosiaalipalvelu", w.Services()),
            ("vireilletulopaiva", ThlJson.Date(w.Matter.ArrivedOn)),
            ("kuvaus_asian_vireilletulosta", w.Description()),
            ("vireilletulon_syyt", w.NeedsOfSupport(required: false)),
            ("lastensuojelullinen_huoli", w.ChildWelfareReasons()),
            ("arvio_asian_kiireellisyydesta", w.Urgency()),
            ("kiireellisyyden_peruste", w.UrgencyReason()),
            ("paivamaara", w.AssessedOn()),
            ("laatija", w.Author())),
    };

    private static JsonObject EvaluationOfNotification(ThlWriter w) => new()
    {
        ["lastensuojeluilmoituksen_arvio"] = ThlJson.Of(
            ("asiakas", w.Client(withContact: false)),
            ("aiemmat_ilmoitukset_ja_yhteydenotot", w.HasEarlier),
            ("lapsen_asiakkuus", ThlJson.Of(
                ("lapsen_palvelutarpeen_arviointi_on_kaynnistetty", w.Matter.Decision is { } d ? d.Outcome == DecisionOutcome.StartAssessment : null),
                ("lapsi_on_erityisen_tuen_tarpeessa", w.Has(SupportGround.ChildInNeedOfSpecialSupport)))),
            ("ilmoituksen_perustelut", w.ChildWelfareReasons()),
            ("toimenpiteet", w.Measures()),
            ("kuvaus", w.ActionsIfAny()),
            ("arvio_asian_kiireellisyydesta", w.Urgency()),
            ("kiireellisyyden_perustelu", w.UrgencyReason()),
            ("lisatiedot", w.DecisionReasons()),
            ("paivamaara", w.AssessedOn()),
            ("laatija", w.Author())),
    };

    private static JsonObject EvaluationOfContact(ThlWriter w) => new()
    {
        ["sosiaalihuollon_tarpeesta_tehdyn_ilmoituksen_tai_yhteydenoton_arvio"] = ThlJson.Of(
            ("asiakas", ThlJson.List(w.Client(withContact: false))),
            ("yhteydenottotapa", w.ContactWay()),
            ("asiasisalto", w.NeedsOfSupport(required: false)),
            ("lastensuojeluasian_syy", w.ChildWelfareReasons()),
            ("kuvaus_tilanteesta", w.Description()),
            ("toimenpiteet", w.Actions()),
            ("tyontekijan_arvio_tarvittavista_palveluista", w.NeededServices()),
            ("sovitut_jatkotoimenpiteet", w.DecisionReasons()),
            ("henkilo_on_yli_seitsemanviisi_vuotias", w.IsOver75),
            ("henkilo_saa_ylinta_hoitotukea", w.Has(SupportGround.HighestCareAllowance)),
            ("erityista_tukea_tarvitseva_lapsi", w.Has(SupportGround.ChildInNeedOfSpecialSupport)),
            ("arvio_asian_kiireellisyydesta", w.Urgency()),
            ("kiireellisyyden_perustelu", w.UrgencyReason()),
            ("paivamaara", w.AssessedOn()),
            ("laatija", w.Author())),
    };

    private static JsonObject EvaluationOfAnticipatory(ThlWriter w) => new()
    {
        ["ennakollisen_lastensuojeluilmoituksen_arvio"] = ThlJson.Of(
            ("asiakas", ThlJson.List(w.Client(withContact: false))),
            ("ilmoituksen_perustelut", w.NeedsOfSupport(required: false)),
            ("kuvaus_tilanteesta", w.Description()),
            ("toimenpiteet", w.Actions()),
            ("tyontekijan_arvio_tarvittavista_palveluista", w.NeededServices()),
            ("sovitut_jatkotoimenpiteet", w.DecisionReasons()),
            ("arvio_asian_kiireellisyydesta", w.Urgency()),
            ("kiireellisyyden_perustelu", w.UrgencyReason()),
            ("paivamaara", w.AssessedOn()),
            ("laatija", w.Author())),
    };
}
