using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Intake.Tests;

public class QueryCountTests
{
    [Theory, EveryDatabase]
    public async Task Filing_about_somebody_known_asks_key_gate_unit_rules_person_and_open_matter_and_saves_once(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var steps = await IntakeSteps.On(host);
        var body = IntakeSteps.Notification();
        await steps.Arrive((JsonObject)body.DeepClone());

        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/intake/notifications") { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        var commands = await QueryLog.Of(steps.Curator.Client.SendAsync, request);

        commands.Count(c => c.Contains("INSERT", StringComparison.Ordinal)).ShouldBeGreaterThan(0);
        commands.Count(c => c.StartsWith("SELECT", StringComparison.Ordinal)).ShouldBe(6, string.Join("\n---\n", commands));
    }
}
