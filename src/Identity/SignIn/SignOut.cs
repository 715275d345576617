using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monipolku.Identity.Accounts;
using Monipolku.Platform;

namespace Monipolku.Identity.SignIn;

/// <summary>Asks before it signs out: another site's link could otherwise do it.</summary>
internal static class SignOut
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/sign-out", Show);
        routes.MapPost("/sign-out", Take);
    }

    private static async Task<Page> Show(HttpContext http, Visits visits, CancellationToken ct)
    {
        var visit = await visits.Of(http, null, ct);
        var texts = visit.Texts;
        if (visit.Session is null) return Done(visit);
        return Page.Of(visit, texts["signOut.title"], Html.Of($"""
            <p>{texts["signOut.text"]}</p>
            {Page.PostForm(visit, Html.Of($"""<div class="buttons">{Page.Button(texts["signOut.button"])}</div>"""))}
            """));
    }

    private static async Task<Page> Take(HttpContext http, Visits visits, Sessions sessions, Grants grants, CancellationToken ct)
    {
        var visit = await visits.Of(http, null, ct);
        if (visit.SignedIn is { } signedIn) await grants.EndSession(signedIn.SessionId, ct);
        await sessions.End(http, ct);
        return Done(visit);
    }

    private static Page Done(Visit visit) => Page.Of(visit, visit.Texts["signOut.doneTitle"], Html.Of($"""
        <p>{visit.Texts["signOut.doneText"]}</p>
        <p><a href="/account/login">{visit.Texts["signOut.again"]}</a></p>
        """));
}
