using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Access;

internal static class ListTeamMemberships
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/staff/{id:guid}/places", Handle)
        .WithName(nameof(ListTeamMemberships))
        .WithSummary("List a staff member's places in other teams, in the order in which they were given")
        .Requires(Rights.ReadDirectory);

    private static async Task<Results<Ok<Page<TeamMembershipView>>, ProblemHttpResult>> Handle(
        Guid id, Caller caller, AccessDb db, IAccessGate gate, CancellationToken ct,
        string? cursor = null, [Range(1, Pages.LargestLimit)] int limit = Pages.DefaultLimit)
    {
        var access = await gate.Decide(caller, Rights.ReadDirectory, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (!Pages.TryDecodeId(cursor, out var after)) return PlatformRefusals.CursorInvalid.ToProblem();
        var places = await db.Memberships.AsNoTracking()
            .Where(m => m.StaffId == id && m.Id > after)
            .OrderBy(m => m.Id)
            .Take(limit + 1)
            .ToListAsync(ct);
        return TypedResults.Ok(Pages.Of(places, limit, m => m.Id.ToString(), TeamMembershipView.Of));
    }
}
