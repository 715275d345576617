using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Assessments;

internal static class ListAssessments
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/assessments", Handle)
        .WithName(nameof(ListAssessments))
        .WithSummary("List a client's assessments, in the order in which they were started")
        .Requires(Rights.ReadAssessment);

    private static async Task<Results<Ok<Page<AssessmentOverview>>, ProblemHttpResult>> Handle(
        Guid personId, Caller caller, AssessmentsDb db, IAccessGate gate, CancellationToken ct,
        string? cursor = null, [Range(1, Pages.LargestLimit)] int limit = Pages.DefaultLimit)
    {
        var access = await gate.Decide(caller, Rights.ReadAssessment, personId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (!Pages.TryDecodeId(cursor, out var after)) return PlatformRefusals.CursorInvalid.ToProblem();

        var assessments = await db.Assessments.AsNoTracking()
            .Where(a => a.PersonId == personId && a.Id > after).OrderBy(a => a.Id).Take(limit + 1).ToListAsync(ct);
        return TypedResults.Ok(Pages.Of(assessments, limit, a => a.Id.ToString(), AssessmentOverview.Of));
    }
}
