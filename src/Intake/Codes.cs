using System.Globalization;

namespace Monipolku.Intake;

/// <summary>
/// The codes of THL's code sets <c>1.2.246.537.6.N</c> that intake takes, with their Finnish names as THL's document schemas have them.
/// Sets whose codes the schemas leave to the national code server (1203, 1219, 1221, 1222, 1250) come with the request, name and all.
/// </summary>
internal static class Codes
{
    /// <summary>Reason of a child-welfare matter (lastensuojeluasian syy), as in document 1506.1006.</summary>
    public const string ChildWelfareReasonSet = "1.2.246.537.6.1251";

    /// <summary>Need of support (tuen tarve), as in document 1506.4018.</summary>
    public const string NeedOfSupportSet = "1.2.246.537.6.1282";

    /// <summary>Notifier of a need for services (palvelutarpeen ilmoittaja): 1 to 24.</summary>
    public const string NotifierSet = "1.2.246.537.6.1243";

    /// <summary>Estimate of urgency (kiireellisyyden arvio): 1 at once, 2 urgent, 3 not urgent.</summary>
    public const string UrgencySet = "1.2.246.537.6.1252";

    private static readonly Dictionary<string, string> ChildWelfareReasons = new()
    {
        ["10"] = "Asumiseen liittyvät ongelmat",
        ["11"] = "Toimeentuloon liittyvät ongelmat",
        ["22"] = "Lapsen huoltoon tai tapaamisoikeuteen liittyvät ristiriidat",
        ["23"] = "Kasvatuksesta vastaavan päihteiden käyttö tai muu riippuvuus",
        ["24"] = "Väkivalta perheessä",
        ["25"] = "Lapsen pahoinpitely",
        ["26"] = "Lapsen seksuaalinen hyväksikäyttö",
        ["27"] = "Lapseen kohdistuva henkinen väkivalta",
        ["28"] = "Kasvatuksesta vastaavan lainvastainen toiminta",
        ["32"] = "Koulunkäynnin laiminlyönti",
        ["33"] = "Lapsen päihteiden käyttö",
        ["34"] = "Lapsen väkivaltaisuus",
        ["35"] = "Lapsen itseään vahingoittava käyttäytyminen",
        ["38"] = "Lapsen lainvastainen toiminta",
        ["41"] = "Lapsen jääminen ilman kasvatuksesta vastaavaa henkilöä",
        ["42"] = "Lapsen hoidon laiminlyönti",
        ["43"] = "Lapsen psyykkisten ja sosiaalisten tarpeiden laiminlyönti",
        ["44"] = "Lapsen jääminen ilman tarpeellista valvontaa",
        ["47"] = "Vakava riitely ja/tai vuorovaikutusongelmat perheessä",
        ["49"] = "Kasvatuksesta vastaavan fyysinen terveydentila",
        ["50"] = "Kasvatuksesta vastaavan psyykkinen terveydentila",
        ["51"] = "Kasvatuksesta vastaavan arjenhallintataidot",
        ["52"] = "Lapsen fyysinen terveydentila",
        ["53"] = "Lapsen psyykkinen terveydentila",
        ["54"] = "Oppimiseen ja kehitykseen liittyvät vaikeudet",
        ["56"] = "Ikätasoon sopimaton vastuunotto",
        ["57"] = "Vaikeudet sosiaalisissa suhteissa",
        ["58"] = "Lapsen peli- tai internetriippuvuus tai muu riippuvuus",
        ["59"] = "Lapsen ympärileikkaus tai sen epäily tai uhka",
    };

    private static readonly Dictionary<string, string> NeedsOfSupport = new()
    {
        ["1"] = "Jokapäiväisestä elämästä selviytymiseen liittyvä tuen tarve",
        ["2"] = "Asumiseen liittyvä tuen tarve",
        ["3"] = "Taloudellisen tuen tarve",
        ["4"] = "Osallisuuteen ja syrjäytymiseen liittyvä tuen tarve",
        ["5"] = "Lähisuhde- ja perheväkivallasta tai kaltoinkohtelusta aiheutuva tuen tarve",
        ["6"] = "Äkilliseen kriisitilanteeseen liittyvä tuen tarve",
        ["7"] = "Lapsen tasapainoiseen kehitykseen ja hyvinvointiin liittyvä tuen tarve",
        ["8"] = "Päihteiden ongelmakäytöstä aiheutuva tuen tarve",
        ["9"] = "Mielenterveyden ongelmista aiheutuva tuen tarve",
        ["10"] = "Toimintakyvyn heikentymisestä aiheutuva tuen tarve",
        ["11"] = "Omaisen tai läheisen tuen tarve",
        ["99"] = "Muu tuen tarve",
    };

