using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Identity.Accounts;
using Monipolku.Platform;

namespace Monipolku.Identity.SignIn;

/// <summary>Takes an authenticator app into use. Its key is shown as text: it can be copied, read aloud and typed, which a picture cannot.</summary>
internal static class EnrolSecondFactor
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/enrol", Show);
        routes.MapPost("/enrol", Take);
    }

    private static async Task<Results<Page, RedirectHttpResult>> Show(
        HttpContext http, Visits visits, SecondFactors factors, IdentityDb db, CancellationToken ct, Guid? request = null)
    {
        var visit = await visits.Of(http, request, ct);
        return await IsHere(visit, db, ct) is { } account ? Form(visit, account, factors, []) : TypedResults.LocalRedirect(visit.At("login"));
    }

    private static async Task<Results<Page, RedirectHttpResult>> Take(
        HttpContext http, Visits visits, SignInFlow flow, SignInRate rate, SecondFactors factors, IdentityDb db, CancellationToken ct, Guid? request = null)
    {
        var visit = await visits.Of(http, request, ct);
        if (await IsHere(visit, db, ct) is not { } account) return TypedResults.LocalRedirect(visit.At("login"));
        if (!rate.Allows(http)) return Page.Error(visit, StatusCodes.Status429TooManyRequests, "error.tooMany", visit.At("enrol"));

        var (session, texts) = (visit.Session!, visit.Texts);
        if (factors.Prove(session.OfferedTotpSecret!, visit.Field("code", 20)) is not { } step)
            return Form(visit, account, factors, [new Wrong("code", texts["factor.wrong"])]);

        var (codes, hashes) = factors.NewRecoveryCodes();
        account.SetSecondFactor(session.OfferedTotpSecret!, step, hashes);
        await db.SaveChangesAsync(ct);
        var onward = await flow.Continue(visit, account, [.. session.Methods, "otp", "mfa"], ct);
        return Page.Of(visit, texts["recovery.title"], Html.Of($"""
            <p>{texts["recovery.what"]}</p>
            <ul>{codes.Select(code => Html.Of($"<li><code>{code}</code></li>"))}</ul>
            <p>{texts["recovery.once"]}</p>
            <p><a href="{onward}">{texts["recovery.onward"]}</a></p>
            """));
    }

    /// <summary>The account whose turn it is to do this; null for whoever is not at this step.</summary>
    private static async Task<Account?> IsHere(Visit visit, IdentityDb db, CancellationToken ct) =>
        visit.Session is { Step: SignInStep.EnrolSecondFactor, OfferedTotpSecret: not null } session
            ? await db.Set<Account>().FirstOrDefaultAsync(a => a.Id == session.AccountId && a.TotpSecret == null, ct)
            : null;

    private static Page Form(Visit visit, Account account, SecondFactors factors, IReadOnlyList<Wrong> wrong)
    {
        var texts = visit.Texts;
        var secret = factors.Read(visit.Session!.OfferedTotpSecret!);
        var groups = string.Join(' ', secret.Chunk(4).Select(group => new string(group)));
        return Page.Form(visit, texts["enrol.title"], Html.Of($"""
            <p>{texts["enrol.why"]}</p>
            <ol>
            <li>{texts["enrol.install"]}</li>
            <li>{texts["enrol.key"]}<br><code>{groups}</code></li>
            <li>{texts["enrol.code"]}</li>
            </ol>
            <p>{texts["enrol.link"]}<br><code>{Totp.UriOf(secret, account.Username)}</code></p>
            {Page.PostForm(visit, Html.Of($"""
                {Page.Input(texts, "code", "text", "one-time-code", wrong)}
                <div class="buttons">{Page.Button(texts["enrol.button"])}</div>
                """))}
            """), wrong);
    }
}
