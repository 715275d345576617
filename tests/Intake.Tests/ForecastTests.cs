using System.Net;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Intake.Tests;

public class ForecastTests
{
    private const string Forecast = "/api/v1/intake/forecast";

    [Theory, EveryDatabase]
    public async Task What_will_be_late_follows_the_pace_of_the_unit(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var intake = await IntakeSteps.On(host);
        var owner = await host.AddStaff(Sector.Social, Role.SocialWorker);
        var open = (await intake.Arrive()).Id();
        for (var i = 0; i < Pace.LeastCount - 1; i++) await Decide();
        (await Of(intake.Duty)).ShouldBe(("notEnoughHistory", null, "2026-09-24"));
        await Decide();

        // Five were decided on the day of arrival.
        (await PaceOf("startAssessment")).ShouldBe((0m, 5, true));
        (await PaceOf("completeAssessment")).ShouldBe((null, 0, false));
        (await Of(intake.Duty)).ShouldBe(("onTime", "2026-09-15", "2026-09-24"));
        await Took(3, 3, 3, 9, 9);
        (await Of(intake.Duty)).ShouldBe(("onTime", "2026-09-18", "2026-09-24"));
        // The clock warns from the 22nd on: that is where the risk begins.
        await Took(1, 1, 6, 6, 9);
        (await Of(intake.Duty)).ShouldBe(("atRisk", "2026-09-23", "2026-09-24"));
        await Took(8, 8, 8, 8, 8);
        (await Of(intake.Duty)).ShouldBe(("willBreach", "2026-09-25", "2026-09-24"));
        await Decide();
        await Took(5, 5, 5, 6, 6, 6);
        // Half a day is a day.
        (await PaceOf("startAssessment")).ShouldBe((5.5m, 6, true));
        (await Of(intake.Duty)).ShouldBe(("atRisk", "2026-09-23", "2026-09-24"));

        // Ninety days with today; what was decided before them tells nothing.
        await DecidedOn(new DateOnly(2026, 6, 18));
        (await PaceOf("startAssessment")).ShouldBe((5.5m, 6, true));
        await DecidedOn(new DateOnly(2026, 6, 17));
        (await PaceOf("startAssessment")).ShouldBe((null, 0, false));
        await DecidedOn(new DateOnly(2026, 9, 15));

        // Those in assessment are measured by the other clock, of the unit that has them.
        var assessed = (await owner.Client.Get(Forecast))["items"]!.AsArray();
        assessed.Count.ShouldBe(6);
        assessed.ShouldAllBe(i => i!.Text("clock") == "completeAssessment" && i!.Text("verdict") == "notEnoughHistory" && i!["expectedOn"] == null);
        await intake.Query(async db =>
        {
            var ids = await db.Matters.Where(m => m.OwnerUnitId == owner.UnitId).Select(m => m.Id).Take(5).ToListAsync();
            return await db.Matters.Where(m => ids.Contains(m.Id)).ExecuteUpdateAsync(set => set
                .SetProperty(m => m.AssessedOn, new DateOnly(2026, 9, 1)).SetProperty(m => m.AssessedInDays, 70).SetProperty(m => m.NextDueOn, (DateOnly?)null));
        });
        (await Of(owner)).ShouldBe(("willBreach", "2026-12-22", "2026-12-15"));

        // The last day passes: that is no forecast any more.
        await host.MoveTo(new DateOnly(2026, 9, 25), intake.Duty);
        (await Of(intake.Duty)).ShouldBe(("willBreach", "2026-09-25", "2026-09-24"));
        var late = (await intake.Duty.Client.Get(Forecast))["items"]![0]!;
        late["breached"]!.GetValue<bool>().ShouldBeTrue();
        late["behindPace"]!.GetValue<bool>().ShouldBeTrue();
        late["usedWorkingDays"]!.GetValue<int>().ShouldBe(8);

        async Task Decide() => await intake.Decide(await intake.Evaluated(), IntakeSteps.Decision(owner.Id));

        // As if the decided ones had taken so many days.
        Task<int> Took(params int[] days) => intake.Query(async db =>
        {
            var decided = await db.Matters.Where(m => m.DecidedOn != null).OrderBy(m => m.Id).Select(m => m.Id).ToListAsync();
            decided.Count.ShouldBe(days.Length);
            for (var i = 0; i < days.Length; i++)
            {
                var (id, took) = (decided[i], days[i]);
                await db.Matters.Where(m => m.Id == id).ExecuteUpdateAsync(set => set.SetProperty(m => m.DecidedInDays, took));
            }
            return days.Length;
        });

        Task<int> DecidedOn(DateOnly day) =>
            intake.Query(db => db.Matters.Where(m => m.DecidedOn != null).ExecuteUpdateAsync(set => set.SetProperty(m => m.DecidedOn, day)));

        async Task<(string Verdict, string? ExpectedOn, string DueOn)> Of(TestStaff staff)
        {
            var item = (await staff.Client.Get(Forecast))["items"]!.AsArray().ShouldHaveSingleItem()!;
            if (staff == intake.Duty) item.AsObject().Id().ShouldBe(open);
            return (item.Text("verdict"), item["expectedOn"]?.GetValue<string>(), item.Text("dueOn"));
        }

        async Task<(decimal?, int, bool)> PaceOf(string clock)
        {
            var pace = (await intake.Duty.Client.Get(Forecast))["paces"]!.AsArray().Single(p => p!.Text("clock") == clock)!;
            pace.Text("since").ShouldBe("2026-06-18");
            return (pace["medianWorkingDays"]?.GetValue<decimal>(), pace["count"]!.GetValue<int>(), pace["enough"]!.GetValue<bool>());
        }
    }

