using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Intake.Tests;

public class ProcessDefinitionTests
{
    private const string Definitions = "/api/v1/intake/process-definitions";

    private static int _day;

    [Theory, EveryDatabase]
    public async Task A_matter_keeps_the_definition_it_began_with_and_a_newer_one_holds_from_its_first_day(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var intake = await IntakeSteps.On(host);
        var administrator = await host.As(TestHost.Administrator);
        var first = (await administrator.Post(Definitions, Definition("2026-09-15"))).Id();
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        var second = (await administrator.Post(Definitions, Definition("2026-09-17", name: "Toinen"))).Id();

        var early = await intake.Arrive(Contact());
        (await ProcessOf(early)).ShouldBe(first);
        (await ProcessOf(await intake.Arrive())).ShouldBe(Shipped(1));
        await host.MoveTo(new DateOnly(2026, 9, 17), intake.Duty, intake.Curator);
        (await ProcessOf(await intake.Arrive(Contact()))).ShouldBe(second);
        // A letter that is entered late follows what held when it came.
        var letter = Contact();
        (letter["channel"], letter["arrivedOn"]) = ("paper", "2026-09-16");
        (await ProcessOf(await intake.Arrive(letter, intake.Duty))).ShouldBe(first);
        (await ProcessOf(early)).ShouldBe(first);

        // What becomes a child-welfare matter follows that kind's.
        var person = TestHetu.New();
        var matter = await intake.Arrive(Contact(person));
        (await ProcessOf(matter)).ShouldBe(second);
        await intake.Arrive(IntakeSteps.Notification(person));
        (await ProcessOf(matter)).ShouldBe(Shipped(1));

        using var signedIn = await host.As(TestHost.Administrator);
        var listed = (await signedIn.Get(Definitions + "?limit=4"))["items"]!.AsArray().Concat(
            (await signedIn.Get(Definitions + "?limit=4&cursor=" + (await signedIn.Get(Definitions + "?limit=4")).Text("next")))["items"]!.AsArray()).ToList();
        listed.Select(d => d!.AsObject().Id()).ShouldBe([.. Enumerable.Range(1, 5).Select(Shipped), first, second]);
        listed.Where(d => d!["inUse"]!.AsArray().Any(k => k!.GetValue<string>() == "contact")).ShouldHaveSingleItem()!.AsObject().Id().ShouldBe(second);
        listed.Count(d => d!["shipped"]!.GetValue<bool>()).ShouldBe(5);

        async Task<Guid> ProcessOf(JsonObject of) => (await intake.Duty.Client.Get(IntakeSteps.Path(of) + "/steps"))["processId"]!.GetValue<Guid>();
    }

