using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;

namespace Monipolku.Consents;

/// <summary>What the client has agreed to and permitted, read at each call in one query: a withdrawal holds from the next read on.</summary>
internal sealed class SharingBasis(ConsentsDb db) : ISharingBasis
{
    public async Task<Sharing> Find(Guid personId, Direction direction, DataClass dataClass, Guid? recipientUnit, DateOnly today, CancellationToken ct)
    {
        var found = await db.Consents.AsNoTracking()
            .Where(c => c.PersonId == personId && (c.Kind == ConsentKind.JointWork || c.Direction == direction))
            // What was replaced has a successor, and that one tells.
            .Where(c => c.Status != ConsentStatus.Replaced)
            .Select(c => new Row(c.Status, new ConsentTerms(c.Kind, c.Direction, c.Classes, c.RecipientUnits, c.ValidFrom, c.ValidTo)))
            .ToListAsync(ct);
        return new Sharing(
            BestOf(found.Where(r => r.Terms.Kind == ConsentKind.JointWork), dataClass, recipientUnit, today),
            BestOf(found.Where(r => r.Terms.Kind == ConsentKind.DisclosurePermission), dataClass, recipientUnit, today));
    }

    /// <summary>At most one is active (a unique index); it tells before those that were withdrawn.</summary>
    private static SharingState BestOf(IEnumerable<Row> rows, DataClass dataClass, Guid? recipientUnit, DateOnly today)
    {
        var state = SharingState.None;
        foreach (var row in rows)
        {
            if (row.Status == ConsentStatus.Active) return row.Terms.On(today, dataClass, recipientUnit);
            state = SharingState.Withdrawn;
        }
        return state;
    }

    private sealed record Row(ConsentStatus Status, ConsentTerms Terms);
}
