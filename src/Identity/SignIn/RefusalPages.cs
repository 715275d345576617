using Microsoft.AspNetCore.Http;
using Monipolku.Platform;

namespace Monipolku.Identity.SignIn;

/// <summary>Below <c>/account</c> people read the answers: an unknown address, a bad request and a bug become a page too.</summary>
internal sealed class RefusalPages : IRefusalFormat
{
    public PathString Below => "/account";

    public Task Write(HttpContext http, Refusal refusal, IReadOnlyDictionary<string, string[]>? errors)
    {
        // Without a look at session and request: what broke may be just that.
        var visit = new Visit(http, PageTexts.In(Visits.LanguageOf(http, null, null)), null, null, null);
        var key = refusal.Status switch { 404 => "error.notFound", 429 => "error.tooMany", >= 500 => "error.unexpected", _ => "error.badRequest" };
        return Page.Error(visit, refusal.Status, key, refusal.Status == StatusCodes.Status404NotFound ? "/account" : null).ExecuteAsync(http);
    }
}
