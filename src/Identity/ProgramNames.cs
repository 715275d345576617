using Microsoft.EntityFrameworkCore;
using Monipolku.Platform;

namespace Monipolku.Identity;

internal sealed class ProgramNames(IdentityDb db) : IProgramNames
{
    public async Task<bool> Contains(string subject, CancellationToken ct)
    {
        var lower = subject.ToLowerInvariant();
#pragma warning disable CA1304, CA1311, CA1862 // becomes SQL; a client id is ASCII
        return await db.Clients.AnyAsync(c => c.Id.ToLower() == lower, ct);
#pragma warning restore CA1304, CA1311, CA1862
    }
}
