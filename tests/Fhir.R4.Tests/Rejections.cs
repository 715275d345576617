namespace Monipolku.Fhir.R4.Tests;

public class Rejections
{
    /// <summary>The JSON, the location of the one problem and a word of its text.</summary>
    public static TheoryData<string, string, string> Wrong => new()
    {
        // JSON's own shape
        { """{"resourceType":"Patient","nimi":[]}""", "Patient.nimi", "no such member" },
        { """{"resourceType":"Patient","name":[{"familia":"x","family":"y"}]}""", "Patient.name[0].familia", "no such member" },
        { """{"resourceType":"Patient","010594Y9032":true}""", "Patient.?", "no such member" },
        { """{"resourceType":"Patient","active":true,"active":true}""", "Patient.active", "repeated" },
        { """{"resourceType":"Patient","resourceType":"Patient"}""", "Patient.resourceType", "repeated" },
        { """{"resourceType":"Patient","id":"a","id":"a"}""", "Patient.id", "repeated" },
        { """{"resourceType":"Patient","name":[{"text":"a"}],"name":[{"text":"a"}]}""", "Patient.name", "repeated" },
        { """{"resourceType":"Patient","name":[{"given":["a"],"given":["a"]}]}""", "Patient.name[0].given", "repeated" },
        { """{"resourceType":"Patient","maritalStatus":{"text":"a"},"maritalStatus":{"text":"a"}}""", "Patient.maritalStatus", "repeated" },
        { """{"resourceType":"Patient","birthDate":"2000","_birthDate":{"id":"a"},"_birthDate":{"id":"a"}}""", "Patient._birthDate", "repeated" },
        { """{"resourceType":"Patient","active":null}""", "Patient.active", "null" },
        { """{"resourceType":"Patient","name":[null]}""", "Patient.name[0]", "object is expected" },
        { """{"resourceType":"Patient","name":[]}""", "Patient.name", "at least one" },
        { """{"resourceType":"Patient","name":[{"given":[]}]}""", "Patient.name[0].given", "at least one" },
        { """{"resourceType":"Patient","contained":[]}""", "Patient.contained", "at least one" },
        { """{"resourceType":"Patient","name":[{}]}""", "Patient.name[0]", "empty" },
        { """{"resourceType":"Patient","name":[{"id":"only"}]}""", "Patient.name[0]", "empty" },
        { """{"resourceType":"Patient","maritalStatus":{}}""", "Patient.maritalStatus", "empty" },
        { """{"resourceType":"Patient","birthDate":"2000","_birthDate":{}}""", "Patient.birthDate", "empty" },
        { """{"resourceType":"Patient","name":[{"given":[null,"a"]}]}""", "Patient.name[0].given[0]", "empty" },
        { """{"resourceType":"Patient","name":[{"given":[null]}]}""", "Patient.name[0].given", "nulls only" },
        { """{"resourceType":"Patient","name":[{"given":["a"],"_given":[null]}]}""", "Patient.name[0].given", "nulls only" },
        { """{"resourceType":"Patient","name":[{"given":["a","b"],"_given":[{"id":"x"}]}]}""", "Patient.name[0].given", "different lengths" },
        { """{"resourceType":"Patient","name":{"text":"a"}}""", "Patient.name", "array is expected" },
        { """{"resourceType":"Patient","maritalStatus":[{"text":"a"}]}""", "Patient.maritalStatus", "object is expected" },
        { """{"resourceType":"Patient","active":"true"}""", "Patient.active", "boolean" },
        { """{"resourceType":"Patient","birthDate":2000}""", "Patient.birthDate", "string" },
        { """{"resourceType":"Patient","multipleBirthInteger":1.0}""", "Patient.multipleBirth", "whole" },
        { """{"resourceType":"Patient","multipleBirthInteger":2147483648}""", "Patient.multipleBirth", "whole" },
        { """{"resourceType":"Patient","_name":[{"id":"a"}]}""", "Patient.name", "underscore" },
        { """{"resourceType":"Patient","_id":{"id":"a"}}""", "Patient.id", "no id or extensions" },
        { """{"resourceType":"Patient","language":"\ud800"}""", "Patient", "surrogate" },
        { """{"resourceType":"Patient","\ud800":"a"}""", "Patient", "surrogate" },
        { """{"\udc00":{"a":[1]},"resourceType":"Patient"}""", "Patient", "surrogate" },
        { """{"resourceType":"Patient","name":[{"text":"a","\ud800x":{"a":[1]}}]}""", "Patient.name[0]", "surrogate" },
        { """{"\ud800":1}""", "Resource", "resourceType" },
        // resource types
        { """{"active":true}""", "Resource", "resourceType" },
        { """{"resourceType":"Potilas"}""", "Resource", "resourceType" },
        { """{"resourceType":"Medication"}""", "Medication", "Medication is not supported" },
        { """{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Device"}}]}""", "Bundle.entry[0].resource", "Device is not supported" },
        { """{"resourceType":"Patient","contained":[{"resourceType":"Device","id":"d"}]}""", "Patient.contained[0]", "Device is not supported" },
        { """[]""", "Resource", "object" },
        // cardinality and codes
        { """{"resourceType":"Observation","status":"final"}""", "Observation.code", "required" },
        { """{"resourceType":"Bundle"}""", "Bundle.type", "required" },
        { """{"resourceType":"OperationOutcome"}""", "OperationOutcome.issue", "required" },
        { """{"resourceType":"Patient","gender":"nainen"}""", "Patient.gender", "AdministrativeGender" },
        { """{"resourceType":"Condition","subject":{"reference":"Patient/1"},"clinicalStatus":{"text":"a"}}""", "Condition.clinicalStatus", "required value set" },
        { """{"resourceType":"Patient","extension":[{"valueString":"a"}]}""", "Patient.extension[0].url", "required" },
        // choices
        { """{"resourceType":"Patient","deceasedBoolean":true,"deceasedDateTime":"2000"}""", "Patient.deceased", "one type" },
        { """{"resourceType":"Patient","deceasedString":"a"}""", "Patient.deceased", "string is not allowed" },
        { """{"resourceType":"Patient","deceasedFoo":"a"}""", "Patient.deceasedFoo", "no such member" },
        { """{"resourceType":"Patient","deceased":true}""", "Patient.deceased", "no such member" },
        // references
        { """{"resourceType":"CareTeam","subject":{"reference":"Observation/1"}}""", "CareTeam.subject", "Observation is not allowed" },
        { """{"resourceType":"CareTeam","subject":{"reference":"https://x.example/fhir/Observation/1/_history/2"}}""", "CareTeam.subject", "Observation is not allowed" },
        { """{"resourceType":"CareTeam","subject":{"type":"Observation","display":"a"}}""", "CareTeam.subject", "type" },
        { """{"resourceType":"CareTeam","subject":{"reference":"Patient/1","type":"Group"}}""", "CareTeam.subject", "not the type" },
        { """{"resourceType":"CareTeam","subject":{"reference":"Potilas/1"}}""", "CareTeam.subject", "relative" },
        { """{"resourceType":"CareTeam","subject":{"reference":"Patient?identifier=x"}}""", "CareTeam.subject", "transaction" },
        { """{"resourceType":"CareTeam","subject":{"reference":"#p"}}""", "CareTeam.subject", "ref-1" },
        { """{"resourceType":"CareTeam","contained":[{"resourceType":"Location","id":"p"}],"subject":{"reference":"#p"}}""", "CareTeam.subject", "Location is not allowed" },
        { """{"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"urn:uuid:1","resource":{"resourceType":"Location"}},{"resource":{"resourceType":"CareTeam","subject":{"reference":"urn:uuid:1"}}}]}""", "Bundle.entry[1].resource.subject", "Location is not allowed" },
        // contained
        { """{"resourceType":"CareTeam","contained":[{"resourceType":"Location","id":"p"}]}""", "CareTeam.contained[0]", "dom-3" },
        { """{"resourceType":"CareTeam","contained":[{"resourceType":"Patient","id":"p","contained":[{"resourceType":"Patient","id":"q"}]}],"subject":{"reference":"#p"}}""", "CareTeam.contained[0]", "dom-2" },
        { """{"resourceType":"CareTeam","contained":[{"resourceType":"Patient","id":"p","meta":{"versionId":"1"}}],"subject":{"reference":"#p"}}""", "CareTeam.contained[0]", "dom-4" },
        // extensions and narrative
        { """{"resourceType":"Patient","extension":[{"url":"http://x.example/a"}]}""", "Patient.extension[0]", "ext-1" },
        { """{"resourceType":"Patient","extension":[{"url":"http://x.example/a","valueString":"a","extension":[{"url":"b","valueString":"c"}]}]}""", "Patient.extension[0]", "ext-1" },
        { """{"resourceType":"Patient","text":{"status":"generated","div":"<p>a</p>"}}""", "Patient.text.div", "div" },
        { """{"resourceType":"Patient","text":{"status":"generated","div":"<div xmlns='http://www.w3.org/1999/xhtml'><script>a</script></div>"}}""", "Patient.text.div", "txt-1" },
        { """{"resourceType":"Patient","text":{"status":"generated","div":"<div xmlns='http://www.w3.org/1999/xhtml'><p onclick='a'>a</p></div>"}}""", "Patient.text.div", "txt-1" },
        { """{"resourceType":"Patient","text":{"status":"generated","div":"<div xmlns='http://www.w3.org/1999/xhtml'><a href='javascript:a()'>a</a></div>"}}""", "Patient.text.div", "txt-1" },
        { """{"resourceType":"Patient","text":{"status":"generated","div":"<div xmlns='http://www.w3.org/1999/xhtml'> </div>"}}""", "Patient.text.div", "txt-2" },
        // invariants
        { """{"resourceType":"Consent","status":"active","scope":{"text":"a"},"category":[{"text":"a"}]}""", "Consent", "ppc-1" },
        { """{"resourceType":"Bundle","type":"transaction","entry":[{"resource":{"resourceType":"Patient"}}]}""", "Bundle", "bdl-3" },
        { """{"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"urn:uuid:1","resource":{"resourceType":"Patient"}},{"fullUrl":"urn:uuid:1","resource":{"resourceType":"Patient"}}]}""", "Bundle", "bdl-7" },
        { """{"resourceType":"Bundle","type":"collection","total":1}""", "Bundle", "bdl-1" },
        { """{"resourceType":"Task","status":"ready","intent":"order","authoredOn":"2026-03-02","lastModified":"2026-03-01"}""", "Task", "inv-1" },
        { """{"resourceType":"EpisodeOfCare","status":"active","patient":{"reference":"Patient/1"},"period":{"start":"2026-03","end":"2026-02-28"}}""", "EpisodeOfCare.period", "per-1" },
        { """{"resourceType":"Organization","active":true}""", "Organization", "org-1" },
        { """{"resourceType":"Observation","status":"final","code":{"text":"a"},"referenceRange":[{"low":{"value":1,"comparator":"<"}}]}""", "Observation.referenceRange[0].low", "sqty-1" },
        { """{"resourceType":"Appointment","status":"booked","participant":[{"status":"accepted","actor":{"reference":"Patient/1"}}]}""", "Appointment", "app-3" },
    };

