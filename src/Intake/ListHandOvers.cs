using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Intake;

internal static class ListHandOvers
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/intake/duty-weeks/{id:guid}/hand-over", Handle)
        .WithName(nameof(ListHandOvers))
        .WithSummary("Read the hand-over list of a duty week: what has passed to whom, and what the next one must know")
        .WithDescription("What is still to be handed over is in the queue: view=mine, or view=unit.")
        .Requires(Rights.ListIntake);

    private static async Task<Results<Ok<Page<HandOverView>>, NotFound, ProblemHttpResult>> Handle(
        Guid id, Caller caller, IntakeDb db, IntakeSecrets secrets, IAccessGate gate, TimeProvider clock, CancellationToken ct,
        string? cursor = null, [Range(1, Pages.LargestLimit)] int limit = Pages.DefaultLimit)
    {
        var access = await gate.DecideList(caller, Rights.ListIntake, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (!Pages.TryDecodeId(cursor, out var after)) return PlatformRefusals.CursorInvalid.ToProblem();
        var (units, own, now) = (access.Actor.UnitIds, access.Actor.OwnRecords, clock.GetUtcNow());
        if (!await db.DutyWeeks.AnyAsync(w => w.Id == id && units.Contains(w.UnitId), ct)) return TypedResults.NotFound();

        var relationships = ClientRelationship.InForce(db.Relationships, now);
        var handed = await db.HandOvers.AsNoTracking()
            .Where(h => h.DutyWeekId == id && h.Id > after)
            .Where(h => db.Matters.Any(m => m.Id == h.MatterId && !own.Contains(m.PersonId) && relationships.Any(r => r.PersonId == m.PersonId && units.Contains(r.UnitId))))
            .OrderBy(h => h.Id)
            .Take(limit + 1)
            .Select(h => new { HandOver = h, db.Matters.First(m => m.Id == h.MatterId).PersonId })
            .ToListAsync(ct);
        await gate.Show(access, handed.Take(limit).Select(h => h.PersonId), ct);
        return TypedResults.Ok(Pages.Of(handed, limit, h => h.HandOver.Id.ToString(), h => HandOverView.Of(h.HandOver, secrets)));
    }
}
