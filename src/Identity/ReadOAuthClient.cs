using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;

namespace Monipolku.Identity;

internal static class ReadOAuthClient
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/oauth-clients/{id}", Handle)
        .WithName(nameof(ReadOAuthClient))
        .WithSummary("Read an OAuth client")
        .Requires(Rights.AdministerAccess);

    private static async Task<Results<Ok<OAuthClientView>, NotFound, ProblemHttpResult>> Handle(
        string id, Caller caller, IdentityDb db, IAccessGate gate, CancellationToken ct)
    {
        var access = await gate.Decide(caller, Rights.AdministerAccess, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        var client = await db.Clients.AsNoTracking().FirstOrDefaultAsync(c => c.Id == id, ct);
        if (client is null) return TypedResults.NotFound();
        return TypedResults.Ok(OAuthClientView.Of(client));
    }
}
