using Microsoft.EntityFrameworkCore;
using Monipolku.Platform;

namespace Monipolku.Identity;

/// <summary>Ends what users gave.</summary>
internal sealed class Grants(IdentityDb db, Database database, TimeProvider clock)
{
    /// <summary>The user signs out: what rested on the session ends, what they gave for longer (<c>offline_access</c>) stays.</summary>
    public async Task EndSession(string sessionId, CancellationToken ct)
    {
        var grants = await db.Grants.AsNoTracking().Where(g => g.SessionId == sessionId && g.RevokedAt == null).ToListAsync(ct);
        var ending = grants.Where(g => !g.Scopes.Contains(Scopes.OfflineAccess)).Select(g => g.Id).ToList();
        await Revoke(db.Grants.Where(g => ending.Contains(g.Id)), ct);
    }

    /// <summary>The user is locked out or has another password: nothing that was given in their name works any longer.</summary>
    public Task<int> EndUser(string subject, CancellationToken ct) => Revoke(db.Grants.Where(g => g.Subject == subject), ct);

    /// <summary>One family. Whoever issues from it at this moment fails: its version has moved.</summary>
    public Task<int> Revoke(Guid grantId, CancellationToken ct) => Revoke(db.Grants.Where(g => g.Id == grantId), ct);

    /// <summary>A client that is no more: nothing that it was given works any longer.</summary>
    public Task<int> EndClient(string clientId, CancellationToken ct) => Revoke(db.Grants.Where(g => g.ClientId == clientId), ct);

    private Task<int> Revoke(IQueryable<Grant> grants, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return database.WriteAsync(() => grants.Where(g => g.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(g => g.RevokedAt, now).SetProperty(g => g.Version, g => g.Version + 1), ct), ct);
    }
}
