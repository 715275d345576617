using System.Collections.Frozen;

namespace Monipolku.Assessments.Contracts;

/// <summary>THL's list of authorities that may stay away from an assessment: it belongs to the document 1506.1012 and has no number of its own.</summary>
public static class AuthorityCodes
{
    public const string System = "tyoikaisten_palvelutarpeen_arvio/arvioinnista_poisjaaneet_viranomaistahot";

    private static readonly FrozenDictionary<string, CodeName> Names = new Dictionary<string, CodeName>
    {
        ["1"] = new("Sosiaalitoimi", "Socialväsende"),
        ["1.1"] = new("Lapsiperheiden palvelut", "Service för barnfamiljer"),
        ["1.2"] = new("Lastensuojelu", "Barnskydd"),
        ["1.3"] = new("Vammaispalvelut", "Service för personer med funktionsnedsättning"),
        ["1.4"] = new("Iäkkäiden palvelut", "Äldreservice"),
        ["1.5"] = new("Päihdehuolto", "Missbrukarvård"),
        ["1.6"] = new("Perheoikeudelliset palvelut", "Familjerättslig service"),
        ["2"] = new("Kela", "FPA"),
        ["3"] = new("Kunnan työllisyyspalvelu", "Kommunens sysselsättningstjänst"),
        ["4"] = new("Mielenterveyspalvelu", "Mentalvårdstjänst"),
        ["5"] = new("Nuorisopalvelu", "Ungdomstjänst"),
        ["6"] = new("Opetus- ja koulutustoimi", "Undervisnings- och utbildningsväsende"),
        ["7"] = new("Perusterveydenhuolto", "Primärvård"),
        ["8"] = new("Rikosseuraamuslaitos", "Brottspåföljdsmyndighet"),
        ["9"] = new("TE-toimisto", "TE-byrån"),
        ["10"] = new("Työllistymistä edistävä monialainen yhteispalvelu", "Sektorsövergripande samservice som främjar sysselsättningen"),
        ["11"] = new("Muu", "Annan"),
    }.ToFrozenDictionary();

    /// <summary>Null when the list has no such code.</summary>
    public static CodeName? Find(string code) => Names.GetValueOrDefault(code);
}
