using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Assessments;

/// <summary>A participant signs what stands there: their If-Match names the version that they have read, and writing anything afterwards voids it.</summary>
internal static class SignAssessment
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/assessments/{id:guid}/sign", Handle)
        .WithName(nameof(SignAssessment))
        .WithSummary("Sign an assessment as it stands")
        .WithDescription("Everything must be written. Each participant signs; who completes the assessment signs by that.")
        .Requires(Rights.Assess);

    private static async Task<Results<Ok<AssessmentOverview>, NotFound, ProblemHttpResult>> Handle(
        Guid id, IfMatch ifMatch, Caller caller, AssessmentsDb db, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var assessment = await db.Assessments.FirstOrDefaultAsync(a => a.Id == id, ct);
        if (assessment is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.Assess, assessment.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (ifMatch.Check(assessment) is { } stale) return stale.ToProblem();

        if (assessment.Sign(access.Actor.StaffId, clock.GetUtcNow()) is { } refusal) return refusal.ToProblem();
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(AssessmentOverview.Of(assessment));
    }
}
