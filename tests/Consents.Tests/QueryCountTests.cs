using System.Net.Http.Json;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;
using static Monipolku.Consents.Tests.ConsentSteps;

namespace Monipolku.Consents.Tests;

public class QueryCountTests
{
    [Theory, EveryDatabase]
    public async Task Replacing_a_permission_takes_eleven_reads_and_one_save(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, person) = await host.AddClient();
        await worker.Record(Permission(person, Direction.HealthToSocial));

        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/consents");
        request.Content = JsonContent.Create(
            Permission(person, Direction.HealthToSocial) with { RecipientUnits = [await host.AddUnit(Sector.Social)] }, options: JsonRules.Options);
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        var commands = await QueryLog.Of(worker.Client.SendAsync, request);

        // The key's earlier answer, the caller, the recipients, the person, the matter, the one in force, the prohibitions and statutory bases that it overlaps,
        // and who must be told: who has used the data, who serves the client, and of which sector these are.
        commands.Count(c => c.StartsWith("SELECT", StringComparison.Ordinal)).ShouldBe(11, string.Join("\n", commands));
        // PostgreSQL takes the save as one batch, SQLite as a statement for each row.
        commands.Count(c => !c.StartsWith("SELECT", StringComparison.Ordinal)).ShouldBeLessThanOrEqualTo(5, string.Join("\n", commands));
    }

    [Theory, EveryDatabase]
    public async Task Gate_asks_for_consents_in_one_query_and_for_nothing_within_the_own_register(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, person) = await host.AddClient();
        await worker.Record(JointWork(person));
        await worker.Record(Permission(person, Direction.HealthToSocial));

        (await Consents(Rights.ReadHealthPart)).ShouldBe(1);
        (await Consents(Rights.ReadSocialPart)).ShouldBe(0);

        async Task<int> Consents(Right right)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/access/explain?right={right.Name}&personId={person}");
            var commands = await QueryLog.Of(worker.Client.SendAsync, request);
            return commands.Count(c => c.Contains("consents_consents", StringComparison.Ordinal));
        }
    }
}
