using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Intake.Tests;

public class StepTests
{
    [Theory, EveryDatabase]
    public async Task Each_step_is_due_then_done_or_missed_and_a_missed_one_alerts_once(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var intake = await IntakeSteps.On(host);
        var administrator = await host.As(TestHost.Administrator);
        await administrator.Post("/api/v1/intake/process-definitions", ProcessDefinitionTests.Definition("2026-09-15"));
        var matter = await intake.Arrive(ProcessDefinitionTests.Contact());
        await host.Watch();

        var steps = await Steps(intake.Duty, matter);
        steps["steps"]!.AsArray().Select(s => s!.Text("state")).ShouldBe(["due", "due", "due", "due", "due", "due"]);
        DueOn(steps, "urgency").ShouldBe("2026-09-15");
        DueOn(steps, "call").ShouldBe("2026-09-17");
        DueOn(steps, "decision").ShouldBe("2026-09-24");
        DueOn(steps, "told").ShouldBeNull();
        DueOn(steps, "archive").ShouldBeNull();
        (await Missed(intake.Duty)).ShouldBeEmpty();

        // The day after: nobody assessed the urgency.
        await host.MoveTo(new DateOnly(2026, 9, 16), intake.Duty, intake.Curator);
        await host.Watch();
        await host.Watch();
        steps = await Steps(intake.Duty, matter);
        State(steps, "urgency").ShouldBe("missed");
        Step(steps, "urgency").Text("missedSince").ShouldBe("2026-09-16");
        steps["missed"]!.GetValue<int>().ShouldBe(1);
        var alert = (await Missed(intake.Duty)).ShouldHaveSingleItem();
        alert.Text("stepCode").ShouldBe("urgency");
        alert.Text("dueOn").ShouldBe("2026-09-15");
        alert["matterId"]!.GetValue<Guid>().ShouldBe(matter.Id());

        // Done late: the alert ends by itself, and nobody is told again.
        matter = await intake.AssessUrgency(matter);
        await host.Watch();
        (await Missed(intake.Duty)).ShouldBeEmpty();
        steps = await Steps(intake.Duty, matter);
        State(steps, "urgency").ShouldBe("done");
        Step(steps, "urgency")["late"]!.GetValue<bool>().ShouldBeTrue();
        Step(steps, "urgency")["doneBy"]!.GetValue<Guid>().ShouldBe(intake.Duty.Id);

        steps = await intake.Duty.Client.Change(HttpMethod.Post, Done(matter, "call"), new { on = "2026-09-15" }, steps);
        Step(steps, "call").Text("doneOn").ShouldBe("2026-09-15");
        Step(steps, "call")["doneBy"]!.GetValue<Guid>().ShouldBe(intake.Duty.Id);
        Step(steps, "call")["late"]!.GetValue<bool>().ShouldBeFalse();

        // Decided, and nobody told: those steps have last days now.
        var decision = IntakeSteps.Decision(intake.Duty.Id);
        decision["told"] = new JsonArray();
        matter = await intake.Decide(await intake.Duty.Client.Get(IntakeSteps.Path(matter)), decision);
        steps = await Steps(intake.Duty, matter);
        State(steps, "decision").ShouldBe("done");
        DueOn(steps, "told").ShouldBe("2026-09-16");
        DueOn(steps, "talk").ShouldBe("2026-09-21");
        await host.Watch();
        (await Missed(intake.Duty)).ShouldBeEmpty();
        await host.MoveTo(new DateOnly(2026, 9, 22), intake.Duty, intake.Curator);
        await host.Watch();
        (await Missed(intake.Duty)).Select(a => a.Text("stepCode")).ShouldBe(["told", "talk"], ignoreOrder: true);
        var statistics = await intake.Duty.Client.Get("/api/v1/intake/statistics?year=2026");
        statistics["whole"]!["missedSteps"]!.ToJsonString().ShouldBe("""{"talk":1,"told":1,"urgency":1}""");
        statistics["whole"]!["decidedOnDay"]!.ToJsonString().ShouldBe("""{"1":1}""");

        // The existing ticks and the calendar show them done.
        var toTell = matter["toTell"]!.AsArray().Select(t => new { who = t!.Text("who"), how = "phone", on = "2026-09-22" }).ToList();
        matter = await intake.Duty.Client.Change(HttpMethod.Post, IntakeSteps.Path(matter) + "/told", new { told = toTell }, await intake.Duty.Client.Get(IntakeSteps.Path(matter)));
        await host.Watch();
        (await Missed(intake.Duty)).Select(a => a.Text("stepCode")).ShouldBe(["talk"]);
        // One of the ticks was made by mistake: the step is missed again, by the alert that there was.
        matter = await intake.Duty.Client.Change(HttpMethod.Post, IntakeSteps.Path(matter) + "/told/0/take-back", new { }, matter);
        await host.Watch();
        (await Missed(intake.Duty)).Select(a => a.Text("stepCode")).ShouldBe(["told", "talk"], ignoreOrder: true);
        matter = await intake.Duty.Client.Change(HttpMethod.Post, IntakeSteps.Path(matter) + "/told", new { told = toTell.Take(1) }, matter);
        await host.Watch();
        (await Missed(intake.Duty)).Select(a => a.Text("stepCode")).ShouldBe(["talk"]);
        var slot = await intake.Duty.Client.Post("/api/v1/intake/talk-slots", new { startsAt = "2026-09-23T09:00:00Z", minutes = 60, place = "office", staffId = intake.Duty.Id });
        await intake.Duty.Client.Change(HttpMethod.Post, $"/api/v1/intake/talk-slots/{slot.Id()}/book", new { matterId = matter.Id() }, slot);
        steps = await Steps(intake.Duty, matter);
        State(steps, "told").ShouldBe("done");
        State(steps, "talk").ShouldBe("done");
        Step(steps, "talk").Text("doneOn").ShouldBe("2026-09-22");
        // A booking is looked up once a day.
        await host.MoveTo(new DateOnly(2026, 9, 23), intake.Duty, intake.Curator);
        await host.Watch();
        (await Missed(intake.Duty)).ShouldBeEmpty();
        (await intake.Query(db => db.Alerts.CountAsync(a => a.Kind == AlertKind.MissedStep))).ShouldBe(3);
    }

