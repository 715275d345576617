using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;

namespace Monipolku.Plans;

/// <summary>Plans, and the notes beside them.</summary>
internal sealed class PlanItems(PlansDb db) : IRecordItems
{
    public async Task<IReadOnlyList<RecordItem>> Find(IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        var plans = await db.Plans.Where(p => ids.Contains(p.Id)).Select(p => new { p.Id, p.PersonId }).ToListAsync(ct);
        var notes = await db.Notes.Where(n => ids.Contains(n.Id)).Select(n => new { n.Id, n.PersonId, n.Sector }).ToListAsync(ct);
        return [.. plans.Select(p => new RecordItem(p.Id, p.PersonId, [DataClass.JointPlan])), .. notes.Select(n => new RecordItem(n.Id, n.PersonId, [PlanNote.RightOf(n.Sector).Class]))];
    }
}
