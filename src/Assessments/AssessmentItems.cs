using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;

namespace Monipolku.Assessments;

/// <summary>Assessments, of which each register holds its own part: written already or not.</summary>
internal sealed class AssessmentItems(AssessmentsDb db) : IRecordItems
{
    public async Task<IReadOnlyList<RecordItem>> Find(IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        var found = await db.Assessments.Where(a => ids.Contains(a.Id)).Select(a => new { a.Id, a.PersonId }).ToListAsync(ct);
        return [.. found.Select(a => new RecordItem(a.Id, a.PersonId, [DataClass.SocialAssessmentPart, DataClass.HealthAssessmentPart]))];
    }
}
