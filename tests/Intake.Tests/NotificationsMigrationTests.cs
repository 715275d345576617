using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Monipolku.Platform;
using Monipolku.Testing;
using Npgsql;

namespace Monipolku.Intake.Tests;

public class NotificationsMigrationTests
{
    [Theory, EveryDatabase]
    public async Task A_matter_of_the_time_before_notifications_had_a_table_keeps_what_was_told(DatabaseProvider database)
    {
        // A host of its own: its tables are taken back.
        await using var host = await TestHost.StartAsync(database);
        var intake = await IntakeSteps.On(host);
        var code = TestHetu.New();
        var told = await intake.AssessUrgency(await intake.Arrive(IntakeSteps.Notification(code)));
        var closed = await intake.Decide(await intake.Evaluated(), IntakeSteps.Decision(intake.Duty.Id, "obviouslyUnnecessary"));

        await Migrate("ClocksAndDuty");
        (await Columns("intake_notifications")).ShouldBeEmpty();
        new[] { "NotifierSecret", "DescriptionSecret", "ReasonCodes" }.ShouldBeSubsetOf(await Columns("intake_matters"));
        // As that time left it: a second open matter of the same person, since nothing joined then.
        var second = Guid.CreateVersion7(host.Clock.GetUtcNow().AddMinutes(1));
        await intake.Query(async db =>
        {
            var columns = string.Join(", ", (await Columns("intake_matters")).Where(c => c != "Id").Select(c => $"\"{c}\""));
            var copy = "INSERT INTO intake_matters (\"Id\", " + columns + ") SELECT {0}, " + columns + " FROM intake_matters WHERE \"Id\" = {1}";
            return await db.Database.ExecuteSqlRawAsync(copy, second, told.Id());
        });
        await Migrate(null);

        foreach (var id in (Guid[])[told.Id(), second])
        {
            var read = await intake.Duty.Client.Get($"/api/v1/intake/matters/{id}");
            read["notificationCount"]!.GetValue<int>().ShouldBe(1);
            var notification = read["notifications"]!.AsArray().ShouldHaveSingleItem()!;
            notification.AsObject().Id().ShouldBe(id);
            notification.Text("description").ShouldBe("Poissaoloja, ahdistusta ja alkoholia.");
            notification["notifier"]!.Text("name").ShouldBe("Kaisa Kuraattori");
            notification["reasonCodes"]!.ToJsonString().ShouldBe("""["10","22"]""");
            notification.Text("arrivedOn").ShouldBe("2026-09-15");
            (read.Text("status"), read["urgency"]!.Text("assessment")).ShouldBe(("evaluated", "Ei välitöntä vaaraa."));
            IntakeSteps.Clock(read, "startAssessment").Text("dueOn").ShouldBe("2026-09-24");
        }
        (await intake.Duty.Client.Get(IntakeSteps.Path(closed))).Text("status").ShouldBe("closed");
        (await intake.Duty.Client.Get("/api/v1/intake/queue?view=unit"))["items"]!.AsArray().Select(i => i!.AsObject().Id()).ShouldBe([told.Id(), second], ignoreOrder: true);
        // Of the two open ones the first takes what comes next.
        (await intake.Arrive(IntakeSteps.Notification(code))).Id().ShouldBe(told.Id());

        async Task Migrate(string? to)
        {
            await intake.Query(async db =>
            {
                await db.GetService<IMigrator>().MigrateAsync(to);
                return true;
            });
            // Statements prepared before know the tables as they were.
            NpgsqlConnection.ClearAllPools();
        }

        Task<List<string>> Columns(string table) => intake.Query(db => (database == DatabaseProvider.Sqlite
            ? db.Database.SqlQueryRaw<string>("SELECT name AS \"Value\" FROM pragma_table_info({0})", table)
            : db.Database.SqlQueryRaw<string>("SELECT column_name AS \"Value\" FROM information_schema.columns WHERE table_name = {0}", table)).ToListAsync());
    }
}
