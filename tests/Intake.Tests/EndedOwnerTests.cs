using System.Text.Json.Nodes;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Intake.Tests;

public class EndedOwnerTests
{
    private const string Weeks = "/api/v1/intake/duty-weeks";

    [Theory, EveryDatabase]
    public async Task What_somebody_answered_for_who_has_left_is_the_duty_workers_or_waits_and_the_manager_is_told(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var intake = await IntakeSteps.On(host);
        var elsewhere = await host.AddUnit(Sector.Social);
        var (onDuty, standIn, leaver) = (await Worker(intake.Duty.UnitId), await Worker(intake.Duty.UnitId), await Worker(intake.Duty.UnitId));
        var (otherLeaver, colleague) = (await Worker(elsewhere), await Worker(elsewhere));
        var (manager, otherManager) = (await host.AddStaff(intake.Duty.UnitId, Role.UnitManager), await host.AddStaff(elsewhere, Role.UnitManager));
        await manager.Client.Post(Weeks, new
        {
            unitId = intake.Duty.UnitId,
            startsOn = "2026-09-14",
            workerId = onDuty.Id,
            substitutes = new object[] { new { staffId = standIn.Id, from = "2026-09-16", to = "2026-09-18" } },
        });
        var rostered = await intake.Decide(await intake.Evaluated(), IntakeSteps.Decision(leaver.Id));
        var unrostered = await intake.Decide(await intake.Evaluated(), IntakeSteps.Decision(otherLeaver.Id));
        var closed = await intake.Decide(await intake.Evaluated(), IntakeSteps.Decision(leaver.Id, "obviouslyUnnecessary"));
        await host.Watch();
        (await Read(rostered)).ToJsonString().ShouldBe(rostered.ToJsonString());

        await End(leaver);
        await End(otherLeaver);
        await host.Watch();

        // Whoever has the duty is told, and may act.
        var passed = await onDuty.Client.Get(IntakeSteps.Path(rostered));
        passed["ownerId"]!.GetValue<Guid>().ShouldBe(onDuty.Id);
        passed["version"]!.GetValue<int>().ShouldBe(rostered["version"]!.GetValue<int>() + 1);
        var change = passed["ownerChanges"]!.AsArray().ShouldHaveSingleItem()!;
        (change["fromId"]!.GetValue<Guid>(), change["toId"]!.GetValue<Guid>(), change.Text("why"), change["by"]).ShouldBe((leaver.Id, onDuty.Id, "left", null));
        var told = (await Alerts(onDuty)).ShouldHaveSingleItem()!;
        (told.Text("kind"), told["matterId"]!.GetValue<Guid>(), told["forManager"]!.GetValue<bool>()).ShouldBe(("ownerLeft", rostered.Id(), false));
        (await Alerts(manager)).ShouldBeEmpty();
        (await Mine(onDuty)).ShouldBe([rostered.Id()]);
        // Nobody has the duty there: it waits, and the manager is to find somebody.
        var waiting = await colleague.Client.Get(IntakeSteps.Path(unrostered));
        waiting["ownerId"].ShouldBeNull();
        waiting["ownerChanges"]![0]!["toId"].ShouldBeNull();
        (await Ids(colleague, "unassigned")).ShouldBe([unrostered.Id()]);
        var call = (await Alerts(otherManager)).ShouldHaveSingleItem()!;
        (call.Text("kind"), call["forManager"]!.GetValue<bool>()).ShouldBe(("ownerLeft", true));
        (await Alerts(colleague)).ShouldBeEmpty();
        // What has ended stays as it was decided.
        (await Read(closed))["ownerId"]!.GetValue<Guid>().ShouldBe(leaver.Id);
        host.Clock.Advance(TimeSpan.FromHours(1));
        (await host.Watch()).ShouldBe(0);

        var week = await otherManager.Client.Post(Weeks, new { unitId = elsewhere, startsOn = "2026-09-14", workerId = colleague.Id, substitutes = Array.Empty<object>() });
        await (await otherManager.Client.SendJson(HttpMethod.Post, $"{Weeks}/{week.Id()}/hand-over", new { toId = colleague.Id, matters = new[] { new { matterId = unrostered.Id() } } })).Success();
        (await Alerts(otherManager)).ShouldBeEmpty();
        var handed = await colleague.Client.Get(IntakeSteps.Path(unrostered));
        handed["ownerChanges"]!.AsArray().OfType<JsonObject>().Select(c => $"{c.Text("why")} {c["by"]}".TrimEnd()).ShouldBe(["left", $"handedOver {otherManager.Id}"]);

        // On a substitute's day it is theirs; the open alert of a clock goes along.
        await host.MoveTo(new DateOnly(2026, 9, 17), intake.Duty, standIn, manager, onDuty);
        await End(onDuty);
        await host.Watch();
        (await Mine(standIn)).ShouldBe([rostered.Id()]);
        (await Alerts(standIn)).Select(a => a!.Text("kind")).ShouldBe(["ownerLeft"]);

        // Those of the roster have left too: the next one who assesses a new matter's urgency takes it.
        var fresh = await intake.Arrive(Phone(), intake.Duty);
        fresh["ownerId"]!.GetValue<Guid>().ShouldBe(standIn.Id);
        await End(standIn);
        host.Clock.Advance(TimeSpan.FromHours(2));
        await host.Watch();
        (await Alerts(manager)).Count.ShouldBe(2);
        await intake.AssessUrgency(await Read(fresh));
        (await Alerts(manager)).ShouldHaveSingleItem()!["matterId"]!.GetValue<Guid>().ShouldBe(rostered.Id());

        Task<TestStaff> Worker(Guid unit) => host.AddStaff(unit, Role.SocialWorker);

        Task<JsonObject> Read(JsonObject matter) => intake.Duty.Client.Get(IntakeSteps.Path(matter));

        async Task End(TestStaff staff)
        {
            using var administrator = await host.As(TestHost.Administrator);
            var seen = await administrator.Get($"/api/v1/staff/{staff.Id}");
            await administrator.Change(HttpMethod.Post, $"/api/v1/staff/{staff.Id}/end", new { }, seen);
        }
    }

