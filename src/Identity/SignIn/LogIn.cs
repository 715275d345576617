using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Monipolku.Identity.Accounts;
using Monipolku.Platform;

namespace Monipolku.Identity.SignIn;

/// <summary>Username and password. Whatever is wrong with them, the answer is the same.</summary>
internal static class LogIn
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/login", Show);
        routes.MapPost("/login", Take);
    }

    private static async Task<Page> Show(HttpContext http, Visits visits, CancellationToken ct, Guid? request = null)
    {
        var visit = await visits.Of(http, request, ct);
        return request is not null && visit.Pending is null
            ? Page.Error(visit, StatusCodes.Status400BadRequest, "error.requestUnknown")
            : Form(visit, visit.Pending?.Request.LoginHint ?? "", []);
    }

    private static async Task<Results<Page, RedirectHttpResult>> Take(
        HttpContext http, Visits visits, SignInFlow flow, SignInRate rate, TimeProvider clock, CancellationToken ct, Guid? request = null)
    {
        var visit = await visits.Of(http, request, ct);
        if (request is not null && visit.Pending is null) return Page.Error(visit, StatusCodes.Status400BadRequest, "error.requestUnknown");
        if (!rate.Allows(http)) return Page.Error(visit, StatusCodes.Status429TooManyRequests, "error.tooMany", visit.At("login"));

        var (username, password) = (visit.Field("username", 100), visit.Field("password", Passwords.Longest));
        List<Wrong> wrong = [];
        if (username.Trim().Length == 0) wrong.Add(new Wrong("username", visit.Texts["login.usernameMissing"]));
        if (password.Length == 0) wrong.Add(new Wrong("password", visit.Texts["login.passwordMissing"]));
        if (wrong.Count > 0) return Form(visit, username, wrong);

        if (await flow.CheckPassword(http, username, password, clock, ct) is not { } account)
            return Form(visit, username, [new Wrong("username", visit.Texts["login.wrong"])]);
        return TypedResults.LocalRedirect(await flow.Continue(visit, account, ["pwd"], ct));
    }

    private static Page Form(Visit visit, string username, IReadOnlyList<Wrong> wrong)
    {
        var texts = visit.Texts;
        return Page.Form(visit, texts["login.title"], Page.PostForm(visit, Html.Of($"""
            {Page.Input(texts, "username", "text", "username", wrong, username, focus: true)}
            {Page.Input(texts, "password", "password", "current-password", wrong)}
            <div class="buttons">{Page.Button(texts["login.button"])}</div>
            <p>{texts["login.forgotten"]}</p>
            """)), wrong);
    }
}
