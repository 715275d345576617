using System.Net.Http.Json;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Intake.Tests;

public class QueryCountTests
{
    [Theory, EveryDatabase]
    public async Task Filing_about_somebody_known_asks_key_gate_unit_and_person_and_saves_once(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        await host.AddUnit(Sector.Social, receivesIntake: true);
        var curator = await host.AddStaff(Sector.Social, Role.Notifier);
        var body = new
        {
            kind = "childWelfareNotification",
            person = new { identityCode = TestHetu.New(), givenNames = "Tuttu", familyName = "Nuori" },
            notifier = new { kind = "professional", code = "4", name = "Kaisa Kuraattori" },
            reasonCodes = new[] { "10" },
            description = "Poissaoloja.",
        };
        await curator.Client.Post("/api/v1/intake/notifications", body);

        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/intake/notifications") { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        var commands = await QueryLog.Of(r => curator.Client.SendAsync(r), request);

        commands.Count(c => c.Contains("INSERT", StringComparison.Ordinal)).ShouldBeGreaterThan(0);
        commands.Count(c => c.StartsWith("SELECT", StringComparison.Ordinal)).ShouldBe(4, string.Join("\n---\n", commands));
    }
}
