using System.Net;
using System.Text.Json.Nodes;
using Monipolku.Access.Contracts;
using Monipolku.Intake.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Intake.Tests;

public class StatisticsTests
{
    [Theory, EveryDatabase]
    public async Task A_year_is_counted_by_day_of_arrival_and_what_came_of_it(DatabaseProvider database)
    {
        // A host of its own: it counts everybody's.
        await using var host = await TestHost.StartAsync(database);
        var steps = await IntakeSteps.On(host);
        var person = TestHetu.New();
        await steps.Arrive(IntakeSteps.Notification(person));
        await steps.Arrive(IntakeSteps.Notification(person)); // joins the open matter
        await steps.Decide(await steps.Evaluated(), IntakeSteps.Decision(steps.Duty.Id));
        await steps.Decide(await steps.Evaluated(), IntakeSteps.Decision(steps.Duty.Id, "obviouslyUnnecessary"));

        var year = await steps.Duty.Client.Get("/api/v1/intake/statistics?year=2026");

        var whole = year["whole"]!;
        whole["intakes"]!.GetValue<int>().ShouldBe(4);
        whole["byKind"]!.ToJsonString().ShouldBe("""{"childWelfareNotification":4}""");
        whole["matters"]!.GetValue<int>().ShouldBe(3);
        whole["undecided"]!.GetValue<int>().ShouldBe(1);
        whole["assessments"]!.GetValue<int>().ShouldBe(1);
        whole["assessmentPercent"]!.GetValue<decimal>().ShouldBe(25.0m);
        whole["decidedOnDay"]!.ToJsonString().ShouldBe("""{"0":2}""");
        whole["missedSteps"]!.ToJsonString().ShouldBe("{}");
        (whole["completed"]!.GetValue<int>(), whole["completedInTime"]!.GetValue<int>()).ShouldBe((0, 0));
        whole["medianDays"].ShouldBeNull();
        var quarters = year["quarters"]!.AsArray().Select(q => q!["figures"]!["intakes"]!.GetValue<int>());
        quarters.ShouldBe([0, 0, 4, 0]);
        (await steps.Duty.Client.Get("/api/v1/intake/statistics?year=2025"))["whole"]!["assessmentPercent"].ShouldBeNull();
    }

    [Theory, EveryDatabase]
    public async Task Completed_assessments_are_counted_with_the_days_that_they_took(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var steps = await IntakeSteps.On(host);
        var matters = new List<JsonObject>();
        for (var i = 0; i < 4; i++) matters.Add(await steps.Decide(await steps.Evaluated(), IntakeSteps.Decision(steps.Duty.Id)));
        // Three months from 15.9.: the last day is 15.12.
        DateOnly[] days = [new(2026, 9, 25), new(2026, 12, 15), new(2026, 12, 16)];
        for (var i = 0; i < days.Length; i++)
        {
            var completed = new AssessmentCompleted(Guid.NewGuid(), matters[i]["personId"]!.GetValue<Guid>(), matters[i].Id(), Guid.NewGuid(), days[i], NeedsServices: i == 0);
            await steps.Query(async db =>
            {
                db.Publish(completed);
                return await db.SaveChangesAsync();
            });
        }
        await host.DrainAsync();

        var whole = (await steps.Duty.Client.Get("/api/v1/intake/statistics?year=2026"))["whole"]!;

        (whole["assessments"]!.GetValue<int>(), whole["completed"]!.GetValue<int>(), whole["completedInTime"]!.GetValue<int>()).ShouldBe((4, 3, 2));
        whole["medianDays"]!.GetValue<decimal>().ShouldBe(91m);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?year=1999")]
    [InlineData("?year=twenty")]
    [InlineData("?year=2024&unit=1")]
    public async Task A_year_is_asked_for(string query)
    {
        var steps = await IntakeSteps.On(await TestHost.Shared(DatabaseProvider.Sqlite));
        using var answer = await steps.Duty.Client.GetAsync("/api/v1/intake/statistics" + query);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Notifiers_and_service_providers_get_no_figures()
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        foreach (var role in (Role[])[Role.Notifier, Role.ServiceProvider, Role.PsychiatricNurse])
        {
            var staff = await host.AddStaff(Sector.Social, role);
            await staff.Client.GetAsync("/api/v1/intake/statistics?year=2026").ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
        }
    }
}
