using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Identity;

/// <summary>Who signed in (OpenID Connect Core 5.3), for an access token with scope <c>openid</c>.</summary>
internal static class ReadUserInfo
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapMethods(Endpoints.UserInfo, [HttpMethods.Get, HttpMethods.Post], Handle).RequireAuthorization().ExcludeFromDescription();

    private static async Task<IResult> Handle(HttpContext http, ClaimsPrincipal user, IStaffDirectory staff, Issuer issuer, CancellationToken ct)
    {
        // Whose work, or whose sign-in as a client, has ended: introspection calls their token inactive (RFC 6750 3.1).
        if (await staff.HasEnded(user.FindFirstValue("sub")!, ct))
        {
            var scheme = user.HasClaim(claim => claim.Type == "cnf") ? "DPoP" : "Bearer";
            http.Response.Headers.WWWAuthenticate = $"{scheme} error=\"invalid_token\"";
            return PlatformRefusals.NotSignedIn.ToProblem();
        }
        var scopes = (user.FindFirstValue("scope") ?? "").Split(' ');
        if (!scopes.Contains(Scopes.OpenId))
        {
            // RFC 6750 3.1.
            http.Response.Headers.WWWAuthenticate = "Bearer error=\"insufficient_scope\", scope=\"openid\"";
            return PlatformRefusals.ScopeMissing.ToProblem();
        }
        var claims = new Dictionary<string, string> { ["sub"] = user.FindFirstValue("sub")! };
        // The program may have been narrowed since the token was issued: the claim goes with its scope.
        if (scopes.Contains(Scopes.FhirUser) && user.FindFirstValue("fhirUser") is { } fhirUser) claims["fhirUser"] = issuer.FhirBase + "/" + fhirUser;
        return TypedResults.Json(claims);
    }
}
