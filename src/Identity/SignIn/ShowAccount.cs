using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Monipolku.Platform;

namespace Monipolku.Identity.SignIn;

/// <summary>Where a user lands who came by themselves and not from an app.</summary>
internal static class ShowAccount
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/", Show);

    private static async Task<Results<Page, RedirectHttpResult>> Show(HttpContext http, Visits visits, CancellationToken ct)
    {
        var visit = await visits.Of(http, null, ct);
        if (visit.SignedIn is null) return TypedResults.LocalRedirect("/account/login");
        var texts = visit.Texts;
        return Page.Of(visit, texts["account.title"], Html.Of($"""
            <p>{texts["account.text"]}</p>
            <ul>
            <li><a href="/account/password">{texts["account.password"]}</a></li>
            <li><a href="/account/sign-out">{texts["account.signOut"]}</a></li>
            </ul>
            """));
    }
}
