using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Monipolku.Assessments.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Assessments.Tests;

public class SegmentationTests
{
    private const string Models = "/api/v1/assessments/segmentation-models";

    [Theory]
    [InlineData("self-directed", 9, 9, "unsure", new[] { "3" }, "alone")]
    [InlineData("cooperation", 5, 3, "ready", new[] { "3" }, "alone")]
    [InlineData("community", 2, 9, "not-now", new[] { "5", "8", "9" }, "not")]
    [InlineData("network", 2, 2, "ready", new[] { "5", "8", "9" }, "not")]
    public void Each_cell_of_the_shipped_grid_is_reached(string segment, int everyday, int wellbeing, string motivation, string[] needs, string coping)
    {
        var part = Part(needs,
            new Answer("outcome.everyday", Number: everyday), new Answer("outcome.wellbeing", Number: wellbeing),
            new Answer("outcome.motivation", Codes: [motivation]), new Answer("outcome.coping", Codes: [coping]));

        Segmentation.Of(part, SegmentationModels.Shipped).Segment.Code.ShouldBe(segment);
    }

    [Fact] // the law of it: over random answers nothing but the answers decides, every result has its segment and its explanation adds up
    public void Same_answers_give_the_same_segment_and_its_terms_add_up()
    {
        var random = new Random(20260915);
        for (var i = 0; i < 2000; i++)
        {
            var answers = new List<Answer>();
            foreach (var question in ShippedTemplates.All[0].Groups.SelectMany(g => g.Questions).Where(_ => random.Next(2) == 0))
            {
                if (question.Type == QuestionType.Integer) answers.Add(new Answer(question.LinkId, Number: random.Next(11)));
                else if (question.Type == QuestionType.Boolean) answers.Add(new Answer(question.LinkId, Flag: random.Next(2) == 0));
                else if (question is { Type: QuestionType.Choice, Options: { } options })
                    answers.Add(new Answer(question.LinkId, Codes: [.. options.Where(_ => random.Next(3) == 0).Append(options[0]).Select(o => o.Code).Distinct()]));
            }
            var part = Part([.. SupportNeedCodes.All.Where(_ => random.Next(4) == 0)], [.. answers]);

            var result = Segmentation.Of(part, SegmentationModels.Shipped);

            var shuffled = part with { Answers = [.. answers.OrderBy(_ => random.Next())] };
            JsonSerializer.Serialize(Segmentation.Of(shuffled, SegmentationModels.Shipped)).ShouldBe(JsonSerializer.Serialize(result));
            result.Need.ShouldBe(result.Terms.Where(t => t.Axis == SegmentationAxis.NeedOfSupport).Sum(t => t.Adds));
            result.Benefit.ShouldBe(result.Terms.Where(t => t.Axis == SegmentationAxis.Benefit).Sum(t => t.Adds));
            foreach (var term in result.Terms) term.Points.ShouldBeLessThanOrEqualTo(term.Rules.Sum(r => r.Points));
        }
    }

    [Theory, EveryDatabase]
    public async Task Segment_is_explained_and_kept_and_a_reassessment_shows_the_change(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var first = await story.Start();
        await story.Nurse.Client.GetAsync(Story.PathOf(first, "/segmentation")).ShouldRefuse(HttpStatusCode.Conflict, "assessments.nothing-to-weigh");
        var seen = await story.Nurse.Client.Change(HttpMethod.Put, Story.PathOf(first, "/shared"), Body(everyday: 1, coping: "not"), first);
        var live = await story.Nurse.Client.Get(Story.PathOf(first, "/segmentation"));
        live["final"]!.GetValue<bool>().ShouldBeFalse();
        seen = await story.SocialWorker.Client.Change(HttpMethod.Put, Story.PathOf(first, "/parts/social"), Story.PartBody("a"), seen);
        seen = await story.Nurse.Client.Change(HttpMethod.Put, Story.PathOf(first, "/parts/health"), Story.PartBody("b"), seen);
        await story.SocialWorker.Client.Change(HttpMethod.Post, Story.PathOf(first, "/complete"), Story.SummaryBody(), await Story.Sign(story.Nurse, seen));

        var kept = await story.SocialWorker.Client.Get(Story.PathOf(first, "/segmentation"));
        kept["final"]!.GetValue<bool>().ShouldBeTrue();
        JsonNode.DeepEquals(kept["result"], live["result"]).ShouldBeTrue();
        kept["change"].ShouldBeNull();
        kept["result"]!["segment"]!.Text("code").ShouldBe("community");
        kept["result"]!.Text("mainNeed").ShouldBe("9");
        var coping = kept["result"]!["terms"]!.AsArray().Single(t => t!.Text("code") == "coping")!;
        coping["adds"]!.GetValue<int>().ShouldBe(7);
        coping["rules"]!.AsArray().Select(r => (r!.Text("linkId"), r!["points"]!.GetValue<int>())).ShouldBe([("outcome.everyday", 3), ("outcome.coping", 4)]);
        coping["rules"]![1]!["why"]!.Text("sv").ShouldBe("Klarar inte vardagen");

        var second = await story.Start();
        await story.Nurse.Client.Change(HttpMethod.Put, Story.PathOf(second, "/shared"), Body(everyday: 9, coping: "alone"), second);
        var change = (await story.Nurse.Client.Get(Story.PathOf(second, "/segmentation")))["change"]!;
        change["earlierAssessmentId"]!.GetValue<Guid>().ShouldBe(first.Id());
        change.Text("earlierSegment").ShouldBe("community");
        change["need"]!.GetValue<int>().ShouldBe(-7);
        change["sameModel"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Theory, EveryDatabase]
    public async Task New_model_weighs_what_starts_from_its_first_day_on(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var administrator = await host.As(TestHost.Administrator);
        var model = Model("2026-2", "2026-09-16");
        model["needLimits"] = new JsonArray(1);

        var published = await administrator.Post(Models, model);

        published.Text("id").ShouldBe("segmentation-2026-2");
        published["shipped"]!.GetValue<bool>().ShouldBeFalse();
        (await administrator.Get(Models + "/current")).Text("id").ShouldBe("segmentation-2026-1");
        await administrator.SendJson(HttpMethod.Post, Models, Model("2026-3", "2026-09-16"), idempotencyKey: Guid.NewGuid().ToString())
            .ShouldRefuse(HttpStatusCode.Conflict, "assessments.edition-taken");
        await administrator.Post(Models, Model("2026-4", "2026-12-01"));
        (await Page("?limit=2"))["items"]!.AsArray().Select(m => m!.Text("id")).ShouldBe(["segmentation-2026-4", "segmentation-2026-2"]);
        var last = (await Page("?limit=2&cursor=" + (await Page("?limit=2")).Text("next")))["items"]!.AsArray().Single()!;
        (last.Text("id"), last["inUse"]!.GetValue<bool>(), last["shipped"]!.GetValue<bool>()).ShouldBe(("segmentation-2026-1", true, true));
        await administrator.GetAsync(Models + "?cursor=x").ShouldRefuse(HttpStatusCode.BadRequest, "platform.cursor-invalid");
        host.Clock.Advance(TimeSpan.FromDays(1));
        (await (await host.As(TestHost.Administrator)).Get(Models + "/current")).Text("id").ShouldBe("segmentation-2026-2");

        Task<JsonObject> Page(string query) => administrator.Get(Models + query);
    }

    [Theory, EveryDatabase]
    public async Task Of_two_who_publish_the_same_edition_at_once_one_wins(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var administrator = await host.As(TestHost.Administrator);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
            administrator.SendJson(HttpMethod.Post, Models, Model("2029-1", "2029-01-01"), idempotencyKey: Guid.NewGuid().ToString())));

