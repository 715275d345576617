using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monipolku.Platform;

namespace Monipolku.Identity;

/// <summary>Who signed in (OpenID Connect Core 5.3), for an access token with scope <c>openid</c>.</summary>
internal static class ReadUserInfo
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapMethods(Endpoints.UserInfo, [HttpMethods.Get, HttpMethods.Post], Handle).RequireAuthorization().ExcludeFromDescription();

    private static IResult Handle(HttpContext http, ClaimsPrincipal user, Issuer issuer)
    {
        var scopes = (user.FindFirstValue("scope") ?? "").Split(' ');
        if (!scopes.Contains(Scopes.OpenId))
        {
            // RFC 6750 3.1.
            http.Response.Headers.WWWAuthenticate = "Bearer error=\"insufficient_scope\", scope=\"openid\"";
            return PlatformRefusals.ScopeMissing.ToProblem();
        }
        var claims = new Dictionary<string, string> { ["sub"] = user.FindFirstValue("sub")! };
        if (user.FindFirstValue("fhirUser") is { } fhirUser) claims["fhirUser"] = issuer.FhirBase + "/" + fhirUser;
        return TypedResults.Json(claims);
    }
}
