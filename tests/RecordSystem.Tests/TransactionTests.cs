using System.Text.Json.Nodes;
using static Monipolku.RecordSystem.Tests.TestSystem;

namespace Monipolku.RecordSystem.Tests;

public sealed class TransactionTests : IAsyncLifetime
{
    private TestSystem _system = null!;

    public async Task InitializeAsync() => _system = await StartAsync();
    public async Task DisposeAsync() => await _system.DisposeAsync();

    [Fact]
    public async Task Entries_are_recorded_and_answered_in_the_order_of_the_request()
    {
        var answer = await (await _system.Post("fhir", Bundle(
            Entry("GET", "Patient?identifier=urn:oid:1.2.246.21|020516C903K"),
            Entry("PUT", "CareTeam/team-1", new JsonObject { ["resourceType"] = "CareTeam", ["id"] = "team-1" }),
            Entry("POST", "Patient", Patient("020516C903K"), "urn:uuid:5f0c7b0e-8c61-4f7d-9d0b-6d3a3f1f2a01")))).ShouldBeAnswer(200);

        answer.Text("type").ShouldBe("transaction-response");
        var entries = answer["entry"]!.AsArray();
        entries.Count.ShouldBe(3);
        entries[0]!["resource"]!["total"]!.GetValue<int>().ShouldBe(1); // GET comes last, so it sees the new patient.
        entries[1]!["response"]!.Text("status").ShouldBe("201 Created");
        entries[1]!["response"]!.Text("location").ShouldBe("CareTeam/team-1/_history/1");
        entries[2]!["response"]!.Text("etag").ShouldBe("W/\"1\"");
        entries[2]!["response"]!.Text("location").ShouldStartWith("Patient/");
        entries[2]!["response"]!.Text("lastModified").ShouldEndWith("Z");
        entries[2]!["response"]!["outcome"]!["issue"]![0]!.Text("severity").ShouldBe("information");
    }

    [Fact]
    public async Task Nothing_is_recorded_when_one_entry_is_bad()
    {
        var outcome = await (await _system.Post("fhir", Bundle(
            Entry("POST", "Patient", Patient("020516C903K")),
            Entry("PUT", "CareTeam/team-1", new JsonObject { ["resourceType"] = "CareTeam", ["id"] = "other" })))).ShouldBeOutcome(400);

        outcome["issue"]![0]!["expression"]![0]!.GetValue<string>().ShouldBe("Bundle.entry[1]");
        var statistics = await _system.Statistics();
        statistics["versions"]!.AsObject().ShouldBeEmpty();
    }

    [Fact]
    public async Task Nothing_is_recorded_when_a_late_step_refuses()
    {
        // The reference is resolved after everything was written within the database transaction.
        await (await _system.Post("fhir", Bundle(
            Entry("POST", "Patient", Patient("020516C903K")),
            Entry("POST", "CarePlan", CarePlan("Patient?identifier=urn:oid:1.2.246.21|010594Y9032"))))).ShouldBeOutcome(412);

        (await _system.Statistics())["versions"]!.AsObject().ShouldBeEmpty();
    }

    [Fact]
    public async Task References_to_entries_are_rewritten_everywhere_and_business_identifiers_are_not()
    {
        const string patient = "urn:uuid:5f0c7b0e-8c61-4f7d-9d0b-6d3a3f1f2a01";
        var plan = CarePlan(patient);
        plan["text"] = new JsonObject
        {
            ["status"] = "generated",
            ["div"] = $"<div xmlns=\"http://www.w3.org/1999/xhtml\"><a href=\"{patient}\">{patient}</a></div>",
        };
        plan["contained"] = new JsonArray(new JsonObject
        {
            ["resourceType"] = "Goal",
            ["id"] = "g",
            ["lifecycleStatus"] = "active",
            ["description"] = new JsonObject { ["text"] = "Arki sujuu" },
            ["subject"] = new JsonObject { ["reference"] = patient },
        });
        plan["extension"] = new JsonArray(
            new JsonObject { ["url"] = "urn:x", ["valueReference"] = new JsonObject { ["reference"] = patient } },
            new JsonObject { ["url"] = "urn:y", ["valueUri"] = patient });
        plan["identifier"] = new JsonArray(new JsonObject { ["system"] = "urn:ietf:rfc:3986", ["value"] = patient });
        plan["goal"] = new JsonArray(new JsonObject { ["reference"] = "#g" });

        var answer = await (await _system.Post("fhir", Bundle(
            Entry("POST", "CarePlan", plan, "urn:uuid:5f0c7b0e-8c61-4f7d-9d0b-6d3a3f1f2a02"),
            Entry("POST", "Patient", Patient("020516C903K"), patient)))).ShouldBeAnswer(200);

        var recorded = await Json(await _system.Get("fhir/" + answer["entry"]![0]!["response"]!.Text("location")));
        var target = answer["entry"]![1]!["response"]!.Text("location").Split("/_history")[0];
        recorded["subject"]!.Text("reference").ShouldBe(target);
        recorded["contained"]![0]!["subject"]!.Text("reference").ShouldBe(target);
        recorded["extension"]![0]!["valueReference"]!.Text("reference").ShouldBe(target);
        recorded["extension"]![1]!.Text("valueUri").ShouldBe(target);
        recorded["goal"]![0]!.Text("reference").ShouldBe("#g");
        recorded["text"]!.Text("div").ShouldContain($"href=\"{target}\"");
        recorded["identifier"]![0]!.Text("value").ShouldBe(patient);
        (await _system.Count($"CarePlan?subject={target}")).ShouldBe(1);
    }

