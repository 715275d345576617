using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Plans.Contracts;
using Monipolku.Testing;

namespace Monipolku.Plans.Tests;

/// <summary>What stands in the module's tables, and what it tells other modules.</summary>
internal static class PlanRows
{
    public static async Task<(Plan Plan, IReadOnlyList<ApprovedPlan> Approved)> Rows(this Story story)
    {
        await using var scope = story.Host.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PlansDb>();
        return (await db.Plans.AsNoTracking().SingleAsync(p => p.Id == story.PlanId),
            await db.Approved.AsNoTracking().Where(a => a.PlanId == story.PlanId).OrderBy(a => a.Version).ToListAsync());
    }

    /// <summary>Payloads of the plan's events in the outbox, in order.</summary>
    public static async Task<IReadOnlyList<string>> Published(this Story story)
    {
        await using var scope = story.Host.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PlansDb>();
        return await db.Database.SqlQuery<string>($"""
            SELECT "Payload" AS "Value" FROM platform_outbox
            WHERE "PersonId" = {story.PersonId} AND "Name" = {PlanApproved.Name} ORDER BY "Position"
            """).ToListAsync();
    }

    public static async Task<T> AskVersions<T>(this Story story, Func<IPlanVersions, Task<T>> ask)
    {
        await using var scope = story.Host.Services.CreateAsyncScope();
        return await ask(scope.ServiceProvider.GetRequiredService<IPlanVersions>());
    }
}

internal static class Nodes
{
    public static Guid Id(this System.Text.Json.Nodes.JsonNode? node) => node!["id"]!.GetValue<Guid>();
}
