using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Assessments;

/// <param name="Final">True once the assessment is completed: the result is kept as it was then. False: as the answers stand now.</param>
/// <param name="Change">Since the person's last completed assessment; null for the first.</param>
public sealed record SegmentationView(Guid AssessmentId, bool Final, SegmentationResult Result, SegmentChange? Change)
{
    public override string ToString() => $"{nameof(SegmentationView)} {AssessmentId}";
}

/// <summary>The segment of an assessment with everything that led to it. Only the shared part is weighed, which both sectors may read.</summary>
internal static class ReadSegmentation
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/assessments/{id:guid}/segmentation", Handle)
        .WithName(nameof(ReadSegmentation))
        .WithSummary("Read where an assessment falls on the axes of need and benefit, and why")
        .Requires(Rights.ReadAssessment);

    private static async Task<Results<Ok<SegmentationView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, Caller caller, AssessmentsDb db, SegmentationModels models, AssessmentSecrets secrets, IAccessGate gate, CancellationToken ct)
    {
        var assessment = await db.Assessments.AsNoTracking().FirstOrDefaultAsync(a => a.Id == id, ct);
        if (assessment is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.ReadAssessment, assessment.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (secrets.ReadSegmentation(assessment) is { } kept) return TypedResults.Ok(new SegmentationView(id, true, kept.Result, kept.Change));
        if (await Weigh(assessment, db, models, secrets, ct) is not { } now) return AssessmentsRefusals.NothingToWeigh.ToProblem();
        return TypedResults.Ok(new SegmentationView(id, false, now.Result, now.Change));
    }

    /// <summary>As the answers stand, by the edition of the day on which the assessment began. Null until the shared part is written.</summary>
    internal static async Task<KeptSegmentation?> Weigh(
        Assessment assessment, AssessmentsDb db, SegmentationModels models, AssessmentSecrets secrets, CancellationToken ct)
    {
        if (secrets.ReadShared(assessment) is not { } part) return null;
        var result = Segmentation.Of(part, await models.ValidOn(WorkingDays.DateOf(assessment.StartedAt), ct));
        var earlier = await db.Assessments.AsNoTracking()
            .Where(a => a.PersonId == assessment.PersonId && a.Id != assessment.Id && a.Status == AssessmentStatus.Completed && a.SegmentSecret != null)
            .OrderByDescending(a => a.CompletedOn).ThenByDescending(a => a.Id).FirstOrDefaultAsync(ct);
        if (earlier is null || secrets.ReadSegmentation(earlier)?.Result is not { } before) return new KeptSegmentation(result, null);
        return new KeptSegmentation(result, new SegmentChange(
            earlier.Id, earlier.CompletedOn!.Value, before.Segment.Code, result.Need - before.Need, result.Benefit - before.Benefit, result.ModelId == before.ModelId));
    }
}
