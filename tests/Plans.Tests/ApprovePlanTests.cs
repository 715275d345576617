using System.Net;
using System.Text.Json.Nodes;
using Monipolku.Platform;
using Monipolku.Testing;
using static Monipolku.Plans.Tests.ChangePlanTests;
using static Monipolku.Plans.Tests.CreatePlanTests;

namespace Monipolku.Plans.Tests;

public class ApprovePlanTests
{
    private static readonly object Together = new { madeWithClient = true, involvement = Story.Heard };

    [Theory, EveryDatabase]
    public async Task Draft_becomes_version_one_and_the_event_leaves_with_it(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);

        var approved = await story.Plan();

        (approved.Text("status"), approved["approvedVersion"]!.GetValue<int>(), approved["draftPending"]!.GetValue<bool>())
            .ShouldBe(("approved", 1, false));
        var approval = approved["approval"]!;
        approval["approvedBy"]!.GetValue<Guid>().ShouldBe(story.SocialWorker.Id);
        approval["unitId"]!.GetValue<Guid>().ShouldBe(story.SocialWorker.UnitId);
        (approval["madeWithClient"]!.GetValue<bool>(), approval.Text("clientsView")).ShouldBe((true, "Tämä on minun."));
        var happened = JsonNode.Parse((await story.Published()).ShouldHaveSingleItem())!;
        happened["planId"]!.GetValue<Guid>().ShouldBe(story.PlanId);
        happened["version"]!.GetValue<int>().ShouldBe(1);
        (await story.Rows()).Plan.DraftSecret.ShouldBeNull();
    }

    [Theory, EveryDatabase]
    public async Task Earlier_version_stays_as_it_was_word_for_word(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        var first = await story.Plan();
        var versionOne = await story.SocialWorker.Client.Get($"/api/v1/plans/{story.PlanId}/versions/1");
        var body = ChangeBody(first);
        body["goals"]![0]!["text"] = "Haluan kouluun joka päivä";

        var second = await story.Approve(await Change(story, body, first));

        second["approvedVersion"]!.GetValue<int>().ShouldBe(2);
        (await story.SocialWorker.Client.Get($"/api/v1/plans/{story.PlanId}/versions/1")).ToJsonString().ShouldBe(versionOne.ToJsonString());
        foreach (var newest in new[] { $"/api/v1/plans/{story.PlanId}/versions/2", $"/api/v1/plans/{story.PlanId}" })
            (await story.SocialWorker.Client.Get(newest))["document"]!["goals"]![0]!.Text("text").ShouldBe("Haluan kouluun joka päivä");
        (await story.Published()).Count.ShouldBe(2);
    }

    [Theory, EveryDatabase]
    public async Task Approval_without_a_change_is_refused(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        var approved = await story.Plan();

        (await Approve(story, approved).ShouldRefuse(HttpStatusCode.Conflict, "plans.nothing-to-approve"))["allowed"]!.AsArray()
            .Select(a => a!.GetValue<string>()).ShouldBe(["change"]);
        var same = await Change(story, ChangeBody(approved), approved);
        await Approve(story, same).ShouldRefuse(HttpStatusCode.Conflict, "plans.nothing-to-approve");
        (await story.Published()).Count.ShouldBe(1);
    }

    [Theory, EveryDatabase]
    public async Task Thin_draft_is_not_approved(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);

        await Refused(b => b["workPair"] = new JsonArray(story.Nurse.Id), "plans.work-pair-missing", "$.workPair");
        await Refused(b => b["goals"] = new JsonArray(), "plans.goal-missing", "$.goals");
        await Refused(b => b["goals"]![0]!["actions"] = new JsonArray(), "plans.action-missing", "$.goals[0].actions");

        async Task Refused(Action<JsonObject> change, string code, string path)
        {
            var body = story.PlanBody();
            change(body);
            var draft = await story.SocialWorker.Client.Post("/api/v1/plans", body);
            var problem = await Approve(story, draft).ShouldRefuse(HttpStatusCode.Conflict, code);
            problem["errors"]!.AsObject().ShouldContainKey(path);
            (await story.SocialWorker.Client.Get($"/api/v1/plans/{draft.Id()}")).Text("status").ShouldBe("draft");
        }
    }

    [Theory, EveryDatabase]
    public async Task Made_without_the_client_takes_a_reason(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        var draft = await story.DraftPlan();

        foreach (var reason in (string?[])[null, "   "])
        {
            var problem = await Approve(story, draft, new { madeWithClient = false, reasonNotMadeWithClient = reason })
                .ShouldRefuse(HttpStatusCode.UnprocessableEntity, "plans.reason-missing");
            problem["errors"]!.AsObject().ShouldContainKey("$.reasonNotMadeWithClient");
        }
        const string Reason = "Asiakas ei halunnut osallistua", How = "Kysyttiin puhelimessa 14.9.";
        (await Approve(story, draft, new { madeWithClient = false, reasonNotMadeWithClient = Reason, involvement = Story.Heard })
            .ShouldRefuse(HttpStatusCode.UnprocessableEntity, "plans.view-not-obtained"))["errors"]!.AsObject().ShouldContainKey("$.howViewObtained");
        await Approve(story, draft, new { madeWithClient = false, reasonNotMadeWithClient = Reason, howViewObtained = " ", involvement = Story.Heard })
            .ShouldRefuse(HttpStatusCode.BadRequest, "platform.invalid-request");
        await Approve(story, draft, new { madeWithClient = false, remote = true, reasonNotMadeWithClient = Reason, howViewObtained = How, involvement = Story.Heard })
            .ShouldRefuse(HttpStatusCode.UnprocessableEntity, "plans.remote-not-made");
        using var answer = await Approve(story, draft, new { madeWithClient = false, reasonNotMadeWithClient = Reason, howViewObtained = How, involvement = Story.Heard });
        var approved = await answer.Success();

        (approved["approval"]!.Text("reasonNotMadeWithClient"), approved["approval"]!.Text("howViewObtained")).ShouldBe((Reason, How));
    }

    [Theory, EveryDatabase]
    public async Task How_the_child_and_the_family_took_part_stands_with_each_phase(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        var draft = await story.DraftPlan();
        foreach (var (involvement, code, path) in (ValueTuple<object?, string, string>[])
        [
            (null, "assessments.childs-part-missing", "$.involvement.child"),
            (new { guardians = "Äiti oli mukana." }, "assessments.childs-part-missing", "$.involvement.child"),
            (new { child = new { how = "notAsked", reasonNotAsked = "Kiire" } }, "assessments.child-not-heard", "$.involvement.child.how"),
            (new { child = new { how = "notAsked" } }, "assessments.child-not-asked-reason", "$.involvement.child.reasonNotAsked"),
            (new { child = new { how = "alone", howAsked = "Tapaaminen", reasonNotAsked = "x" } }, "assessments.child-not-asked-reason", "$.involvement.child.reasonNotAsked"),
            (new { child = new { how = "withGuardians" } }, "assessments.child-how-asked", "$.involvement.child.howAsked"),
        ])
        {
            var problem = await Approve(story, draft, new { madeWithClient = true, involvement }).ShouldRefuse(HttpStatusCode.UnprocessableEntity, code);
            problem["errors"]!.AsObject().ShouldContainKey(path);
            if (code == "assessments.child-not-heard") problem.Text("detail").ShouldContain("LSL 20 §");
        }
        using var answer = await Approve(story, draft, new
        {
            madeWithClient = true,
            remote = true,
            involvement = new { child = new { how = "didNotWant", howAsked = "Kysyttiin kahdesti" }, guardians = "Äiti oli mukana.", closePersons = "Mummo tuki." },
        });
        var first = await answer.Success();
        var body = ChangeBody(first);
        body["title"] = "Tarkistettu";
        var second = await story.Approve(await Change(story, body, first));

        (first["approval"]!.Text("phase"), second["approval"]!.Text("phase")).ShouldBe(("plan", "review"));
        first["approval"]!["remote"]!.GetValue<bool>().ShouldBeTrue();
        foreach (var reader in (TestStaff[])[story.Nurse, story.Manager])
        {
            var approval = (await reader.Client.Get($"/api/v1/plans/{story.PlanId}/versions/1"))["approval"]!;
            (approval["involvement"]!["child"]!.Text("how"), approval["involvement"]!.Text("closePersons")).ShouldBe(("didNotWant", "Mummo tuki."));
        }
        second["approval"]!["involvement"]!["child"]!.Text("how").ShouldBe("alone");
    }

    [Theory, EveryDatabase]
    public async Task A_younger_child_may_be_left_unasked_with_a_reason(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var story = await (await Story.Begin(host, age: 8)).Until(Chapter.Consented);
        var draft = await story.DraftPlan();
        await Approve(story, draft, new { madeWithClient = true }).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "assessments.childs-part-missing");
        var involvement = new { child = new { how = "notAsked", reasonNotAsked = "Ikä ja kehitystaso" } };
        using var answer = await Approve(story, draft, new { madeWithClient = true, involvement });
        (await answer.Success())["approval"]!["involvement"]!["child"]!.Text("reasonNotAsked").ShouldBe("Ikä ja kehitystaso");
    }

    [Theory, EveryDatabase]
    public async Task Consent_must_still_be_in_force(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        var draft = await story.DraftPlan();
        await story.Withdraw();

        await Approve(story, draft).ShouldRefuse(HttpStatusCode.Conflict, "plans.joint-work-consent-missing");
        (await story.Published()).ShouldBeEmpty();
    }

    [Theory, EveryDatabase]
    public async Task Approval_is_decided_on_what_was_seen_by_those_who_may(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        var draft = await story.DraftPlan();

        await Try(story.SocialWorker, draft.Id(), null).ShouldRefuse(HttpStatusCode.PreconditionRequired, "platform.version-missing");
        await Try(story.SocialWorker, draft.Id(), "\"7\"").ShouldRefuse(HttpStatusCode.PreconditionFailed, "platform.version-stale");
        await Try(story.Outsider, draft.Id(), "\"1\"").ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
        await Try(story.Manager, draft.Id(), "\"1\"").ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
        await Try(story.SocialWorker, Guid.NewGuid(), "\"1\"").ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");

        static Task<HttpResponseMessage> Try(TestStaff staff, Guid planId, string? ifMatch) =>
            staff.Client.SendJson(HttpMethod.Post, $"/api/v1/plans/{planId}/approve", Together, ifMatch);
    }

    [Theory, EveryDatabase]
    public async Task Of_two_approvals_at_once_one_wins(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        var draft = await story.DraftPlan();

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Approve(story, draft)));

        answers.Count(a => a.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        answers.Count(a => a.StatusCode == HttpStatusCode.PreconditionFailed).ShouldBe(3);
        (await story.Rows()).Approved.Count.ShouldBe(1);
        (await story.Published()).Count.ShouldBe(1);
    }

    [Theory, EveryDatabase]
    public async Task Units_named_in_the_plan_may_open_it_and_lose_that_when_no_longer_named(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        var body = story.PlanBody();
        body["team"]!.AsArray().Add(new JsonObject { ["staffId"] = story.Provider.Id, ["task"] = "Päihdearvio" });
        var draft = await story.SocialWorker.Client.Post("/api/v1/plans", body);
        var path = $"/api/v1/plans/{draft.Id()}";
        await Get(story.Provider, path).ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");

        var approved = await story.Approve(draft);
        (await story.Provider.Client.Get(path)).Text("status").ShouldBe("approved");

        var without = ChangeBody(approved);
        without["team"] = new JsonArray();
        await story.Approve(await Change(story, without, approved));
        await Get(story.Provider, path).ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
        (await story.Nurse.Client.Get(path))["approvedVersion"]!.GetValue<int>().ShouldBe(2);
    }

    [Theory, EveryDatabase]
    public async Task Approved_versions_are_told_to_other_modules(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        await story.DraftPlan();
        (await story.AskVersions(v => v.FindLatest([story.PlanId], default))).ShouldBeEmpty();
        (await story.AskVersions(v => v.Find(story.PlanId, 0, default))).ShouldBeNull();

        var first = await story.Plan();
        var oldGoal = first["document"]!["goals"]![0].Id();
        var body = ChangeBody(first);
        var action = new JsonObject { ["text"] = "Unikoulu", ["responsibleId"] = story.Nurse.Id, ["dueOn"] = body["nextReviewOn"]!.DeepClone() };
        body["goals"] = new JsonArray(new JsonObject { ["text"] = "Haluan nukkua", ["actions"] = new JsonArray(action) });
        var second = await story.Approve(await Change(story, body, first));
        var newGoal = second["document"]!["goals"]![0].Id();

        var latest = (await story.AskVersions(v => v.LatestOfPerson(story.PersonId, default))).ShouldHaveSingleItem();
        (latest.PlanId, latest.Version, latest.PersonId, latest.MatterId, latest.AssessmentId)
            .ShouldBe((story.PlanId, 2, story.PersonId, story.MatterId, story.AssessmentId));
        latest.Goals.ShouldHaveSingleItem().Actions.ShouldHaveSingleItem().ResponsibleId.ShouldBe(story.Nurse.Id);
        (latest.ApprovedBy, latest.UnitId, latest.ApprovedAt)
            .ShouldBe((story.SocialWorker.Id, story.SocialWorker.UnitId, story.Host.Clock.GetUtcNow()));
        (await story.AskVersions(v => v.FindLatest([story.PlanId, Guid.NewGuid()], default))).ShouldHaveSingleItem().Version.ShouldBe(2);
        (await story.AskVersions(v => v.Find(story.PlanId, 1, default)))!.Goals[0].Id.ShouldBe(oldGoal);
        (await story.AskVersions(v => v.FindByGoals([newGoal], default))).ShouldHaveSingleItem().Version.ShouldBe(2);
        (await story.AskVersions(v => v.FindByGoals([oldGoal], default))).ShouldHaveSingleItem().Version.ShouldBe(1);
        (await story.AskVersions(v => v.FindByGoals([oldGoal, newGoal], default))).Select(d => d.Version).ShouldBe([1, 2]);
        (await story.AskVersions(v => v.FindByGoals([Guid.NewGuid()], default))).ShouldBeEmpty();
    }

    private static Task<HttpResponseMessage> Approve(Story story, JsonObject seen, object? body = null) => story.SocialWorker.Client.SendJson(
        HttpMethod.Post, $"/api/v1/plans/{seen.Id()}/approve", body ?? Together, ifMatch: $"\"{seen["version"]}\"");

    private static Task<HttpResponseMessage> Get(TestStaff staff, string path) => staff.Client.GetAsync(path);
}