    [Theory, EveryDatabase]
    public async Task What_a_closed_matter_did_not_need_is_not_missed(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var decided = await intake.Decide(await intake.Evaluated(), IntakeSteps.Decision(intake.Duty.Id, "obviouslyUnnecessary"));

        var steps = await Steps(intake.Duty, decided);

        foreach (var code in (string[])["assessment-started", "talk", "assessment-completed", "implemented", "family-met"]) State(steps, code).ShouldBe("notNeeded", code);
        State(steps, "decision").ShouldBe("done");
        // A notification by a professional is acknowledged to them too: that is still to be told.
        State(steps, "told").ShouldBe("due");
        steps["missed"]!.GetValue<int>().ShouldBe(0);
    }

    [Theory, EveryDatabase]
    public async Task An_assessment_takes_the_steps_that_wait_for_it(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Decided, database);
        var assessment = await story.SocialWorker.Client.Post("/api/v1/assessments", new { matterId = story.MatterId, participants = new[] { story.SocialWorker.Id, story.Nurse.Id } });
        await story.Host.DrainAsync();
        (await Of("assessment-started")).ShouldBe(("done", story.SocialWorker.Id));
        (await Of("participation")).ShouldBe(("due", null));

        await story.SocialWorker.Client.Post($"/api/v1/assessments/{assessment.Id()}/participation-requests", new { authorityCode = "6", question = "Miten koulu sujuu?", authorityName = "Keskuskoulu" });
        await story.Host.DrainAsync();
        (await Of("participation")).ShouldBe(("done", story.SocialWorker.Id));
        (await Of("assessment-completed")).ShouldBe(("due", null));

        var other = await Story.At(Chapter.Assessed, database);
        await other.Host.DrainAsync();
        var steps = await Steps(other.SocialWorker, other.MatterId);
        State(steps, "assessment-completed").ShouldBe("done");
        State(steps, "implemented").ShouldBe("due");
        State(steps, "participation").ShouldBe("notNeeded");

