using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Monipolku.Identity.Accounts;
using Monipolku.Identity.SignIn;

namespace Monipolku.Identity;

/// <summary>
/// Sign-out that a client begins (OpenID Connect RP-Initiated Logout 1.0). With an ID token of this very session the session ends at once;
/// without one anybody's link could do it, so the user is asked.
/// </summary>
internal static class EndSession
{
    public const string AskAt = "/account/sign-out";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapMethods(Endpoints.EndSession, [HttpMethods.Get, HttpMethods.Post], Handle).AllowAnonymous().ExcludeFromDescription();

    private static async Task<IResult> Handle(HttpContext http, IdentityDb db, IdTokens idTokens, Sessions sessions, Grants grants, CancellationToken ct)
    {
        var asked = Parameters.OfQuery(http);
        if (HttpMethods.IsPost(http.Request.Method))
        {
            var (form, unreadable) = await Parameters.OfForm(http);
            if (form is null) return RefusalPages.Of(http, IdentityRefusals.Of(unreadable!));
            asked = form;
        }
        if (asked.Wrong is { } wrong) return RefusalPages.Of(http, IdentityRefusals.Of(wrong));

        var hint = asked["id_token_hint"] is { } token ? await idTokens.Read(token, ct) : null;
        if (asked["id_token_hint"] is not null && hint is null) return RefusalPages.Of(http, IdentityRefusals.Of(OAuthRefusals.LogoutHintWrong));
        var clientId = asked["client_id"] ?? hint?.Audiences.FirstOrDefault();
        if (hint is not null && !hint.Audiences.Contains(clientId)) return RefusalPages.Of(http, IdentityRefusals.Of(OAuthRefusals.LogoutHintWrong));

        var redirect = asked["post_logout_redirect_uri"];
        if (redirect is not null)
        {
            var client = clientId is null ? null : await db.Clients.AsNoTracking().FirstOrDefaultAsync(c => c.Id == clientId, ct);
            if (client is null || !client.PostLogoutRedirectUris.Contains(redirect, StringComparer.Ordinal))
                return RefusalPages.Of(http, IdentityRefusals.Of(OAuthRefusals.LogoutRedirectUnknown));
            if (asked["state"] is { } state) redirect = QueryHelpers.AddQueryString(redirect, "state", state);
        }

        var session = await sessions.Find(http, ct);
        if (session is not null)
        {
            if (hint is null || !hint.TryGetPayloadValue<string>("sid", out var sid) || sid != session.SessionId) return TypedResults.Redirect(AskAt);
            await grants.EndSession(session.SessionId, ct);
            await sessions.End(http, ct);
        }
        return TypedResults.Redirect(redirect ?? AskAt);
    }
}
