using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Monipolku.Platform;

/// <summary>Removes, once an hour, answers that no retry will ask for and events whose effects are long done.</summary>
internal sealed class Housekeeping(IServiceScopeFactory scopes, Database database, TimeProvider clock) : IPeriodicWork
{
    private static readonly TimeSpan EventsKept = TimeSpan.FromDays(30);

    public async Task<int> RunAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PlatformDb>();
        var answers = await database.WriteAsync(
            () => db.IdempotentAnswers.Where(a => a.At < now - IdempotentAnswer.Kept).ExecuteDeleteAsync(ct), ct);
        // A mark outlives its event: the event cannot come again once it is gone.
        var events = await database.WriteAsync(
            () => db.OutboxMessages.Where(m => m.DeliveredAt < now - EventsKept).ExecuteDeleteAsync(ct), ct);
        var marks = await database.WriteAsync(
            () => db.InboxMarks.Where(m => m.At < now - (EventsKept * 2)).ExecuteDeleteAsync(ct), ct);
        return answers + events + marks;
    }

    public Task PauseAsync(CancellationToken ct) => Task.Delay(TimeSpan.FromHours(1), clock, ct);
}
