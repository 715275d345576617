using System.Net;
using System.Text.Json.Nodes;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Intake.Tests;

public class RosterTests
{
    private const string Weeks = "/api/v1/intake/duty-weeks";
    private const string Slots = "/api/v1/intake/talk-slots";

    [Theory, EveryDatabase]
    public async Task What_arrives_is_the_duty_workers_and_on_their_days_the_substitutes(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var intake = await IntakeSteps.On(host);
        var (worker, substitute) = (await host.AddStaff(intake.Duty.UnitId, Role.SocialWorker), await host.AddStaff(intake.Duty.UnitId, Role.SocialWorker));
        (await intake.Arrive())["ownerId"].ShouldBeNull();

        var week = await intake.Duty.Client.Post(Weeks, new
        {
            unitId = intake.Duty.UnitId,
            startsOn = "2026-09-14",
            workerId = worker.Id,
            substitutes = new object[] { new { staffId = substitute.Id, from = "2026-09-17", to = "2026-09-18" } },
        });
        week["onDutyId"]!.GetValue<Guid>().ShouldBe(worker.Id);
        var matter = await intake.Arrive();
        matter["ownerId"]!.GetValue<Guid>().ShouldBe(worker.Id);
        matter.Text("status").ShouldBe("arrived");
        (await worker.Client.Get("/api/v1/intake/queue?view=mine"))["items"]!.AsArray().ShouldHaveSingleItem()!.AsObject().Id().ShouldBe(matter.Id());
        (await intake.Duty.Client.Get("/api/v1/intake/queue?view=unassigned"))["items"]!.AsArray().Count.ShouldBe(1);

        await host.MoveTo(new DateOnly(2026, 9, 17), intake.Duty, intake.Curator);
        (await intake.Arrive())["ownerId"]!.GetValue<Guid>().ShouldBe(substitute.Id);
        await host.MoveTo(new DateOnly(2026, 9, 19), intake.Duty, intake.Curator);
        (await intake.Arrive())["ownerId"]!.GetValue<Guid>().ShouldBe(worker.Id);
        await intake.Duty.Client.Change(HttpMethod.Put, $"{Weeks}/{week.Id()}", new { workerId = substitute.Id, substitutes = Array.Empty<object>() }, week);
        (await intake.Arrive())["ownerId"]!.GetValue<Guid>().ShouldBe(substitute.Id);
        await host.MoveTo(new DateOnly(2026, 9, 21), intake.Duty, intake.Curator);
        (await intake.Arrive())["ownerId"].ShouldBeNull();
        (await intake.Duty.Client.Get(Weeks))["items"]!.AsArray().ShouldBeEmpty();
        (await intake.Duty.Client.Get(Weeks + "?from=2026-09-14"))["items"]!.AsArray().ShouldHaveSingleItem();
    }

    [Theory, EveryDatabase]
    public async Task Who_works_there_no_more_is_not_shown_on_duty_and_whoever_takes_it_is(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var unit = await host.AddUnit(Sector.Social);
        var (manager, worker) = (await host.AddStaff(unit, Role.UnitManager), await host.AddStaff(unit, Role.SocialWorker));
        var (first, second) = (await host.AddStaff(unit, Role.SocialWorker), await host.AddStaff(unit, Role.DutyWorker));
        var week = await manager.Client.Post(Weeks, new { unitId = unit, startsOn = "2026-09-14", workerId = worker.Id, substitutes = new object[] { new { staffId = first.Id }, new { staffId = second.Id } } });
        var next = await manager.Client.Post(Weeks, new { unitId = unit, startsOn = "2026-09-21", workerId = worker.Id, substitutes = Array.Empty<object>() });
        next["onDutyId"].ShouldBeNull();
        (await Shown()).ShouldBe([worker.Id, null]);
        using var administrator = await host.As(TestHost.Administrator);

        foreach (var (leaver, expected) in ((TestStaff, Guid?)[])[(worker, first.Id), (first, second.Id), (second, null)])
        {
            var seen = await administrator.Get($"/api/v1/staff/{leaver.Id}");
            await administrator.Change(HttpMethod.Post, $"/api/v1/staff/{leaver.Id}/end", new { }, seen);
            (await Shown()).ShouldBe([expected, null]);
        }
        var changed = await host.AddStaff(unit, Role.SocialWorker);
        (await manager.Client.Change(HttpMethod.Put, $"{Weeks}/{week.Id()}", new { workerId = changed.Id, substitutes = Array.Empty<object>() }, week))["onDutyId"]!.GetValue<Guid>().ShouldBe(changed.Id);

        async Task<List<Guid?>> Shown() => [.. (await manager.Client.Get(Weeks))["items"]!.AsArray().OrderBy(w => w!.Text("startsOn"), StringComparer.Ordinal).Select(w => w!["onDutyId"]?.GetValue<Guid>())];
    }

