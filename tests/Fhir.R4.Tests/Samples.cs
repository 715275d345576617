namespace Monipolku.Fhir.R4.Tests;

/// <summary>Resources in the manner of the specification's examples, each strong in one thing that is easily lost.</summary>
public static class Samples
{
    public static TheoryData<string> All => [.. Texts.Keys];

    public static string Read(string name) => Texts[name];

    private static readonly Dictionary<string, string> Texts = new()
    {
        ["primitive extensions"] = """
            {"resourceType":"Patient","id":"x","birthDate":"1994","_birthDate":{"id":"b1","extension":[{"url":"http://example.org/t","valueTime":"10:00:00"}]},
             "name":[{"_family":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"masked"}]},
                      "given":["Aino",null,"Maria"],"_given":[null,{"extension":[{"url":"http://example.org/g","valueString":"ä"}]},{"id":"g3"}]}],
             "_active":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"unknown"}]}}
            """,
        ["decimals"] = """
            {"resourceType":"Observation","status":"final","code":{"text":"paino"},"valueQuantity":{"value":72.00,"unit":"kg"},
             "component":[{"code":{"text":"a"},"valueQuantity":{"value":1.0E-3}},{"code":{"text":"b"},"valueQuantity":{"value":0.1000000000000000000000000000000001}}]}
            """,
    };
}
