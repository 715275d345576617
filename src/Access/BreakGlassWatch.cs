using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Access;

/// <summary>
/// Hands to the auditors what no manager has looked at in time. Each is saved with its event and its version: it happens once however many
/// instances look, and where a manager was faster it is left to them.
/// </summary>
internal sealed class BreakGlassWatch(IServiceScopeFactory scopes, IConfiguration configuration, TimeProvider clock) : IPeriodicWork
{
    private const int BatchSize = 50;
    private const int DefaultHours = 72;

    /// <summary>Setting <c>Access:BreakGlassAnswerHours</c>, 1 to 720.</summary>
    public static TimeSpan AnswerWithin(IConfiguration configuration) =>
        TimeSpan.FromHours(Math.Clamp(configuration.GetValue("Access:BreakGlassAnswerHours", DefaultHours), 1, 720));

    public Task PauseAsync(CancellationToken ct) => Task.Delay(TimeSpan.FromMinutes(5), clock, ct);

    public async Task<int> RunAsync(CancellationToken ct)
    {
        var escalated = 0;
        while (await RunOnceAsync(ct) is > 0 and var more) escalated += more;
        return escalated;
    }

    private async Task<int> RunOnceAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AccessDb>();
        var now = clock.GetUtcNow();
        var before = now - AnswerWithin(configuration);
        var due = await db.BreakGlasses.Where(b => b.AcknowledgedAt == null && b.EscalatedAt == null && b.At <= before)
            .OrderBy(b => b.At).ThenBy(b => b.Id).Take(BatchSize).ToListAsync(ct);
        foreach (var opened in due)
        {
            opened.Escalate(now);
            db.Publish(new BreakGlassEscalated(Guid.CreateVersion7(now), opened.PersonId, opened.Id, opened.StaffId, opened.UnitId));
        }
        if (due.Count > 0) await db.SaveChangesAsync(ct);
        return due.Count;
    }
}
