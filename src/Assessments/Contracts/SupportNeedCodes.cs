using System.Collections.Frozen;

namespace Monipolku.Assessments.Contracts;

/// <summary>THL's code set "Sosiaalihuolto - Tuen tarve" (need of support).</summary>
public static class SupportNeedCodes
{
    public const string Oid = "1.2.246.537.6.1282";

    private static readonly FrozenDictionary<string, CodeName> Names = new Dictionary<string, CodeName>
    {
        ["1"] = new("Jokapäiväisestä elämästä selviytymiseen liittyvä tuen tarve", "Stödbehov för att klara sitt vardagsliv", "Need of support in coping with everyday life"),
        ["2"] = new("Asumiseen liittyvä tuen tarve", "Stödbehov för boende", "Need of support with housing"),
        ["3"] = new("Taloudellisen tuen tarve", "Behov av ekonomiskt stöd", "Need of financial support"),
        ["4"] = new("Osallisuuteen ja syrjäytymiseen liittyvä tuen tarve", "Stödbehov relaterat till delaktighet eller marginalisering", "Need of support with participation or social exclusion"),
        ["5"] = new("Lähisuhde- ja perheväkivallasta tai kaltoinkohtelusta aiheutuva tuen tarve",
            "Stödbehov till följd av våld i nära relationer och inom familjen eller illabehandling", "Need of support because of violence in close relations or the family, or of maltreatment"),
        ["6"] = new("Äkilliseen kriisitilanteeseen liittyvä tuen tarve", "Stödbehov relaterat till en akut krissituation", "Need of support in a sudden crisis"),
        ["7"] = new("Lapsen tasapainoiseen kehitykseen ja hyvinvointiin liittyvä tuen tarve",
            "Stödbehov relaterat till en harmonisk utveckling och välbefinnande hos barn", "Need of support for a child's balanced development and wellbeing"),
        ["8"] = new("Päihteiden ongelmakäytöstä aiheutuva tuen tarve", "Stödbehov på grund av drogmissbruk", "Need of support because of problem use of alcohol or drugs"),
        ["9"] = new("Mielenterveyden ongelmista aiheutuva tuen tarve", "Stödbehov på grund av problem med den psykiska hälsan", "Need of support because of mental health problems"),
        ["10"] = new("Toimintakyvyn heikentymisestä aiheutuva tuen tarve", "Stödbehov på grund av nedsatt funktionsförmåga", "Need of support because of reduced functioning"),
        ["11"] = new("Omaisen tai läheisen tuen tarve", "Stödbehov hos en anhörig eller närstående", "Need of support of a relative or close person"),
        ["99"] = new("Muu tuen tarve", "Annat stödbehov", "Other need of support"),
    }.ToFrozenDictionary();

    /// <summary>In the code set's order.</summary>
    public static readonly IReadOnlyList<string> All = [.. Names.Keys.OrderBy(code => int.Parse(code, System.Globalization.CultureInfo.InvariantCulture))];

    /// <summary>Null when the code set has no such code.</summary>
    public static CodeName? Find(string code) => Names.GetValueOrDefault(code);
}

/// <summary>A code's name: Finnish and Swedish as THL publishes them.</summary>
/// <param name="Fi">Finnish.</param>
/// <param name="Sv">Swedish.</param>
/// <param name="En">English: ours, since THL has none.</param>
public sealed record CodeName(string Fi, string Sv, string En);
