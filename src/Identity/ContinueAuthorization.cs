using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Identity.Accounts;
using Monipolku.Platform;

namespace Monipolku.Identity;

/// <summary>
/// Between two steps of a sign-in: looks at request and session and sends the browser to the next page, or to the client with its answer.
/// </summary>
internal static class ContinueAuthorization
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(Endpoints.Continue, Handle).AllowAnonymous().ExcludeFromDescription();

    private static async Task<IResult> Handle(
        Guid request, HttpContext http, PendingAuthorizations pendings, Sessions sessions, AuthorizationAnswers answers, IdentityDb db,
        TimeProvider clock, CancellationToken ct)
    {
        try
        {
            return await Continue(request, http, pendings, sessions, answers, db, clock, ct);
        }
        catch (Exception lost) when (ModuleDb.LostToAnother(lost))
        {
            // Twice at once: the other one was answered, and there is nothing here any more.
            return Unknown(request, http);
        }
    }

    private static async Task<IResult> Continue(
        Guid request, HttpContext http, PendingAuthorizations pendings, Sessions sessions, AuthorizationAnswers answers, IdentityDb db,
        TimeProvider clock, CancellationToken ct)
    {
        var session = await sessions.Find(http, ct);
        var pending = await pendings.Find(request, session, ct);
        if (pending is null || await pendings.ClientOf(pending, ct) is not { } client)
            return Unknown(request, http);
        if (pending.Denied) return await answers.Refuse(pending, OAuthRefusals.DeniedByUser, ct);

        var known = session is not null && client.IsAssuredAt(pending.Request.RedirectUri) && await ConsentIsKnown(db, session.Subject, pending, ct);
        var step = pending.Next(session, known, client, clock.GetUtcNow());
        if (step != AuthorizationStep.SignIn && pending.Request.LaunchSubject is { } launcher && launcher != session!.Subject)
            return await answers.Refuse(pending, OAuthRefusals.LaunchOfAnother, ct);
        if (step == AuthorizationStep.Answer) return await answers.Give(pending, client, session!, ct);
        if (pending.Request.Prompts("none")) return await answers.Refuse(pending, OAuthRefusals.UserNeeded(step), ct);
        return TypedResults.Redirect($"/account/{PageOf(step)}?request={pending.Id}");
    }

    /// <summary>The page of the same unknown request says it in the user's language.</summary>
    private static IResult Unknown(Guid request, HttpContext http) => http.Request.GetTypedHeaders().Accept.Any(type => type.MediaType == "text/html")
        ? TypedResults.LocalRedirect($"/account/login?request={request}")
        : IdentityRefusals.RequestUnknown.ToProblem();

    private static async Task<bool> ConsentIsKnown(IdentityDb db, string subject, PendingAuthorization pending, CancellationToken ct)
    {
        var given = await db.GivenConsents.AsNoTracking().FirstOrDefaultAsync(c => c.Subject == subject && c.ClientId == pending.Request.ClientId, ct);
        return given is not null && !pending.Scopes.Except(given.Scopes, StringComparer.Ordinal).Any();
    }

    private static string PageOf(AuthorizationStep step) => step switch
    {
        AuthorizationStep.SignIn => "login",
        AuthorizationStep.ChoosePerson => "choose-person",
        _ => "consent",
    };
}
