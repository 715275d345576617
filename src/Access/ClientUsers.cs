using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;

namespace Monipolku.Access;

internal sealed class ClientUsers(AccessDb db, TimeProvider clock) : IClientUsers
{
    public async Task<Guid?> Find(string subject, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return await db.ClientUsers
            .Where(u => u.Subject == subject && (u.Until == null || u.Until > now))
            .Select(u => (Guid?)u.PersonId)
            .FirstOrDefaultAsync(ct);
    }
}
