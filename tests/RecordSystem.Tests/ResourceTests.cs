using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Monipolku.Fhir.R4;
using static Monipolku.RecordSystem.Tests.TestSystem;
using Task = System.Threading.Tasks.Task;

namespace Monipolku.RecordSystem.Tests;

public sealed class ResourceTests : IAsyncLifetime
{
    private const string Search = "identifier=urn:oid:1.2.246.21|020516C903K";
    private TestSystem _system = null!;

    public async Task InitializeAsync() => _system = await StartAsync();
    public async Task DisposeAsync() => await _system.DisposeAsync();

    private static JsonObject Team(string id, string? name = null)
    {
        var team = new JsonObject { ["resourceType"] = "CareTeam", ["id"] = id };
        if (name is not null) team["name"] = name;
        return team;
    }

    [Fact]
    public async Task A_created_resource_is_read_back_with_what_the_server_sets()
    {
        var patient = Patient("020516C903K", "Öhman-Äyräväinen");
        patient["id"] = "ignored";
        patient["meta"] = new JsonObject { ["versionId"] = "99", ["profile"] = new JsonArray("https://example.org/profile") };

        var created = await _system.Post("fhir/Patient", patient);
        var body = await created.ShouldBeAnswer(201);
        var id = body.Text("id");
        id.ShouldNotBe("ignored");
        created.Headers.Location!.ToString().ShouldBe($"{_system.FhirBase}/Patient/{id}/_history/1");
        created.Headers.ETag!.ToString().ShouldBe("W/\"1\"");
        created.Content.Headers.LastModified.ShouldNotBeNull();

        var read = await _system.Get($"fhir/Patient/{id}");
        var recorded = await read.ShouldBeAnswer(200);
        recorded["meta"]!.Text("versionId").ShouldBe("1");
        recorded["meta"]!.Text("lastUpdated").ShouldEndWith("Z");
        recorded["meta"]!["profile"]!.AsArray().Count.ShouldBe(1);
        recorded["name"]![0]!.Text("family").ShouldBe("Öhman-Äyräväinen");
        read.Headers.ETag!.ToString().ShouldBe("W/\"1\"");
    }

    [Fact]
    public async Task Numbers_and_texts_are_recorded_as_they_were_written()
    {
        const string observation = """
            {"resourceType":"Observation","status":"final","code":{"text":"paino <kg> & \"pituus\""},
             "valueQuantity":{"value":70.500},"issued":"2026-01-02T03:04:05.000+02:00"}
            """;
        var created = await _system.Client.PostAsync(
            new Uri("fhir/Observation", UriKind.Relative), new StringContent(observation, Encoding.UTF8, "application/fhir+json"));
        created.StatusCode.ShouldBe(HttpStatusCode.Created);

        var read = await (await _system.Client.GetAsync(created.Headers.Location)).Content.ReadAsStringAsync();
        read.ShouldContain("\"value\":70.500");
        read.ShouldContain("paino <kg> & \\\"pituus\\\"");
        read.ShouldContain("2026-01-02T03:04:05.000+02:00");
    }

    [Fact]
    public async Task Versions_are_kept_and_read_by_number()
    {
        await (await _system.Put("fhir/CareTeam/t1", Team("t1", "Ensimmäinen"))).ShouldBeAnswer(201);
        await (await _system.Put("fhir/CareTeam/t1", Team("t1", "Toinen"))).ShouldBeAnswer(200);

        (await (await _system.Get("fhir/CareTeam/t1")).ShouldBeAnswer(200)).Text("name").ShouldBe("Toinen");
        (await (await _system.Get("fhir/CareTeam/t1/_history/1")).ShouldBeAnswer(200)).Text("name").ShouldBe("Ensimmäinen");
        await (await _system.Get("fhir/CareTeam/t1/_history/3")).ShouldBeOutcome(404);
        await (await _system.Get("fhir/CareTeam/t1/_history/first")).ShouldBeOutcome(404);
    }

