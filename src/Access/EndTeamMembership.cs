using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;

namespace Monipolku.Access;

/// <summary>Ends a place in a team before its last day.</summary>
internal static class EndTeamMembership
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/staff/{id:guid}/places/{placeId:guid}/end", Handle)
        .WithName(nameof(EndTeamMembership))
        .WithSummary("End a staff member's place in another team now")
        .Requires(Rights.AdministerAccess);

    private static async Task<Results<Ok<TeamMembershipView>, ProblemHttpResult>> Handle(
        Guid id, Guid placeId, Caller caller, AccessDb db, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var access = await gate.Decide(caller, Rights.AdministerAccess, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        var now = clock.GetUtcNow();
        var membership = await db.Memberships.FirstOrDefaultAsync(m => m.Id == placeId && m.StaffId == id && (m.Until == null || m.Until > now), ct);
        if (membership is null) return AccessRefusals.PlaceUnknown.ToProblem();
        membership.Until = now;
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(TeamMembershipView.Of(membership));
    }
}