    [Fact]
    public async Task A_reference_to_an_entry_that_is_not_there_is_refused() =>
        await (await _system.Post("fhir", Bundle(
            Entry("POST", "CarePlan", CarePlan("urn:uuid:5f0c7b0e-8c61-4f7d-9d0b-6d3a3f1f2a09"))))).ShouldBeOutcome(422);

    [Fact]
    public async Task References_by_search_find_what_was_there_and_what_the_transaction_brings()
    {
        var before = await Json(await _system.Post("fhir/Patient", Patient("010594Y9032")));
        var answer = await (await _system.Post("fhir", Bundle(
            Entry("POST", "CarePlan", CarePlan("Patient?identifier=urn:oid:1.2.246.21|010594Y9032")),
            Entry("POST", "CarePlan", CarePlan("Patient?identifier=urn:oid:1.2.246.21|020516C903K")),
            Entry("POST", "Patient", Patient("020516C903K"))))).ShouldBeAnswer(200);

        async Task<string> SubjectOf(int entry) =>
            (await Json(await _system.Get("fhir/" + answer["entry"]![entry]!["response"]!.Text("location"))))["subject"]!.Text("reference");
        (await SubjectOf(0)).ShouldBe($"Patient/{before.Text("id")}");
        (await SubjectOf(1)).ShouldBe(answer["entry"]![2]!["response"]!.Text("location").Split("/_history")[0]);
        (await _system.Count($"CarePlan?patient={before.Text("id")}")).ShouldBe(1);
    }

    [Fact]
    public async Task A_reference_by_search_with_several_matches_is_refused()
    {
        await _system.Post("fhir/Patient", Patient("010594Y9032"));
        await _system.Post("fhir/Patient", Patient("010594Y9032"));
        await (await _system.Post("fhir", Bundle(
            Entry("POST", "CarePlan", CarePlan("Patient?identifier=urn:oid:1.2.246.21|010594Y9032"))))).ShouldBeOutcome(412);
    }

