using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Platform;

namespace Monipolku.Identity.SignIn;

/// <summary>
/// A whole page as an answer. WCAG 2.2 AA: one main heading, named landmarks, labels, errors first and linked to their fields, nothing that
/// needs a script, a pointer or haste.
/// </summary>
internal sealed class Page : IResult
{
    private const string Style = """
        *{box-sizing:border-box}
        html{font:100%/1.5 system-ui,sans-serif;color:#1b1b1b;background:#fff}
        body{margin:0 auto;max-width:38rem;padding:1rem}
        header{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:center;gap:.5rem;border-bottom:2px solid #0b4f9e}
        header p{font-weight:700;font-size:1.25rem;margin:.5rem 0}
        nav ul{display:flex;gap:.5rem;list-style:none;margin:0;padding:0}
        nav a{display:inline-block;padding:.5rem}
        nav a[aria-current]{font-weight:700;color:#1b1b1b;text-decoration:none}
        a{color:#0b4f9e}
        h1{font-size:1.75rem;line-height:1.25}
        h2{font-size:1.25rem}
        main:focus{outline:0}
        label,legend{font-weight:700}
        fieldset{border:0;margin:1rem 0;padding:0}
        .field{margin:1.25rem 0}
        .field>label{display:block}
        .hint{color:#4a4a4a;margin:.25rem 0}
        .wrong{color:#a1001c;font-weight:700;margin:.25rem 0}
        input[type=text],input[type=password]{width:100%;min-height:2.75rem;padding:.5rem;font:inherit;border:2px solid #4a4a4a;border-radius:4px}
        input[aria-invalid]{border-color:#a1001c}
        .choice{display:flex;gap:.75rem;align-items:flex-start;padding:.5rem 0}
        .choice label{font-weight:400}
        input[type=checkbox],input[type=radio]{width:1.5rem;height:1.5rem;margin:0;flex:none}
        button{min-height:2.75rem;padding:.5rem 1.5rem;font:inherit;font-weight:700;color:#fff;background:#0b4f9e;border:2px solid #0b4f9e;border-radius:4px;cursor:pointer}
        button.second{color:#0b4f9e;background:#fff}
        .buttons{display:flex;flex-wrap:wrap;gap:1rem;margin:1.5rem 0}
        .errors{border:3px solid #a1001c;padding:.5rem 1rem;margin:1rem 0}
        .errors a{color:#a1001c}
        code{font-size:1.1rem;overflow-wrap:anywhere}
        a:focus-visible,button:focus-visible,input:focus-visible,.errors:focus-visible{outline:3px solid #1b1b1b;outline-offset:3px}
        .skip{position:absolute;left:-99rem}
        .skip:focus{position:static}
        """;

    private static readonly string StyleHash = "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)));

    private readonly Visit _visit;
    private readonly string _title;
    private readonly Html _body;
    private readonly int _status;
    private readonly IReadOnlyList<Wrong> _wrong;

    private Page(Visit visit, string title, Html body, int status, IReadOnlyList<Wrong> wrong) =>
        (_visit, _title, _body, _status, _wrong) = (visit, title, body, status, wrong);

    public static Page Of(Visit visit, string title, Html body) => new(visit, title, body, StatusCodes.Status200OK, []);

    /// <summary>A form again, with what is wrong in it; without anything wrong the form for the first time.</summary>
    public static Page Form(Visit visit, string title, Html body, IReadOnlyList<Wrong> wrong, int status = StatusCodes.Status400BadRequest) =>
        new(visit, title, body, wrong.Count == 0 ? StatusCodes.Status200OK : status, wrong);

    /// <param name="again">Address to try again at; null where only the app can begin anew.</param>
    public static Page Error(Visit visit, int status, string key, string? again = null)
    {
        var texts = visit.Texts;
        var way = again is null ? Html.Of($"<p>{texts["error.startAgain"]}</p>") : Html.Of($"""<p><a href="{again}">{texts["error.tryAgain"]}</a></p>""");
        return new Page(visit, texts["error.title"], Html.Of($"<p>{texts[key]}</p>{way}"), status, []);
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var html = Render(httpContext).Text;
        var response = httpContext.Response;
        response.StatusCode = _status;
        response.ContentType = "text/html; charset=utf-8";
        var headers = response.Headers;
        headers.ContentSecurityPolicy =
            $"default-src 'none'; style-src '{StyleHash}'; form-action {FormTargets()}; frame-ancestors 'none'; base-uri 'none'";
        headers.XFrameOptions = "DENY";
        headers.ContentLanguage = _visit.Texts.Language;
        headers.Vary = "Accept-Language, Cookie";
        // No Cross-Origin-Opener-Policy: apps sign in through a popup too, and get their answer from it. These pages have no script to be reached.
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        // As any answer: also after the time of the request is up.
        await response.WriteAsync(html, CancellationToken.None);
    }