    [Theory, EveryDatabase]
    public async Task Matters_are_handed_over_with_what_the_next_one_must_know(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var unit = await intake.Host.AddUnit(Sector.Social);
        var (from, to) = (await intake.Host.AddStaff(unit, Role.SocialWorker), await intake.Host.AddStaff(unit, Role.SocialWorker));
        var stranger = await intake.Host.AddStaff(Sector.Social, Role.SocialWorker);
        var manager = await intake.Host.AddStaff(unit, Role.UnitManager);
        var week = await manager.Client.Post(Weeks, new { unitId = unit, startsOn = "2026-09-14", workerId = from.Id, substitutes = Array.Empty<object>() });
        var matter = await intake.Decide(await intake.Evaluated(), IntakeSteps.Decision(from.Id));
        var elsewhere = await intake.Evaluated();
        var path = $"{Weeks}/{week.Id()}/hand-over";

        Task<HttpResponseMessage> HandOver(TestStaff by, Guid toId, params Guid[] matters) =>
            by.Client.SendJson(HttpMethod.Post, path, new { toId, matters = matters.Select(m => new { matterId = m, note = "Soita äidille perjantaina." }) });
        (await HandOver(stranger, to.Id, matter.Id())).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await HandOver(from, stranger.Id, matter.Id()).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "intake.cannot-have-duty");
        var wrong = await HandOver(from, to.Id, matter.Id(), elsewhere.Id()).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "intake.not-to-hand-over");
        wrong["errors"]!.AsObject().ShouldContainKey("$.matters[1].matterId");
        await HandOver(from, to.Id, matter.Id(), matter.Id()).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "intake.not-to-hand-over");
        (await Mine(from)).ShouldBe([matter.Id()]);

        (await HandOver(from, to.Id, matter.Id())).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Mine(from)).ShouldBeEmpty();
        // Pressed twice: nothing more is written.
        (await (await HandOver(from, to.Id, matter.Id())).Success())["items"]!.AsArray().ShouldBeEmpty();
        (await Mine(to)).ShouldBe([matter.Id()]);
        var handed = (await to.Client.Get(path))["items"]!.AsArray().ShouldHaveSingleItem()!;
        handed.Text("note").ShouldBe("Soita äidille perjantaina.");
        handed["fromId"]!.GetValue<Guid>().ShouldBe(from.Id);
        (await stranger.Client.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await intake.Duty.Client.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        // What the first one has read is no longer so.
        await from.Client.SendJson(HttpMethod.Put, IntakeSteps.Path(matter) + "/urgency", new { code = "1", assessment = "a" }, $"\"{matter["version"]}\"")
            .ShouldRefuse(HttpStatusCode.Conflict, "intake.decided");

        static async Task<List<Guid>> Mine(TestStaff staff) =>
            [.. (await staff.Client.Get("/api/v1/intake/queue?view=mine"))["items"]!.AsArray().Select(i => i!.AsObject().Id())];
    }

    [Theory, EveryDatabase]
    public async Task A_wrong_duty_week_is_refused(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var unit = await host.AddUnit(Sector.Social);
        var (manager, worker, other) = (await host.AddStaff(unit, Role.UnitManager), await host.AddStaff(unit, Role.SocialWorker), await host.AddStaff(unit, Role.SocialWorker));
        var (coordinator, stranger) = (await host.AddStaff(unit, Role.Coordinator), await host.AddStaff(Sector.Social, Role.SocialWorker));

        async Task Refuse(HttpStatusCode status, string code, string? at = null, Guid? unitId = null, string startsOn = "2026-09-21", Guid? workerId = null, params object[] substitutes)
        {
            var problem = await Plan(manager, unitId ?? unit, startsOn, workerId ?? worker.Id, substitutes).ShouldRefuse(status, code);
            if (at is not null) problem["errors"]!.AsObject().ShouldContainKey(at);
        }
        await Refuse(HttpStatusCode.UnprocessableEntity, "intake.not-a-monday", "$.startsOn", startsOn: "2026-09-22");
        await Refuse(HttpStatusCode.Forbidden, "intake.not-your-unit", "$.unitId", unitId: stranger.UnitId);
        foreach (var id in (Guid[])[coordinator.Id, stranger.Id, Guid.NewGuid()])
            await Refuse(HttpStatusCode.UnprocessableEntity, "intake.cannot-have-duty", "$.workerId", workerId: id);
        await Refuse(HttpStatusCode.UnprocessableEntity, "intake.cannot-have-duty", "$.substitutes[0].staffId", substitutes: new { staffId = stranger.Id });
        await Refuse(HttpStatusCode.UnprocessableEntity, "intake.own-substitute", "$.substitutes[0].staffId", substitutes: new { staffId = worker.Id });
        await Refuse(HttpStatusCode.UnprocessableEntity, "intake.substitute-days", "$.substitutes[0]", substitutes: new { staffId = other.Id, from = "2026-09-21" });
        await Refuse(HttpStatusCode.UnprocessableEntity, "intake.substitute-days", "$.substitutes[0]", substitutes: new { staffId = other.Id, from = "2026-09-21", to = "2026-09-28" });
        await Refuse(HttpStatusCode.UnprocessableEntity, "intake.two-substitutes", "$.substitutes[1]",
            substitutes: [new { staffId = other.Id, from = "2026-09-21", to = "2026-09-23" }, new { staffId = other.Id, from = "2026-09-23", to = "2026-09-24" }]);
        await Plan(worker, unit, "2026-09-21", worker.Id).ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");

        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ => (int)(await Plan(manager, unit, "2026-09-21", worker.Id)).StatusCode));
        answers.Order().ShouldBe([201, 409, 409]);
        await Refuse(HttpStatusCode.Conflict, "intake.duty-week-exists");

        Task<HttpResponseMessage> Plan(TestStaff by, Guid unitId, string startsOn, Guid workerId, params object[] substitutes) =>
            by.Client.SendJson(HttpMethod.Post, Weeks, new { unitId, startsOn, workerId, substitutes }, idempotencyKey: Guid.NewGuid().ToString());
    }

    [Theory, EveryDatabase]
    public async Task A_time_for_a_talk_is_offered_booked_released_and_withdrawn(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var matter = await intake.Arrive();
        var worker = await intake.Host.AddStaff(intake.Duty.UnitId, Role.SocialWorker);
        var slot = await intake.Duty.Client.Post(Slots, new { staffId = worker.Id, startsAt = "2026-09-16T09:00:00+03:00", minutes = 60, place = "office" });
        slot.Text("startsAt").ShouldBe("2026-09-16T06:00:00.000Z");
        var path = $"{Slots}/{slot.Id()}";
        (await Listed("?free=true")).ShouldContain(slot.Id());

        var booked = await intake.Duty.Client.Change(HttpMethod.Post, path + "/book", new { matterId = matter.Id() }, slot);
        booked["matterId"]!.GetValue<Guid>().ShouldBe(matter.Id());
        (await Listed($"?free=true&staffId={worker.Id}")).ShouldBeEmpty();
        (await Listed($"?staffId={worker.Id}")).ShouldBe([slot.Id()]);
        await intake.Duty.Client.SendJson(HttpMethod.Post, path + "/book", new { matterId = matter.Id() }, "\"2\"").ShouldRefuse(HttpStatusCode.Conflict, "intake.slot-taken");
        await Delete("\"2\"").ShouldRefuse(HttpStatusCode.Conflict, "intake.slot-booked");
        var free = await intake.Duty.Client.Change(HttpMethod.Post, path + "/release", new { }, booked);
        free["booked"]!.GetValue<bool>().ShouldBeFalse();
        await intake.Duty.Client.SendJson(HttpMethod.Post, path + "/release", new { }, "\"3\"").ShouldRefuse(HttpStatusCode.Conflict, "intake.slot-free");
        await Delete("\"2\"").ShouldRefuse(HttpStatusCode.PreconditionFailed, "platform.version-stale");
        (await Delete("\"3\"")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        // The worker's time is free for another offer.
        await intake.Duty.Client.Post(Slots, new { staffId = worker.Id, startsAt = "2026-09-16T06:30:00Z", minutes = 15, place = "remote" });

        async Task<List<Guid>> Listed(string query) =>
            [.. (await intake.Duty.Client.Get(Slots + query + "&limit=200"))["items"]!.AsArray().Select(i => i!.AsObject().Id())];

        async Task<HttpResponseMessage> Delete(string ifMatch)
        {
            using var request = new HttpRequestMessage(HttpMethod.Delete, path);
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
            return await intake.Duty.Client.SendAsync(request);
        }
    }

    [Theory, EveryDatabase]
    public async Task A_talk_is_booked_by_all_who_work_in_the_unit_with_whoever_still_does_and_what_was_held_stays(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var intake = await IntakeSteps.On(host);
        using var administrator = await host.As(TestHost.Administrator);
        var (worker, leaver) = (await host.AddStaff(intake.Duty.UnitId, Role.SocialWorker), await host.AddStaff(intake.Duty.UnitId, Role.SocialWorker));
        var guest = await host.AddStaff(Sector.Social, Role.SocialWorker);
        await administrator.Post($"/api/v1/staff/{guest.Id}/places", new { substituteFor = worker.Id, validTo = "2026-09-25" });
        var matter = await intake.Arrive();
        var (slot, leavers) = (await Offer(worker), await Offer(leaver));

        var booked = await guest.Client.Change(HttpMethod.Post, $"{Slots}/{slot.Id()}/book", new { matterId = matter.Id() }, slot);
        await administrator.Change(HttpMethod.Post, $"/api/v1/staff/{leaver.Id}/end", new { }, await administrator.Get($"/api/v1/staff/{leaver.Id}"));
        await guest.Client.SendJson(HttpMethod.Post, $"{Slots}/{leavers.Id()}/book", new { matterId = matter.Id() }, "\"1\"").ShouldRefuse(HttpStatusCode.Conflict, "intake.slot-worker-left");

        await host.MoveTo(new DateOnly(2026, 9, 17), intake.Duty);
        await intake.Duty.Client.SendJson(HttpMethod.Post, $"{Slots}/{slot.Id()}/release", new { }, $"\"{booked["version"]}\"").ShouldRefuse(HttpStatusCode.Conflict, "intake.slot-over");

        Task<JsonObject> Offer(TestStaff staff) => intake.Duty.Client.Post(Slots, new { staffId = staff.Id, startsAt = "2026-09-16T09:00:00+03:00", minutes = 60, place = "office" });
    }

    [Theory, EveryDatabase]
    public async Task Nobody_is_booked_twice_whoever_is_quick(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var worker = await intake.Host.AddStaff(intake.Duty.UnitId, Role.SocialWorker);
        var matters = new List<JsonObject>();
        for (var i = 0; i < 4; i++) matters.Add(await intake.Arrive());

        // Overlapping offers at once: each begins at another quarter of the same hour.
        var offers = await Task.WhenAll(Enumerable.Range(0, 4).Select(async i => await intake.Duty.Client.SendJson(
            HttpMethod.Post, Slots, new { staffId = worker.Id, startsAt = new DateTimeOffset(2026, 9, 17, 6, i * 15, 0, TimeSpan.Zero), minutes = 60, place = "home" },
            idempotencyKey: Guid.NewGuid().ToString())));
        var offered = await offers.Where(o => o.StatusCode == HttpStatusCode.Created).ToList().ShouldHaveSingleItem().Success();
        foreach (var refused in offers.Where(o => o.StatusCode != HttpStatusCode.Created))
            await Task.FromResult(refused).ShouldRefuse(HttpStatusCode.Conflict, "intake.slot-overlaps");

        var bookings = await Task.WhenAll(matters.Select(async m => (int)(await intake.Duty.Client.SendJson(
            HttpMethod.Post, $"{Slots}/{offered.Id()}/book", new { matterId = m.Id() }, "\"1\"")).StatusCode));
        bookings.Order().ShouldBe([200, 409, 409, 409]);
    }

    [Theory, EveryDatabase]
    public async Task A_wrong_time_or_somebody_elses_is_refused(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var worker = await intake.Host.AddStaff(intake.Duty.UnitId, Role.SocialWorker);
        var stranger = await intake.Host.AddStaff(Sector.Social, Role.DutyWorker);
        var matter = await intake.Arrive();

        foreach (var (startsAt, minutes, status, code) in ((string, int, int, string)[])
            [
                ("2026-09-15T11:45:00Z", 60, 422, "intake.slot-in-past"), ("2026-09-16T09:00:00", 60, 400, "platform.malformed-json"), ("2026-09-16", 60, 400, "platform.malformed-json"),
                ("2027-09-20T06:00:00Z", 60, 422, "intake.slot-in-past"),
                ("2026-09-16T06:05:00Z", 60, 422, "intake.slot-not-on-quarter"), ("2026-09-16T06:00:00Z", 50, 422, "intake.slot-minutes"),
                ("2026-09-16T06:00:00Z", 255, 400, "platform.invalid-request"),
            ])
            await Offer(intake.Duty, worker.Id, startsAt, minutes).ShouldRefuse((HttpStatusCode)status, code);
        (await Offer(intake.Duty, worker.Id, "2026-09-16T09:00:00", 60).ShouldRefuse(HttpStatusCode.BadRequest, "platform.malformed-json"))
            ["errors"]!["$.startsAt"]![0]!.GetValue<string>().ShouldContain("zone");
        // 19 September 2026 is a Saturday: a county may hold talks then.
        (await (await Offer(intake.Duty, worker.Id, "2026-09-19T09:00:00+03:00", 60)).Success()).Text("startsAt").ShouldBe("2026-09-19T06:00:00.000Z");
        await Offer(intake.Duty, stranger.Id, "2026-09-18T06:00:00Z", 60).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "intake.cannot-have-duty");

        var slot = await (await Offer(stranger, stranger.Id, "2026-09-18T06:00:00Z", 60)).Success();
        var book = $"{Slots}/{slot.Id()}/book";
        // A client of another unit, one that nobody knows, and a time of another unit.
        await stranger.Client.SendJson(HttpMethod.Post, book, new { matterId = matter.Id() }, "\"1\"").ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
        await stranger.Client.SendJson(HttpMethod.Post, book, new { matterId = Guid.NewGuid() }, "\"1\"").ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
        (await intake.Duty.Client.SendJson(HttpMethod.Post, book, new { matterId = matter.Id() }, "\"1\"")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await intake.Duty.Client.GetAsync(Slots + "?cursor=!").ShouldRefuse(HttpStatusCode.BadRequest, "platform.cursor-invalid");

        Task<HttpResponseMessage> Offer(TestStaff by, Guid staffId, string startsAt, int minutes) =>
            by.Client.SendJson(HttpMethod.Post, Slots, new { staffId, startsAt, minutes, place = "office" }, idempotencyKey: Guid.NewGuid().ToString());
    }
}
