using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Identity.Accounts;
using Monipolku.Platform;

namespace Monipolku.Identity.SignIn;

/// <summary>A password of the user's own: at first sign-in instead of the one handed over, later whenever they want.</summary>
internal static class ChangePassword
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/password", Show);
        routes.MapPost("/password", Take);
    }

    private static async Task<Results<Page, RedirectHttpResult>> Show(HttpContext http, Visits visits, CancellationToken ct, Guid? request = null)
    {
        var visit = await visits.Of(http, request, ct);
        return IsHere(visit) ? Form(visit, []) : TypedResults.LocalRedirect(visit.At("login"));
    }

    private static async Task<Results<Page, RedirectHttpResult>> Take(
        HttpContext http, Visits visits, SignInFlow flow, SignInRate rate, IdentityDb db, Passwords passwords, Sessions sessions, TimeProvider clock,
        CancellationToken ct, Guid? request = null)
    {
        var visit = await visits.Of(http, request, ct);
        if (!IsHere(visit)) return TypedResults.LocalRedirect(visit.At("login"));
        if (!rate.Allows(http)) return Page.Error(visit, StatusCodes.Status429TooManyRequests, "error.tooMany", visit.At("password"));

        var (session, texts) = (visit.Session!, visit.Texts);
        var account = await db.Set<Account>().FirstAsync(a => a.Id == session.AccountId, ct);
        if (visit.SignedIn is not null && await flow.CheckPassword(http, account.Username, visit.Field("password", Passwords.Longest), clock, ct) is null)
            return Form(visit, [new Wrong("password", texts["password.currentWrong"])]);

        // Longer than the longest on purpose: it is then told so, and not that it is too short.
        var chosen = visit.Field("new-password", Passwords.Longest * 4);
        if (Passwords.WhatIsWrong(chosen, account.Username) is { } wrong) return Form(visit, [new Wrong("new-password", texts.Format(wrong, Passwords.Shortest, Passwords.Longest))]);
        if (passwords.Verify(account, chosen) != Microsoft.AspNetCore.Identity.PasswordVerificationResult.Failed)
            return Form(visit, [new Wrong("new-password", texts["password.same"])]);

        account.SetPassword(passwords.Hash(chosen), initial: false, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        // Whoever knew the old password is out everywhere.
        await sessions.EndAll(account, ct);
        return TypedResults.LocalRedirect(await flow.Continue(visit, account, session.Methods, ct));
    }

    private static bool IsHere(Visit visit) => visit.Session?.Step is SignInStep.ChangePassword or SignInStep.Done;

    private static Page Form(Visit visit, IReadOnlyList<Wrong> wrong)
    {
        var (texts, first) = (visit.Texts, visit.SignedIn is null);
        return Page.Form(visit, texts["password.title"], Html.Of($"""
            {(first ? Html.Of($"<p>{texts["password.why"]}</p>") : null)}
            {Page.PostForm(visit, Html.Of($"""
                {(first ? null : Page.Input(texts, "password", "password", "current-password", wrong))}
                {Page.Input(texts, "new-password", "password", "new-password", wrong, hint: texts.Format("password.hint", Passwords.Shortest))}
                <div class="buttons">{Page.Button(texts["password.button"])}</div>
                """))}
            """), wrong);
    }
}
