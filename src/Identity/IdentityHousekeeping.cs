using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Identity.Accounts;
using Monipolku.Platform;

namespace Monipolku.Identity;

/// <summary>Removes, once an hour, what has expired so long ago that nobody can ask for it.</summary>
internal sealed class IdentityHousekeeping(IServiceScopeFactory scopes, Database database, TimeProvider clock) : IPeriodicWork
{
    /// <summary>A used code and refresh token is known as used for a while yet, so that its second use is noticed.</summary>
    private static readonly TimeSpan GrantsKept = TimeSpan.FromDays(7);

    public async Task<int> RunAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        Task<int> Remove<T>(IQueryable<T> rows) => database.WriteAsync(() => rows.ExecuteDeleteAsync(ct), ct);

        return await Remove(db.UsedIds.Where(u => u.Until < now))
            + await Remove(db.PushedRequests.Where(p => p.ExpiresAt < now))
            + await Remove(db.PendingAuthorizations.Where(p => p.At < now - PendingAuthorization.Lifetime))
            + await Remove(db.Launches.Where(l => l.ExpiresAt < now - PendingAuthorization.Lifetime))
            + await Remove(db.Grants.Where(g => g.ExpiresAt < now - GrantsKept))
            + await Remove(db.Set<Session>().Where(s => s.At < now - Session.Longest))
            + await scope.ServiceProvider.GetRequiredService<SignInThrottle>().Clean(ct);
    }

    public Task PauseAsync(CancellationToken ct) => Task.Delay(TimeSpan.FromHours(1), clock, ct);
}
