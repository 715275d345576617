using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;

namespace Monipolku.Intake;

/// <summary>
/// Matters of others that a reader of one matter may be pointed to: those that the gate would open to them, filtered in the query as every
/// list is. That somebody is a client is itself secret (703/2023, JulkL 24 § 25), so of the rest not even a number is told.
/// </summary>
internal static class SeenMatters
{
    /// <param name="actor">Of a right that lists: it knows the caller's units and own records.</param>
    public static IQueryable<IntakeMatter> Of(IntakeDb db, Actor actor, DateTimeOffset now)
    {
        var (units, own) = (actor.UnitIds, actor.OwnRecords);
        var relationships = ClientRelationship.InForce(db.Relationships, now);
        return db.Matters.AsNoTracking()
            .Where(m => !own.Contains(m.PersonId) && relationships.Any(r => r.PersonId == m.PersonId && units.Contains(r.UnitId)));
    }

    /// <summary>The matter, and those that were joined to it.</summary>
    public static async Task<IReadOnlyList<Guid>> HandledIn(Guid matterId, IntakeDb db, CancellationToken ct) =>
        [matterId, .. await db.Matters.Where(m => m.JoinedInto == matterId).Select(m => m.Id).ToListAsync(ct)];
}