    /// <summary>20 and 21 are in the set, but no document of intake names or takes them.</summary>
    private static readonly Dictionary<string, string> Notifiers = new()
    {
        ["1"] = "Sosiaalipalvelujen tarpeessa oleva henkilö itse",
        ["2"] = "Samassa taloudessa asuva läheinen henkilö",
        ["3"] = "Eri taloudessa asuva läheinen henkilö",
        ["4"] = "Muu yksityishenkilö",
        ["5"] = "Sosiaalipalvelujen tarpeessa olevan henkilön edunvalvoja",
        ["6"] = "Sosiaalihuollon tehtäviä hoitava henkilö",
        ["7"] = "Terveydenhuollon ammattihenkilö",
        ["8"] = "Sosiaali- tai terveysalan järjestön ammattihenkilö",
        ["9"] = "Työvoimahallinnon viranomainen",
        ["10"] = "Poliisiviranomainen",
        ["11"] = "Palo- ja pelastusviranomainen",
        ["12"] = "Hätäkeskusviranomainen",
        ["13"] = "Lasten päivähoidon ammattihenkilö",
        ["14"] = "Koululaisten aamu- ja iltapäivätoiminnan ammattihenkilö",
        ["15"] = "Opetustoimen ammattihenkilö tai muu opetuksen ja koulutuksen järjestäjä",
        ["16"] = "Nuorisotoimen ammattihenkilö",
        ["17"] = "Seurakunnan tai muun uskonnollisen yhdyskunnan ammattihenkilö",
        ["18"] = "Vastaanottokeskuksen tai järjestelykeskuksen ammattihenkilö",
        ["19"] = "Rikosseuraamuslaitoksen viranomainen",
        ["20"] = "",
        ["21"] = "",
        ["22"] = "Muu ilmoittaja",
        ["23"] = "Ulosottoviranomainen",
        ["24"] = "Kansaneläkelaitos",
    };

    /// <summary>Of set 1243: the one who needs the services (palvelujen tarpeessa oleva henkilö itse).</summary>
    public const string PersonThemself = "1";

    /// <summary>Of set 1243 those that document 1506.4019 takes: professionals and authorities, and others unnamed.</summary>
    private static readonly HashSet<string> ProfessionalNotifiers = [.. Enumerable.Range(6, 14).Append(22).Append(23).Append(24).Select(n => n.ToString(CultureInfo.InvariantCulture))];

    private static readonly Dictionary<string, string> Urgencies = new()
    {
        ["1"] = "Välittömiä toimenpiteitä vaativa tilanne",
        ["2"] = "Kiireellisiä toimenpiteitä vaativa tilanne",
        ["3"] = "Kiireettömiä toimenpiteitä vaativa tilanne",
    };

    public static string ReasonSetOf(MatterKind kind) => kind == MatterKind.ChildWelfareNotification ? ChildWelfareReasonSet : NeedOfSupportSet;

    public static bool IsReason(MatterKind kind, string code) =>
        (kind == MatterKind.ChildWelfareNotification ? ChildWelfareReasons : NeedsOfSupport).ContainsKey(code);

    public static bool IsNotifier(string code) => Notifiers.ContainsKey(code);

    public static bool IsProfessionalNotifier(string code) => ProfessionalNotifiers.Contains(code);

    /// <summary>
    /// Whether a notifier of that kind can have that code of set 1243: 1 to 5 are private persons, 22 (other) is anybody. Who notifies anonymously
    /// says neither that they are the person themselves nor that they act for them by office.
    /// </summary>
    public static bool Fits(NotifierKind kind, string code) => kind switch
    {
        NotifierKind.Professional => IsProfessionalNotifier(code),
        NotifierKind.Private => code is PersonThemself or "2" or "3" or "4" or "5" or "22",
        _ => code is "2" or "3" or "4" or "22",
    };

    /// <summary>The national code set of wellbeing services counties (hyvinvointialueet): 01 to 21, and 90 to 94: Helsinki, which does their work itself, and the four of Uusimaa.</summary>
    public static bool IsCounty(string code) => int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is (>= 1 and <= 21) or (>= 90 and <= 94);

    public static bool IsUrgency(string code) => Urgencies.ContainsKey(code);

    /// <summary>The Finnish name of a code of these sets; null where there is none.</summary>
    public static string? NameOf(string set, string code) => (set switch
    {
        ChildWelfareReasonSet => ChildWelfareReasons,
        NeedOfSupportSet => NeedsOfSupport,
        NotifierSet => Notifiers,
        UrgencySet => Urgencies,
        _ => throw new ArgumentOutOfRangeException(nameof(set)),
    }).GetValueOrDefault(code) is { Length: > 0 } name ? name : null;
}
