using System.Net;
using System.Text.Json.Nodes;
using Monipolku.Platform;
using Monipolku.Testing;
using static Monipolku.Plans.Tests.CreatePlanTests;

namespace Monipolku.Plans.Tests;

public class ChangePlanTests
{
    [Theory, EveryDatabase]
    public async Task Goal_and_action_keep_their_ids_while_they_are_sent(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        var draft = await story.DraftPlan();
        var body = ChangeBody(draft);
        body["goals"]![0]!["text"] = "Haluan kouluun joka päivä";
        body["goals"]!.AsArray().Add(new JsonObject { ["text"] = "Haluan nukkua", ["actions"] = new JsonArray() });

        var changed = await Change(story, body, draft);

        var goals = changed["document"]!["goals"]!;
        goals[0].Id().ShouldBe(draft["document"]!["goals"]![0].Id());
        goals[0]!["actions"]![1].Id().ShouldBe(draft["document"]!["goals"]![0]!["actions"]![1].Id());
        goals[0]!.Text("text").ShouldBe("Haluan kouluun joka päivä");
        goals[1].Id().ShouldNotBe(goals[0].Id());
        changed["version"]!.GetValue<int>().ShouldBe(2);
    }

    [Theory, EveryDatabase]
    public async Task After_an_approval_the_next_draft_leaves_the_plan_in_force_alone(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        var approved = await story.Plan();
        var body = ChangeBody(approved);
        body["title"] = "Toinen versio";

        var draft = await Change(story, body, approved);

        (draft.Text("status"), draft["approvedVersion"]!.GetValue<int>(), draft["draftPending"]!.GetValue<bool>()).ShouldBe(("draft", 1, true));
        draft["document"]!["goals"]![0].Id().ShouldBe(approved["document"]!["goals"]![0].Id());
        var inForce = await story.SocialWorker.Client.Get($"/api/v1/plans/{story.PlanId}");
        (inForce.Text("status"), inForce["document"]!.Text("title"), inForce["draftPending"]!.GetValue<bool>())
            .ShouldBe(("approved", "Takaisin kouluun", true));
        inForce["version"]!.GetValue<int>().ShouldBe(draft["version"]!.GetValue<int>());
        (await story.Nurse.Client.Get($"/api/v1/plans/{story.PlanId}/draft"))["document"]!.Text("title").ShouldBe("Toinen versio");
    }

    [Theory, EveryDatabase]
    public async Task Draft_of_a_plan_that_nobody_changes_is_the_plan_in_force(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Planned, database);

        var draft = await story.SocialWorker.Client.Get($"/api/v1/plans/{story.PlanId}/draft");

        (draft.Text("status"), draft["draftPending"]!.GetValue<bool>()).ShouldBe(("approved", false));
    }

    [Theory, EveryDatabase]
    public async Task Change_is_decided_on_what_was_seen(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        var draft = await story.DraftPlan();
        var (path, body) = ($"/api/v1/plans/{draft.Id()}", ChangeBody(draft));

        await story.SocialWorker.Client.SendJson(HttpMethod.Put, path, body)
            .ShouldRefuse(HttpStatusCode.PreconditionRequired, "platform.version-missing");
        await Change(story, body, draft);
        await story.SocialWorker.Client.SendJson(HttpMethod.Put, path, body, ifMatch: "\"1\"")
            .ShouldRefuse(HttpStatusCode.PreconditionFailed, "platform.version-stale");
    }

    [Theory, EveryDatabase]
    public async Task Ids_of_another_plan_are_refused(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        var other = await story.DraftPlan();
        var draft = await story.DraftPlan();

        await Refused(story, draft, b => b["goals"]![0]!["id"] = other["document"]!["goals"]![0].Id(), 422, "plans.goal-unknown", "$.goals[0].id");
        var first = draft["document"]!["goals"]![0]!["actions"]![0].Id();
        await Refused(story, draft, b => b["goals"]![0]!["actions"]![1]!["id"] = first, 422, "plans.id-twice", "$.goals[0].actions[1].id");
        await Refused(story, draft, b => b["ownWorkerId"] = Guid.NewGuid(), 422, "plans.staff-unknown", "$.ownWorkerId");
        await Refused(story, draft, b => b["title"] = "a", 400, "platform.invalid-request", "$.title");
    }

    [Theory, EveryDatabase]
    public async Task Goal_that_a_draft_dropped_comes_back_as_itself_while_it_is_in_force(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        var approved = await story.Plan();
        var without = ChangeBody(approved);
        without["goals"] = new JsonArray();
        var dropped = await Change(story, without, approved);

        var again = await Change(story, ChangeBody(approved), dropped);

        again["document"]!["goals"]![0].Id().ShouldBe(approved["document"]!["goals"]![0].Id());
    }

    [Theory, EveryDatabase]
    public async Task Nobody_else_changes_it_and_nobody_without_consent(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        var draft = await story.DraftPlan();
        var (path, body) = ($"/api/v1/plans/{draft.Id()}", ChangeBody(draft));

        await story.Outsider.Client.SendJson(HttpMethod.Put, path, body, ifMatch: "\"1\"")
            .ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
        await story.Manager.Client.SendJson(HttpMethod.Put, path, body, ifMatch: "\"1\"")
            .ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
        await story.SocialWorker.Client.SendJson(HttpMethod.Put, $"/api/v1/plans/{Guid.NewGuid()}", body, ifMatch: "\"1\"")
            .ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
        await story.Withdraw();
        await story.SocialWorker.Client.SendJson(HttpMethod.Put, path, body, ifMatch: "\"1\"")
            .ShouldRefuse(HttpStatusCode.Conflict, "plans.joint-work-consent-missing");
    }

    internal static Task<JsonObject> Change(Story story, JsonObject body, JsonObject seen) =>
        story.SocialWorker.Client.Change(HttpMethod.Put, $"/api/v1/plans/{seen.Id()}", body, seen);

    private static async Task Refused(Story story, JsonObject seen, Action<JsonObject> change, int status, string code, string path)
    {
        var body = ChangeBody(seen);
        change(body);
        var problem = await story.SocialWorker.Client.SendJson(HttpMethod.Put, $"/api/v1/plans/{seen.Id()}", body, ifMatch: $"\"{seen["version"]}\"")
            .ShouldRefuse((HttpStatusCode)status, code);
        problem["errors"]!.AsObject().ShouldContainKey(path);
    }
}
