using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Access.Contracts;
using Monipolku.Intake.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Intake.Tests;

public class MatterTests
{
    [Theory, EveryDatabase]
    public async Task The_duty_worker_reads_the_whole_matter(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));

        var matter = await intake.Arrive();

        matter.Text("status").ShouldBe("arrived");
        var notification = matter["notifications"]!.AsArray().ShouldHaveSingleItem()!;
        notification.Text("description").ShouldBe("Poissaoloja, ahdistusta ja alkoholia.");
        notification.Text("reasonCodeSet").ShouldBe("1.2.246.537.6.1251");
        notification.Text("channel").ShouldBe("professionalForm");
        matter["ownerUnitId"]!.GetValue<Guid>().ShouldBe(intake.Duty.UnitId);
        matter["ownerId"].ShouldBeNull();
        notification["notifier"]!.Text("name").ShouldBe("Kaisa Kuraattori");
        notification["notifier"]!["filedBy"]!.GetValue<Guid>().ShouldBe(intake.Curator.Id);
        matter["allowed"]!.AsArray().Select(a => a!.GetValue<string>()).ShouldBe(["AssessUrgency", "TickTold"]);
    }

    [Theory, EveryDatabase]
    public async Task The_notifier_is_shown_to_those_who_may_know(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var worker = await intake.Host.AddStaff(intake.Duty.UnitId, Role.SocialWorker);
        var manager = await intake.Host.AddStaff(intake.Duty.UnitId, Role.UnitManager);
        var coordinator = await intake.Host.AddStaff(intake.Duty.UnitId, Role.Coordinator);
        var confidential = IntakeSteps.Notification();
        confidential["notifier"]!["confidentialityAsked"] = true;
        confidential["notifier"]!["confidentialityReason"] = "Luottamus katkeaisi.";
        var (open, closed) = (await intake.Arrive(), await intake.Arrive(confidential));

        (await Shown(intake.Duty, open)).ShouldBeTrue();
        (await Shown(worker, open)).ShouldBeTrue();
        (await Shown(manager, open)).ShouldBeTrue();
        (await Shown(coordinator, open)).ShouldBeFalse();
        (await Shown(intake.Duty, closed)).ShouldBeTrue();
        (await Shown(worker, closed)).ShouldBeTrue();
        (await Shown(manager, closed)).ShouldBeFalse();
        (await Shown(coordinator, closed)).ShouldBeFalse();

        static async Task<bool> Shown(TestStaff reader, JsonObject matter)
        {
            var seen = await reader.Client.Get(IntakeSteps.Path(matter));
            var shown = seen["notifications"]![0]!["notifier"]!["identityShown"]!.GetValue<bool>();
            foreach (var secret in (string[])["Kaisa", "Keskuskoulu", "Koulukuraattori", "358401234567"])
                seen.ToJsonString().Contains(secret, StringComparison.Ordinal).ShouldBe(shown);
            return shown;
        }
    }

    [Theory, EveryDatabase]
    public async Task Another_units_worker_may_not_read_or_handle(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var stranger = await intake.Host.AddStaff(Sector.Social, Role.DutyWorker);
        var path = IntakeSteps.Path(await intake.Arrive());

        await stranger.Client.GetAsync(path).ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
        await stranger.Client.SendJson(HttpMethod.Put, path + "/urgency", new { code = "2", assessment = "a" }, "\"1\"")
            .ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
        await stranger.Client.SendJson(HttpMethod.Post, path + "/decision", IntakeSteps.Decision(stranger.Id), "\"1\"")
            .ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
    }

    [Theory, EveryDatabase]
    public async Task A_nurse_of_the_health_sector_may_not_read(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var nurse = await intake.Host.AddStaff(Sector.Health, Role.PsychiatricNurse);

        await nurse.Client.GetAsync(IntakeSteps.Path(await intake.Arrive())).ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
    }

    [Theory, EveryDatabase]
    public async Task A_coordinator_reads_but_does_not_handle(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var coordinator = await intake.Host.AddStaff(intake.Duty.UnitId, Role.Coordinator);
        var path = IntakeSteps.Path(await intake.Arrive());

        await coordinator.Client.Get(path);
        await coordinator.Client.SendJson(HttpMethod.Put, path + "/urgency", new { code = "2", assessment = "a" }, "\"1\"")
            .ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
    }

    [Theory, EveryDatabase]
    public async Task Assessing_urgency_makes_the_duty_worker_the_owner(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));

        var matter = await intake.Evaluated();

        matter.Text("status").ShouldBe("evaluated");
        matter["version"]!.GetValue<int>().ShouldBe(2);
        matter["ownerId"]!.GetValue<Guid>().ShouldBe(intake.Duty.Id);
        matter["urgency"]!.Text("code").ShouldBe("2");
        matter["urgency"]!.Text("assessment").ShouldBe("Ei välitöntä vaaraa.");
        matter["urgency"]!["assessedBy"]!.GetValue<Guid>().ShouldBe(intake.Duty.Id);
        matter["allowed"]!.AsArray().Select(a => a!.GetValue<string>()).ShouldBe(["AssessUrgency", "DecideMatter", "TickTold"]);
        var stored = await intake.Query(db => db.Matters.AsNoTracking().SingleAsync(m => m.Id == matter.Id()));
        stored.Urgency!.AssessmentSecret.ShouldNotContain("vaaraa");
    }

    [Theory, EveryDatabase]
    public async Task Urgency_can_be_assessed_anew_before_the_decision(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));

        var matter = await intake.AssessUrgency(await intake.Evaluated(), "1");

        matter["urgency"]!.Text("code").ShouldBe("1");
        matter["version"]!.GetValue<int>().ShouldBe(3);
    }

    [Theory, EveryDatabase]
    public async Task An_unknown_urgency_is_refused(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var matter = await intake.Arrive();

        var problem = await intake.Duty.Client
            .SendJson(HttpMethod.Put, IntakeSteps.Path(matter) + "/urgency", new { code = "4", assessment = "a" }, "\"1\"")
            .ShouldRefuse(HttpStatusCode.BadRequest, "intake.urgency-code-unknown");

        problem["errors"]!.AsObject().ShouldContainKey("$.code");
    }

    [Theory, EveryDatabase]
    public async Task Starting_an_assessment_stops_the_seven_days_and_not_the_three_months(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var owner = await intake.Host.AddStaff(Sector.Social, Role.SocialWorker);

        var matter = await intake.Decide(await intake.Evaluated(), IntakeSteps.Decision(owner.Id));

        matter.Text("status").ShouldBe("inAssessment");
        IntakeSteps.Clock(matter, "startAssessment").Text("status").ShouldBe("stopped");
        IntakeSteps.Clock(matter, "startAssessment").Text("stoppedOn").ShouldBe("2026-09-15");
        IntakeSteps.Clock(matter, "completeAssessment").Text("status").ShouldBe("running");
        matter["allowed"]!.AsArray().Select(a => a!.GetValue<string>()).ShouldBe(["TickTold"]);
        matter["decision"]!.Text("outcome").ShouldBe("startAssessment");
        matter["decision"]!.Text("reasons").ShouldBe("Palvelutarve arvioidaan yhdessä.");
        matter["decision"]!["decidedBy"]!.GetValue<Guid>().ShouldBe(intake.Duty.Id);
        matter["decision"]!["told"]!.AsArray().Count.ShouldBe(2);
        matter["ownerId"]!.GetValue<Guid>().ShouldBe(owner.Id);
        matter["ownerUnitId"]!.GetValue<Guid>().ShouldBe(owner.UnitId);
    }

    [Theory, EveryDatabase]
    public async Task The_owners_unit_can_read_from_the_decision_on(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var owner = await intake.Host.AddStaff(Sector.Social, Role.SocialWorker);
        var evaluated = await intake.Evaluated();
        await owner.Client.GetAsync(IntakeSteps.Path(evaluated)).ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");

        await intake.Decide(evaluated, IntakeSteps.Decision(owner.Id));

        (await owner.Client.Get(IntakeSteps.Path(evaluated))).Text("status").ShouldBe("inAssessment");
    }

    [Theory, EveryDatabase]
    public async Task Every_other_outcome_stops_both_clocks(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        foreach (var outcome in (string[])["guideOnward", "obviouslyUnnecessary", "transferToOtherCounty"])
        {
            var matter = await intake.Decide(await intake.Evaluated(), IntakeSteps.Decision(intake.Duty.Id, outcome));

            matter.Text("status").ShouldBe("closed");
            IntakeSteps.Clock(matter, "startAssessment").Text("status").ShouldBe("stopped");
            IntakeSteps.Clock(matter, "completeAssessment").Text("status").ShouldBe("stopped");
        }
    }

    [Theory, EveryDatabase]
    public async Task Before_urgency_nothing_is_decided(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var matter = await intake.Arrive();

        var problem = await intake.Duty.Client
            .SendJson(HttpMethod.Post, IntakeSteps.Path(matter) + "/decision", IntakeSteps.Decision(intake.Duty.Id), "\"1\"")
            .ShouldRefuse(HttpStatusCode.Conflict, "intake.urgency-not-assessed");

        problem["allowed"]!.AsArray().Select(a => a!.GetValue<string>()).ShouldBe(["AssessUrgency", "TickTold"]);
    }

    [Theory, EveryDatabase]
    public async Task What_is_decided_is_not_decided_again(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var matter = await intake.Decide(await intake.Evaluated(), IntakeSteps.Decision(intake.Duty.Id));
        var path = IntakeSteps.Path(matter);

        var again = await intake.Duty.Client.SendJson(HttpMethod.Post, path + "/decision", IntakeSteps.Decision(intake.Duty.Id), "\"3\"")
            .ShouldRefuse(HttpStatusCode.Conflict, "intake.decided");
        again["allowed"]!.AsArray().Select(a => a!.GetValue<string>()).ShouldBe(["TickTold"]);
        again.Text("detail").ShouldContain("startAssessment, 2026-09-15 12:00 UTC");
        await intake.Duty.Client.SendJson(HttpMethod.Put, path + "/urgency", new { code = "1", assessment = "a" }, "\"3\"")
            .ShouldRefuse(HttpStatusCode.Conflict, "intake.decided");
    }

    [Theory, EveryDatabase]
    public async Task The_owner_must_be_somebody_who_can_answer_for_it(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var nurse = await intake.Host.AddStaff(Sector.Health, Role.PsychiatricNurse);
        var abroad = await intake.Host.AddStaff(Sector.Health, Role.UnitManager);
        var path = IntakeSteps.Path(await intake.Evaluated()) + "/decision";

        foreach (var (owner, code) in ((Guid, string)[])
            [(Guid.NewGuid(), "intake.owner-unknown"), (nurse.Id, "intake.owner-cannot-handle"), (abroad.Id, "intake.owner-cannot-handle")])
        {
            var problem = await intake.Duty.Client.SendJson(HttpMethod.Post, path, IntakeSteps.Decision(owner), "\"2\"")
                .ShouldRefuse(HttpStatusCode.UnprocessableEntity, code);
            problem["errors"]!.AsObject().ShouldContainKey("$.ownerId");
        }
    }

    [Theory, EveryDatabase]
    public async Task Nobody_was_told_tomorrow_or_before_it_arrived(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var path = IntakeSteps.Path(await intake.Evaluated()) + "/decision";

        foreach (var (day, code) in ((string, string)[])[("2026-09-16", "intake.told-in-future"), ("2026-09-14", "intake.told-before-arrival")])
        {
            var decision = IntakeSteps.Decision(intake.Duty.Id);
            decision["told"]![1]!["on"] = day;
            var problem = await intake.Duty.Client.SendJson(HttpMethod.Post, path, decision, "\"2\"").ShouldRefuse(HttpStatusCode.UnprocessableEntity, code);
            problem["errors"]!.AsObject().ShouldContainKey("$.told[1].on");
        }
    }

    [Theory, EveryDatabase]
    public async Task A_change_needs_the_version_that_was_read(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var path = IntakeSteps.Path(await intake.Evaluated());
        var urgency = new { code = "1", assessment = "a" };

        foreach (var (method, at, body) in ((HttpMethod, string, object)[])
            [(HttpMethod.Put, "/urgency", urgency), (HttpMethod.Post, "/decision", IntakeSteps.Decision(intake.Duty.Id))])
        {
            await intake.Duty.Client.SendJson(method, path + at, body).ShouldRefuse(HttpStatusCode.PreconditionRequired, "platform.version-missing");
            // The urgency was assessed at version 2: that is what who read version 1 hears.
            var (status, code) = at == "/urgency" ? (HttpStatusCode.Conflict, "intake.urgency-assessed") : (HttpStatusCode.PreconditionFailed, "platform.version-stale");
            await intake.Duty.Client.SendJson(method, path + at, body, "\"1\"").ShouldRefuse(status, code);
            await intake.Duty.Client.SendJson(method, path + at, body, "*").ShouldRefuse(HttpStatusCode.PreconditionFailed, "platform.version-stale");
        }
        (await intake.Duty.Client.Get(path)).Text("status").ShouldBe("evaluated");
    }

    [Theory, EveryDatabase]
    public async Task Of_two_who_decide_at_once_one_wins(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var path = IntakeSteps.Path(await intake.Evaluated()) + "/decision";

        var statuses = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            using var answer = await intake.Duty.Client.SendJson(HttpMethod.Post, path, IntakeSteps.Decision(intake.Duty.Id), "\"2\"");
            return (int)answer.StatusCode;
        }));

        statuses.Order().ShouldBe([200, 409, 409, 409]);
    }

    [Theory, EveryDatabase]
    public async Task A_completed_assessment_stops_the_three_months_once(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var intake = await IntakeSteps.On(host);
        var matter = await intake.Decide(await intake.Evaluated(), IntakeSteps.Decision(intake.Duty.Id));
        var person = matter["personId"]!.GetValue<Guid>();
        var completed = new AssessmentCompleted(Guid.NewGuid(), person, matter.Id(), Guid.NewGuid(), new DateOnly(2026, 9, 15));
        await host.DrainAsync();

        await intake.Query(db =>
        {
            db.Publish(completed);
            return db.SaveChangesAsync();
        });
        await host.DrainAsync();
        await using (var scope = host.Services.CreateAsyncScope())
        {
            // The same event a second time.
            await scope.ServiceProvider.GetRequiredService<Reactions.StopClockOnAssessmentCompleted>().Handle(completed, default);
        }

        var seen = await intake.Duty.Client.Get(IntakeSteps.Path(matter));
        seen.Text("status").ShouldBe("assessed");
        seen["version"]!.GetValue<int>().ShouldBe(4);
        IntakeSteps.Clock(seen, "completeAssessment").Text("stoppedOn").ShouldBe("2026-09-15");
        IntakeSteps.Clock(seen, "completeAssessment").Text("status").ShouldBe("stopped");
    }

    [Theory, EveryDatabase]
    public async Task Other_modules_find_the_matter(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var owner = await intake.Host.AddStaff(Sector.Social, Role.SocialWorker);
        var evaluated = await intake.Evaluated();
        await using var scope = intake.Host.Services.CreateAsyncScope();
        var matters = scope.ServiceProvider.GetRequiredService<IIntakeMatters>();

        (await matters.Find(Guid.NewGuid(), default)).ShouldBeNull();
        var before = await matters.Find(evaluated.Id(), default);
        before.ShouldNotBeNull().AssessmentDecided.ShouldBeFalse();
        before.CompleteBy.ShouldBe(new DateOnly(2026, 12, 15));
        await intake.Decide(evaluated, IntakeSteps.Decision(owner.Id));
        var after = await matters.Find(evaluated.Id(), default);

        after.ShouldBe(new IntakeMatterRecord(
            evaluated.Id(), evaluated["personId"]!.GetValue<Guid>(), owner.UnitId, new DateOnly(2026, 9, 15), true, new DateOnly(2026, 12, 15), false, AboutChild: true));
    }

    [Theory, EveryDatabase]
    public async Task A_unit_lists_its_own_matters_by_arrival_page_by_page(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var owner = await intake.Host.AddStaff(Sector.Social, Role.SocialWorker);
        var ids = new List<Guid>();
        for (var i = 0; i < 3; i++) ids.Add((await intake.Decide(await intake.Evaluated(), IntakeSteps.Decision(owner.Id))).Id());
        await intake.Arrive();

        var first = await owner.Client.Get("/api/v1/intake/matters?limit=2");
        var second = await owner.Client.Get("/api/v1/intake/matters?limit=2&cursor=" + first.Text("next"));

        var listed = first["items"]!.AsArray().Concat(second["items"]!.AsArray()).Select(i => i!["id"]!.GetValue<Guid>());
        listed.ShouldBe(ids, ignoreOrder: true);
        second["next"].ShouldBeNull();
        var item = first["items"]![0]!;
        item.Text("urgencyCode").ShouldBe("2");
        IntakeSteps.Clock(item.AsObject(), "startAssessment").Text("status").ShouldBe("stopped");
        item.AsObject().ContainsKey("description").ShouldBeFalse();
        item.AsObject().ContainsKey("notifier").ShouldBeFalse();
    }

    [Theory, EveryDatabase]
    public async Task The_list_is_filtered_by_status(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var owner = await intake.Host.AddStaff(Sector.Social, Role.SocialWorker);
        var matter = await intake.Decide(await intake.Evaluated(), IntakeSteps.Decision(owner.Id));

        var found = await owner.Client.Get("/api/v1/intake/matters?status=inAssessment");
        found["items"]!.AsArray().Single()!["id"]!.GetValue<Guid>().ShouldBe(matter.Id());
        (await owner.Client.Get("/api/v1/intake/matters?status=arrived"))["items"]!.AsArray().ShouldBeEmpty();
    }

    [Theory, EveryDatabase]
    public async Task A_matter_without_a_relationship_in_force_is_not_listed(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var owner = await intake.Host.AddStaff(Sector.Social, Role.SocialWorker);
        var id = (await intake.Decide(await intake.Evaluated(), IntakeSteps.Decision(owner.Id))).Id();
        await intake.Query(async db =>
        {
            foreach (var relationship in await db.Relationships.Where(r => r.UnitId == owner.UnitId && r.BecauseOfId == id).ToListAsync())
                relationship.End(intake.Host.Clock.GetUtcNow());
            return await db.SaveChangesAsync();
        });

        (await owner.Client.Get("/api/v1/intake/matters"))["items"]!.AsArray().ShouldBeEmpty();
        await owner.Client.GetAsync($"/api/v1/intake/matters/{id}").ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
    }

    [Theory]
    [InlineData("status=0", "intake.status-unknown")]
    [InlineData("status=Arrived", "intake.status-unknown")]
    [InlineData("status=", "intake.status-unknown")]
    [InlineData("cursor=!", "platform.cursor-invalid")]
    [InlineData("cursor=AAAA", "platform.cursor-invalid")]
    [InlineData("limit=0", "platform.invalid-request")]
    [InlineData("limit=201", "platform.invalid-request")]
    [InlineData("limit=x", "platform.invalid-request")]
    public async Task A_wrong_query_is_refused(string query, string code)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(DatabaseProvider.Sqlite));

        await intake.Duty.Client.GetAsync("/api/v1/intake/matters?" + query).ShouldRefuse(HttpStatusCode.BadRequest, code);
    }

    [Theory, EveryDatabase]
    public async Task A_nurse_may_not_list(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var nurse = await intake.Host.AddStaff(Sector.Health, Role.PsychiatricNurse);

        await nurse.Client.GetAsync("/api/v1/intake/matters").ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
    }
}
