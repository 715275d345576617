using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Identity.SignIn;

/// <summary>What an app may see and do in the user's name, in plain words. The user may agree to less, or say no.</summary>
internal static class GiveConsent
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/consent", Show);
        routes.MapPost("/consent", Take);
    }

    private static async Task<Results<Page, RedirectHttpResult>> Show(
        HttpContext http, Visits visits, PendingAuthorizations pendings, IPersonDirectory persons, CancellationToken ct, Guid? request = null)
    {
        var visit = await visits.Of(http, request, ct);
        if (visit.Pending is null) return Page.Error(visit, StatusCodes.Status400BadRequest, "error.requestUnknown");
        if (visit.SignedIn is null) return TypedResults.LocalRedirect(visit.At("login"));
        return await Form(visit, pendings, persons, visit.Pending.Scopes, [], ct);
    }

    private static async Task<Results<Page, RedirectHttpResult>> Take(
        HttpContext http, Visits visits, PendingAuthorizations pendings, IPersonDirectory persons, CancellationToken ct, Guid? request = null)
    {
        var visit = await visits.Of(http, request, ct);
        if (visit.Pending is not { } pending) return Page.Error(visit, StatusCodes.Status400BadRequest, "error.requestUnknown");
        if (visit.SignedIn is not { } user) return TypedResults.LocalRedirect(visit.At("login"));

        switch (visit.Field("action"))
        {
            case "deny":
                return await pendings.Deny(pending.Id, user, ct) is null ? TypedResults.LocalRedirect(visit.Onward) : Gone(visit);
            case "allow":
                var ticked = visit.Fields("scope");
                var granted = pending.Scopes.Where(scope => ScopeWords.BelongsToSignIn(scope) || ticked.Contains(scope, StringComparer.Ordinal)).ToList();
                if (!granted.Exists(scope => !ScopeWords.BelongsToSignIn(scope)) && pending.Scopes.Any(scope => !ScopeWords.BelongsToSignIn(scope)))
                    return await Form(visit, pendings, persons, ticked, [new Wrong("scopes", visit.Texts["consent.nothing"])], ct);
                return await pendings.Consent(pending.Id, user, granted, ct) is null ? TypedResults.LocalRedirect(visit.Onward) : Gone(visit);
            default:
                return await Form(visit, pendings, persons, visit.Fields("scope"), [new Wrong("scopes", visit.Texts["consent.undecided"])], ct);
        }
    }

    private static Page Gone(Visit visit) => Page.Error(visit, StatusCodes.Status409Conflict, "error.requestUnknown");

    private static async Task<Page> Form(
        Visit visit, PendingAuthorizations pendings, IPersonDirectory persons, IReadOnlyCollection<string> ticked, IReadOnlyList<Wrong> wrong, CancellationToken ct)
    {
        var (texts, pending) = (visit.Texts, visit.Pending!);
        if (await pendings.ClientOf(pending, ct) is not { } client) return Gone(visit);
        var mistake = wrong.FirstOrDefault(w => w.Field == "scopes");
        var about = await About(visit, persons, ct);
        return Page.Form(visit, texts.Format("consent.title", client.Name), Html.Of($"""
            <p>{texts.Format("consent.asks", client.Name)}</p>
            {about}
            {Page.PostForm(visit, Html.Of($"""
                <fieldset id="scopes" tabindex="-1"{(mistake is null ? null : new Html(" aria-describedby=\"scopes-wrong\""))}>
                <legend>{texts["consent.legend"]}</legend>
                {(mistake is null ? null : Html.Of($"""<p class="wrong" id="scopes-wrong">{mistake.Text}</p>"""))}
                {pending.Scopes.Where(scope => !ScopeWords.BelongsToSignIn(scope)).Select((scope, i) => Choice(texts, scope, i, ticked))}
                </fieldset>
                {SignInScopes(texts, pending)}
                <p>{texts["consent.withdraw"]}</p>
                <div class="buttons">{Page.Button(texts["consent.allow"], "allow")} {Page.Button(texts["consent.deny"], "deny", second: true)}</div>
                """))}
            """), wrong);
    }

    private static async Task<Html?> About(Visit visit, IPersonDirectory persons, CancellationToken ct)
    {
        if (visit.Pending!.PersonId is not { } id) return null;
        return (await persons.Find([id], ct)).TryGetValue(id, out var person)
            ? Html.Of($"<p>{visit.Texts["consent.about"]} <strong>{person.GivenNames} {person.FamilyName}</strong></p>")
            : null;
    }

    private static Html Choice(PageTexts texts, string scope, int number, IReadOnlyCollection<string> ticked) => Html.Of($"""
        <div class="choice"><input type="checkbox" name="scope" id="scope-{number}" value="{scope}"{(ticked.Contains(scope) ? new Html(" checked") : null)}>
        <label for="scope-{number}">{ScopeWords.Of(scope, texts)}</label></div>

        """);

    /// <summary>What comes with any sign-in: told, not asked.</summary>
    private static Html? SignInScopes(PageTexts texts, PendingAuthorization pending)
    {
        var scopes = pending.Scopes.Where(ScopeWords.BelongsToSignIn).Select(scope => ScopeWords.Of(scope, texts)).ToList();
        return scopes.Count == 0 ? null : Html.Of($"""
            <p>{texts["consent.besides"]}</p>
            <ul>{scopes.Select(words => Html.Of($"<li>{words}</li>"))}</ul>
            """);
    }
}
