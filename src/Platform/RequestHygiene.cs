using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Monipolku.Platform;

/// <summary>What every request and answer has: a request id, no caching, no sniffing, and an Accept that we can meet.</summary>
internal sealed class RequestHygiene(RequestDelegate next)
{
    private const string RequestId = "X-Request-ID";

    public async Task InvokeAsync(HttpContext http)
    {
        // A UUID only: the id is kept in the audit log, and a caller's own text might hold an identity code.
        var id = Guid.TryParseExact(http.Request.Headers[RequestId], "D", out var asked) ? asked : Guid.CreateVersion7();
        http.TraceIdentifier = id.ToString("D", CultureInfo.InvariantCulture);

        // At the last moment: whoever turns an exception into an answer clears the headers first.
        http.Response.OnStarting(() =>
        {
            var headers = http.Response.Headers;
            headers[RequestId] = http.TraceIdentifier;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            headers.CacheControl = "no-store";
            return Task.CompletedTask;
        });

        if (http.Request.Path.StartsWithSegments("/api") && !AcceptsJson(http.Request))
        {
            await Problems.Write(http, PlatformRefusals.NotAcceptable);
            return;
        }
        await next(http);
    }

    private static bool AcceptsJson(HttpRequest request)
    {
        if (request.Headers.Accept.Count == 0) return true;
        return MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)
            && accepted.Any(a => a.Quality is not 0 && (a.MatchesAllTypes || a.MediaType.Equals("application/*", StringComparison.OrdinalIgnoreCase)
                || a.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
                || a.MediaType.Equals("application/problem+json", StringComparison.OrdinalIgnoreCase)));
    }
}
