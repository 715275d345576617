using System.Text.Json;
using System.Text.Json.Nodes;

namespace Monipolku.Fhir.R4.Tests;

public class RoundTrips
{
    [Fact]
    public void A_patient_built_in_code_is_valid_and_comes_back_the_same()
    {
        var patient = new Patient
        {
            Id = "p1",
            Identifier = [new() { System = "urn:oid:1.2.246.21", Value = "010594Y9032", Use = Identifier.IdentifierUse.Official }],
            Name = [new() { Family = "Esimerkki", Given = ["Aino", "Maria"] }],
            Gender = AdministrativeGender.Female,
            BirthDate = "1994-05-01",
            Active = true,
            MultipleBirth = (Integer)2,
        };
        patient.BirthDate.Extension.Add(new() { Url = "http://hl7.org/fhir/StructureDefinition/patient-birthTime", Value = (FhirDateTime)"1994-05-01T10:00:00Z" });
        FhirValidator.Validate(patient).ShouldBeEmpty();

        var json = FhirJson.Serialize(patient);
        var again = FhirJson.Parse<Patient>(json);

        again.Name[0].Given[1].Value.ShouldBe("Maria");
        again.Gender!.Value.ShouldBe(AdministrativeGender.Female);
        FhirJson.Serialize(again).ShouldBe(json);
    }

    [Theory, MemberData(nameof(Samples.All), MemberType = typeof(Samples))]
    public void A_sample_comes_back_with_everything(string name)
    {
        var text = Samples.Read(name);
        var (resource, issues) = FhirJson.Parse(text);
        issues.ShouldBeEmpty();
        JsonNode.DeepEquals(JsonNode.Parse(FhirJson.Serialize(resource!)), JsonNode.Parse(text)).ShouldBeTrue();
    }

    [Fact]
    public void Canonical_bytes_do_not_depend_on_the_order_of_members()
    {
        var one = FhirJson.Parse<Patient>("""{"resourceType":"Patient","active":true,"name":[{"family":"Koe","given":["Eeva"]}]}""");
        var two = FhirJson.Parse<Patient>("""{"name":[{"given":["Eeva"],"family":"Koe"}], "active":true,"resourceType":"Patient"}""");
        FhirJson.SerializeCanonical(one).ShouldBe(FhirJson.SerializeCanonical(two));
        JsonDocument.Parse(FhirJson.SerializeCanonical(one)).RootElement.EnumerateObject().Select(m => m.Name).ShouldBe(["active", "name", "resourceType"]);
    }
}
