using Microsoft.EntityFrameworkCore;
using Monipolku.Platform;

namespace Monipolku.Identity;

/// <summary>Ends what users gave.</summary>
internal sealed class Grants(IdentityDb db, Database database, TimeProvider clock)
{
    /// <summary>The user signs out: what rested on the session ends, what they gave for longer (<c>offline_access</c>) stays.</summary>
    public async Task EndSession(string sessionId, CancellationToken ct)
    {
        var grants = await db.Grants.Where(g => g.SessionId == sessionId && g.RevokedAt == null).ToListAsync(ct);
        foreach (var grant in grants.Where(g => !g.Scopes.Contains(Scopes.OfflineAccess))) grant.Revoke(clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
    }

    /// <summary>A client that is no more: nothing that it was given works any longer.</summary>
    public async Task EndClient(string clientId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await database.WriteAsync(() => db.Grants.Where(g => g.ClientId == clientId && g.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(g => g.RevokedAt, now).SetProperty(g => g.Version, g => g.Version + 1), ct), ct);
    }
}
