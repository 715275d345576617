using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.Secrets;
using Monipolku.Testing;

namespace Monipolku.Access.Tests;

public class AuditTests
{
    [Theory, EveryDatabase]
    public async Task Every_answer_of_the_gate_is_logged_denials_too(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var nurse = await host.AddStaff(Sector.Health, Role.PsychiatricNurse);
        var person = Guid.CreateVersion7();

        using var refused = await nurse.Client.GetAsync($"/api/v1/access/explain?right=read-plan&personId={person}");
        await nurse.Client.Get($"/api/v1/units/{nurse.UnitId}");

        var rows = await Rows(host, db => db.AuditRows.Where(r => r.Subject == nurse.Subject).OrderBy(r => r.Sequence));
        rows.Count.ShouldBe(2);
        rows[0].Permitted.ShouldBeFalse();
        rows[0].Basis.ShouldBe("access.no-relationship");
        rows[0].PersonId.ShouldBe(person);
        rows[0].Right.ShouldBe("explain read-plan");
        rows[0].RequestId.ShouldBe(refused.Headers.GetValues("X-Request-ID").Single());
        rows[1].Permitted.ShouldBeTrue();
    }

    [Theory, EveryDatabase]
    public async Task The_chain_holds_over_concurrent_requests(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var nurse = await host.AddStaff(Sector.Health, Role.PsychiatricNurse);

        await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => nurse.Client.Get($"/api/v1/units/{nurse.UnitId}")));

        var rows = await Rows(host, db => db.AuditRows.OrderBy(r => r.Stream).ThenBy(r => r.Sequence));
        var secrets = host.Services.GetRequiredService<SecretText>();
        rows.Count(r => r.Subject == nurse.Subject).ShouldBe(60);
        foreach (var stream in rows.GroupBy(r => r.Stream))
        {
            var previous = "";
            long sequence = 0;
            foreach (var row in stream)
            {
                row.Sequence.ShouldBe(++sequence);
                row.PreviousHash.ShouldBe(previous);
                row.Hash.ShouldBe(row.ComputeHash(secrets));
                previous = row.Hash;
            }
        }
    }

    [Fact]
    public void A_changed_row_breaks_the_chain()
    {
        var row = new Audit.AuditRow
        {
            Stream = "a/2026-01-01",
            Sequence = 1,
            At = DateTimeOffset.UnixEpoch,
            RequestId = "r",
            Subject = "s",
            StaffId = null,
            UnitId = null,
            Role = null,
            ClientId = null,
            PersonId = Guid.Empty,
            Right = "read-plan",
            DataClass = "JointPlan",
            Purpose = "TREAT",
            Permitted = false,
            Basis = "x",
            PreviousHash = "",
            Hash = "",
        };
        var (ours, strangers) = (AuditVerificationTests.Strangers(), AuditVerificationTests.Strangers());
        (row with { Permitted = true }).ComputeHash(ours).ShouldNotBe(row.ComputeHash(ours));
        (row with { PersonId = null }).ComputeHash(ours).ShouldNotBe(row.ComputeHash(ours));
        row.ComputeHash(strangers).ShouldNotBe(row.ComputeHash(ours));
    }

    [Theory, EveryDatabase]
    public async Task The_gate_and_a_lookup_take_two_queries(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var nurse = await host.AddStaff(Sector.Health, Role.PsychiatricNurse);

        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/units/{nurse.UnitId}");
        var commands = await QueryLog.Of(r => nurse.Client.SendAsync(r), request);

        commands.Count.ShouldBe(2, string.Join("\n", commands));
    }

    private static async Task<IReadOnlyList<Audit.AuditRow>> Rows(TestHost host, Func<AccessDb, IQueryable<Audit.AuditRow>> query)
    {
        await using var scope = host.Services.CreateAsyncScope();
        return await query(scope.ServiceProvider.GetRequiredService<AccessDb>()).AsNoTracking().ToListAsync();
    }
}
