using System.Collections.Frozen;

namespace Monipolku.Assessments.Contracts;

/// <summary>THL's code set "Sosiaalihuolto - Tuen tarve" (need of support).</summary>
public static class SupportNeedCodes
{
    public const string Oid = "1.2.246.537.6.1282";

    private static readonly FrozenDictionary<string, CodeName> Names = new Dictionary<string, CodeName>
    {
        ["1"] = new("Jokapäiväisestä elämästä selviytymiseen liittyvä tuen tarve", "Stödbehov för att klara sitt vardagsliv"),
        ["2"] = new("Asumiseen liittyvä tuen tarve", "Stödbehov för boende"),
        ["3"] = new("Taloudellisen tuen tarve", "Behov av ekonomiskt stöd"),
        ["4"] = new("Osallisuuteen ja syrjäytymiseen liittyvä tuen tarve", "Stödbehov relaterat till delaktighet eller marginalisering"),
        ["5"] = new("Lähisuhde- ja perheväkivallasta tai kaltoinkohtelusta aiheutuva tuen tarve",
            "Stödbehov till följd av våld i nära relationer och inom familjen eller illabehandling"),
        ["6"] = new("Äkilliseen kriisitilanteeseen liittyvä tuen tarve", "Stödbehov relaterat till en akut krissituation"),
        ["7"] = new("Lapsen tasapainoiseen kehitykseen ja hyvinvointiin liittyvä tuen tarve",
            "Stödbehov relaterat till en harmonisk utveckling och välbefinnande hos barn"),
        ["8"] = new("Päihteiden ongelmakäytöstä aiheutuva tuen tarve", "Stödbehov på grund av drogmissbruk"),
        ["9"] = new("Mielenterveyden ongelmista aiheutuva tuen tarve", "Stödbehov på grund av problem med den psykiska hälsan"),
        ["10"] = new("Toimintakyvyn heikentymisestä aiheutuva tuen tarve", "Stödbehov på grund av nedsatt funktionsförmåga"),
        ["11"] = new("Omaisen tai läheisen tuen tarve", "Stödbehov hos en anhörig eller närstående"),
        ["99"] = new("Muu tuen tarve", "Annat stödbehov"),
    }.ToFrozenDictionary();

    /// <summary>In the code set's order.</summary>
    public static readonly IReadOnlyList<string> All = [.. Names.Keys.OrderBy(code => int.Parse(code, System.Globalization.CultureInfo.InvariantCulture))];

    /// <summary>Null when the code set has no such code.</summary>
    public static CodeName? Find(string code) => Names.GetValueOrDefault(code);
}

/// <summary>A code's name as THL publishes it.</summary>
/// <param name="Fi">Finnish.</param>
/// <param name="Sv">Swedish.</param>
public sealed record CodeName(string Fi, string Sv);
