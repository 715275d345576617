using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Intake.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;

namespace Monipolku.Assessments;

/// <param name="Summary">In plain language, as the client gets it; at most 4 000 characters.</param>
/// <param name="SummaryLanguage">fi, sv or en.</param>
/// <param name="HowGiven">How and to whom the summary was given, at most 500 characters.</param>
/// <param name="Reason">Why there is no need of services; required with noNeed.</param>
public sealed record CompleteAssessmentRequest(
    [property: Visible, StringLength(4000)] string Summary,
    [property: Pattern("^(fi|sv|en)$")] string SummaryLanguage,
    [property: Visible, StringLength(500)] string HowGiven,
    AssessmentOutcome Outcome,
    [property: StringLength(2000)] string? Reason = null)
{
    public override string ToString() => nameof(CompleteAssessmentRequest);
}

/// <summary>The social worker ends the assessment with a summary for the client. It no longer changes, and the three months stop.</summary>
internal static class CompleteAssessment
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/assessments/{id:guid}/complete", Handle)
        .WithName(nameof(CompleteAssessment))
        .WithSummary("Complete an assessment")
        .WithExample(new CompleteAssessmentRequest(
            "We found that you need help with anxiety, school and drinking.", "en", "Read through together on 18.9., a copy to the client and the mother",
            AssessmentOutcome.NeedsServices))
        .Requires(Rights.Assess);

    private static async Task<Results<Ok<AssessmentOverview>, NotFound, ProblemHttpResult>> Handle(
        Guid id, CompleteAssessmentRequest request, IfMatch ifMatch, Caller caller,
        AssessmentsDb db, AssessmentSecrets secrets, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var assessment = await db.Assessments.FirstOrDefaultAsync(a => a.Id == id, ct);
        if (assessment is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.Assess, assessment.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (ifMatch.Check(assessment) is { } stale) return stale.ToProblem();
        if (request.Outcome == AssessmentOutcome.NoNeed && !VisibleAttribute.Holds(request.Reason))
            return AssessmentsRefusals.ReasonMissing.ToProblem();

        var today = WorkingDays.Today(clock);
        var summary = new Summary(request.Summary, request.SummaryLanguage, request.HowGiven, request.Reason);
        if (assessment.Complete(request.Outcome, secrets.Protect(summary), access.Actor.StaffId, today) is { } refusal) return refusal.ToProblem();
        db.Publish(new AssessmentCompleted(Guid.CreateVersion7(clock.GetUtcNow()), assessment.PersonId, assessment.MatterId, id, today));
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(AssessmentOverview.Of(assessment));
    }
}