        answers.Count(a => a.StatusCode == HttpStatusCode.Created).ShouldBe(1);
        answers.Count(a => a.StatusCode == HttpStatusCode.Conflict).ShouldBe(3);
    }

    [Theory, EveryDatabase]
    public async Task Unsound_model_is_refused_by_path(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var administrator = await host.As(TestHost.Administrator);

        (await administrator.Get(Models + "/segmentation-2026-1"))["note"]!.Text("en").ShouldContain("not a validated measure");
        await administrator.GetAsync(Models + "/segmentation-1999-1").ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
        await Refused(m => m["validFrom"] = "2026-01-01", "valid-from-past", "$.validFrom");
        await Refused(m => m["validFrom"] = "9999-12-31", "valid-from-far", "$.validFrom");
        await Refused(m => m["benefitLimits"] = new JsonArray(4, 4), "limits-not-ascending", "$.benefitLimits");
        await Refused(m => m["needLimits"] = new JsonArray(2, 4), "grid-incomplete", "$.segments");
        await Refused(m => m["segments"]!.AsArray().RemoveAt(0), "grid-incomplete", "$.segments");
        await Refused(m => m["segments"]![0]!["code"] = "network", "grid-incomplete", "$.segments");
        await Refused(m => m["terms"]![1]!["code"] = "coping", "rule-twice", "$.terms[1].code");
        await Refused(m => Rule(m)["id"] = "everyday-middle", "rule-twice", "$.terms[0].rules[1].id");
        await Refused(m => Rule(m)["flag"] = true, "rule-unsound", "$.terms[0].rules[0]");
        await Refused(m => Rule(m)["atLeast"] = 9, "rule-unsound", "$.terms[0].rules[0]");
        await Refused(m => Rule(m)["fact"] = "needs", "rule-unsound", "$.terms[0].rules[0]");
        await Refused(m => m["terms"]![1]!["rules"]![2]!["needs"] = new JsonArray("77"), "rule-unsound", "$.terms[1].rules[2]");

        static JsonNode Rule(JsonObject m) => m["terms"]![0]!["rules"]![0]!;

        async Task Refused(Action<JsonObject> change, string code, string at)
        {
            var model = Model("2030-1", "2030-01-01");
            change(model);
            var problem = await administrator.SendJson(HttpMethod.Post, Models, model, idempotencyKey: Guid.NewGuid().ToString())
                .ShouldRefuse(HttpStatusCode.UnprocessableEntity, "assessments." + code);
            problem["errors"]!.AsObject().ShouldContainKey(at, problem.ToJsonString());
        }
    }

    private static JsonObject Model(string edition, string validFrom)
    {
        var m = SegmentationModels.Shipped;
        var request = new PublishSegmentationModelRequest(edition, DateOnly.ParseExact(validFrom, "O"), m.Note, m.NeedLimits, m.BenefitLimits, m.Terms, m.Segments);
        return JsonSerializer.SerializeToNode(request, JsonRules.Options)!.AsObject();
    }

    private static JsonObject Body(int everyday, string coping)
    {
        var body = Story.SharedBody();
        var answers = body["answers"]!.AsArray();
        answers.Single(a => a!.Text("linkId") == "outcome.everyday")!["number"] = everyday;
        answers.Add(JsonNode.Parse($$"""{ "linkId": "outcome.coping", "codes": ["{{coping}}"] }"""));
        return body;
    }

    private static SharedPart Part(string[] needs, params Answer[] answers) => new(
        new ClientView("x", "x", true), null, [.. needs.Select(code => new Need(Guid.NewGuid(), code, "x"))], [], new Explained("x", "x", "x"), "x",
        Guid.NewGuid(), new DateTimeOffset(2026, 9, 15, 12, 0, 0, TimeSpan.Zero), answers);
}
