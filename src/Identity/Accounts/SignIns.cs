using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;

namespace Monipolku.Identity.Accounts;

internal sealed class SignIns(IdentityDb db, TimeProvider clock) : ISignIns
{
    public async Task<IReadOnlyDictionary<string, bool>> WhoCan(IReadOnlyCollection<string> subjects, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var accounts = await db.Set<Account>().AsNoTracking().Where(a => subjects.Contains(a.Subject)).ToListAsync(ct);
        return accounts.Where(a => a.IsOpen(now)).ToDictionary(a => a.Subject, a => !a.PasswordIsInitial);
    }
}

/// <summary>The county's own provider signs people in: whether it does is not known here.</summary>
internal sealed class ForeignSignIns : ISignIns
{
    public Task<IReadOnlyDictionary<string, bool>> WhoCan(IReadOnlyCollection<string> subjects, CancellationToken ct) =>
        Task.FromResult<IReadOnlyDictionary<string, bool>>(subjects.ToDictionary(s => s, _ => true));
}
