using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Access;

internal static class ListClientUsers
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/client-users", Handle)
        .WithName(nameof(ListClientUsers))
        .WithSummary("List clients and guardians who sign in, in the order in which they were added")
        .WithDescription("personId: only the subjects that stand for that person.")
        .Requires(Rights.AdministerAccess);

    private static async Task<Results<Ok<Page<ClientUserView>>, ProblemHttpResult>> Handle(
        Caller caller, AccessDb db, IAccessGate gate, CancellationToken ct,
        Guid? personId = null, string? cursor = null, [Range(1, Pages.LargestLimit)] int limit = Pages.DefaultLimit)
    {
        var access = await gate.DecideList(caller, Rights.ListClientUsers, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (!Pages.TryDecodeId(cursor, out var after)) return PlatformRefusals.CursorInvalid.ToProblem();

        var users = await db.ClientUsers.AsNoTracking()
            .Where(u => u.Id > after && (personId == null || u.PersonId == personId))
            .OrderBy(u => u.Id)
            .Take(limit + 1)
            .ToListAsync(ct);
        var page = Pages.Of(users, limit, u => u.Id.ToString(), ClientUserView.Of);
        await gate.Show(access, page.Items.Select(u => u.PersonId), ct);
        return TypedResults.Ok(page);
    }
}
