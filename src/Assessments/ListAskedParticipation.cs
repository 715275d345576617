using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Assessments;

internal static class ListAskedParticipation
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/assessments/participation-requests", Handle)
        .WithName(nameof(ListAskedParticipation))
        .WithSummary("List open requests to take part: those that your unit is to answer, has asked, or that have stayed silent and were escalated")
        .WithDescription("view=toAnswer, asked or silent. What your unit has asked is shown while the unit has a relationship with the client.")
        .Requires(Rights.AnswerParticipation);

    private static async Task<Results<Ok<Page<ParticipationView>>, ProblemHttpResult>> Handle(
        Caller caller, AssessmentsDb db, AssessmentSecrets secrets, IAccessGate gate, TimeProvider clock, CancellationToken ct,
        string view = "toAnswer", string? cursor = null, [Range(1, Pages.LargestLimit)] int limit = Pages.DefaultLimit)
    {
        var access = await gate.DecideList(caller, Rights.AnswerParticipation, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (view is not ("toAnswer" or "asked" or "silent")) return AssessmentsRefusals.ViewUnknown.ToProblem();
        if (!Pages.TryDecodeId(cursor, out var after)) return PlatformRefusals.CursorInvalid.ToProblem();

        var now = clock.GetUtcNow();
        var (units, own) = (access.Actor.UnitIds, access.Actor.OwnRecords);
        var open = db.ParticipationRequests.AsNoTracking().Where(r => r.Status == ParticipationStatus.Open && r.Id > after && !own.Contains(r.PersonId));
        open = view == "toAnswer"
            ? open.Where(r => units.Contains(r.UnitId!.Value))
            : open.Where(r => units.Contains(r.AskedByUnitId) && db.Relationships.Any(c =>
                c.PersonId == r.PersonId && c.UnitId == r.AskedByUnitId && c.From <= now && (c.Until == null || c.Until > now)));
        if (view == "silent") open = open.Where(r => r.EscalatedAt != null);
        var page = await open.OrderBy(r => r.Id).Take(limit + 1).ToListAsync(ct);
        await gate.Show(access, page.Take(limit).Select(r => r.PersonId), ct);
        return TypedResults.Ok(Pages.Of(page, limit, r => r.Id.ToString(), r => ParticipationView.Of(r, secrets)));
    }
}
