using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Identity;

internal static class ListOAuthClients
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/oauth-clients", Handle)
        .WithName(nameof(ListOAuthClients))
        .WithSummary("List OAuth clients, by client id")
        .Requires(Rights.AdministerAccess);

    private static async Task<Results<Ok<Page<OAuthClientView>>, ProblemHttpResult>> Handle(
        Caller caller, IdentityDb db, IAccessGate gate, CancellationToken ct,
        string? cursor = null, [Range(1, Platform.Pages.LargestLimit)] int limit = Platform.Pages.DefaultLimit)
    {
        var access = await gate.Decide(caller, Rights.AdministerAccess, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        var after = "";
        if (cursor is not null && !Platform.Pages.TryDecode(cursor, out after)) return PlatformRefusals.CursorInvalid.ToProblem();

        var clients = await db.Clients.AsNoTracking()
            .Where(c => c.Id.CompareTo(after) > 0).OrderBy(c => c.Id).Take(limit + 1).ToListAsync(ct);
        return TypedResults.Ok(Platform.Pages.Of(clients, limit, c => c.Id, OAuthClientView.Of));
    }
}