    [Fact]
    public async Task History_is_newest_first_and_paged()
    {
        for (var version = 1; version <= 5; version++) await _system.Put("fhir/CareTeam/t1", Team("t1", $"v{version}"));
        await _system.Delete("fhir/CareTeam/t1");

        var page = await (await _system.Get("fhir/CareTeam/t1/_history?_count=4")).ShouldBeAnswer(200);
        page["total"]!.GetValue<int>().ShouldBe(6);
        page["entry"]![0]!["request"]!.Text("method").ShouldBe("DELETE");
        page["entry"]![0]!["resource"].ShouldBeNull();
        page["entry"]![1]!["resource"]!.Text("name").ShouldBe("v5");

        var next = page["link"]!.AsArray().Single(link => link!.Text("relation") == "next")!.Text("url");
        var last = await (await _system.Get(next)).ShouldBeAnswer(200);
        last["entry"]!.AsArray().Select(entry => entry!["resource"]!.Text("name")).ShouldBe(["v2", "v1"]);
        last["entry"]![1]!["response"]!.Text("status").ShouldBe("201");
        last["link"]!.AsArray().ShouldNotContain(link => link!.Text("relation") == "next");

        await (await _system.Get("fhir/CareTeam/nobody/_history")).ShouldBeOutcome(404);
        await (await _system.Get("fhir/CareTeam/t1/_history?_since=2026")).ShouldBeOutcome(400);
        await (await _system.Get("fhir/CareTeam/t1/_history?_count=many")).ShouldBeOutcome(400);
    }

