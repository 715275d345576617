using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Intake.Tests;

public class CaseloadTests
{
    private const string Caseload = "/api/v1/intake/caseload";

    [Theory, EveryDatabase]
    public async Task Above_the_ceiling_the_worker_and_the_manager_are_told_once_a_week(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database, new Dictionary<string, string?> { ["Intake:Ceilings:SocialWorker"] = "2" });
        var intake = await IntakeSteps.On(host);
        var unit = await host.AddUnit(Sector.Social);
        var (worker, manager) = (await host.AddStaff(unit, Role.SocialWorker), await host.AddStaff(unit, Role.UnitManager));
        for (var i = 0; i < 2; i++) await Take();
        await host.Watch();
        (await Load()).ShouldBe((2, 2, false));
        (await Alerts(worker)).ShouldBeEmpty();

        await Take();
        (await Load()).ShouldBe((3, 2, true));
        // Everybody's clients are counted once an hour.
        await host.Watch();
        (await Alerts(worker)).ShouldBeEmpty();
        host.Clock.Advance(TimeSpan.FromHours(1));
        await host.Watch();
        host.Clock.Advance(TimeSpan.FromHours(1));
        await host.Watch();
        foreach (var told in (TestStaff[])[worker, manager])
        {
            var alert = (await Alerts(told)).ShouldHaveSingleItem()!;
            alert.Text("kind").ShouldBe("caseloadExceeded");
            alert["staffId"]!.GetValue<Guid>().ShouldBe(worker.Id);
            alert["personId"].ShouldBeNull();
        }
        var open = (await Alerts(manager)).Single()!.AsObject();
        await manager.Client.Change(HttpMethod.Post, $"/api/v1/intake/alerts/{open.Id()}/acknowledge", new { }, open);
        (await Alerts(manager)).ShouldBeEmpty();

        await host.MoveTo(new DateOnly(2026, 9, 21), worker, manager);
        await host.Watch();
        (await Alerts(manager)).ShouldHaveSingleItem();

        async Task Take() => await intake.Decide(await intake.Evaluated(), IntakeSteps.Decision(worker.Id));

        async Task<(int Children, int Ceiling, bool Exceeded)> Load()
        {
            var load = (await manager.Client.Get(Caseload))["items"]!.AsArray().ShouldHaveSingleItem()!;
            load["staffId"]!.GetValue<Guid>().ShouldBe(worker.Id);
            return (load["children"]!.GetValue<int>(), load["ceiling"]!.GetValue<int>(), load["exceeded"]!.GetValue<bool>());
        }

        static async Task<JsonArray> Alerts(TestStaff staff) => (await staff.Client.Get("/api/v1/intake/alerts"))["items"]!.AsArray();
    }

    [Theory, EveryDatabase]
    public async Task Each_worker_of_the_units_is_counted_page_by_page_and_nobody_elses(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var unit = await intake.Host.AddUnit(Sector.Social);
        var workers = new List<TestStaff>();
        for (var i = 0; i < 3; i++) workers.Add(await intake.Host.AddStaff(unit, Role.SocialWorker));
        foreach (var worker in workers) await intake.Decide(await intake.Evaluated(), IntakeSteps.Decision(worker.Id));
        await intake.Decide(await intake.Evaluated(), IntakeSteps.Decision(intake.Duty.Id));

        var first = await workers[0].Client.Get(Caseload + "?limit=2");
        var second = await workers[0].Client.Get(Caseload + "?limit=2&cursor=" + first.Text("next"));

        var loads = first["items"]!.AsArray().Concat(second["items"]!.AsArray()).ToList();
        loads.Select(l => l!["staffId"]!.GetValue<Guid>()).ShouldBe(workers.Select(w => w.Id), ignoreOrder: true);
        loads.ShouldAllBe(l => l!["children"]!.GetValue<int>() == 1 && l["ceiling"]!.GetValue<int>() == 30 && !l["exceeded"]!.GetValue<bool>());
        second["next"].ShouldBeNull();
        await workers[0].Client.GetAsync(Caseload + "?cursor=!").ShouldRefuse(HttpStatusCode.BadRequest, "platform.cursor-invalid");
        var nurse = await intake.Host.AddStaff(Sector.Health, Role.PsychiatricNurse);
        await nurse.Client.GetAsync(Caseload).ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
    }

    [Theory]
    [InlineData("SocialWorker", "31")]
    [InlineData("SocialWorker", "0")]
    [InlineData("DutyWorker", "many")]
    [InlineData("Plumber", "3")]
    public void A_ceiling_that_the_law_or_sense_forbids_stops_the_start(string role, string value) =>
        Should.Throw<SettingException>(() => Ceilings.From(
            new ConfigurationBuilder().AddInMemoryCollection([new($"Intake:Ceilings:{role}", value)]).Build()));
}
