using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Access.Contracts;
using Monipolku.Intake.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Intake.Tests;

public class ClockWatchTests
{
    private const string Alerts = "/api/v1/intake/alerts";

    [Theory, EveryDatabase]
    public async Task A_last_day_is_told_of_when_it_is_near_when_it_has_passed_and_to_the_manager_each_once(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var intake = await IntakeSteps.On(host);
        var manager = await host.AddStaff(intake.Duty.UnitId, Role.UnitManager);
        var stranger = await host.AddStaff(Sector.Social, Role.DutyWorker);
        TestStaff[] staff = [intake.Duty, intake.Curator, manager, stranger];
        var matter = await intake.Arrive();

        await host.MoveTo(new DateOnly(2026, 9, 21), staff);
        await host.Watch();
        (await Items(intake.Duty)).ShouldBeEmpty();
        await host.MoveTo(new DateOnly(2026, 9, 22), staff);
        await host.Watch();
        await host.Watch();
        var warning = (await Items(intake.Duty)).ShouldHaveSingleItem();
        warning.Text("kind").ShouldBe("clockWarning");
        warning["matterId"]!.GetValue<Guid>().ShouldBe(matter.Id());
        warning.Text("clock").ShouldBe("startAssessment");
        warning.Text("force").ShouldBe("statutory");
        warning.Text("dueOn").ShouldBe("2026-09-24");
        (await Items(stranger)).ShouldBeEmpty();
        (await host.Events("intake.clock-warned.v1")).ShouldBe(1);

        await host.MoveTo(new DateOnly(2026, 9, 24), staff);
        (await host.Watch()).ShouldBe(0);
        await host.MoveTo(new DateOnly(2026, 9, 25), staff);
        await host.Watch();
        (await Items(intake.Duty)).Select(a => a.Text("kind")).ShouldBe(["clockWarning", "clockBreach"]);
        (await Items(manager)).ShouldBeEmpty();
        await host.MoveTo(new DateOnly(2026, 9, 28), staff);
        await host.Watch();
        (await Items(manager)).ShouldHaveSingleItem().Text("kind").ShouldBe("clockEscalation");
        (await Items(intake.Duty)).Count.ShouldBe(2);
        (await Items(intake.Duty, "?view=unit")).Count.ShouldBe(3);
        await host.MoveTo(new DateOnly(2026, 10, 9), staff);
        (await host.Watch()).ShouldBe(0);
        foreach (var level in (string[])["warned", "breached", "escalated"]) (await host.Events($"intake.clock-{level}.v1")).ShouldBe(1);

        // The three months still run: of the seven days nothing more is open.
        await intake.Decide(await intake.AssessUrgency(await intake.Duty.Client.Get(IntakeSteps.Path(matter))), IntakeSteps.Decision(intake.Duty.Id));
        await host.DrainAsync();
        (await Items(intake.Duty, "?view=unit")).ShouldBeEmpty();
    }

    [Theory, EveryDatabase]
    public async Task An_alert_is_acknowledged_once_and_by_those_who_see_it(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var intake = await IntakeSteps.On(host);
        var coordinator = await host.AddStaff(intake.Duty.UnitId, Role.Coordinator);
        var stranger = await host.AddStaff(Sector.Social, Role.DutyWorker);
        await intake.Arrive();
        await host.MoveTo(new DateOnly(2026, 9, 22), intake.Duty, coordinator, stranger);
        await host.Watch();
        var path = $"{Alerts}/{(await Items(intake.Duty)).Single().Id()}/acknowledge";

        await stranger.Client.SendJson(HttpMethod.Post, path, new { }, "\"1\"").ContinueWith(a => a.Result.StatusCode.ShouldBe(HttpStatusCode.NotFound));
        await coordinator.Client.SendJson(HttpMethod.Post, path, new { }, "\"1\"").ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
        await intake.Duty.Client.SendJson(HttpMethod.Post, path, new { }).ShouldRefuse(HttpStatusCode.PreconditionRequired, "platform.version-missing");
        await intake.Duty.Client.SendJson(HttpMethod.Post, path, new { }, "\"2\"").ShouldRefuse(HttpStatusCode.PreconditionFailed, "platform.version-stale");
        var acknowledged = await (await intake.Duty.Client.SendJson(HttpMethod.Post, path, new { }, "\"1\"")).Success();
        acknowledged["acknowledgedBy"]!.GetValue<Guid>().ShouldBe(intake.Duty.Id);
        using (var again = await intake.Duty.Client.SendJson(HttpMethod.Post, path, new { }, "\"2\"")) again.StatusCode.ShouldBe(HttpStatusCode.NotFound);

        (await Items(intake.Duty)).ShouldBeEmpty();
        await host.Watch();
        (await Items(intake.Duty)).ShouldBeEmpty();
        await intake.Duty.Client.GetAsync(Alerts + "?view=all").ShouldRefuse(HttpStatusCode.BadRequest, "intake.alert-view-unknown");
        await intake.Duty.Client.GetAsync(Alerts + "?cursor=!").ShouldRefuse(HttpStatusCode.BadRequest, "platform.cursor-invalid");
    }

