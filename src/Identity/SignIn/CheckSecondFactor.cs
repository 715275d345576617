using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Identity.Accounts;
using Monipolku.Platform;

namespace Monipolku.Identity.SignIn;

/// <summary>The code of the authenticator app, or a recovery code.</summary>
internal static class CheckSecondFactor
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/second-factor", Show);
        routes.MapPost("/second-factor", Take);
    }

    private static async Task<Results<Page, RedirectHttpResult>> Show(HttpContext http, Visits visits, CancellationToken ct, Guid? request = null)
    {
        var visit = await visits.Of(http, request, ct);
        return visit.Session?.Step == SignInStep.CheckSecondFactor ? Form(visit, []) : TypedResults.LocalRedirect(visit.At("login"));
    }

    private static async Task<Results<Page, RedirectHttpResult>> Take(
        HttpContext http, Visits visits, SignInFlow flow, SignInRate rate, IdentityDb db, CancellationToken ct, Guid? request = null)
    {
        var visit = await visits.Of(http, request, ct);
        if (visit.Session is not { Step: SignInStep.CheckSecondFactor } session) return TypedResults.LocalRedirect(visit.At("login"));
        if (!rate.Allows(http)) return Page.Error(visit, StatusCodes.Status429TooManyRequests, "error.tooMany", visit.At("second-factor"));

        var account = await db.Set<Account>().FirstAsync(a => a.Id == session.AccountId, ct);
        if (!await flow.CheckCode(http, account, visit.Field("code", 40), ct)) return Form(visit, [new Wrong("code", visit.Texts["factor.wrong"])]);
        return TypedResults.LocalRedirect(await flow.Continue(visit, account, [.. session.Methods, "otp", "mfa"], ct));
    }

    private static Page Form(Visit visit, IReadOnlyList<Wrong> wrong)
    {
        var texts = visit.Texts;
        return Page.Form(visit, texts["factor.title"], Page.PostForm(visit, Html.Of($"""
            {Page.Input(texts, "code", "text", "one-time-code", wrong, hint: texts["factor.hint"], focus: true)}
            <div class="buttons">{Page.Button(texts["factor.button"])}</div>
            <p>{texts["factor.lost"]}</p>
            """)), wrong);
    }
}
