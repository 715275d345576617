using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Monipolku.Platform;

/// <summary>
/// What every request and answer has: a request id, no caching, no sniffing, HEAD where GET is, and an Accept that we can meet.
/// </summary>
internal sealed class RequestHygiene(RequestDelegate next)
{
    private const string RequestId = "X-Request-ID";

    private static readonly string[] Files = ["/export", "/scan", "/form"];

    /// <summary>An answer of the API is data: a browser that is made to show it runs and loads nothing.</summary>
    private const string NothingPolicy = "default-src 'none'; frame-ancestors 'none'";

    /// <summary>Swagger UI brings its scripts as files, and styles inside the page too.</summary>
    private const string SwaggerPolicy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public async Task InvokeAsync(HttpContext http)
    {
        // A UUID only: the id is kept in the audit log, and a caller's own text might hold an identity code.
        var id = Guid.TryParseExact(http.Request.Headers[RequestId], "D", out var asked) ? asked : Guid.CreateVersion7();
        http.TraceIdentifier = id.ToString("D", CultureInfo.InvariantCulture);

        // HEAD is a GET whose body the server leaves out: it looks at the method that came over the wire, not at this one.
        if (HttpMethods.IsHead(http.Request.Method)) http.Request.Method = HttpMethods.Get;

        // At the last moment: whoever turns an exception into an answer clears the headers first.
        http.Response.OnStarting(() =>
        {
            var headers = http.Response.Headers;
            headers[RequestId] = http.TraceIdentifier;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            headers.CacheControl = "no-store";
            headers.XFrameOptions = "DENY";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            if (http.Request.IsHttps) headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
            // A page that is made for people brings its own.
            if (headers.ContentSecurityPolicy.Count == 0)
                headers.ContentSecurityPolicy = http.Request.Path.StartsWithSegments("/swagger") ? SwaggerPolicy : NothingPolicy;
            if (headers.Allow is ["GET"]) headers.Allow = "GET, HEAD";
            return Task.CompletedTask;
        });

        if (!IsUtf8(http.Request))
        {
            await Problems.Write(http, PlatformRefusals.CharsetUnsupported);
            return;
        }
        // A file is of the format that it has or that is asked in the address; a form is a page to print.
        var path = http.Request.Path.Value!;
        var isFile = Files.Any(end => path.EndsWith(end, StringComparison.OrdinalIgnoreCase)) || path.Contains("/forms/", StringComparison.OrdinalIgnoreCase);
        if (http.Request.Path.StartsWithSegments("/api") && !isFile && !AcceptsJson(http.Request))
        {
            await Problems.Write(http, PlatformRefusals.NotAcceptable);
            return;
        }
        // Neither belongs in a search, and PostgreSQL takes no U+0000.
        if ((http.Request.Path.StartsWithSegments("/api") || http.Request.Path.StartsWithSegments("/fhir"))
            && http.Request.Query.Any(parameter => parameter.Value.Any(value => !StrictStrings.Allowed(value))))
        {
            await Problems.Write(http, PlatformRefusals.ParameterNotText);
            return;
        }
        await next(http);
    }

    /// <summary>JSON and forms are UTF-8 here, and need not say so; another charset is not read.</summary>
    private static bool IsUtf8(HttpRequest request) =>
        request.ContentType is null
        || !MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        || !type.Charset.HasValue
        || HeaderUtilities.RemoveQuotes(type.Charset).Value?.ToLowerInvariant() is "utf-8" or "utf8" or "us-ascii" or "";

    private static bool AcceptsJson(HttpRequest request)
    {
        if (string.IsNullOrWhiteSpace(request.Headers.Accept.ToString())) return true;
        return MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)
            && accepted.Any(a => a.Quality is not 0 && (a.MatchesAllTypes || a.MediaType.Equals("application/*", StringComparison.OrdinalIgnoreCase)
                || a.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
                || a.MediaType.Equals("application/problem+json", StringComparison.OrdinalIgnoreCase)));
    }
}
