using Microsoft.EntityFrameworkCore;
using Monipolku.Assessments.Contracts;

namespace Monipolku.Assessments;

internal sealed class AssessmentRegister(AssessmentsDb db, AssessmentSecrets secrets) : IAssessments
{
    public async Task<AssessmentRecord?> Find(Guid assessmentId, CancellationToken ct)
    {
        var assessment = await db.Assessments.AsNoTracking().FirstOrDefaultAsync(a => a.Id == assessmentId, ct);
        return assessment is null
            ? null
            : new AssessmentRecord(
                assessment.Id,
                assessment.PersonId,
                assessment.MatterId,
                assessment.Status == AssessmentStatus.Completed,
                [.. (secrets.ReadShared(assessment)?.Needs ?? []).Select(n => new NeedRecord(n.Id, n.Code, n.Text))],
                [.. assessment.Participants.Select(p => p.StaffId)]);
    }
}