    [Theory, EveryDatabase]
    public async Task Several_instances_and_a_killed_one_tell_once(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        await using var other = host.Another();
        var intake = await IntakeSteps.On(host);
        for (var i = 0; i < 5; i++) await intake.Arrive();
        await host.MoveTo(new DateOnly(2026, 9, 29), intake.Duty);

        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => (i % 2 == 0 ? host : other).Services.GetRequiredService<ClockWatch>().RunAsync()));

        // It is too late to warn.
        (await host.Events("intake.clock-warned.v1")).ShouldBe(0);
        (await host.Events("intake.clock-breached.v1")).ShouldBe(5);
        (await host.Events("intake.clock-escalated.v1")).ShouldBe(5);

        // One was killed in the middle: its lease is still there, and one matter is told of without its mark.
        await intake.Query(db => db.CountyRules.ExecuteUpdateAsync(set => set.SetProperty(r => r.WatchedUntil, host.Clock.GetUtcNow().AddSeconds(50))));
        await intake.Query(db => db.Matters.OrderBy(m => m.Id).Take(1).ExecuteUpdateAsync(set => set.SetProperty(m => m.NextAlertOn, new DateOnly(2026, 9, 25))));
        (await other.Services.GetRequiredService<ClockWatch>().RunAsync()).ShouldBe(0);
        host.Clock.Advance(TimeSpan.FromSeconds(60));
        (await other.Services.GetRequiredService<ClockWatch>().RunAsync()).ShouldBe(1);
        (await host.Events("intake.clock-breached.v1")).ShouldBe(5);
    }

    [Theory, EveryDatabase]
    public async Task A_matter_that_somebody_changes_meanwhile_is_told_of_in_the_next_run(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var intake = await IntakeSteps.On(host);
        var matter = await intake.Arrive();
        await host.MoveTo(new DateOnly(2026, 9, 22), intake.Duty);

        // The watch leaves the version as it is: what the duty worker has read stays good.
        await host.Watch();
        (await intake.AssessUrgency(matter)).Text("status").ShouldBe("evaluated");
        (await intake.Query(db => db.Matters.AsNoTracking().SingleAsync(m => m.Id == matter.Id()))).Clocks[0].Told.ShouldBe(ClockLevel.Warned);
    }

    [Theory, EveryDatabase]
    public async Task A_holiday_of_the_county_moves_its_own_clocks_and_one_of_law_moves_all_with_a_trace(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var intake = await IntakeSteps.On(host);
        var administrator = await host.As(TestHost.Administrator);
        var (ofLaw, ofCounty) = (await intake.Arrive(), await intake.Arrive(Contact()));

        var holiday = await administrator.Post("/api/v1/intake/holidays", new { date = "2026-09-18", name = "Suljettu" });
        (await host.Watch()).ShouldBeGreaterThanOrEqualTo(2);
        (await host.Watch()).ShouldBe(0);
        (await Due(ofLaw)).ShouldBe(("2026-09-24", "2026-12-15"));
        (await Due(ofCounty)).ShouldBe(("2026-09-25", "2026-12-15"));
        var change = (await Changes(ofCounty)).ShouldHaveSingleItem();
        change.Text("clock").ShouldBe("startAssessment");
        change.Text("oldDueOn").ShouldBe("2026-09-24");
        change.Text("newDueOn").ShouldBe("2026-09-25");
        change.Text("why").ShouldBe("holidayAdded 2026-09-18");
        (await Changes(ofLaw)).ShouldBeEmpty();

        host.Clock.Advance(TimeSpan.FromSeconds(1));
        await administrator.Post("/api/v1/intake/holidays", new { date = "2026-09-21", name = "Uusi pyhäpäivä", statutory = true, basis = "Laki 1/2026" });
        await host.Watch();
        (await Due(ofLaw)).ShouldBe(("2026-09-25", "2026-12-15"));
        (await Due(ofCounty)).ShouldBe(("2026-09-28", "2026-12-15"));
        // What arrives now is counted so at once.
        (await Due(await intake.Arrive(Contact()))).ShouldBe(("2026-09-28", "2026-12-15"));

        var listed = await administrator.Get("/api/v1/intake/holidays");
        listed["items"]!.AsArray().Select(h => h!.Text("date")).ShouldBe(["2026-09-18", "2026-09-21"]);
        var path = "/api/v1/intake/holidays/" + holiday.Text("date");
        await Delete(path, null).ShouldRefuse(HttpStatusCode.PreconditionRequired, "platform.version-missing");
        await Delete(path, "\"2\"").ShouldRefuse(HttpStatusCode.PreconditionFailed, "platform.version-stale");
        (await Delete(path, "\"3\"")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        (await Delete(path, "\"4\"")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await host.Watch();
        (await Due(ofCounty)).ShouldBe(("2026-09-25", "2026-12-15"));
        (await Changes(ofCounty)).Select(c => c.Text("why")).ShouldBe(["holidayAdded 2026-09-18", "holidayAdded 2026-09-21", "holidayRemoved 2026-09-18"]);

        // Of several changes between two looks the trace names those that moved the clock: not the law's own by a closed office, and nothing after its last day.
        foreach (var (date, statutory) in ((string, bool)[])[("2026-09-22", false), ("2026-12-14", true), ("2026-09-23", true)])
            await administrator.Post("/api/v1/intake/holidays", new { date, name = "Pyhä", statutory, basis = statutory ? "Laki 2/2026" : null });
        await administrator.Post("/api/v1/intake/rule-sets", new { validFrom = "2026-10-01", startWorkingDays = 3 });
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        await host.Watch();
        (await Changes(ofLaw)).Select(c => $"{c.Text("clock")} {c.Text("why")}").ShouldBe(["startAssessment holidayAdded 2026-09-21", "startAssessment holidayAdded 2026-09-23"]);
        (await Changes(ofCounty))[^1].Text("why").ShouldBe("holidayAdded 2026-09-22; holidayAdded 2026-09-23");
        // Added and taken away again, and one that stays.
        await administrator.Post("/api/v1/intake/holidays", new { date = "2026-09-17", name = "Pyhä", statutory = true, basis = "Laki 2/2026" });
        var version = (await administrator.Get("/api/v1/intake/holidays"))["items"]![0]!["version"]!.GetValue<int>();
        (await Delete("/api/v1/intake/holidays/2026-09-17", $"\"{version}\"")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await administrator.Post("/api/v1/intake/holidays", new { date = "2026-12-15", name = "Suljettu" });
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        await host.Watch();
        (await Changes(ofLaw)).Count.ShouldBe(2);
        (await Changes(ofCounty)).Where(c => c.Text("clock") == "completeAssessment").ShouldHaveSingleItem().Text("why").ShouldBe("holidayAdded 2026-12-15");
        (await Delete("/api/v1/intake/holidays/2026-09-22", $"\"{version + 2}\"")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await Delete("/api/v1/intake/holidays/2026-09-23", $"\"{version + 3}\"")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        await host.Watch();
        (await Changes(ofLaw))[^1].Text("why").ShouldBe("holidayRemoved 2026-09-23");
        (await Changes(ofCounty))[^1].Text("why").ShouldBe("holidayRemoved 2026-09-22; holidayRemoved 2026-09-23");

        await host.MoveTo(new DateOnly(2026, 9, 21), intake.Duty);
        // 16, 17 and 18 September; not the 21st.
        IntakeSteps.Clock(await intake.Duty.Client.Get(IntakeSteps.Path(ofLaw)), "startAssessment")["used"]!.GetValue<int>().ShouldBe(3);

        async Task<(string, string)> Due(JsonObject matter)
        {
            var seen = await intake.Duty.Client.Get(IntakeSteps.Path(matter));
            return (IntakeSteps.Clock(seen, "startAssessment").Text("dueOn"), IntakeSteps.Clock(seen, "completeAssessment").Text("dueOn"));
        }

        async Task<List<JsonObject>> Changes(JsonObject matter) =>
            [.. (await intake.Duty.Client.Get(IntakeSteps.Path(matter) + "/clock-changes"))["items"]!.AsArray().Select(c => c!.AsObject())];

        async Task<HttpResponseMessage> Delete(string at, string? ifMatch)
        {
            using var request = new HttpRequestMessage(HttpMethod.Delete, at);
            if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
            return await administrator.SendAsync(request);
        }
    }

    [Theory, EveryDatabase]
    public async Task A_rule_set_changes_the_countys_own_clocks_from_its_first_day_on_and_not_the_laws(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var intake = await IntakeSteps.On(host);
        var administrator = await host.As(TestHost.Administrator);
        var (ofLaw, ofCounty) = (await intake.Arrive(), await intake.Arrive(Contact()));

        await administrator.Post("/api/v1/intake/rule-sets", new { validFrom = "2026-09-16", startWorkingDays = 3 });
        await host.Watch();
        (await StartBy(ofCounty)).ShouldBe("2026-09-24");
        await administrator.Post("/api/v1/intake/rule-sets", new { validFrom = "2026-09-01", startWorkingDays = 5, warnWorkingDays = 1 });
        await host.Watch();
        (await StartBy(ofCounty)).ShouldBe("2026-09-22");
        (await StartBy(ofLaw)).ShouldBe("2026-09-24");
        IntakeSteps.Clock(await intake.Duty.Client.Get(IntakeSteps.Path(ofCounty)), "startAssessment")["of"]!.GetValue<int>().ShouldBe(5);

        var sets = (await administrator.Get("/api/v1/intake/rule-sets"))["items"]!.AsArray();
        sets.Select(s => s!["validFrom"]?.GetValue<string>()).ShouldBe([null, "2026-09-01", "2026-09-16"]);
        sets.Select(s => s!["startWorkingDays"]!.GetValue<int>()).ShouldBe([7, 5, 3]);
        await administrator.SendJson(HttpMethod.Post, "/api/v1/intake/rule-sets", new { validFrom = "2026-09-16" }, idempotencyKey: Guid.NewGuid().ToString())
            .ShouldRefuse(HttpStatusCode.Conflict, "intake.rule-set-exists");
        await administrator.SendJson(HttpMethod.Post, "/api/v1/intake/rule-sets", new { validFrom = "2026-10-01", startWorkingDays = 0 }, idempotencyKey: Guid.NewGuid().ToString())
            .ShouldRefuse(HttpStatusCode.BadRequest, "platform.invalid-request");

        async Task<string> StartBy(JsonObject matter) =>
            IntakeSteps.Clock(await intake.Duty.Client.Get(IntakeSteps.Path(matter)), "startAssessment").Text("dueOn");
    }

    [Theory]
    [InlineData("2026-09-19", false, null, 422, "intake.holiday-already")] // Saturday
    [InlineData("2026-12-25", false, null, 422, "intake.holiday-already")]
    [InlineData("2027-09-20", true, null, 422, "intake.holiday-basis-missing")]
    [InlineData("2027-09-20", true, " ", 422, "intake.holiday-basis-missing")]
    [InlineData("2027-09-20", false, "Laki 1/2026", 422, "intake.holiday-basis-not-needed")]
    [InlineData("1999-09-20", false, null, 400, "platform.invalid-request")]
    public async Task A_wrong_holiday_is_refused(string date, bool statutory, string? basis, int status, string code)
    {
        var administrator = await (await TestHost.Shared(DatabaseProvider.Sqlite)).As(TestHost.Administrator);

        await administrator.SendJson(HttpMethod.Post, "/api/v1/intake/holidays", new { date, name = "Päivä", statutory, basis }, idempotencyKey: Guid.NewGuid().ToString())
            .ShouldRefuse((HttpStatusCode)status, code);
    }

    [Theory, EveryDatabase]
    public async Task Only_an_administrator_changes_the_calendar(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));

        await intake.Duty.Client.SendJson(HttpMethod.Post, "/api/v1/intake/holidays", new { date = "2027-09-20", name = "Päivä" }, idempotencyKey: Guid.NewGuid().ToString())
            .ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
        await intake.Duty.Client.SendJson(HttpMethod.Post, "/api/v1/intake/rule-sets", new { validFrom = "2027-09-20" }, idempotencyKey: Guid.NewGuid().ToString())
            .ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
        (await intake.Duty.Client.Get("/api/v1/intake/holidays"))["items"]!.AsArray().ShouldNotBeNull();
    }

    [Theory, EveryDatabase]
    public async Task A_need_that_was_found_starts_the_third_clock_and_its_implementation_stops_it(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var intake = await IntakeSteps.On(host);
        var (found, none) = (await Decided(), await Decided());
        await Complete(found, needsServices: true);
        await Complete(none, needsServices: false);

        (await intake.Duty.Client.Get(IntakeSteps.Path(none)))["clocks"]!.AsArray().Count.ShouldBe(2);
        var seen = await intake.Duty.Client.Get(IntakeSteps.Path(found));
        var clock = IntakeSteps.Clock(seen, "implementDecision");
        (clock.Text("basis"), clock.Text("force"), clock.Text("dueOn"), clock.Text("status")).ShouldBe(("SHL 45 §", "statutory", "2026-12-15", "running"));
        seen["allowed"]!.AsArray().Select(a => a!.GetValue<string>()).ShouldContain("RecordImplementation");
        var queued = (await intake.Duty.Client.Get("/api/v1/intake/queue"))["items"]!.AsArray().ShouldHaveSingleItem()!;
        queued.Text("nextClock").ShouldBe("implementDecision");

        var path = IntakeSteps.Path(found) + "/implementation";
        var version = $"\"{seen["version"]}\"";
        await intake.Duty.Client.SendJson(HttpMethod.Post, path, new { on = "2026-09-16" }, version).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "intake.implemented-in-future");
        await intake.Duty.Client.SendJson(HttpMethod.Post, path, new { on = "2026-09-14" }, version).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "intake.implemented-before-need");
        await intake.Duty.Client.SendJson(HttpMethod.Post, path, new { on = "2026-09-15" }, "\"1\"").ShouldRefuse(HttpStatusCode.PreconditionFailed, "platform.version-stale");
        var done = await intake.Duty.Client.Change(HttpMethod.Post, path, new { on = "2026-09-15" }, seen);
        IntakeSteps.Clock(done, "implementDecision").Text("status").ShouldBe("stopped");
        await intake.Duty.Client.SendJson(HttpMethod.Post, path, new { on = "2026-09-15" }, $"\"{done["version"]}\"")
            .ShouldRefuse(HttpStatusCode.Conflict, "intake.nothing-to-implement");
        (await intake.Duty.Client.Get("/api/v1/intake/queue"))["items"]!.AsArray().ShouldBeEmpty();

        async Task<JsonObject> Decided() => await intake.Decide(await intake.Evaluated(), IntakeSteps.Decision(intake.Duty.Id));

        async Task Complete(JsonObject matter, bool needsServices)
        {
            await intake.Query(db =>
            {
                db.Publish(new AssessmentCompleted(
                    Guid.NewGuid(), matter["personId"]!.GetValue<Guid>(), matter.Id(), Guid.NewGuid(), new DateOnly(2026, 9, 15), needsServices));
                return db.SaveChangesAsync();
            });
            await host.DrainAsync();
        }
    }

    [Theory, EveryDatabase]
    public async Task An_assessment_in_which_nothing_is_written_is_told_of_until_somebody_writes(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var intake = await IntakeSteps.On(host);
        var matter = await intake.Decide(await intake.Evaluated(), IntakeSteps.Decision(intake.Duty.Id));
        await host.DrainAsync();

        await host.MoveTo(new DateOnly(2026, 9, 29), intake.Duty);
        await host.Watch();
        (await Items(intake.Duty)).ShouldBeEmpty();
        (await IdleSince()).ShouldBe((null, null));
        await host.MoveTo(new DateOnly(2026, 9, 30), intake.Duty);
        (await IdleSince()).ShouldBe(("2026-09-30", "2026-09-30"));
        await host.Watch();
        (await host.Watch()).ShouldBe(0);
        var idle = (await Items(intake.Duty)).ShouldHaveSingleItem();
        idle.Text("kind").ShouldBe("idleAssessment");
        idle["staffId"]!.GetValue<Guid>().ShouldBe(intake.Duty.Id);
        (await host.Events("intake.assessment-idle.v1")).ShouldBe(1);

        // Told of, it is still flagged.
        (await IdleSince()).ShouldBe(("2026-09-30", "2026-09-30"));
        await Written();
        (await IdleSince()).ShouldBe((null, null));
        (await Items(intake.Duty)).ShouldBeEmpty();
        await host.MoveTo(new DateOnly(2026, 10, 14), intake.Duty);
        await host.Watch();
        (await Items(intake.Duty)).ShouldBeEmpty();
        await host.MoveTo(new DateOnly(2026, 10, 15), intake.Duty);
        await host.Watch();
        (await Items(intake.Duty)).ShouldHaveSingleItem().Text("kind").ShouldBe("idleAssessment");

        // In the matter and in the queue.
        async Task<(string?, string?)> IdleSince() => (
            (await intake.Duty.Client.Get(IntakeSteps.Path(matter)))["idleSince"]?.GetValue<string>(),
            (await intake.Duty.Client.Get("/api/v1/intake/queue"))["items"]!.AsArray().Single()!["idleSince"]?.GetValue<string>());

        async Task Written()
        {
            await intake.Query(db =>
            {
                db.Publish(new AssessmentWritten(Guid.NewGuid(), matter["personId"]!.GetValue<Guid>(), matter.Id(), WorkingDays.Today(host.Clock)));
                return db.SaveChangesAsync();
            });
            await host.DrainAsync();
        }
    }

    [Theory, EveryDatabase]
    public async Task What_is_told_of_a_matter_goes_to_who_takes_it_and_ends_with_its_clock(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var intake = await IntakeSteps.On(host);
        var worker = await host.AddStaff(intake.Duty.UnitId, Role.SocialWorker);
        var child = TestHetu.New();
        var matter = await intake.Arrive(IntakeSteps.Notification(child));
        await host.MoveTo(new DateOnly(2026, 9, 22), intake.Duty, intake.Curator, worker);
        await host.Watch();
        (await Items(worker)).ShouldBeEmpty();

        var taken = await worker.Client.Change(HttpMethod.Put, IntakeSteps.Path(matter) + "/urgency", new { code = "2", assessment = "a" }, matter);
        (await Items(worker)).ShouldHaveSingleItem().Text("kind").ShouldBe("clockWarning");
        (await Items(intake.Duty)).ShouldBeEmpty();

        // A further notification that comes while the assessment ends has a clock of its own, which its estimate stops.
        await worker.Client.Change(HttpMethod.Post, IntakeSteps.Path(matter) + "/decision", IntakeSteps.Decision(worker.Id), taken);
        await host.DrainAsync();
        await intake.Arrive(IntakeSteps.Notification(child));
        await intake.Query(db =>
        {
            db.Publish(new AssessmentCompleted(Guid.NewGuid(), matter["personId"]!.GetValue<Guid>(), matter.Id(), Guid.NewGuid(), new DateOnly(2026, 9, 22), NeedsServices: true));
            return db.SaveChangesAsync();
        });
        await host.DrainAsync();
        await host.MoveTo(new DateOnly(2026, 10, 2), intake.Duty, worker);
        await host.Watch();
        (await Items(worker)).Select(a => $"{a.Text("kind")} {a.Text("clock")}").ShouldBe(["clockBreach startAssessment"]);
        await worker.Client.Change(HttpMethod.Put, IntakeSteps.Path(matter) + "/urgency", new { code = "2", assessment = "b" }, await worker.Client.Get(IntakeSteps.Path(matter)));
        (await Items(worker)).ShouldBeEmpty();

        // So does what was decided being implemented.
        await host.MoveTo(new DateOnly(2027, 1, 5), worker);
        await host.Watch();
        (await Items(worker)).Select(a => a.Text("clock")).Distinct().ShouldBe(["implementDecision"]);
        await worker.Client.Change(HttpMethod.Post, IntakeSteps.Path(matter) + "/implementation", new { on = "2027-01-05" }, await worker.Client.Get(IntakeSteps.Path(matter)));
        (await Items(worker)).ShouldBeEmpty();
    }

    [Theory, EveryDatabase]
    public async Task What_ended_because_it_was_joined_or_moved_is_told_again_when_it_is_so_again(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var intake = await IntakeSteps.On(host);
        var administrator = await host.As(TestHost.Administrator);
        var (first, second) = await intake.TwoOfOnePerson();
        await host.MoveTo(new DateOnly(2026, 9, 22), intake.Duty);
        await host.Watch();
        await host.MoveTo(new DateOnly(2026, 9, 25), intake.Duty);
        await host.Watch();
        (await Told(first)).ShouldBe(["clockBreach 2026-09-24", "clockWarning 2026-09-24"]);
        (await Told(second)).ShouldBe(["clockBreach 2026-09-24", "clockWarning 2026-09-24"]);
        // The worker knows of one of them; of that nobody is told twice.
        var known = (await Items(intake.Duty)).First(a => a["matterId"]!.GetValue<Guid>() == first.Id() && a.Text("kind") == "clockWarning");
        await intake.Duty.Client.Change(HttpMethod.Post, $"{Alerts}/{known.Id()}/acknowledge", new { }, known);

        var joined = await intake.Duty.Client.Change(HttpMethod.Post, IntakeSteps.Path(first) + "/merge", new { intoMatterId = second.Id(), reasons = "a" }, first);
        await host.DrainAsync();
        (await Told(first)).ShouldBeEmpty();
        await intake.Duty.Client.Change(HttpMethod.Post, IntakeSteps.Path(first) + "/undo-join", new { }, joined);
        await host.Watch();
        (await Told(first)).ShouldBe(["clockBreach 2026-09-24"]);
        (await host.Events("intake.clock-breached.v1")).ShouldBe(2);

        // The last day moves on: nothing is breached any more, and then it is.
        administrator = await host.As(TestHost.Administrator);
        await administrator.Post("/api/v1/intake/holidays", new { date = "2026-09-23", name = "Pyhä", statutory = true, basis = "Laki 1/2026" });
        await host.Watch();
        (await Told(second)).ShouldBe(["clockWarning 2026-09-25"]);
        var holiday = (await administrator.Get("/api/v1/intake/holidays"))["items"]![0]!;
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/api/v1/intake/holidays/2026-09-23");
        request.Headers.TryAddWithoutValidation("If-Match", $"\"{holiday["version"]}\"");
        (await administrator.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        await host.Watch();
        (await Told(second)).ShouldBe(["clockBreach 2026-09-24"]);
        (await Told(first)).ShouldBe(["clockBreach 2026-09-24"]);

        async Task<List<string>> Told(JsonObject matter) => [.. (await Items(intake.Duty, "?view=unit"))
            .Where(a => a["matterId"]!.GetValue<Guid>() == matter.Id()).Select(a => $"{a.Text("kind")} {a.Text("dueOn")}").Order(StringComparer.Ordinal)];
    }

    [Theory, EveryDatabase]
    public async Task What_is_late_by_policy_stays_so_and_is_told_when_a_child_welfare_notification_joins(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var intake = await IntakeSteps.On(host);
        var contact = Contact();
        (contact["channel"], contact["arrivedOn"]) = ("paper", "2026-08-25");
        var matter = await intake.Arrive(contact, intake.Duty);
        await host.MoveTo(new DateOnly(2026, 11, 23), intake.Duty, intake.Curator);

        // Before the watch has seen that the county's seven days have passed.
        matter = await intake.Arrive(IntakeSteps.Notification(contact["person"]!.Text("identityCode")));

        (await Clocks()).ShouldBe([
            "startAssessment policy County policy 2026-08-25 2026-09-03 breached", "startAssessment statutory LSL 26 § 2026-11-23 2026-12-02 running",
            "completeAssessment policy County policy 2026-08-25 2026-11-25 running", "completeAssessment statutory LSL 26 § 2026-11-23 2027-02-23 running",
        ]);
        var queued = (await intake.Duty.Client.Get("/api/v1/intake/queue?view=breached"))["items"]!.AsArray().ShouldHaveSingleItem()!;
        (queued.Text("dueOn"), queued.Text("force")).ShouldBe(("2026-09-03", "policy"));
        var forecast = (await intake.Duty.Client.Get("/api/v1/intake/forecast"))["items"]!.AsArray().ShouldHaveSingleItem()!;
        (forecast.Text("dueOn"), forecast.Text("force"), forecast["breached"]!.GetValue<bool>()).ShouldBe(("2026-12-02", "statutory", false));
        await host.Watch();
        await host.Watch();
        (await Told()).ShouldBe([
            "clockBreach startAssessment policy 2026-09-03", "clockEscalation startAssessment policy 2026-09-03", "clockWarning completeAssessment policy 2026-11-25",
        ]);
        (await host.Events("intake.clock-breached.v1")).ShouldBe(1);

        await host.MoveTo(new DateOnly(2026, 12, 3), intake.Duty);
        await host.Watch();
        (await Told()).Where(t => t.StartsWith("clockBreach", StringComparison.Ordinal)).ShouldBe([
            "clockBreach completeAssessment policy 2026-11-25", "clockBreach startAssessment policy 2026-09-03", "clockBreach startAssessment statutory 2026-12-02",
        ]);
        await intake.Decide(await intake.AssessUrgency(await intake.Duty.Client.Get(IntakeSteps.Path(matter))), IntakeSteps.Decision(intake.Duty.Id));
        await host.DrainAsync();
        (await Told()).ShouldAllBe(t => t.Contains("completeAssessment policy", StringComparison.Ordinal));
        forecast = (await intake.Duty.Client.Get("/api/v1/intake/forecast"))["items"]!.AsArray().ShouldHaveSingleItem()!;
        (forecast.Text("clock"), forecast.Text("dueOn"), forecast.Text("force")).ShouldBe(("completeAssessment", "2027-02-23", "statutory"));

        async Task<List<string>> Clocks() => [.. (await intake.Duty.Client.Get(IntakeSteps.Path(matter)))["clocks"]!.AsArray()
            .Select(c => $"{c!.Text("name")} {c!.Text("force")} {c!.Text("basis")} {c!.Text("startedOn")} {c!.Text("dueOn")} {c!.Text("status")}")];

        async Task<List<string>> Told() => [.. (await Items(intake.Duty, "?view=unit"))
            .Select(a => $"{a.Text("kind")} {a.Text("clock")} {a.Text("force")} {a.Text("dueOn")}").Order(StringComparer.Ordinal)];
    }

    [Fact]
    public void No_clock_ends_on_a_day_on_which_none_can_whatever_the_county_adds()
    {
        var random = new Random(20260915);
        var first = new DateOnly(2020, 1, 1);
        for (var day = 0; day < 31 * 365; day += 3)
        {
            var from = first.AddDays(day);
            // Up to eight days of the county near each last day, some of law.
            var holidays = Enumerable.Range(0, random.Next(9)).Select(_ => from.AddDays(random.Next(1, 100)))
                .Where(WorkingDays.IsWorkingDay).Distinct().Order().Select(d => new CountyHoliday(d, "", random.Next(2) == 0, null)).ToList();
            var rules = new ClockRules(2, holidays, [new RuleSet(first, random.Next(1, 20), random.Next(1, 6), 2, 14, 2, 10)]);
            foreach (var (name, force) in ((ClockName, ClockForce)[])
                [
                    (ClockName.StartAssessment, ClockForce.Statutory), (ClockName.StartAssessment, ClockForce.Policy),
                    (ClockName.CompleteAssessment, ClockForce.Policy), (ClockName.ImplementDecision, ClockForce.Statutory),
                ])
            {
                var before = Clock.Start(name, force, "", from);
                var clock = before.Under(rules);

                WorkingDays.CanBeLastDay(clock.DueOn).ShouldBeTrue();
                rules.Closed(force).Contains(clock.DueOn).ShouldBeFalse();
                if (force == ClockForce.Statutory) clock.DueOn.ShouldBeGreaterThanOrEqualTo(before.DueOn);
                clock.WarnOn!.Value.ShouldBeLessThanOrEqualTo(clock.DueOn);
                clock.EscalateOn!.Value.ShouldBeGreaterThan(clock.DueOn);
                clock.Used(clock.DueOn).ShouldBe(clock.Length());
                clock.ShouldBe(Clock.Start(name, force, "", from, rules) with { Closed = clock.Closed });
                clock.Under(ClockRules.Default).DueOn.ShouldBe(before.DueOn);
            }
        }
    }

    private static JsonObject Contact()
    {
        var notification = IntakeSteps.Notification();
        (notification["kind"], notification["consent"]) = ("contact", new JsonObject { ["given"] = true });
        notification["reasonCodes"] = new JsonArray("1");
        return notification;
    }

    /// <summary>Of clocks: those of missed steps are <see cref="StepTests"/>'.</summary>
    private static async Task<List<JsonObject>> Items(TestStaff staff, string query = "") =>
        [.. (await staff.Client.Get(Alerts + query))["items"]!.AsArray().Select(a => a!.AsObject()).Where(a => a.Text("kind") != "missedStep")];
}