    [Fact]
    public async Task A_deleted_resource_is_gone_and_can_come_back()
    {
        await _system.Put("fhir/CareTeam/t1", Team("t1"));
        (await _system.Delete("fhir/CareTeam/t1")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await _system.Delete("fhir/CareTeam/t1")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await _system.Delete("fhir/CareTeam/never")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        await (await _system.Get("fhir/CareTeam/t1")).ShouldBeOutcome(410);
        await (await _system.Get("fhir/CareTeam/t1/_history/2")).ShouldBeOutcome(410);
        await (await _system.Get("fhir/CareTeam/t1/_history/1")).ShouldBeAnswer(200);
        await (await _system.Get("fhir/CareTeam/never")).ShouldBeOutcome(404);
        (await _system.Count("CareTeam")).ShouldBe(0);

        (await _system.Put("fhir/CareTeam/t1", Team("t1"))).Headers.ETag!.ToString().ShouldBe("W/\"3\"");
    }

    [Fact]
    public async Task An_unchanged_resource_is_not_sent_again()
    {
        await _system.Put("fhir/CareTeam/t1", Team("t1"));
        var unchanged = await _system.Get("fhir/CareTeam/t1", ("If-None-Match", "W/\"1\""));
        unchanged.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        unchanged.Headers.ETag!.ToString().ShouldBe("W/\"1\"");
        (await unchanged.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
        await (await _system.Get("fhir/CareTeam/t1", ("If-None-Match", "W/\"2\""))).ShouldBeAnswer(200);
    }

    [Fact]
    public async Task A_change_with_if_match_needs_the_newest_version()
    {
        await _system.Put("fhir/CareTeam/t1", Team("t1"));
        await (await _system.Put("fhir/CareTeam/t1", Team("t1", "A"), ("If-Match", "W/\"1\""))).ShouldBeAnswer(200);
        await (await _system.Put("fhir/CareTeam/t1", Team("t1", "B"), ("If-Match", "W/\"1\""))).ShouldBeOutcome(412);
        await (await _system.Delete("fhir/CareTeam/t1", ("If-Match", "W/\"1\""))).ShouldBeOutcome(412);
        await (await _system.Put("fhir/CareTeam/new", Team("new"), ("If-Match", "W/\"1\""))).ShouldBeOutcome(412);
        await (await _system.Put("fhir/CareTeam/t1", Team("t1"), ("If-Match", "newest"))).ShouldBeOutcome(400);
        (await (await _system.Get("fhir/CareTeam/t1")).ShouldBeAnswer(200)).Text("name").ShouldBe("A");
    }

    [Fact]
    public async Task A_conditional_create_makes_one_finds_one_and_refuses_several()
    {
        var made = await _system.Post("fhir/Patient", Patient("020516C903K"), ("If-None-Exist", Search));
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        var found = await _system.Post("fhir/Patient", Patient("020516C903K"), ("If-None-Exist", Search));
        found.StatusCode.ShouldBe(HttpStatusCode.OK);
        found.Headers.Location.ShouldBe(made.Headers.Location);

        await _system.Post("fhir/Patient", Patient("020516C903K"));
        await (await _system.Post("fhir/Patient", Patient("020516C903K"), ("If-None-Exist", Search))).ShouldBeOutcome(412);
        await (await _system.Post("fhir/Patient", Patient("020516C903K"), ("If-None-Exist", "birthdate=2016-05-02"))).ShouldBeOutcome(400);
        await (await _system.Post("fhir/Patient", Patient("020516C903K"), ("If-None-Exist", ""))).ShouldBeOutcome(400);
        (await _system.Statistics())["sharedIdentifiers"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task A_conditional_update_settles_by_its_matches()
    {
        var made = await (await _system.Put($"fhir/Patient?{Search}", Patient("020516C903K"))).ShouldBeAnswer(201);
        var other = Patient("020516C903K");
        other["id"] = "another";
        await (await _system.Put($"fhir/Patient?{Search}", other)).ShouldBeOutcome(400);
        var changed = await (await _system.Put($"fhir/Patient?{Search}", Patient("020516C903K", "Malli"))).ShouldBeAnswer(200);
        changed.Text("id").ShouldBe(made.Text("id"));

        await _system.Post("fhir/Patient", Patient("020516C903K"));
        await (await _system.Put($"fhir/Patient?{Search}", Patient("020516C903K"))).ShouldBeOutcome(412);

        // Nothing matches, and the id that the body wishes for is another resource's.
        var taken = Patient("010594Y9032");
        taken["id"] = made.Text("id");
        await (await _system.Put("fhir/Patient?identifier=urn:oid:1.2.246.21|010594Y9032", taken)).ShouldBeOutcome(409);
        await (await _system.Put("fhir/Patient", Patient("020516C903K"))).ShouldBeOutcome(400);
    }

    [Fact]
    public async Task Concurrent_conditional_creates_make_one_resource()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => i % 2 == 0
            ? _system.Post("fhir/Patient", Patient("020516C903K"), ("If-None-Exist", Search))
            : _system.Post("fhir", Bundle(Entry("POST", "Patient", Patient("020516C903K"), null, Search)))));

        answers.ShouldAllBe(answer => answer.IsSuccessStatusCode);
        var statistics = await _system.Statistics();
        statistics["resources"]!["Patient"]!.GetValue<int>().ShouldBe(1);
        statistics["versions"]!["Patient"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task Concurrent_conditional_creates_in_two_servers_on_one_file_make_one_resource()
    {
        var options = OptionsIn(_system.Folder);
        await using var second = await RunningRecordSystem.StartAsync(options);
        using var client = ClientOf(second.Address);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
        {
            var create = Request(HttpMethod.Post, "fhir/Patient", Patient("020516C903K"), ("If-None-Exist", Search));
            return (i % 2 == 0 ? _system.Client : client).SendAsync(create);
        }));

        answers.ShouldAllBe(answer => answer.IsSuccessStatusCode);
        (await _system.Count("Patient")).ShouldBe(1);
    }

    [Fact]
    public async Task Concurrent_repeats_of_one_request_are_processed_once()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20)
            .Select(_ => _system.Post("fhir/Patient", Patient("020516C903K"), ("X-Request-ID", "one"))));
        answers.Select(answer => answer.Headers.Location).Distinct().Count().ShouldBe(1);
        (await _system.Count("Patient")).ShouldBe(1);
    }

    [Theory]
    [InlineData("return=minimal", "")]
    [InlineData("return=OperationOutcome", "OperationOutcome")]
    [InlineData("return=representation", "CareTeam")]
    public async Task The_client_chooses_the_body_of_the_answer(string prefer, string type)
    {
        var answer = await _system.Put("fhir/CareTeam/t1", Team("t1"), ("Prefer", prefer));
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        var body = await answer.Content.ReadAsStringAsync();
        (body.Length == 0 ? "" : JsonNode.Parse(body)!.Text("resourceType")).ShouldBe(type);
    }

    [Theory]
    [InlineData("{", 400)]
    [InlineData("", 400)]
    [InlineData("[]", 400)]
    [InlineData("null", 400)]
    [InlineData("""{"resourceType":"Patient","active":true,"active":false}""", 400)]
    [InlineData("""{"resourceType":"Patient","active":true,"activ\u0065":false}""", 400)]
    [InlineData("""{"resourceType":"Patient","active":true,"resourceType":"Patient"}""", 400)]
    [InlineData("""{"resourceType":"Patient","name":[{"family":"A","family":"B"}]}""", 400)]
    [InlineData("""{"resourceType":"Patient","_birthDate":{"id":"a"},"_birthDate":{"id":"b"}}""", 400)]
    [InlineData("""{"resourceType":"Observation","status":"final","code":{}}""", 400)]
    [InlineData("""{"resourceType":"Observation","status":"final"}""", 422)]
    [InlineData("""{"resourceType":"CareTeam"}""", 400)]
    [InlineData("""{"resourceType":"Patient","gender":"perhaps"}""", 422)]
    [InlineData("""{"resourceType":"Patient","birthDate":"2016-13-45"}""", 422)]
    [InlineData("""{"resourceType":"Patient","unknown":1}""", 400)]
    [InlineData("""{"resourceType":"Patient","name":"Esimerkki"}""", 400)]
    [InlineData("""{"resourceType":"Patient","id":"not an id"}""", 422)]
    [InlineData("""{"resourceType":"Patient","language":"\ud800"}""", 422)]
    [InlineData("""{"resourceType":"Patient","\ud800":"x"}""", 400)]
    public async Task A_bad_body_is_refused_with_a_reason(string body, int status)
    {
        var answer = await _system.Client.PostAsync(
            new Uri("fhir/Patient", UriKind.Relative), new StringContent(body, Encoding.UTF8, "application/fhir+json"));
        (await answer.ShouldBeOutcome(status)).ToJsonString().ShouldNotContain("perhaps");
        (await _system.Count("Patient")).ShouldBe(0);
    }

    [Fact]
    public async Task The_place_of_a_fault_in_a_bundle_is_told()
    {
        var outcome = await (await _system.Post("fhir", Bundle(
            Entry("POST", "Patient", Patient("020516C903K")),
            Entry("POST", "Patient", new() { ["resourceType"] = "Patient", ["gender"] = "perhaps" })))).ShouldBeOutcome(422);
        outcome["issue"]![0]!["expression"]![0]!.GetValue<string>().ShouldBe("Bundle.entry[1].resource.gender");
    }

    [Fact]
    public async Task Whatever_is_sent_is_never_an_error_of_the_server()
    {
        var random = new Random(20260601);
        var good = Encoding.UTF8.GetBytes(Bundle(
            Entry("POST", "Patient", Patient("020516C903K"), "urn:uuid:5f0c7b0e-8c61-4f7d-9d0b-6d3a3f1f2a01", Search),
            Entry("PUT", "CarePlan?_tag=urn:tags|a", CarePlan("urn:uuid:5f0c7b0e-8c61-4f7d-9d0b-6d3a3f1f2a01", "a")),
            Entry("GET", "CarePlan/x/_history/1")).ToJsonString());
        var odd = "{}[]\",:0a?/|\\ \u007f\u0001"u8.ToArray().Append((byte)0xff).ToArray();
        for (var i = 0; i < 300; i++)
        {
            var bytes = good.ToArray();
            for (var change = random.Next(1, 4); change > 0; change--) bytes[random.Next(bytes.Length)] = odd[random.Next(odd.Length)];
            if (i % 10 == 0) bytes = bytes[..random.Next(bytes.Length)];
            using var content = new ByteArrayContent(bytes);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/fhir+json");
            var answer = await _system.Client.PostAsync(new Uri("fhir", UriKind.Relative), content);
            ((int)answer.StatusCode).ShouldBeLessThan(500, Encoding.UTF8.GetString(bytes));
            FhirJson.Parse(await answer.Content.ReadAsStringAsync()).Issues.ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData("PUT", "fhir/CareTeam/other", 400)]
    [InlineData("PUT", "fhir/CareTeam/not%20an%20id", 400)]
    [InlineData("PUT", "fhir/CareTeam/t1?_summary=true", 400)]
    [InlineData("POST", "fhir/CareTeam?_summary=true", 400)]
    [InlineData("POST", "fhir?_summary=true", 400)]
    [InlineData("POST", "fhir/Nonsense", 404)]
    [InlineData("POST", "fhir/CareTeam/t1", 405)]
    [InlineData("PATCH", "fhir/CareTeam/t1", 405)]
    [InlineData("PUT", "fhir", 405)]
    [InlineData("POST", "fhir/CareTeam/t1/$everything", 404)]
    [InlineData("POST", "elsewhere", 404)]
    public async Task A_write_to_a_wrong_place_is_refused(string method, string path, int status) =>
        await (await _system.Send(new HttpMethod(method), path, Team("t1"))).ShouldBeOutcome(status);

    [Theory]
    [InlineData("application/json")]
    [InlineData("Application/FHIR+JSON; charset=\"UTF-8\"; fhirVersion=4.0")]
    public async Task Spellings_of_the_format_are_taken(string type)
    {
        using var content = new StringContent("""{"resourceType":"Patient","active":true}""");
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        await (await _system.Client.PostAsync(new Uri("fhir/Patient", UriKind.Relative), content)).ShouldBeAnswer(201);
    }

    [Fact]
    public async Task Other_formats_are_refused()
    {
        await (await _system.Get("fhir/Patient", ("Accept", "application/fhir+xml"))).ShouldBeOutcome(406);
        await (await _system.Get("fhir/Patient?_format=xml", ("Accept", "application/fhir+json"))).ShouldBeOutcome(406);
        await (await _system.Get("fhir/Patient?_format=json", ("Accept", "application/fhir+xml"))).ShouldBeAnswer(200);
        await (await _system.Get("fhir/Patient", ("Accept", "text/html, application/fhir+json;q=0.9"))).ShouldBeAnswer(200);

        foreach (var type in new[] { "application/fhir+xml", "text/plain", "application/fhir+json; charset=iso-8859-1", "application/fhir+json; fhirVersion=3.0", "" })
        {
            using var content = new ByteArrayContent("{}"u8.ToArray());
            content.Headers.TryAddWithoutValidation("Content-Type", type);
            await (await _system.Client.PostAsync(new Uri("fhir/Patient", UriKind.Relative), content)).ShouldBeOutcome(415);
        }
        using var compressed = new StringContent("{}", Encoding.UTF8, "application/fhir+json");
        compressed.Headers.ContentEncoding.Add("gzip");
        await (await _system.Client.PostAsync(new Uri("fhir/Patient", UriKind.Relative), compressed)).ShouldBeOutcome(415);
    }

    [Theory]
    [InlineData((5 * 1024 * 1024) + 1, false)]
    [InlineData((5 * 1024 * 1024) + 1, true)]
    [InlineData(30 * 1024 * 1024, false)]
    [InlineData(30 * 1024 * 1024, true)]
    public async Task A_body_over_five_megabytes_is_refused(int bytes, bool chunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "fhir/Patient")
        {
            Content = new ByteArrayContent(new byte[bytes]),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/fhir+json");
        request.Headers.TransferEncodingChunked = chunked;
        // Who is refused by the length alone is answered before the body is sent.
        request.Headers.ExpectContinue = !chunked;
        await (await _system.Client.SendAsync(request)).ShouldBeOutcome(413);
    }

    [Fact]
    public async Task Without_the_right_token_only_metadata_and_health_answer()
    {
        foreach (var token in new[] { "", "wrong", AdminToken })
        {
            using var stranger = ClientOf(_system.Running.Address, token);
            if (token.Length == 0) stranger.DefaultRequestHeaders.Authorization = null;
            foreach (var path in new[] { "fhir/Patient", "fhir/Patient/1", "fhir/Patient/1/_history", "fhir/metadata/", "elsewhere", "" })
            {
                var refused = await stranger.GetAsync(new Uri(path, UriKind.Relative));
                await refused.ShouldBeOutcome(401);
                refused.Headers.WwwAuthenticate.Single().Scheme.ShouldBe("Bearer");
            }
            await (await stranger.SendAsync(Request(HttpMethod.Post, "fhir", Bundle()))).ShouldBeOutcome(401);
            (await stranger.GetAsync(new Uri("health/live", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.OK);
            await (await stranger.GetAsync(new Uri("fhir/metadata", UriKind.Relative))).ShouldBeAnswer(200);
        }
        foreach (var path in new[] { "admin/faults", "admin/statistics", "ADMIN/faults" })
            await (await _system.Get(path)).ShouldBeOutcome(401);
    }

    [Fact]
    public async Task The_capability_statement_says_what_the_server_is_and_does()
    {
        var statement = await (await _system.Get("fhir/metadata")).ShouldBeAnswer(200);
        statement["software"]!.Text("name").ShouldBe("Monipolku record system stand-in");
        statement["implementation"]!.Text("description").ShouldContain("claims nothing about LifeCare");
        var types = statement["rest"]![0]!["resource"]!.AsArray();
        types.Count.ShouldBeGreaterThan(30);
        foreach (var type in types)
        {
            // Every search parameter that is promised is answered, and others are not.
            foreach (var parameter in type!["searchParam"]!.AsArray())
                (await _system.Count($"{type.Text("type")}?{parameter!.Text("name")}=x")).ShouldBe(0);
            await (await _system.Get($"fhir/{type.Text("type")}?unknown=x")).ShouldBeOutcome(400);
        }
    }

    [Fact]
    public async Task Every_promised_type_is_one_that_the_model_knows_and_the_paths_of_its_searches_exist()
    {
        foreach (var type in ResourceType.All.Keys) ModelInfo.TargetType($"{type}/1").ShouldBe(type);

        async Task Finds(JsonObject resource, string search)
        {
            var type = resource.Text("resourceType");
            await (await _system.Post($"fhir/{type}", resource)).ShouldBeAnswer(201);
            (await _system.Count($"{type}?{search}")).ShouldBe(1);
        }

        await Finds((JsonObject)JsonNode.Parse("""
            {"resourceType":"Task","status":"requested","intent":"order","for":{"reference":"Patient/p"}}
            """)!, "subject=Patient/p");
        await Finds((JsonObject)JsonNode.Parse("""
            {"resourceType":"Consent","status":"active","scope":{"text":"s"},"category":[{"text":"c"}],
             "patient":{"reference":"Patient/p"},"policyRule":{"text":"p"}}
            """)!, "patient=p");
        await Finds((JsonObject)JsonNode.Parse("""
            {"resourceType":"Provenance","target":[{"reference":"Consent/c"},{"reference":"Patient/p"}],
             "recorded":"2026-01-02T03:04:05Z","agent":[{"who":{"display":"x"}}]}
            """)!, "patient=Patient/p");
        await Finds((JsonObject)JsonNode.Parse("""
            {"resourceType":"AuditEvent","type":{"code":"rest"},"recorded":"2026-01-02T03:04:05Z","agent":[{"requestor":true}],
             "source":{"observer":{"display":"x"}},"entity":[{"what":{"reference":"Patient/p"}}]}
            """)!, "patient=Patient/p");
        await Finds((JsonObject)JsonNode.Parse("""
            {"resourceType":"Appointment","status":"booked","start":"2026-01-02T03:04:05Z","end":"2026-01-02T04:04:05Z",
             "participant":[{"status":"accepted","actor":{"reference":"Practitioner/x"}},
             {"status":"accepted","actor":{"reference":"Patient/p"}}]}
            """)!, "patient=Patient/p");
    }
}
