using System.Diagnostics;
using Monipolku.Platform;
using Monipolku.Testing;
using static Monipolku.Fhir.Tests.RecordedWorld;

namespace Monipolku.Fhir.Tests;

/// <summary>The pipeline of one record system: retry, circuit breaker, timeout. Its pauses are those of the test's clock.</summary>
public class ResilienceTests
{
    [Fact]
    public async Task Short_failure_is_mended_at_once_and_costs_no_attempt()
    {
        await using var world = await StartAsync(DatabaseProvider.Sqlite, ("Deliveries:QuickRetries", "2"));
        var story = await (await Story.Begin(world.Host)).Until(Chapter.Consented);
        await world.Host.DrainAsync();
        await world.Social.Switch(new() { ["errorCount"] = 2 });
        await WhileTimePasses(world, world.Deliveries.DrainAsync());

        var recordings = await ConsentRecordings(story, story.JointWork);
        recordings["identicalInBoth"]!.GetValue<bool>().ShouldBeTrue(recordings.ToJsonString());
        foreach (var system in recordings["versions"]![0]!["systems"]!.AsArray()) system!["attempts"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task Slow_system_is_given_up_after_a_while_and_holds_up_no_other()
    {
        await using var world = await StartAsync(DatabaseProvider.Sqlite);
        var story = await (await Story.Begin(world.Host)).Until(Chapter.Consented);
        await world.Host.DrainAsync();
        await world.Health.Switch(new() { ["delayMilliseconds"] = 600_000 });
        var draining = world.Deliveries.DrainAsync();
        // Time stands until the other system is through: what it needs is real time.
        while (await StateIn(story, "social") != "verified" && !draining.IsCompleted) await System.Threading.Tasks.Task.Delay(20);
        await WhileTimePasses(world, draining, step: TimeSpan.FromSeconds(1));

        var systems = (await ConsentRecordings(story, story.JointWork))["versions"]![0]!["systems"]!.AsArray();
        (systems[0]!.Text("system"), systems[0]!.Text("state"), systems[0]!.Text("reason")).ShouldBe(("health", "sent", "timeout"));
        (systems[1]!.Text("system"), systems[1]!.Text("state")).ShouldBe(("social", "verified"));

        await world.Health.Switch([]);
        await WhileTimePasses(world, DeliverLater(world));
        (await ConsentRecordings(story, story.JointWork))["identicalInBoth"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public async Task System_that_keeps_failing_is_left_alone_until_its_circuit_closes()
    {
        await using var world = await StartAsync(DatabaseProvider.Sqlite);
        var stories = new List<Story>();
        for (var i = 0; i < 25; i++)
        {
            var story = await (await Story.Begin(world.Host)).Until(Chapter.Consented);
            stories.Add(story);
        }
        await world.Health.Switch(new() { ["errorRate"] = 1.0 });
        await world.Deliver();

        var reasons = new List<string>();
        foreach (var story in stories)
            reasons.Add((await ConsentRecordings(story, story.JointWork))["versions"]![0]!["systems"]![0]!.Text("reason"));
        reasons.ShouldContain("http-503");
        reasons.ShouldContain("circuit-open");
        var asked = (await world.Health.Statistics())["requests"]!["writes"]!.GetValue<int>();
        asked.ShouldBeLessThan(25);

        await world.Health.Switch([]);
        for (var i = 0; i < 3; i++) await world.DeliverLater();
        foreach (var story in stories)
            (await ConsentRecordings(story, story.JointWork))["identicalInBoth"]!.GetValue<bool>().ShouldBeTrue();
    }

    private static async System.Threading.Tasks.Task<string> StateIn(Story story, string system) =>
        (await ConsentRecordings(story, story.JointWork))["versions"]![0]!["systems"]!.AsArray().Single(s => s!.Text("system") == system)!.Text("state");

    private static async Task DeliverLater(RecordedWorld world)
    {
        world.Host.Clock.Advance(TimeSpan.FromMinutes(2));
        await world.Deliver();
    }

    /// <summary>Moves the clock on until the work is done: its pauses and limits run by it.</summary>
    private static async Task WhileTimePasses(RecordedWorld world, Task work, TimeSpan? step = null)
    {
        var since = Stopwatch.StartNew();
        while (!work.IsCompleted)
        {
            since.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(1));
            await Task.WhenAny(work, Task.Delay(TimeSpan.FromMilliseconds(20)));
            world.Host.Clock.Advance(step ?? TimeSpan.FromMilliseconds(100));
        }
        await work;
    }
}
