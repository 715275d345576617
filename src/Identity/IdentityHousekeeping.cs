using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Monipolku.Identity.Accounts;
using Monipolku.Platform;

namespace Monipolku.Identity;

/// <summary>Removes, once an hour, what has expired so long ago that nobody can ask for it.</summary>
internal sealed partial class IdentityHousekeeping(IServiceScopeFactory scopes, Database database, TimeProvider clock, ILogger<IdentityHousekeeping> log)
    : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    /// <summary>A used code and refresh token is known as used for a while yet, so that its second use is noticed.</summary>
    private static readonly TimeSpan GrantsKept = TimeSpan.FromDays(7);

    public async Task<int> CleanAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        Task<int> Remove<T>(IQueryable<T> rows) => database.WriteAsync(() => rows.ExecuteDeleteAsync(ct), ct);

        return await Remove(db.UsedIds.Where(u => u.Until < now))
            + await Remove(db.PushedRequests.Where(p => p.ExpiresAt < now))
            + await Remove(db.PendingAuthorizations.Where(p => p.At < now - PendingAuthorization.Lifetime))
            + await Remove(db.Launches.Where(l => l.ExpiresAt < now))
            + await Remove(db.Grants.Where(g => g.ExpiresAt < now - GrantsKept))
            + await Remove(db.Set<Session>().Where(s => s.At < now - Session.Longest))
            + await scope.ServiceProvider.GetRequiredService<SignInThrottle>().Clean(ct);
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

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed {Rows} expired rows of sign-ins and tokens")]
    private static partial void LogCleaned(ILogger log, int rows);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Expired rows could not be removed now: {ExceptionType}")]
    private static partial void LogBroken(ILogger log, string exceptionType);
}
