using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Identity.Accounts;

namespace Monipolku.Identity.SignIn;

/// <summary>One visit to a page: who, in which language, on the way to which app.</summary>
/// <param name="Session">This browser's session, finished or not; null without one.</param>
/// <param name="SignedIn">The same where it is finished.</param>
/// <param name="Pending">The app's request that brought the user; null where the user came by themselves.</param>
internal sealed record Visit(HttpContext Http, PageTexts Texts, Session? Session, SignedIn? SignedIn, PendingAuthorization? Pending)
{
    /// <summary>Address of another page that keeps the request.</summary>
    public string At(string page) => Pending is null ? "/account/" + page : $"/account/{page}?request={Pending.Id}";

    /// <summary>Where the user goes when this step is done.</summary>
    public string Onward => Pending is null ? "/account" : PendingAuthorizations.ContinueAt(Pending.Id);

    /// <summary>A field of the posted form; empty where it is missing, long or sent twice.</summary>
    public string Field(string name, int longest = 300) =>
        Http.Request.HasFormContentType && Http.Request.Form.TryGetValue(name, out var values) && values is [{ } value] && value.Length <= longest ? value : "";

    public IReadOnlyCollection<string> Fields(string name) =>
        Http.Request.HasFormContentType && Http.Request.Form.TryGetValue(name, out var values) ? [.. values.OfType<string>()] : [];
}

internal sealed class Visits(Sessions sessions, PendingAuthorizations pendings)
{
    private const string LanguageCookie = "monipolku-language";

    /// <param name="request">Id of the app's request, from the address.</param>
    public async Task<Visit> Of(HttpContext http, Guid? request, CancellationToken ct)
    {
        var session = await sessions.Current(http, ct);
        var signedIn = await sessions.Find(http, ct);
        var pending = request is { } id ? await pendings.Find(id, signedIn, ct) : null;
        return new Visit(http, PageTexts.In(LanguageOf(http, session, pending)), session, signedIn, pending);
    }

    /// <summary>
    /// Every POST must come from a page of ours, in the same session: otherwise another site could act in the user's name, or sign the
    /// user in as somebody else.
    /// </summary>
    public static async ValueTask<object?> CheckForm(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var ct = http.RequestAborted;
        // The token of a form is sealed with the user it was made for.
        if (await http.RequestServices.GetRequiredService<Sessions>().Current(http, ct) is { } session)
            http.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", session.Subject)], Sessions.Scheme, "sub", null));
        if (HttpMethods.IsPost(http.Request.Method) && !await IsOurForm(http))
        {
            var visit = await http.RequestServices.GetRequiredService<Visits>().Of(http, RequestId(http), ct);
            return Page.Error(visit, StatusCodes.Status400BadRequest, "error.oldForm", http.Request.Path + http.Request.QueryString);
        }
        return await next(context);
    }

    private static async Task<bool> IsOurForm(HttpContext http)
    {
        try
        {
            return http.Request.HasFormContentType && await http.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(http);
        }
        catch (AntiforgeryValidationException)
        {
            // It cannot be read, so no page of ours has sent it.
            return false;
        }
    }

    internal static Guid? RequestId(HttpContext http) => Guid.TryParse(http.Request.Query["request"], out var id) ? id : null;

    /// <summary>The user's own choice, else what the app asks for, the account's, the browser's, and at last Finnish.</summary>
    internal static string LanguageOf(HttpContext http, Session? session, PendingAuthorization? pending)
    {
        if (Known(http.Request.Query["lang"]) is { } chosen)
        {
            http.Response.Cookies.Append(LanguageCookie, chosen, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, Path = "/account", IsEssential = true });
            return chosen;
        }
        return Known(http.Request.Cookies[LanguageCookie])
            ?? pending?.Request.UiLocales.Select(Known).FirstOrDefault(known => known is not null)
            ?? Known(session?.Language)
            ?? http.Request.GetTypedHeaders().AcceptLanguage.Where(l => l.Quality is not 0).OrderByDescending(l => l.Quality ?? 1)
                .Select(l => Known(l.Value.Value)).FirstOrDefault(known => known is not null)
            ?? PageTexts.Languages[0];
    }

    private static string? Known(string? tag) =>
        tag?.Split('-')[0].ToLowerInvariant() is { } language && PageTexts.Languages.Contains(language) ? language : null;
}
