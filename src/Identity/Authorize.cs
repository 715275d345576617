using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Identity.Accounts;
using Monipolku.Identity.SignIn;
using Monipolku.Platform.Secrets;

namespace Monipolku.Identity;

/// <summary>
/// The authorization endpoint (RFC 6749 3.1). An error goes to the client's address only when client and address are sure; otherwise the
/// user sees it here, so that this address sends nobody to a stranger's.
/// </summary>
internal static class Authorize
{
    public const string PushedPrefix = "urn:ietf:params:oauth:request_uri:";
    public const string PushedPurpose = "identity.pushed-request";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapMethods(Endpoints.Authorize, [HttpMethods.Get, HttpMethods.Post], Handle).AllowAnonymous().ExcludeFromDescription();

    private static async Task<IResult> Handle(
        HttpContext http, IdentityDb db, PendingAuthorizations pendings, AuthorizationRequests requests, AuthorizationAnswers answers,
        Sessions sessions, SecretText secrets, TimeProvider clock, CancellationToken ct)
    {
        var asked = Parameters.OfQuery(http);
        if (HttpMethods.IsPost(http.Request.Method))
        {
            var (form, unreadable) = await Parameters.OfForm(http);
            if (form is null) return RefusalPages.Of(http, IdentityRefusals.Of(unreadable!));
            asked = form;
        }
        if (asked["client_id"] is not { } clientId) return RefusalPages.Of(http, IdentityRefusals.Of(asked.Wrong ?? OAuthRefusals.ClientIdMissing));
        if (await db.Clients.AsNoTracking().FirstOrDefaultAsync(c => c.Id == clientId, ct) is not { } client)
            return RefusalPages.Of(http, IdentityRefusals.Of(OAuthRefusals.ClientUnknown));

        AuthorizationRequest request;
        if (asked["request_uri"] is { } reference)
        {
            if (asked.Wrong is { } wrong) return RefusalPages.Of(http, IdentityRefusals.Of(wrong));
            var (pushed, unusable) = await TakePushed(db, secrets, reference, clientId, clock.GetUtcNow(), ct);
            if (pushed is null) return RefusalPages.Of(http, IdentityRefusals.Of(unusable!));
            request = pushed;
        }
        else
        {
            if (asked["redirect_uri"] is not { } redirect || !client.RedirectsTo(redirect))
                return RefusalPages.Of(http, IdentityRefusals.Of(asked.Wrong ?? OAuthRefusals.RedirectUnknown));
            var (right, wrong) = await requests.Check(asked, client, ct);
            if (right is null) return answers.Refuse(redirect, asked["state"], wrong!);
            request = right;
        }

        if (request.Prompts("login") || request.Prompts("select_account"))
            request = request with { EarlierSessionId = (await sessions.Find(http, ct))?.SessionId };
        var pending = pendings.Begin(request);
        await db.SaveChangesAsync(ct);
        // 303: the browser does not send a POST on.
        http.Response.Headers.Location = PendingAuthorizations.ContinueAt(pending.Id);
        return TypedResults.StatusCode(StatusCodes.Status303SeeOther);
    }

    private static async Task<(AuthorizationRequest? Request, OAuthError? Wrong)> TakePushed(
        IdentityDb db, SecretText secrets, string reference, string clientId, DateTimeOffset now, CancellationToken ct)
    {
        if (!reference.StartsWith(PushedPrefix, StringComparison.Ordinal)) return (null, OAuthRefusals.RequestUriUnknown);
        var id = secrets.KeyedHash(reference[PushedPrefix.Length..], PushedPurpose);
        var pushed = await db.PushedRequests.FirstOrDefaultAsync(p => p.Id == id, ct);
        if (pushed is null || pushed.Request.ClientId != clientId || now >= pushed.ExpiresAt) return (null, OAuthRefusals.RequestUriUsed);
        db.PushedRequests.Remove(pushed);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            // Another browser came with it at the same moment.
            return (null, OAuthRefusals.RequestUriUsed);
        }
        return (pushed.Request, null);
    }
}