    [Theory, EveryDatabase]
    public async Task What_arrives_for_somebody_who_has_left_is_a_substitutes_or_waits_and_the_manager_is_told(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var intake = await IntakeSteps.On(host);
        var unit = intake.Duty.UnitId;
        var (named, ofOtherDays, first, second) = (await Worker(), await Worker(), await Worker(), await Worker());
        var manager = await host.AddStaff(unit, Role.UnitManager);
        await manager.Client.Post(Weeks, new
        {
            unitId = unit,
            startsOn = "2026-09-14",
            workerId = named.Id,
            substitutes = new object[] { new { staffId = ofOtherDays.Id, from = "2026-09-18", to = "2026-09-18" }, new { staffId = first.Id }, new { staffId = second.Id } },
        });
        (await Owner(await intake.Arrive())).ShouldBe(named.Id);

        await End(named);
        var arrived = await intake.Arrive();
        (await Owner(arrived)).ShouldBe(first.Id);
        // Another unit's from now on: they do not receive here.
        using (var administrator = await host.As(TestHost.Administrator))
        {
            var seen = await administrator.Get($"/api/v1/staff/{first.Id}");
            await administrator.Change(HttpMethod.Put, $"/api/v1/staff/{first.Id}", new { name = "Testi Työntekijä", roles = new[] { "socialWorker" }, unitId = await host.AddUnit(Sector.Social) }, seen);
        }
        (await Owner(await intake.Arrive())).ShouldBe(second.Id);
        // The watch goes by the same rule, at its next pass.
        await host.Watch();
        (await Owner(arrived)).ShouldBe(second.Id);
        (await Alerts(manager)).ShouldBeEmpty();

        await End(second);
        var waiting = await intake.Arrive();
        (await Owner(waiting)).ShouldBeNull();
        var call = (await Alerts(manager)).ShouldHaveSingleItem();
        (call["matterId"]!.GetValue<Guid>(), call["forManager"]!.GetValue<bool>()).ShouldBe((waiting.Id(), true));
        (await Alerts(intake.Duty)).ShouldBeEmpty();
        await intake.AssessUrgency(waiting);
        (await Alerts(manager)).ShouldBeEmpty();

        Task<TestStaff> Worker() => host.AddStaff(unit, Role.SocialWorker);

        async Task<Guid?> Owner(JsonObject matter) => (await intake.Duty.Client.Get(IntakeSteps.Path(matter)))["ownerId"]?.GetValue<Guid>();

        async Task End(TestStaff staff)
        {
            using var administrator = await host.As(TestHost.Administrator);
            await administrator.Change(HttpMethod.Post, $"/api/v1/staff/{staff.Id}/end", new { }, await administrator.Get($"/api/v1/staff/{staff.Id}"));
        }
    }

