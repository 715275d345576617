using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;

namespace Monipolku.Assessments;

/// <param name="StaffId">The participant who stays away.</param>
/// <param name="Reason">Why, at most 1 000 characters.</param>
public sealed record MarkAbsentRequest(Guid StaffId, [property: Visible, StringLength(1000)] string Reason)
{
    public override string ToString() => nameof(MarkAbsentRequest);
}

/// <summary>The social worker records that a participant did not take part after all, and why. With the last one of a unit ends what the unit could see because of it.</summary>
internal static class MarkAbsent
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/assessments/{id:guid}/absences", Handle)
        .WithName(nameof(MarkAbsent))
        .WithSummary("Record that a participant stays away")
        .WithExample(new MarkAbsentRequest(Guid.Parse("0192f0c1-7c1e-7000-8000-000000000005"), "On sick leave until October."))
        .Requires(Rights.Assess);

    private static async Task<Results<Ok<AssessmentOverview>, NotFound, ProblemHttpResult>> Handle(
        Guid id, MarkAbsentRequest request, IfMatch ifMatch, Caller caller,
        AssessmentsDb db, AssessmentSecrets secrets, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var assessment = await db.Assessments.FirstOrDefaultAsync(a => a.Id == id, ct);
        if (assessment is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.Assess, assessment.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (ifMatch.Check(assessment) is { } stale) return stale.ToProblem();

        var reason = secrets.ProtectAbsence(request.Reason);
        var now = clock.GetUtcNow();
        if (assessment.MarkAbsent(request.StaffId, reason, access.Actor.StaffId, now) is { } refusal) return refusal.ToProblem();
        var unitId = assessment.Absences[^1].Participant.UnitId;
        if (assessment.Participants.All(p => p.UnitId != unitId))
        {
            // Nobody of that unit takes part any more: what rested on the participation ends, what rests on something else goes on.
            foreach (var relationship in await db.Relationships
                .Where(r => r.BecauseOfId == id && r.BecauseOf == "assessment" && r.UnitId == unitId && r.Until == null).ToListAsync(ct))
                relationship.End(now);
        }
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(AssessmentOverview.Of(assessment));
    }
}
