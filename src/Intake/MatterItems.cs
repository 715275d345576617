using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;

namespace Monipolku.Intake;

/// <summary>Intake matters, each with its notifications and documents.</summary>
internal sealed class MatterItems(IntakeDb db) : IRecordItems
{
    public async Task<IReadOnlyList<RecordItem>> Find(IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        var found = await db.Matters.Where(m => ids.Contains(m.Id)).Select(m => new { m.Id, m.PersonId }).ToListAsync(ct);
        return [.. found.Select(m => new RecordItem(m.Id, m.PersonId, [DataClass.IntakeMatter]))];
    }
}
