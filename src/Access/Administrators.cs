using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Access;

internal sealed class Administrators(AccessDb db, Database database, ISignIns signIns, TimeProvider clock) : IAdministrators
{
    /// <summary>Who administers today by a place of their own in an open unit, and whether until further notice. A place in a team does not count: it may end by itself.</summary>
    private const string Today = """
        SELECT s."Id", s."Subject", s."UnitId", s."Until" IS NULL
        FROM access_staff s JOIN access_units u ON u."Id" = s."UnitId" AND u."Until" IS NULL
        WHERE s."Roles" LIKE '%"administrator"%' AND (s."From" IS NULL OR s."From" <= $1) AND (s."Until" IS NULL OR s."Until" > $1)
        """;

    public async Task<AdministratorsLeft> Without(string subject, CancellationToken ct)
    {
        var (refusal, _, other) = await Leave(a => a.Subject == subject, ct);
        return new AdministratorsLeft(refusal, other?.Subject);
    }

    /// <summary>Null where somebody else stays. Theirs and the leaving ones' versions count on with the next save: of two who let each other go at once one finds it stale.</summary>
    public Task<Refusal?> LetGo(Staff staff, CancellationToken ct) => Check(a => a.Id == staff.Id, staff.Id, ct);

    public Task<Refusal?> LetGoWith(Unit unit, CancellationToken ct) => Check(a => a.UnitId == unit.Id, null, ct);

    private async Task<Refusal?> Check(Func<Administrator, bool> leaves, Guid? changed, CancellationToken ct)
    {
        var (refusal, leaving, other) = await Leave(leaves, ct);
        if (refusal is not null || other is null) return refusal;
        List<Guid> told = [.. leaving.Append(other).Select(a => a.Id).Where(id => id != changed)];
        foreach (var staff in await db.Staff.Where(s => told.Contains(s.Id)).ToListAsync(ct)) staff.Touch();
        // What changed before they were read is seen now; what changes from here on finds a stale version.
        return (await Leave(leaves, ct)).Refusal;
    }

    private async Task<(Refusal? Refusal, IReadOnlyList<Administrator> Leaving, Administrator? Other)> Leave(Func<Administrator, bool> leaves, CancellationToken ct)
    {
        var all = await database.QueryAsync(
            Today, row => new Administrator(row.GetGuid(0), row.GetString(1), row.GetGuid(2), row.GetBoolean(3)), ct, clock.GetUtcNow().ToUnixTimeMilliseconds());
        var leaving = all.Where(leaves).ToList();
        if (leaving.Count == 0) return (null, leaving, null);
        var staying = all.Where(a => a.Standing && !leaves(a)).ToList();
        var able = await signIns.WhoCan([.. all.Select(a => a.Subject)], ct);
        // Where nobody has an account yet, the register alone tells.
        var other = staying.Find(a => able.GetValueOrDefault(a.Subject)) ?? (leaving.Exists(a => able.ContainsKey(a.Subject)) ? null : staying.FirstOrDefault());
        return (other is null ? AccessRefusals.LastAdministrator : null, leaving, other);
    }

    private sealed record Administrator(Guid Id, string Subject, Guid UnitId, bool Standing);
}
