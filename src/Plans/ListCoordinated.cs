using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.Secrets;

namespace Monipolku.Plans;

/// <summary>Whom the caller coordinates.</summary>
internal static class ListCoordinated
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/coordinators/mine", Handle)
        .WithName(nameof(ListCoordinated))
        .WithSummary("List the clients whom you coordinate, longest first")
        .Requires(Rights.ListCoordinated);

    private static async Task<Results<Ok<Page<CoordinatorView>>, ProblemHttpResult>> Handle(
        Caller caller, PlansDb db, SecretText secrets, IAccessGate gate, IStaffDirectory directory, TimeProvider clock, CancellationToken ct,
        string? cursor = null, [Range(1, Pages.LargestLimit)] int limit = Pages.DefaultLimit)
    {
        var access = await gate.DecideList(caller, Rights.ListCoordinated, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (!Pages.TryDecodeId(cursor, out var after)) return PlatformRefusals.CursorInvalid.ToProblem();

        var (me, units, own) = (access.Actor.StaffId, access.Actor.UnitIds, access.Actor.OwnRecords);
        var relationships = ClientRelationship.InForce(db.Relationships, clock.GetUtcNow());
        var mine = await db.Coordinators.AsNoTracking()
            .Where(c => c.StaffId == me && c.EndedAt == null && c.Id > after && !own.Contains(c.PersonId))
            // Who has moved to another unit opens the client no more, and somebody names the coordinator anew.
            .Where(c => units.Contains(c.UnitId) && relationships.Any(r => r.PersonId == c.PersonId && r.UnitId == c.UnitId))
            .OrderBy(c => c.Id).Take(limit + 1).ToListAsync(ct);
        await gate.Show(access, mine.Take(limit).Select(c => c.PersonId), ct);
        return TypedResults.Ok(Pages.Of(await CoordinatorView.Of(mine, directory, secrets, ct), limit, c => c.Id.ToString(), c => c));
    }
}
