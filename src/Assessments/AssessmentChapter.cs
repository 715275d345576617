using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Assessments;

/// <summary>The client's assessments in the overview.</summary>
internal sealed class AssessmentChapter(AssessmentsDb db) : IOverviewChapter
{
    public OverviewPart Part => OverviewPart.Assessments;
    public Right Right => Rights.ReadAssessment;
    public Right RecordsWith => Rights.Assess;

    public async Task<IReadOnlyList<OverviewLine>> Of(Guid personId, Decision access, CancellationToken ct)
    {
        var assessments = await db.Assessments.AsNoTracking()
            .Where(a => a.PersonId == personId).OrderByDescending(a => a.Id).Take(OverviewLine.Most + 1).ToListAsync(ct);
        return [.. assessments.Select(a =>
        {
            // SHL 36.5 §: the social worker makes it or leads it.
            var leader = a.Participants.FirstOrDefault(p => p.IsSocialWorker);
            return new OverviewLine(
                a.Id, JsonRules.CodeOf(a.Kind), JsonRules.CodeOf(a.Status), WorkingDays.DateOf(a.StartedAt), $"/api/v1/assessments/{a.Id}",
                ResponsibleId: leader?.StaffId, UnitId: leader?.UnitId)
            {
                ToRecord = a.Status == AssessmentStatus.Completed ? [] : [.. GapsOf(a)],
            };
        })];
    }

    private static IEnumerable<RecordingGap> GapsOf(Assessment assessment) => assessment.Lacks is not { Count: > 0 } lacks ? [RecordingGap.SignatureMissing] : lacks
        .Select(gap => gap switch
        {
            Gap.ClientView or Gap.Needs => RecordingGap.SharedPartMissing,
            Gap.Answers => RecordingGap.AnswersMissing,
            _ => RecordingGap.SectorPartMissing,
        })
        .Distinct();
}