        async Task<(string, Guid?)> Of(string code)
        {
            var step = Step(await Steps(story.SocialWorker, story.MatterId), code);
            return (step.Text("state"), step["doneBy"]?.GetValue<Guid>());
        }
    }

    [Theory, EveryDatabase]
    public async Task A_tick_is_refused_where_it_says_nothing(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var matter = await intake.Arrive();
        var (client, tag) = (intake.Duty.Client, $"\"{matter["version"]}\"");

        await Tick("urgency").ShouldRefuse(HttpStatusCode.Conflict, "intake.step-shown-by-fact");
        using var unknown = await Tick("moon");
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Tick("earlier", new { on = "2026-09-16" }).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "intake.step-in-future"))["errors"]!.AsObject().ShouldContain(e => e.Key == "$.on");
        await Tick("earlier", new { on = "2026-09-14" }).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "intake.step-before-arrival");
        await Tick("earlier", new { when = "2026-09-15" }).ShouldRefuse(HttpStatusCode.BadRequest, "platform.malformed-json");
        await Tick("earlier", ifMatch: "\"99\"").ShouldRefuse(HttpStatusCode.PreconditionFailed, "platform.version-stale");
        await client.SendJson(HttpMethod.Post, Done(matter, "earlier"), new { }).ShouldRefuse(HttpStatusCode.PreconditionRequired, "platform.version-missing");

        using var ticked = await Tick("earlier");
        var steps = await ticked.Success();
        ticked.Headers.ETag!.Tag.ShouldBe($"\"{steps["version"]}\"");
        (await Tick("earlier", ifMatch: $"\"{steps["version"]}\"").ShouldRefuse(HttpStatusCode.Conflict, "intake.step-done"))["errors"]!.AsObject().ShouldContain(e => e.Key == "code");
        using var nowhere = await client.GetAsync($"/api/v1/intake/matters/{Guid.NewGuid()}/steps");
        nowhere.StatusCode.ShouldBe(HttpStatusCode.NotFound);

        Task<HttpResponseMessage> Tick(string code, object? body = null, string? ifMatch = null) =>
            client.SendJson(HttpMethod.Post, Done(matter, code), body ?? new { }, ifMatch ?? tag);
    }

    [Theory, EveryDatabase]
    public async Task Of_two_who_tick_at_once_one_wins_and_the_other_hears_of_it(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var colleague = await intake.Host.AddStaff(intake.Duty.UnitId, Role.SocialWorker);
        var matter = await intake.Arrive();
        var tag = $"\"{matter["version"]}\"";

        var answers = await Task.WhenAll(((TestStaff[])[intake.Duty, colleague]).Select(s => s.Client.SendJson(HttpMethod.Post, Done(matter, "earlier"), new { }, tag)));

        answers.Select(a => a.StatusCode).ShouldBe([HttpStatusCode.OK, HttpStatusCode.Conflict], ignoreOrder: true);
        await Task.FromResult(answers.Single(a => !a.IsSuccessStatusCode)).ShouldRefuse(HttpStatusCode.Conflict, "intake.step-done");
        foreach (var answer in answers) answer.Dispose();
        (await intake.Query(db => db.Matters.AsNoTracking().SingleAsync(m => m.Id == matter.Id()))).Progress.Ticks.ShouldHaveSingleItem();
    }

    [Theory, EveryDatabase]
    public async Task Only_the_unit_that_answers_for_the_matter_ticks_and_other_roles_and_sectors_do_not_see_it(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var owner = await intake.Host.AddStaff(Sector.Social, Role.SocialWorker);
        var coordinator = await intake.Host.AddStaff(owner.UnitId, Role.Coordinator);
        var stranger = await intake.Host.AddStaff(Sector.Social, Role.SocialWorker);
        var nurse = await intake.Host.AddStaff(Sector.Health, Role.PsychiatricNurse);
        var manager = await intake.Host.AddStaff(Sector.Health, Role.UnitManager);
        var matter = await intake.Decide(await intake.Evaluated(), IntakeSteps.Decision(owner.Id));
        var tag = $"\"{matter["version"]}\"";

        // The duty unit still has its relationship, but the matter is the owner's.
        await intake.Duty.Client.SendJson(HttpMethod.Post, Done(matter, "earlier"), new { }, tag).ShouldRefuse(HttpStatusCode.Forbidden, "intake.step-of-other-unit");
        await coordinator.Client.SendJson(HttpMethod.Post, Done(matter, "earlier"), new { }, tag).ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
        (await Steps(coordinator, matter))["steps"]!.AsArray().Count.ShouldBeGreaterThan(5);
        foreach (var path in (string[])["/steps", "/criteria"])
        {
            await stranger.Client.GetAsync(IntakeSteps.Path(matter) + path).ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
            await nurse.Client.GetAsync(IntakeSteps.Path(matter) + path).ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
            await manager.Client.GetAsync(IntakeSteps.Path(matter) + path).ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
        }
        (await owner.Client.Change(HttpMethod.Post, Done(matter, "earlier"), new { }, matter))["steps"]!.AsArray().Count(s => s!.Text("state") == "done").ShouldBeGreaterThan(0);
    }

    private static string Done(JsonObject matter, string code) => $"{IntakeSteps.Path(matter)}/steps/{code}/done";

    private static Task<JsonObject> Steps(TestStaff staff, JsonObject matter) => Steps(staff, matter.Id());

    private static Task<JsonObject> Steps(TestStaff staff, Guid matterId) => staff.Client.Get($"/api/v1/intake/matters/{matterId}/steps");

    private static JsonNode Step(JsonObject steps, string code) => steps["steps"]!.AsArray().Single(s => s!.Text("code") == code)!;

    private static string State(JsonObject steps, string code) => Step(steps, code).Text("state");

    private static string? DueOn(JsonObject steps, string code) => Step(steps, code)["dueOn"]?.GetValue<string>();

    private static async Task<List<JsonObject>> Missed(TestStaff staff) =>
        [.. (await staff.Client.Get("/api/v1/intake/alerts"))["items"]!.AsArray().Select(a => a!.AsObject()).Where(a => a.Text("kind") == "missedStep")];
}
