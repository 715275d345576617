using System.Net;
using System.Text.Json.Nodes;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Plans.Tests;

public class CreatePlanTests
{
    [Theory, EveryDatabase]
    public async Task Draft_rests_on_the_assessment_and_gives_ids_to_goals_and_actions(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);

        using var answer = await Send(story, story.PlanBody());
        var draft = await answer.Success();

        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        answer.Headers.Location!.ToString().ShouldBe($"/api/v1/plans/{draft.Id()}");
        answer.Headers.ETag!.Tag.ShouldBe("\"1\"");
        draft.Text("status").ShouldBe("draft");
        draft["approvedVersion"].ShouldBeNull();
        draft["matterId"]!.GetValue<Guid>().ShouldBe(story.MatterId);
        var goal = draft["document"]!["goals"]![0]!;
        goal["id"]!.GetValue<Guid>().Version.ShouldBe(7);
        goal["actions"]![1]!["id"]!.GetValue<Guid>().Version.ShouldBe(7);
        goal.Text("text").ShouldBe("Haluan käydä koulua ilman että pelottaa");
        (await story.Nurse.Client.Get($"/api/v1/plans/{draft.Id()}")).ToJsonString().ShouldBe(draft.ToJsonString());
    }

    [Theory, EveryDatabase]
    public async Task Draft_may_be_thin(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        var body = story.PlanBody();
        (body["workPair"], body["team"], body["goals"]) = (new JsonArray(), new JsonArray(), new JsonArray());

        (await story.SocialWorker.Client.Post("/api/v1/plans", body)).Text("status").ShouldBe("draft");
    }

    [Theory, EveryDatabase]
    public async Task Clients_words_are_not_readable_in_the_database(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Planned, database);
        var plan = await story.SocialWorker.Client.Get($"/api/v1/plans/{story.PlanId}");
        var next = ChangeBody(plan);
        next["title"] = "Salainen luonnos";
        await story.SocialWorker.Client.Change(HttpMethod.Put, $"/api/v1/plans/{story.PlanId}", next, plan);

        var (row, approved) = await story.Rows();

        row.DraftSecret!.ShouldNotContain("Salainen");
        row.DraftSecret.ShouldStartWith("v1.");
        approved.ShouldHaveSingleItem().DocumentSecret.ShouldStartWith("v1.");
    }

    [Theory, EveryDatabase]
    public async Task Same_key_creates_once(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        var key = Guid.NewGuid().ToString();

        using var first = await Send(story, story.PlanBody(), key);
        using var second = await Send(story, story.PlanBody(), key);
        var other = story.PlanBody();
        other["title"] = "Toinen suunnitelma";
        await Send(story, other, key).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "platform.idempotency-key-reused");

        second.StatusCode.ShouldBe(HttpStatusCode.Created);
        second.Headers.GetValues("Idempotency-Replayed").ShouldBe(["true"]);
        (await second.Success()).ToJsonString().ShouldBe((await first.Success()).ToJsonString());
        (await story.SocialWorker.Client.Get($"/api/v1/plans?personId={story.PersonId}"))["items"]!.AsArray().Count.ShouldBe(1);
    }

    [Theory, EveryDatabase]
    public async Task Key_is_needed(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        await story.SocialWorker.Client.SendJson(HttpMethod.Post, "/api/v1/plans", story.PlanBody())
            .ShouldRefuse(HttpStatusCode.BadRequest, "platform.idempotency-key-missing");
    }

    [Theory, EveryDatabase]
    public async Task Assessment_must_be_the_clients_and_complete(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        var other = await Story.At(Chapter.Assessed, database);

        await Refused(story, "assessmentId", Guid.NewGuid(), 422, "plans.assessment-unknown", "$.assessmentId");
        await Refused(story, "assessmentId", other.AssessmentId, 422, "plans.assessment-unknown", "$.assessmentId");

        var open = await Story.At(Chapter.Decided, database);
        var started = await open.SocialWorker.Client.Post("/api/v1/assessments",
            new { matterId = open.MatterId, participants = new[] { open.SocialWorker.Id, open.Nurse.Id } });
        await open.Consent();
        await Refused(open, "assessmentId", started.Id(), 409, "plans.assessment-not-completed", "$.assessmentId");
    }

    [Theory, EveryDatabase]
    public async Task Joint_plan_needs_consent_to_joint_work(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Assessed, database);
        var problem = await Send(story, story.PlanBody()).ShouldRefuse(HttpStatusCode.Conflict, "plans.joint-work-consent-missing");
        problem.Text("detail").ShouldContain("SHL 39 §");

        await story.Permit(Direction.SocialToHealth, DataClass.JointPlan);
        await Send(story, story.PlanBody()).ShouldRefuse(HttpStatusCode.Conflict, "plans.joint-work-consent-missing");

        await story.Consent();
        await story.Withdraw();
        await Send(story, story.PlanBody()).ShouldRefuse(HttpStatusCode.Conflict, "plans.joint-work-consent-missing");
    }

    [Theory, EveryDatabase]
    public async Task Wrong_content_is_named_by_its_path(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        var today = story.Today;

        await Refused(story, "ownWorkerId", Guid.NewGuid(), 422, "plans.staff-unknown", "$.ownWorkerId");
        await Refused(story, "workPair", new JsonArray(story.SocialWorker.Id, story.Coordinator.Id), 422, "plans.work-pair-one-sector", "$.workPair");
        await Refused(story, "startsOn", Text(today.AddYears(2)), 422, "plans.start-out-of-range", "$.startsOn");
        await Refused(story, "endsOn", Text(today.AddDays(-1)), 422, "plans.end-out-of-range", "$.endsOn");
        await Refused(story, "nextReviewOn", Text(today), 422, "plans.review-too-early", "$.nextReviewOn");
        await Refused(story, "nextReviewOn", Text(today.AddMonths(13)), 422, "plans.review-too-late", "$.nextReviewOn");
        await Refused(story, b => Action(b, 1)["responsibleId"] = Guid.NewGuid(), 422, "plans.staff-unknown", "$.goals[0].actions[1].responsibleId");
        await Refused(story, b => Action(b, 0)["dueOn"] = Text(today.AddDays(-1)), 422, "plans.due-out-of-range", "$.goals[0].actions[0].dueOn");
        await Refused(story, b => b["goals"]![0]!["id"] = Guid.NewGuid(), 422, "plans.goal-unknown", "$.goals[0].id");
        await Refused(story, b => Action(b, 0)["id"] = Guid.NewGuid(), 422, "plans.action-unknown", "$.goals[0].actions[0].id");
    }

    [Theory, EveryDatabase]
    public async Task Wrong_form_is_named_by_its_path(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);

        await Refused(story, "title", "ab", 400, "platform.invalid-request", "$.title");
        await Refused(story, "title", "   ", 400, "platform.invalid-request", "$.title");
        await Refused(story, "title", new string('a', 201), 400, "platform.invalid-request", "$.title");
        await Refused(story, "workPair", new JsonArray(Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid()), 400, "platform.invalid-request", "$.workPair");
        await Refused(story, b => b["goals"]![0]!["text"] = new string('a', 1001), 400, "platform.invalid-request", "$.goals[0].text");
        await Refused(story, b => Action(b, 1)["text"] = "", 400, "platform.invalid-request", "$.goals[0].actions[1].text");
        await Refused(story, b => b["team"]![0]!["task"] = "", 400, "platform.invalid-request", "$.team[0].task");
        await Refused(story, b => b["dissentingViews"] = new JsonArray(new JsonObject { ["holder"] = "client", ["text"] = "" }), 400,
            "platform.invalid-request", "$.dissentingViews[0].text");
        await Refused(story, b => b["dissentingViews"] = new JsonArray(new JsonObject { ["holder"] = "neighbour", ["text"] = "Ei" }), 400,
            "platform.malformed-json", "$.dissentingViews[0].holder");
        var manyGoals = new JsonArray([.. Enumerable.Range(0, 21).Select(_ => new JsonObject { ["text"] = "a", ["actions"] = new JsonArray() })]);
        await Refused(story, b => b["goals"] = manyGoals, 400, "platform.invalid-request", "$.goals");
        await Refused(story, b => b["owner"] = "x", 400, "platform.malformed-json", "$.owner");
        await Refused(story, b => b["startsOn"] = "2026-02-30", 400, "platform.malformed-json", "$.startsOn");
        await Refused(story, b => b["title"] = "a\u0000b", 400, "platform.malformed-json", "$.title");
        await Refused(story, b => b.Remove("ownWorkerId"), 400, "platform.malformed-json", "$");
    }

    [Theory, EveryDatabase]
    public async Task Null_in_a_list_is_named_by_its_path(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);

        await Refused(story, b => b["goals"]!.AsArray().Add(null), 400, "platform.malformed-json", "$.goals[1]");
        await Refused(story, b => b["goals"]![0]!["actions"] = new JsonArray((JsonNode?)null, (JsonNode?)null), 400, "platform.malformed-json", "$.goals[0].actions[0]");
        await Refused(story, b => b["team"] = new JsonArray((JsonNode?)null), 400, "platform.malformed-json", "$.team[0]");
        await Refused(story, b => b["dissentingViews"] = new JsonArray((JsonNode?)null), 400, "platform.malformed-json", "$.dissentingViews[0]");
        await Refused(story, b => b["workPair"] = new JsonArray((JsonNode?)null), 400, "platform.malformed-json", "$.workPair[0]");
    }

    [Theory, EveryDatabase]
    public async Task Only_those_who_plan_with_the_client_may(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);

        await Send(story, story.PlanBody(), by: story.Outsider).ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
        await Send(story, story.PlanBody(), by: story.Manager).ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
        (await (await Send(story, story.PlanBody(), by: story.Nurse)).Success()).Text("status").ShouldBe("draft");

        await story.Withdraw();
        await Send(story, story.PlanBody(), by: story.Nurse).ShouldRefuse(HttpStatusCode.Forbidden, "access.joint-work-consent-withdrawn");
    }

    [Theory, EveryDatabase]
    public async Task Token_and_scope_are_needed(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        var reader = await story.Host.As(story.SocialWorker.Subject, "plans.read");

        await story.Host.Anonymous().SendJson(HttpMethod.Post, "/api/v1/plans", story.PlanBody())
            .ShouldRefuse(HttpStatusCode.Unauthorized, "platform.not-signed-in");
        await reader.SendJson(HttpMethod.Post, "/api/v1/plans", story.PlanBody(), idempotencyKey: Guid.NewGuid().ToString())
            .ShouldRefuse(HttpStatusCode.Forbidden, "platform.scope-missing");
    }

    /// <summary>A body of PUT /api/v1/plans/{id} that says what the view says.</summary>
    internal static JsonObject ChangeBody(JsonObject view) => view["document"]!.DeepClone().AsObject();

    private static Task<HttpResponseMessage> Send(Story story, JsonObject body, string? key = null, TestStaff? by = null) =>
        (by ?? story.SocialWorker).Client.SendJson(HttpMethod.Post, "/api/v1/plans", body, idempotencyKey: key ?? Guid.NewGuid().ToString());

    private static Task Refused(Story story, string member, JsonNode value, int status, string code, string path) =>
        Refused(story, body => body[member] = value, status, code, path);

    private static async Task Refused(Story story, Action<JsonObject> change, int status, string code, string path)
    {
        var body = story.PlanBody();
        change(body);
        var problem = await Send(story, body).ShouldRefuse((HttpStatusCode)status, code);
        problem["errors"]!.AsObject().ShouldContainKey(path, problem.ToJsonString());
    }

    /// <summary>That action of the first goal.</summary>
    private static JsonNode Action(JsonObject body, int index) => body["goals"]![0]!["actions"]![index]!;

    private static string Text(DateOnly date) => date.ToString("O", System.Globalization.CultureInfo.InvariantCulture);
}
