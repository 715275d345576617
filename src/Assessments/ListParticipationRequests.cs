using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Assessments;

internal static class ListParticipationRequests
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/assessments/{id:guid}/participation-requests", Handle)
        .WithName(nameof(ListParticipationRequests))
        .WithSummary("List who was asked to take part in an assessment, in the order of asking")
        .Requires(Rights.ReadAssessment);

    private static async Task<Results<Ok<Page<ParticipationView>>, NotFound, ProblemHttpResult>> Handle(
        Guid id, Caller caller, AssessmentsDb db, AssessmentSecrets secrets, IAccessGate gate, CancellationToken ct,
        string? cursor = null, [Range(1, Pages.LargestLimit)] int limit = Pages.DefaultLimit)
    {
        var assessment = await db.Assessments.AsNoTracking().FirstOrDefaultAsync(a => a.Id == id, ct);
        if (assessment is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.ReadAssessment, assessment.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (!Pages.TryDecodeId(cursor, out var after)) return PlatformRefusals.CursorInvalid.ToProblem();

        var asked = await db.ParticipationRequests.AsNoTracking()
            .Where(r => r.AssessmentId == id && r.Id > after).OrderBy(r => r.Id).Take(limit + 1).ToListAsync(ct);
        return TypedResults.Ok(Pages.Of(asked, limit, r => r.Id.ToString(), r => ParticipationView.Of(r, secrets)));
    }
}
