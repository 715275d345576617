using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Monipolku.Platform;

/// <summary>Removes, once an hour, answers that no retry will ask for and events whose effects are long done.</summary>
internal sealed partial class Housekeeping(IServiceScopeFactory scopes, Database database, TimeProvider clock, ILogger<Housekeeping> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);
    private static readonly TimeSpan EventsKept = TimeSpan.FromDays(30);

    public async Task<int> CleanAsync(CancellationToken ct)
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

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            try
            {
                var rows = await CleanAsync(stoppingToken);
                LogCleaned(log, rows);
            }
            catch (System.Data.Common.DbException broken)
            {
                LogBroken(log, broken.GetType().Name);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed {Rows} old rows")]
    private static partial void LogCleaned(ILogger log, int rows);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old rows could not be removed now: {ExceptionType}")]
    private static partial void LogBroken(ILogger log, string exceptionType);
}