    [Theory, EveryDatabase]
    public async Task Who_stands_in_from_another_team_keeps_what_they_took_until_their_place_ends(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var intake = await IntakeSteps.On(host);
        using var administrator = await host.As(TestHost.Administrator);
        var guest = await host.AddStaff(Sector.Social, Role.SocialWorker);
        var (absent, mover) = (await host.AddStaff(intake.Duty.UnitId, Role.SocialWorker), await host.AddStaff(intake.Duty.UnitId, Role.SocialWorker));
        var place = await administrator.Post($"/api/v1/staff/{guest.Id}/places", new { substituteFor = absent.Id, validTo = "2026-09-25" });
        var arrived = await intake.Arrive();
        var taken = await guest.Client.Change(HttpMethod.Put, IntakeSteps.Path(arrived) + "/urgency", new { code = "2", assessment = "a" }, arrived);
        var absents = await intake.Decide(await intake.Evaluated(), IntakeSteps.Decision(absent.Id));
        var movers = await intake.Decide(await intake.Evaluated(), IntakeSteps.Decision(mover.Id));

        await host.Watch();
        (await Owner(taken)).ShouldBe(guest.Id);
        (await Owner(absents)).ShouldBe(absent.Id);

        await administrator.SendJson(HttpMethod.Post, $"/api/v1/staff/{guest.Id}/places/{place.Id()}/end", new { });
        var seen = await administrator.Get($"/api/v1/staff/{mover.Id}");
        await administrator.Change(HttpMethod.Put, $"/api/v1/staff/{mover.Id}", new { name = "Testi Työntekijä", roles = new[] { "socialWorker" }, unitId = guest.UnitId }, seen);
        host.Clock.Advance(TimeSpan.FromHours(1));
        await host.Watch();

        (await Owner(taken)).ShouldBeNull();
        (await Owner(movers)).ShouldBeNull();
        (await Owner(absents)).ShouldBe(absent.Id);

        async Task<Guid?> Owner(JsonObject matter) => (await intake.Duty.Client.Get(IntakeSteps.Path(matter)))["ownerId"]?.GetValue<Guid>();
    }

    private static JsonObject Phone()
    {
        var notification = IntakeSteps.Notification();
        notification["channel"] = "phone";
        return notification;
    }

    private static async Task<List<JsonNode>> Alerts(TestStaff reader) =>
        [.. (await reader.Client.Get("/api/v1/intake/alerts"))["items"]!.AsArray().Where(a => a!.Text("kind") == "ownerLeft").Select(a => a!)];

    private static Task<List<Guid>> Mine(TestStaff reader) => Ids(reader, "mine");

    private static async Task<List<Guid>> Ids(TestStaff reader, string view) =>
        [.. (await reader.Client.Get("/api/v1/intake/queue?view=" + view))["items"]!.AsArray().Select(i => i!.AsObject().Id())];
}
