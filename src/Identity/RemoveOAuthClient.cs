using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Identity;

/// <summary>Removes a program; what users gave it ends at once, and what it was given for itself.</summary>
internal static class RemoveOAuthClient
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/oauth-clients/{id}", Handle)
        .WithName(nameof(RemoveOAuthClient))
        .WithSummary("Remove an OAuth client")
        .Requires(Rights.AdministerAccess);

    private static async Task<Results<NoContent, NotFound, ProblemHttpResult>> Handle(
        string id, IfMatch ifMatch, Caller caller, IdentityDb db, IAccessGate gate, Grants grants, CancellationToken ct)
    {
        var access = await gate.Decide(caller, Rights.AdministerAccess, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        var client = await db.Clients.FirstOrDefaultAsync(c => c.Id == id, ct);
        if (client is null) return TypedResults.NotFound();
        if (ifMatch.Check(client) is { } stale) return stale.ToProblem();
        if (client.FromSettings) return IdentityRefusals.ClientFromSettings.ToProblem();

        db.Clients.Remove(client);
        await db.SaveChangesAsync(ct);
        await grants.EndClient(id, ct);
        return TypedResults.NoContent();
    }
}