    [Theory, MemberData(nameof(Wrong))]
    public void What_R4_forbids_is_refused_at_its_place(string json, string location, string word)
    {
        var (resource, issues) = FhirJson.Parse(json);
        resource.ShouldBeNull();
        issues.Count.ShouldBe(1, string.Join(" ", issues));
        issues[0].Location.ShouldBe(location);
        issues[0].Text.ShouldContain(word);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"resourceType\":\"Patient\",}")]
    [InlineData("{\"resourceType\":\"Patient\"} {}")]
    [InlineData("{\"resourceType\":\"Patient\" /* why */}")]
    [InlineData("{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":\"a\"},\"valueQuantity\":{\"value\":01}}")]
    public void Broken_JSON_is_refused(string text)
    {
        var (resource, issues) = FhirJson.Parse(text);
        resource.ShouldBeNull();
        issues.ShouldHaveSingleItem().Severity.ShouldBe(OperationOutcome.IssueSeverity.Fatal);
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_refused() =>
        FhirJson.Parse([.. "{\"resourceType\":\"Patient\",\"language\":\""u8, 0xFF, .. "\"}"u8]).Issues.ShouldHaveSingleItem().Text.ShouldContain("UTF-8");

    [Fact]
    public void Nesting_deeper_than_64_levels_is_refused()
    {
        static string Nested(int levels) =>
            "{\"resourceType\":\"Basic\",\"code\":{\"text\":\"a\"}," + string.Concat(Enumerable.Repeat("\"extension\":[{\"url\":\"http://x.example\",", levels - 1))
            + "\"extension\":[{\"url\":\"http://x.example\",\"valueString\":\"a\"}]" + string.Concat(Enumerable.Repeat("}]", levels - 1)) + "}";

        FhirJson.Parse(Nested(31)).Issues.ShouldBeEmpty();
        FhirJson.Parse(Nested(32)).Issues.ShouldHaveSingleItem().Text.ShouldContain("64 levels");
    }

    [Fact]
    public void A_resource_of_another_type_than_expected_is_refused() =>
        Should.Throw<FhirFormatException>(() => FhirJson.Parse<Consent>("""{"resourceType":"Patient"}""")).Issues[0].Text.ShouldContain("Consent");

    [Fact]
    public void Every_problem_is_reported_and_none_repeats_the_value()
    {
        var (_, issues) = FhirJson.Parse("""
            {"resourceType":"Patient","birthDate":"salaisuus","gender":"salaisuus","name":[{"family":"","given":[7]}],"contact":[{"gender":"male"}],
             "generalPractitioner":[{"reference":"Observation/salaisuus"}],"photo":[{"data":"salaisuus!"}]}
            """);
        issues.Select(i => i.Location).ShouldBe(
            [
                "Patient.name[0].given[0]", "Patient.name[0].family", "Patient.gender", "Patient.birthDate", "Patient.photo[0].data", "Patient.photo[0]",
                "Patient.contact[0]", "Patient.generalPractitioner[0]",
            ], ignoreOrder: true);
        issues.ShouldAllBe(i => !i.Text.Contains("salaisuus"));
        FhirValidator.Validate(issues.ToOperationOutcome()).ShouldBeEmpty();
    }

    [Fact]
    public void A_resource_built_in_code_is_held_to_the_same_rules()
    {
        var issues = FhirValidator.Validate(new CareTeam { Subject = new() { Reference = "Observation/1" }, Name = "", Note = [null!] });
        issues.Select(i => i.Location).ShouldBe(["CareTeam.name", "CareTeam.subject", "CareTeam.note[0]"]);
    }
}