    [Fact]
    public async Task A_conditional_create_answers_the_match_and_its_references_lead_there()
    {
        const string patient = "urn:uuid:5f0c7b0e-8c61-4f7d-9d0b-6d3a3f1f2a01";
        JsonObject Delivery() => Bundle(
            Entry("POST", "Patient", Patient("020516C903K"), patient, "identifier=urn:oid:1.2.246.21|020516C903K"),
            Entry("POST", "CarePlan", CarePlan(patient, "plan-1-version-1"), null, "_tag=urn:tags|plan-1-version-1"));

        var first = await (await _system.Post("fhir", Delivery())).ShouldBeAnswer(200);
        var second = await (await _system.Post("fhir", Delivery())).ShouldBeAnswer(200);

        for (var entry = 0; entry < 2; entry++)
        {
            second["entry"]![entry]!["response"]!.Text("status").ShouldBe("200 OK");
            second["entry"]![entry]!["response"]!.Text("location").ShouldBe(first["entry"]![entry]!["response"]!.Text("location"));
        }
        var statistics = await _system.Statistics();
        statistics["versions"]!["Patient"]!.GetValue<int>().ShouldBe(1);
        statistics["versions"]!["CarePlan"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task A_stale_if_match_refuses_the_whole_transaction()
    {
        await _system.Put("fhir/CareTeam/team-1", new JsonObject { ["resourceType"] = "CareTeam", ["id"] = "team-1" });
        JsonObject Change(string version) => Bundle(
            Entry("POST", "Patient", Patient("020516C903K")),
            Entry("PUT", "CareTeam/team-1", new() { ["resourceType"] = "CareTeam", ["id"] = "team-1", ["name"] = "Tiimi" }, ifMatch: version));

        await (await _system.Post("fhir", Change("W/\"7\""))).ShouldBeOutcome(412);
        (await _system.Count("Patient")).ShouldBe(0);

        var answer = await (await _system.Post("fhir", Change("W/\"1\""))).ShouldBeAnswer(200);
        answer["entry"]![1]!["response"]!.Text("etag").ShouldBe("W/\"2\"");
    }

    [Fact]
    public async Task A_conditional_update_changes_the_match_or_makes_the_resource()
    {
        JsonObject Change(string family) => Bundle(
            Entry("PUT", "Patient?identifier=urn:oid:1.2.246.21|020516C903K", Patient("020516C903K", family)));

        var made = await (await _system.Post("fhir", Change("Esimerkki"))).ShouldBeAnswer(200);
        var changed = await (await _system.Post("fhir", Change("Malli"))).ShouldBeAnswer(200);

        made["entry"]![0]!["response"]!.Text("status").ShouldBe("201 Created");
        changed["entry"]![0]!["response"]!.Text("status").ShouldBe("200 OK");
        changed["entry"]![0]!["response"]!.Text("location").ShouldBe(
            made["entry"]![0]!["response"]!.Text("location").Replace("_history/1", "_history/2", StringComparison.Ordinal));
        (await _system.Count("Patient")).ShouldBe(1);
    }

    [Fact]
    public async Task Two_entries_about_one_resource_are_refused()
    {
        await (await _system.Post("fhir", Bundle(
            Entry("POST", "Patient", Patient("020516C903K"), null, "identifier=urn:oid:1.2.246.21|020516C903K"),
            Entry("POST", "Patient", Patient("020516C903K"), null, "identifier=urn:oid:1.2.246.21|020516C903K")))).ShouldBeOutcome(400);
        await (await _system.Post("fhir", Bundle(
            Entry("PUT", "CareTeam/t", new JsonObject { ["resourceType"] = "CareTeam", ["id"] = "t" }),
            Entry("DELETE", "CareTeam/t")))).ShouldBeOutcome(400);
        (await _system.Statistics())["versions"]!.AsObject().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"resourceType":"Bundle","type":"batch"}""", 422)]
    [InlineData("""{"resourceType":"Bundle"}""", 422)]
    [InlineData("""{"resourceType":"Patient","active":true}""", 400)]
    [InlineData("""{"resourceType":"Bundle","type":"transaction","entry":[{}]}""", 400)]
    [InlineData("""{"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"PATCH","url":"Patient/1"}}]}""", 400)]
    [InlineData("""{"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"POST","url":"Patient"}}]}""", 400)]
    [InlineData("""{"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"GET","url":"Nonsense/1"}}]}""", 400)]
    [InlineData("""{"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"GET","url":"Patient?birthdate=2016"}}]}""", 400)]
    [InlineData("""{"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"GET","url":"Patient/nobody"}}]}""", 404)]
    [InlineData("""{"resourceType":"Bundle","type":"transaction","entry":[{"resource":{"resourceType":"CareTeam","id":"t"},"request":{"method":"POST","url":"Patient"}}]}""", 400)]
    [InlineData("""{"resourceType":"Bundle","type":"transaction","entry":[{"resource":{"resourceType":"Patient","active":true},"request":{"method":"POST","url":"Patient","ifNoneExist":"_count=1"}}]}""", 400)]
    public async Task A_bundle_that_can_not_be_carried_out_is_refused_with_a_reason(string bundle, int status) =>
        await (await _system.Post("fhir", JsonNode.Parse(bundle)!)).ShouldBeOutcome(status);

    [Fact]
    public async Task An_empty_transaction_is_answered() =>
        (await (await _system.Post("fhir", JsonNode.Parse("""{"resourceType":"Bundle","type":"transaction"}""")!)).ShouldBeAnswer(200))
            .Text("type").ShouldBe("transaction-response");
}
