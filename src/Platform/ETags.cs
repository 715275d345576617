using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Monipolku.Platform;

/// <summary>A view of something that changes: its version travels as <c>ETag: "3"</c>.</summary>
public interface IVersioned
{
    /// <summary>1 when created, one more at every change.</summary>
    int Version { get; }
}

/// <summary>The caller's <c>If-Match</c>: the version that the change was decided on.</summary>
public sealed class IfMatch
{
    private readonly string? _header;

    private IfMatch(string? header) => _header = header;

    public static ValueTask<IfMatch> BindAsync(HttpContext http) =>
        ValueTask.FromResult(new IfMatch(http.Request.Headers.IfMatch is { Count: > 0 } values ? values.ToString() : null));

    /// <summary>Null when the caller has seen the present version; otherwise 428 or 412.</summary>
    public Refusal? Check(IVersioned noun)
    {
        if (_header is null) return PlatformRefusals.VersionMissing;
        return _header == ETags.Of(noun.Version) ? null : PlatformRefusals.VersionStale;
    }

    /// <summary>The same; where another has meanwhile done to the same thing what the caller wants to do, that is the answer.</summary>
    /// <param name="meanwhile">From the version that the caller has seen: what another has done since, null where it is something else that has changed.</param>
    public Refusal? Check(IVersioned noun, Func<int, Refusal?> meanwhile) =>
        Check(noun) is not { } stale ? null
        : int.TryParse(_header?.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var seen) && seen < noun.Version ? meanwhile(seen) ?? stale : stale;
}

/// <summary>
/// Puts the ETag on answers. There is no 304: a view also follows the day (a clock's used days) and the client's permissions, which
/// the version does not tell, and nothing here may be cached anyway.
/// </summary>
public static class ETags
{
    public static string Of(int version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    internal static async ValueTask<object?> Filter(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var result = await next(context);
        // Results<A, B> wraps the answer that was chosen.
        var answer = result is INestedHttpResult nested ? nested.Result : result;
        if (answer is not IValueHttpResult { Value: IVersioned versioned }) return result;

        context.HttpContext.Response.Headers[HeaderNames.ETag] = Of(versioned.Version);
        return result;
    }
}
