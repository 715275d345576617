using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;

namespace Monipolku.Identity;

/// <param name="Client">All of it: what is left out is no more.</param>
public sealed record ChangeOAuthClientRequest(OAuthClientDetails Client);

/// <summary>Changes a program's registration. Tokens that it has open at the next request no more than it may have then.</summary>
internal static class ChangeOAuthClient
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/oauth-clients/{id}", Handle)
        .WithName(nameof(ChangeOAuthClient))
        .WithSummary("Change an OAuth client")
        .WithExample(new ChangeOAuthClientRequest(RegisterOAuthClient.Example))
        .Requires(Rights.AdministerAccess);

    private static async Task<Results<Ok<OAuthClientView>, NotFound, ProblemHttpResult>> Handle(
        string id, ChangeOAuthClientRequest request, IfMatch ifMatch, Caller caller, IdentityDb db, IAccessGate gate, ClientRules rules, CancellationToken ct)
    {
        var access = await gate.Decide(caller, Rights.AdministerAccess, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        var client = await db.Clients.FirstOrDefaultAsync(c => c.Id == id, ct);
        if (client is null) return TypedResults.NotFound();
        if (ifMatch.Check(client) is { } stale) return stale.ToProblem();
        if (client.FromSettings) return IdentityRefusals.ClientFromSettings.ToProblem();
        if (rules.Check(request.Client) is { } wrong) return wrong.Below("$.client").ToProblem();

        client.Change(request.Client);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(OAuthClientView.Of(client));
    }
}