    [Theory, EveryDatabase]
    public async Task A_definition_is_read_as_it_was_published_and_one_begins_on_a_day(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var administrator = await host.As(TestHost.Administrator);
        var (day, body) = (Day(), Definition(""));
        body["validFrom"] = day;
        body["kinds"] = new JsonArray("contact", "noticeToAuthority");

        var published = await administrator.Post(Definitions, body);
        var read = await administrator.Get($"{Definitions}/{published.Id()}");
        JsonNode.DeepEquals(read, published).ShouldBeTrue(read.ToJsonString());
        read["steps"]!.AsArray().Count.ShouldBe(body["steps"]!.AsArray().Count);
        read["shipped"]!.GetValue<bool>().ShouldBeFalse();

        var problem = await Publish(administrator, body).ShouldRefuse(HttpStatusCode.Conflict, "intake.process-exists");
        problem["errors"]!.AsObject().ShouldContain(e => e.Key == "$.kinds[0]");
        body["kinds"] = new JsonArray("childWelfareNotification", "noticeToAuthority");
        (await Publish(administrator, body).ShouldRefuse(HttpStatusCode.Conflict, "intake.process-exists"))["errors"]!.AsObject().ShouldContain(e => e.Key == "$.kinds[1]");
        using var unknown = await administrator.GetAsync($"{Definitions}/{Guid.NewGuid()}");
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory, EveryDatabase]
    public async Task Of_two_that_begin_on_the_same_day_one_is_published(DatabaseProvider database)
    {
        var administrator = await (await TestHost.Shared(database)).As(TestHost.Administrator);
        var body = Definition(Day());

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Publish(administrator, body)));

        answers.Count(a => a.StatusCode == HttpStatusCode.Created).ShouldBe(1);
        answers.Count(a => a.StatusCode == HttpStatusCode.Conflict).ShouldBe(3);
        foreach (var answer in answers) answer.Dispose();
    }

    [Theory]
    [InlineData("$.validFrom", "\"2026-09-14\"", 422, "intake.process-valid-from-past", "$.validFrom")]
    [InlineData("$.validFrom", "\"2031-09-16\"", 422, "intake.process-valid-from-far", "$.validFrom")]
    [InlineData("$.validFrom", "\"9999-12-31\"", 422, "intake.process-valid-from-far", "$.validFrom")]
    [InlineData("$.kinds", "[]", 400, "platform.invalid-request", "$.kinds")]
    [InlineData("$.kinds", "[\"contact\",\"contact\"]", 422, "intake.process-code-twice", "$.kinds[1]")]
    [InlineData("$.kinds", "[\"visit\"]", 400, "platform.malformed-json", "$.kinds[0]")]
    [InlineData("$.criteriaNeeded", "0", 400, "platform.invalid-request", "$.criteriaNeeded")]
    [InlineData("$.criteriaNeeded", "3", 422, "intake.criteria-needed-too-many", "$.criteriaNeeded")]
    [InlineData("$.criteria[1].code", "\"young\"", 422, "intake.process-code-twice", "$.criteria[1].code")]
    [InlineData("$.criteria[0].minAge", "40", 422, "intake.ages-wrong", "$.criteria[0].minAge")]
    [InlineData("$.criteria[0].minAge", "-1", 400, "platform.invalid-request", "$.criteria[0].minAge")]
    [InlineData("$.criteria[1].urgencies", "null", 422, "intake.criterion-empty", "$.criteria[1]")]
    [InlineData("$.criteria[1].urgencies", "[\"1\",\"4\"]", 400, "intake.criterion-code-unknown", "$.criteria[1].urgencies[1]")]
    [InlineData("$.criteria[1].needs", "[\"12\"]", 400, "intake.criterion-code-unknown", "$.criteria[1].needs[0]")]
    [InlineData("$.criteria[1].childWelfareReasons", "[\"9\"]", 400, "intake.criterion-code-unknown", "$.criteria[1].childWelfareReasons[0]")]
    [InlineData("$.criteria[1].notifiers", "[\"20\"]", 400, "intake.criterion-code-unknown", "$.criteria[1].notifiers[0]")]
    [InlineData("$.criteria[0].code", "\"Young!\"", 400, "platform.invalid-request", "$.criteria[0].code")]
    [InlineData("$.steps", "[]", 400, "platform.invalid-request", "$.steps")]
    [InlineData("$.steps[1].code", "\"urgency\"", 422, "intake.process-code-twice", "$.steps[1].code")]
    [InlineData("$.steps[1].deadline", "{}", 422, "intake.deadline-one-or-other", "$.steps[1].deadline")]
    [InlineData("$.steps[1].deadline", "{\"clock\":\"startAssessment\",\"workingDays\":2}", 422, "intake.deadline-one-or-other", "$.steps[1].deadline")]
    [InlineData("$.steps[1].deadline", "{\"workingDays\":251}", 400, "platform.invalid-request", "$.steps[1].deadline.workingDays")]
    [InlineData("$.steps[1].fact", "\"moonRisen\"", 400, "platform.malformed-json", "$.steps[1].fact")]
    [InlineData("$.steps[1].title.sv", "\" \"", 400, "platform.invalid-request", "$.steps[1].title.sv")]
    [InlineData("$.cards[0].points", "[]", 400, "platform.invalid-request", "$.cards[0].points")]
    [InlineData("$.name", "null", 400, "platform.malformed-json", "$.name")]
    public async Task A_wrong_definition_is_refused_with_its_path(string path, string value, int status, string code, string at)
    {
        var administrator = await (await TestHost.Shared(DatabaseProvider.Sqlite)).As(TestHost.Administrator);
        var body = Definition("2031-09-15");
        Set(body, path, JsonNode.Parse(value));

        var problem = await Publish(administrator, body).ShouldRefuse((HttpStatusCode)status, code);

        problem["errors"]!.AsObject().ShouldContain(e => e.Key == at, problem.ToJsonString());
    }

    [Theory, EveryDatabase]
    public async Task Only_an_administrator_publishes_and_all_staff_read_cards_in_their_language(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        await Publish(intake.Duty.Client, Definition(Day())).ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");

        var cards = await Cards("?kind=childWelfareNotification&actor=notifier", "sv-FI, fi;q=0.5");
        cards.Text("language").ShouldBe("sv");
        var card = cards["cards"]!.AsArray().ShouldHaveSingleItem()!;
        card.Text("title").ShouldBe("Anmälarens kort");
        card["points"]!.AsArray().Count.ShouldBeGreaterThan(2);
        (await Cards("?kind=contact", "fi"))["cards"]!.AsArray().Select(c => c!.Text("actor"))
            .ShouldBe(["notifier", "dutyWorker", "socialWorker", "healthProfessional", "unitManager"]);
        await intake.Curator.Client.GetAsync("/api/v1/intake/action-cards?kind=visit").ShouldRefuse(HttpStatusCode.BadRequest, "intake.kind-unknown");
        await intake.Curator.Client.GetAsync("/api/v1/intake/action-cards?kind=contact&actor=1").ShouldRefuse(HttpStatusCode.BadRequest, "intake.actor-unknown");

        async Task<JsonObject> Cards(string query, string language)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/intake/action-cards" + query);
            request.Headers.TryAddWithoutValidation("Accept-Language", language);
            using var answer = await intake.Curator.Client.SendAsync(request);
            return await answer.Success();
        }
    }

    [Fact]
    public void What_comes_with_the_software_could_be_published_for_every_kind()
    {
        ShippedProcesses.All.Count.ShouldBe(Enum.GetValues<MatterKind>().Length);
        foreach (var kind in Enum.GetValues<MatterKind>())
        {
            var content = ShippedProcesses.Of(kind).Content;
            content.Check().ShouldBeNull();
            content.Criteria.Count.ShouldBeGreaterThanOrEqualTo(4);
            content.Steps.Select(s => s.Code).ShouldContain("decision");
            content.Cards.Select(c => c.Actor).Distinct().Count().ShouldBe(Enum.GetValues<ProcessActor>().Length);
            foreach (var text in content.Steps.SelectMany(s => (LocalText[])[s.Title, s.Guidance]).Concat(content.Cards.SelectMany(c => c.Points)).Concat(content.Criteria.Select(c => c.Text)))
            {
                string.IsNullOrWhiteSpace(text.Fi).ShouldBeFalse();
                text.Fi.ShouldNotBe(text.Sv);
                text.Sv.ShouldNotBe(text.En);
            }
        }
    }

    /// <summary>A definition for contacts that is right in every member.</summary>
    internal static JsonObject Definition(string validFrom, string name = "Ensimmäinen") => JsonNode.Parse($$"""
        {
          "name": {{Text(name)}}, "validFrom": {{JsonSerializer.Serialize(validFrom)}}, "kinds": ["contact"], "criteriaNeeded": 1,
          "criteria": [
            { "code": "young", "text": {{Text("Nuori")}}, "minAge": 13, "maxAge": 29 },
            { "code": "urgent", "text": {{Text("Kiireellinen")}}, "urgencies": ["1"] }
          ],
          "steps": [
            { "code": "urgency", "actor": "dutyWorker", "title": {{Text("Kiireellisyys")}}, "guidance": {{Text("Heti")}}, "fact": "urgencyAssessed", "deadline": { "workingDays": 0 } },
            { "code": "call", "actor": "dutyWorker", "title": {{Text("Soita")}}, "guidance": {{Text("Kysy")}}, "deadline": { "workingDays": 2 } },
            { "code": "decision", "actor": "dutyWorker", "title": {{Text("Päätä")}}, "guidance": {{Text("Perustele")}}, "fact": "decisionMade", "deadline": { "clock": "startAssessment" } },
            { "code": "told", "actor": "dutyWorker", "title": {{Text("Kerro")}}, "guidance": {{Text("Kaikille")}}, "fact": "everybodyTold", "deadline": { "workingDays": 0, "from": "decision" } },
            { "code": "talk", "actor": "socialWorker", "title": {{Text("Varaa aika")}}, "guidance": {{Text("Kalenterista")}}, "fact": "talkBooked", "deadline": { "workingDays": 3, "from": "decision" } },
            { "code": "archive", "actor": "socialWorker", "title": {{Text("Arkistoi")}}, "guidance": {{Text("Lopuksi")}} }
          ],
          "cards": [{ "actor": "dutyWorker", "title": {{Text("Kortti")}}, "points": [{{Text("Lue")}}] }]
        }
        """)!.AsObject();

    internal static JsonObject Contact(string? person = null)
    {
        var notification = IntakeSteps.Notification(person);
        (notification["kind"], notification["consent"]) = ("contact", new JsonObject { ["given"] = true });
        notification["reasonCodes"] = new JsonArray("1");
        return notification;
    }

    private static string Text(string fi) => JsonSerializer.Serialize(new { fi, sv = fi + " (sv)", en = fi + " (en)" });

    private static Guid Shipped(int number) => Guid.Parse($"00000000-0000-0000-0000-{number:D12}");

    private static string Day() => new DateOnly(2028, 1, 1).AddDays(Interlocked.Increment(ref _day)).ToString("O", System.Globalization.CultureInfo.InvariantCulture);

    private static Task<HttpResponseMessage> Publish(HttpClient client, JsonObject body) =>
        client.SendJson(HttpMethod.Post, Definitions, body, idempotencyKey: Guid.NewGuid().ToString());

    private static void Set(JsonNode body, string path, JsonNode? value)
    {
        var names = path[2..].Split('.').SelectMany(part => part.TrimEnd(']').Split('[')).ToList();
        foreach (var name in names[..^1]) body = (int.TryParse(name, out var index) ? body[index] : body[name])!;
        body[names[^1]] = value;
    }
}
