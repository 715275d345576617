using Microsoft.AspNetCore.Http;
using Monipolku.Platform;

namespace Monipolku.Identity.SignIn;

/// <summary>Where people read the answers (<c>/account</c>, and what browsers are sent to): an unknown address, a bad request, too many and a bug become a page too.</summary>
internal sealed class RefusalPages(string below) : IRefusalFormat
{
    public const string Account = "/account";

    public PathString Below => below;

    /// <summary>For an address that browsers and programs come to: a page for who reads HTML, ProblemDetails for the rest.</summary>
    public static IResult Of(HttpContext http, Refusal refusal)
    {
        if (!ReadsPages(http)) return refusal.ToProblem();
        var visit = new Visit(http, PageTexts.In(Visits.LanguageOf(http, null, null)), null, null, null);
        return Page.Error(visit, refusal.Status, refusal == IdentityRefusals.RequestUnknown ? "error.requestUnknown" : "error.badRequest");
    }

    private static bool ReadsPages(HttpContext http) => http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    public Task Write(HttpContext http, Refusal refusal, IReadOnlyDictionary<string, string[]>? errors)
    {
        // Programs come to the others too.
        if (below != Account && !ReadsPages(http)) return refusal.ToProblem().ExecuteAsync(http);
        // Without a look at session and request: what broke may be just that.
        var visit = new Visit(http, PageTexts.In(Visits.LanguageOf(http, null, null)), null, null, null);
        var key = refusal.Status switch { 404 => "error.notFound", 429 => "error.tooMany", >= 500 => "error.unexpected", _ => "error.badRequest" };
        return Page.Error(visit, refusal.Status, key, refusal.Status == StatusCodes.Status404NotFound ? "/account" : null).ExecuteAsync(http);
    }
}
