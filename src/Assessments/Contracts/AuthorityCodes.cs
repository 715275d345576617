using System.Collections.Frozen;

namespace Monipolku.Assessments.Contracts;

/// <summary>THL's list of authorities that may stay away from an assessment: it belongs to the document 1506.1012 and has no number of its own.</summary>
public static class AuthorityCodes
{
    public const string System = "tyoikaisten_palvelutarpeen_arvio/arvioinnista_poisjaaneet_viranomaistahot";

    private static readonly FrozenDictionary<string, CodeName> Names = new Dictionary<string, CodeName>
    {
        ["1"] = new("Sosiaalitoimi", "Socialväsende", "Social services"),
        ["1.1"] = new("Lapsiperheiden palvelut", "Service för barnfamiljer", "Services for families with children"),
        ["1.2"] = new("Lastensuojelu", "Barnskydd", "Child protection"),
        ["1.3"] = new("Vammaispalvelut", "Service för personer med funktionsnedsättning", "Disability services"),
        ["1.4"] = new("Iäkkäiden palvelut", "Äldreservice", "Services for older people"),
        ["1.5"] = new("Päihdehuolto", "Missbrukarvård", "Substance abuse services"),
        ["1.6"] = new("Perheoikeudelliset palvelut", "Familjerättslig service", "Family law services"),
        ["2"] = new("Kela", "FPA", "Kela, the Social Insurance Institution"),
        ["3"] = new("Kunnan työllisyyspalvelu", "Kommunens sysselsättningstjänst", "Municipal employment service"),
        ["4"] = new("Mielenterveyspalvelu", "Mentalvårdstjänst", "Mental health service"),
        ["5"] = new("Nuorisopalvelu", "Ungdomstjänst", "Youth service"),
        ["6"] = new("Opetus- ja koulutustoimi", "Undervisnings- och utbildningsväsende", "Education and training"),
        ["7"] = new("Perusterveydenhuolto", "Primärvård", "Primary health care"),
        ["8"] = new("Rikosseuraamuslaitos", "Brottspåföljdsmyndighet", "Criminal Sanctions Agency"),
        ["9"] = new("TE-toimisto", "TE-byrån", "Employment office (TE office)"),
        ["10"] = new("Työllistymistä edistävä monialainen yhteispalvelu", "Sektorsövergripande samservice som främjar sysselsättningen", "Multi-sectoral joint service promoting employment"),
        ["11"] = new("Muu", "Annan", "Other"),
    }.ToFrozenDictionary();

    /// <summary>Null when the list has no such code.</summary>
    public static CodeName? Find(string code) => Names.GetValueOrDefault(code);
}