    /// <summary>A form that posts to the page's own address and carries the antiforgery token.</summary>
    public static Html PostForm(Visit visit, Html content)
    {
        var tokens = visit.Http.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(visit.Http);
        return Html.Of($"""
            <form method="post" action="{visit.Http.Request.Path.Value}{Query(visit, null)}" novalidate>
            <input type="hidden" name="{tokens.FormFieldName}" value="{tokens.RequestToken}">
            {content}
            </form>
            """);
    }

    /// <summary>A labelled text field with its hint and what is wrong with it.</summary>
    /// <param name="autocomplete">WCAG 1.3.5 and 3.3.8: the browser and a password manager fill it.</param>
    public static Html Input(
        PageTexts texts, string name, string type, string autocomplete, IReadOnlyList<Wrong> wrong, string value = "", string? hint = null, bool focus = false)
    {
        var mistake = wrong.FirstOrDefault(w => w.Field == name);
        var describedBy = string.Join(' ', new[] { hint is null ? null : name + "-hint", mistake is null ? null : name + "-wrong" }.OfType<string>());
        return Html.Of($"""
            <div class="field">
            <label for="{name}">{texts["field." + name]}</label>
            {(hint is null ? null : Html.Of($"""<p class="hint" id="{name}-hint">{hint}</p>"""))}
            {(mistake is null ? null : Html.Of($"""<p class="wrong" id="{name}-wrong">{mistake.Text}</p>"""))}
            <input id="{name}" name="{name}" type="{type}" autocomplete="{autocomplete}" value="{value}" required autocapitalize="none" spellcheck="false"{(
                describedBy.Length == 0 ? null : Html.Of($""" aria-describedby="{describedBy}" """))}{(
                mistake is null ? null : new Html(" aria-invalid=\"true\""))}{(
                focus && wrong.Count == 0 ? new Html(" autofocus") : null)}>
            </div>
            """);
    }

    public static Html Button(string text, string? action = null, bool second = false) => Html.Of(
        $"""<button type="submit"{(action is null ? null : Html.Of($""" name="action" value="{action}" """))}{(second ? new Html(" class=\"second\"") : null)}>{text}</button>""");

    private Html Render(HttpContext http)
    {
        var texts = _visit.Texts;
        var shown = _wrong.Count == 0 ? _title : texts.Format("error.prefix", _title);
        return Html.Of($"""
            <!DOCTYPE html>
            <html lang="{texts.Language}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="robots" content="noindex">
            <title>{shown} – Monipolku</title>
            <style>{new Html(Style)}</style>
            </head>
            <body>
            <a class="skip" href="#main">{texts["page.skip"]}</a>
            <header>
            <p>Monipolku</p>
            <nav aria-label="{texts["page.languages"]}"><ul>{PageTexts.Languages.Select(language => LanguageLink(http, language))}</ul></nav>
            </header>
            <main id="main" tabindex="-1">
            {Errors()}
            <h1>{_title}</h1>
            {_body}
            </main>
            </body>
            </html>

            """);
    }

    /// <summary>First on the page and focused: a screen reader says at once what is wrong, and each line leads to its field.</summary>
    private Html? Errors() => _wrong.Count == 0 ? null : Html.Of($"""
        <div class="errors" role="alert" tabindex="-1" autofocus aria-labelledby="errors-title">
        <h2 id="errors-title">{_visit.Texts["error.summary"]}</h2>
        <ul>{_wrong.Select(w => Html.Of($"""<li><a href="#{w.Field}">{w.Text}</a></li>"""))}</ul>
        </div>
        """);

    private Html LanguageLink(HttpContext http, string language)
    {
        var name = language switch { "fi" => "Suomi", "sv" => "Svenska", _ => "English" };
        var current = language == _visit.Texts.Language ? new Html(" aria-current=\"true\"") : null;
        return Html.Of($"""<li><a href="{http.Request.PathBase.Value}{http.Request.Path.Value}{Query(_visit, language)}" lang="{language}" hreflang="{language}"{current}>{name}</a></li>""");
    }

    private static string Query(Visit visit, string? language)
    {
        var query = new QueryBuilder();
        if (Visits.RequestId(visit.Http) is { } request) query.Add("request", request.ToString("D", CultureInfo.InvariantCulture));
        if (language is not null) query.Add("lang", language);
        return query.ToString();
    }

    /// <summary>Browsers hold the redirects after a form to this list too: it must name the app's address.</summary>
    private string FormTargets()
    {
        if (_visit.Pending is null || !Uri.TryCreate(_visit.Pending.Request.RedirectUri, UriKind.Absolute, out var back)) return "'self'";
        return "'self' " + (back.Scheme is "https" or "http" ? back.GetLeftPart(UriPartial.Authority) : back.Scheme + ":");
    }
}

/// <summary>What is wrong in a form.</summary>
/// <param name="Field">Name of the field, which is its id too.</param>
internal sealed record Wrong(string Field, string Text);
