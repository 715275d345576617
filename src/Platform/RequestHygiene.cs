using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Monipolku.Platform;

/// <summary>What every request and answer has: a request id, no caching, no sniffing, and an Accept that we can meet.</summary>
internal sealed class RequestHygiene(RequestDelegate next)
{
    private const string RequestId = "X-Request-ID";
    private const int LongestRequestId = 64;

    public async Task InvokeAsync(HttpContext http)
    {
        if (http.Request.Headers[RequestId].ToString() is { Length: > 0 and <= LongestRequestId } asked && asked.All(IsIdCharacter))
            http.TraceIdentifier = asked;
        else
            http.TraceIdentifier = Guid.CreateVersion7().ToString("D", CultureInfo.InvariantCulture);

        var headers = http.Response.Headers;
        headers[RequestId] = http.TraceIdentifier;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-store";

        if (http.Request.Path.StartsWithSegments("/api") && !AcceptsJson(http.Request))
        {
            await Problems.Write(http, PlatformRefusals.NotAcceptable);
            return;
        }
        await next(http);
    }

    private static bool IsIdCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.';

    private static bool AcceptsJson(HttpRequest request)
    {
        if (request.Headers.Accept.Count == 0) return true;
        return MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)
            && accepted.Any(a => a.Quality is not 0 && (a.MatchesAllTypes || a.MediaType.Equals("application/*", StringComparison.OrdinalIgnoreCase)
                || a.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
                || a.MediaType.Equals("application/problem+json", StringComparison.OrdinalIgnoreCase)));
    }
}
