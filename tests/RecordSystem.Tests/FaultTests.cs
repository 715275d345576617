using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using static Monipolku.RecordSystem.Tests.TestSystem;

namespace Monipolku.RecordSystem.Tests;

public sealed class FaultTests : IAsyncLifetime
{
    private TestSystem _system = null!;

    public async Task InitializeAsync() => _system = await StartAsync();
    public async Task DisposeAsync() => await _system.DisposeAsync();

    private static JsonObject Delivery() => Bundle(
        Entry("POST", "Patient", Patient("020516C903K"), null, "identifier=urn:oid:1.2.246.21|020516C903K"));

    [Fact]
    public async Task After_a_dropped_answer_the_same_request_gets_the_recorded_answer_and_nothing_is_recorded_twice()
    {
        await _system.Switch(new() { ["dropAfterRecording"] = 1 });
        (string, string)[] ids = [("X-Request-ID", "4e1f6a2b-77c1-4a44-9a3a-2b9f0f5d0001"), ("X-Correlation-ID", "case-1")];

        await Should.ThrowAsync<HttpRequestException>(() => _system.Post("fhir", Delivery(), ids));
        (await _system.Count("Patient?identifier=urn:oid:1.2.246.21|020516C903K")).ShouldBe(1);

        var again = await _system.Post("fhir", Delivery(), ids);
        var answer = await again.ShouldBeAnswer(200);
        again.Headers.GetValues("X-Request-ID").ShouldBe(["4e1f6a2b-77c1-4a44-9a3a-2b9f0f5d0001"]);
        again.Headers.GetValues("X-Correlation-ID").ShouldBe(["case-1"]);
        // The answer of the first time: created, not found.
        answer["entry"]![0]!["response"]!.Text("status").ShouldBe("201 Created");

        var statistics = await _system.Statistics();
        statistics["resources"]!["Patient"]!.GetValue<int>().ShouldBe(1);
        statistics["versions"]!["Patient"]!.GetValue<int>().ShouldBe(1);
        statistics["sharedIdentifiers"]!.GetValue<int>().ShouldBe(0);
        statistics["requests"]!["answeredAgain"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task After_a_dropped_answer_the_condition_alone_keeps_a_retry_under_a_new_request_id_single()
    {
        await _system.Switch(new() { ["dropAfterRecording"] = 1 });
        await Should.ThrowAsync<HttpRequestException>(() => _system.Post("fhir", Delivery(), ("X-Request-ID", "first")));

        var answer = await (await _system.Post("fhir", Delivery(), ("X-Request-ID", "second"))).ShouldBeAnswer(200);

        answer["entry"]![0]!["response"]!.Text("status").ShouldBe("200 OK");
        (await _system.Statistics())["versions"]!["Patient"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task A_request_id_with_another_body_is_a_conflict()
    {
        await (await _system.Post("fhir", Delivery(), ("X-Request-ID", "one"))).ShouldBeAnswer(200);
        var other = Bundle(Entry("POST", "Patient", Patient("010594Y9032")));
        await (await _system.Post("fhir", other, ("X-Request-ID", "one"))).ShouldBeOutcome(409);
        (await _system.Count("Patient")).ShouldBe(1);
    }

    [Fact]
    public async Task A_refused_request_may_be_sent_again_under_its_id()
    {
        await _system.Switch(new() { ["refuse"] = true });
        await (await _system.Post("fhir", Delivery(), ("X-Request-ID", "one"))).ShouldBeOutcome(422);
        (await _system.Count("Patient")).ShouldBe(0); // Reads are answered.

        await _system.Switch([]);
        await (await _system.Post("fhir", Delivery(), ("X-Request-ID", "one"))).ShouldBeAnswer(200);
    }

    [Fact]
    public async Task A_repeated_create_update_and_delete_get_their_recorded_answers()
    {
        var plan = CarePlan("Patient/p");
        plan["id"] = "plan-1";
        var created = await _system.Post("fhir/Patient", Patient("020516C903K"), ("X-Request-ID", "c"));
        var createdAgain = await _system.Post("fhir/Patient", Patient("020516C903K"), ("X-Request-ID", "c"));
        createdAgain.StatusCode.ShouldBe(HttpStatusCode.Created);
        createdAgain.Headers.Location.ShouldBe(created.Headers.Location);
        createdAgain.Headers.ETag.ShouldBe(created.Headers.ETag);
        createdAgain.Content.Headers.LastModified.ShouldBe(created.Content.Headers.LastModified);
        (await createdAgain.Content.ReadAsStringAsync()).ShouldBe(await created.Content.ReadAsStringAsync());

        await (await _system.Put("fhir/CarePlan/plan-1", plan, ("X-Request-ID", "u"))).ShouldBeAnswer(201);
        await (await _system.Put("fhir/CarePlan/plan-1", plan, ("X-Request-ID", "u"))).ShouldBeAnswer(201);
        (await _system.Delete("fhir/CarePlan/plan-1", ("X-Request-ID", "d"))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await _system.Delete("fhir/CarePlan/plan-1", ("X-Request-ID", "d"))).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        var versions = (await _system.Statistics())["versions"]!;
        versions["Patient"]!.GetValue<int>().ShouldBe(1);
        versions["CarePlan"]!.GetValue<int>().ShouldBe(2);
    }

    [Theory]
    [InlineData("with spaces in it")]
    [InlineData("ä")]
    public async Task A_request_id_of_odd_characters_is_refused(string id)
    {
        using var request = Request(HttpMethod.Get, "fhir/Patient", null, ("X-Request-ID", id));
        using var handler = new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => System.Text.Encoding.UTF8 };
        using var client = new HttpClient(handler) { BaseAddress = _system.Running.Address };
        await (await client.SendAsync(request)).ShouldBeOutcome(400);
    }

    [Fact]
    public async Task The_next_requests_fail_as_many_as_were_ordered()
    {
        await _system.Switch(new() { ["errorCount"] = 2 });
        await (await _system.Get("fhir/Patient")).ShouldBeOutcome(503);
        await (await _system.Post("fhir", Delivery())).ShouldBeOutcome(503);
        await (await _system.Post("fhir", Delivery())).ShouldBeAnswer(200);
        (await Json(await _system.Admin(HttpMethod.Get, "admin/faults")))["errorCount"]!.GetValue<int>().ShouldBe(0);
    }

    [Fact]
    public async Task With_an_error_rate_of_one_every_request_fails()
    {
        await _system.Switch(new() { ["errorRate"] = 1.0 });
        for (var i = 0; i < 5; i++) await (await _system.Get("fhir/Patient")).ShouldBeOutcome(503);
    }

    [Fact]
    public async Task A_delay_outlasts_an_impatient_client_and_nothing_is_recorded_for_it()
    {
        await _system.Switch(new() { ["delayMilliseconds"] = 600_000 });
        using var impatient = ClientOf(_system.Running.Address);
        impatient.Timeout = TimeSpan.FromMilliseconds(200);
        await Should.ThrowAsync<OperationCanceledException>(() => impatient.SendAsync(Request(HttpMethod.Post, "fhir", Delivery())));

        await _system.Switch([]);
        (await _system.Count("Patient")).ShouldBe(0);
    }

    [Fact]
    public async Task A_system_that_is_down_answers_nobody_but_its_administrator()
    {
        await _system.Switch(new() { ["down"] = true });
        await Should.ThrowAsync<HttpRequestException>(() => _system.Get("fhir/metadata"));
        await Should.ThrowAsync<HttpRequestException>(() => _system.Get("health/live"));
        await _system.Switch(new() { ["down"] = false });
        (await _system.Get("health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("""{"delayMilliseconds":-1}""")]
    [InlineData("""{"errorRate":1.5}""")]
    [InlineData("""{"errorCount":"2"}""")]
    [InlineData("""{"dropAfterRecording":-1}""")]
    [InlineData("""{"dwn":true}""")]
    [InlineData("""[]""")]
    public async Task A_fault_that_is_not_understood_is_refused(string faults) =>
        await (await _system.Admin(HttpMethod.Put, "admin/faults", JsonNode.Parse(faults))).ShouldBeOutcome(400);

    [Fact]
    public async Task A_restart_keeps_what_was_recorded_and_forgets_the_faults()
    {
        await (await _system.Post("fhir", Delivery(), ("X-Request-ID", "one"))).ShouldBeAnswer(200);
        await _system.Switch(new() { ["errorRate"] = 1.0 });
        var address = _system.Running.Address;

        await _system.Running.RestartAsync();

        _system.Running.Address.ShouldBe(address);
        (await _system.Count("Patient?identifier=urn:oid:1.2.246.21|020516C903K")).ShouldBe(1);
        // The answers to requests are in the database too.
        var again = await (await _system.Post("fhir", Delivery(), ("X-Request-ID", "one"))).ShouldBeAnswer(200);
        again["entry"]![0]!["response"]!.Text("status").ShouldBe("201 Created");
    }

    [Fact]
    public async Task Each_version_remembers_the_request_that_wrote_it()
    {
        await _system.Post("fhir", Delivery(), ("X-Request-ID", "request-1"), ("X-Correlation-ID", "case-1"));
        await using var database = new SqliteConnection($"Data Source={OptionsIn(_system.Folder).Database};Mode=ReadOnly;Pooling=False");
        await database.OpenAsync();
        await using var query = database.CreateCommand();
        query.CommandText = "SELECT request_id || ' ' || correlation_id FROM versions";
        (await query.ExecuteScalarAsync()).ShouldBe("request-1 case-1");
    }

    [Fact]
    public async Task A_server_without_a_runner_refuses_to_restart()
    {
        var folder = Directory.CreateTempSubdirectory("record-system-");
        await using (var app = RecordSystemServer.Create(OptionsIn(folder.FullName)))
        {
            await app.StartAsync();
            using var admin = ClientOf(new Uri(app.Urls.Single()), AdminToken);
            await (await admin.PostAsync(new Uri("admin/restart", UriKind.Relative), null)).ShouldBeOutcome(409);
        }
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_restart_can_be_ordered_over_http()
    {
        await _system.Switch(new() { ["errorRate"] = 1.0 });
        var restarted = _system.Running.NextRestart;
        (await _system.Admin(HttpMethod.Post, "admin/restart")).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await restarted;
        (await _system.Count("Patient")).ShouldBe(0);
    }
}
