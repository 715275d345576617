using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Assessments;

/// <summary>A participant of the assessment takes a request back.</summary>
internal static class WithdrawParticipation
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/assessments/participation-requests/{id:guid}/withdraw", Handle)
        .WithName(nameof(WithdrawParticipation))
        .WithSummary("Take back a request to take part in an assessment")
        .Requires(Rights.Assess)
        .OneOfTwoAtOnce(AssessmentsRefusals.RequestClosed);

    private static async Task<Results<Ok<ParticipationView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, IfMatch ifMatch, Caller caller, AssessmentsDb db, AssessmentSecrets secrets, IAccessGate gate, CancellationToken ct)
    {
        var asked = await db.ParticipationRequests.FirstOrDefaultAsync(r => r.Id == id, ct);
        if (asked is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.Assess, asked.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (ifMatch.Check(asked) is { } stale) return stale.ToProblem();
        var assessment = await db.Assessments.AsNoTracking().FirstAsync(a => a.Id == asked.AssessmentId, ct);
        if ((assessment.MayAsk(access.Actor.StaffId) ?? asked.Withdraw()) is { } refusal) return refusal.ToProblem();
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(ParticipationView.Of(asked, secrets));
    }
}