    [Theory, EveryDatabase]
    public async Task Pages_of_the_forecast_hold_the_own_units_matters_in_the_order_of_their_last_days(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var owner = await intake.Host.AddStaff(Sector.Social, Role.SocialWorker);
        var other = await intake.Host.AddStaff(Sector.Social, Role.SocialWorker);
        var ids = new List<Guid>();
        for (var i = 0; i < 3; i++) ids.Add((await intake.Decide(await intake.Evaluated(), IntakeSteps.Decision(owner.Id))).Id());
        await intake.Decide(await intake.Evaluated(), IntakeSteps.Decision(other.Id));

        var first = await owner.Client.Get(Forecast + "?limit=2");
        var second = await owner.Client.Get($"{Forecast}?limit=2&unitId={owner.UnitId}&cursor={first.Text("next")}");
        first["items"]!.AsArray().Concat(second["items"]!.AsArray()).Select(i => i!.AsObject().Id()).ShouldBe(ids, ignoreOrder: true);
        second["next"].ShouldBeNull();

        await intake.Query(async db =>
        {
            foreach (var relationship in await db.Relationships.Where(r => r.UnitId == owner.UnitId && r.BecauseOfId == ids[0]).ToListAsync())
                relationship.End(intake.Host.Clock.GetUtcNow());
            return await db.SaveChangesAsync();
        });
        (await owner.Client.Get(Forecast))["items"]!.AsArray().Select(i => i!.AsObject().Id()).ShouldBe(ids[1..], ignoreOrder: true);
        await owner.Client.GetAsync($"{Forecast}?unitId={other.UnitId}").ShouldRefuse(HttpStatusCode.Forbidden, "intake.forecast-unit-not-yours");
        await owner.Client.GetAsync(Forecast + "?cursor=!").ShouldRefuse(HttpStatusCode.BadRequest, "platform.cursor-invalid");
        await owner.Client.GetAsync(Forecast + "?limit=201").ShouldRefuse(HttpStatusCode.BadRequest, "platform.invalid-request");
        await owner.Client.GetAsync(Forecast + "?unitId=mine").ShouldRefuse(HttpStatusCode.BadRequest, "platform.invalid-request");
        var nurse = await intake.Host.AddStaff(Sector.Health, Role.PsychiatricNurse);
        await nurse.Client.GetAsync(Forecast).ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
        var abroad = await intake.Host.AddStaff(Sector.Health, Role.UnitManager);
        await abroad.Client.GetAsync(Forecast).ShouldRefuse(HttpStatusCode.Forbidden, "access.outside-register");
    }

    [Theory, EveryDatabase]
    public async Task A_page_of_the_forecast_is_two_queries_however_many_matters_it_holds(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        for (var i = 0; i < 3; i++) await intake.Arrive();

        using var request = new HttpRequestMessage(HttpMethod.Get, Forecast + "?limit=200");
        var commands = await QueryLog.Of(intake.Duty.Client.SendAsync, request);

        // The gate's, the page's and the pace's.
        commands.Count.ShouldBe(3, string.Join("\n---\n", commands));
    }

    [Fact]
    public void The_median_is_that_of_the_days_one_by_one()
    {
        var random = new Random(4);
        Pace.MedianOf([]).ShouldBeNull();
        for (var run = 0; run < 2_000; run++)
        {
            var days = Enumerable.Range(0, random.Next(1, 40)).Select(_ => random.Next(0, random.Next(1, 90))).Order().ToList();
            var model = days.Count % 2 == 1 ? days[days.Count / 2] : (days[(days.Count / 2) - 1] + days[days.Count / 2]) / 2m;

            var median = Pace.MedianOf([.. days.GroupBy(d => d).Select(g => (g.Key, g.Count())).OrderBy(_ => random.Next())]);

            median.ShouldBe(model, string.Join(' ', days));
        }
    }
}
