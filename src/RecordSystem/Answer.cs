using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Monipolku.RecordSystem;

/// <summary>
/// A FHIR answer as it goes out, and as it is recorded for a repeat of the same request. Location is relative to <c>/fhir/</c>.
/// </summary>
internal sealed record Answer(
    int Status, string? Body = null, string? Location = null, long? Version = null, DateTimeOffset? LastModified = null) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        if (Version is { } version) response.Headers.ETag = FhirFormat.ETag(version);
        if (LastModified is { } modified) response.Headers.LastModified = modified.ToString("R", CultureInfo.InvariantCulture);
        if (Location is not null) response.Headers.Location = $"{httpContext.Request.FhirBase()}/{Location}";
        if (Body is null) return Task.CompletedTask;

        var bytes = Encoding.UTF8.GetBytes(Body);
        response.ContentType = "application/fhir+json; charset=utf-8";
        response.ContentLength = bytes.Length;
        return response.Body.WriteAsync(bytes, httpContext.RequestAborted).AsTask();
    }
}

/// <summary>How FHIR writes things.</summary>
internal static class FhirFormat
{
    // Letters stay letters: what is stored is read by people with SQLite tools too.
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string ToFhir(this JsonNode node) => node.ToJsonString(Readable);

    public static string ETag(long version) => string.Create(CultureInfo.InvariantCulture, $"W/\"{version}\"");

    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Instant(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    public static string FhirBase(this HttpRequest request) => $"{request.Scheme}://{request.Host}/fhir";

    /// <summary>The text of a JSON string, or null for anything else.</summary>
    public static string? AsText(this JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    /// <summary>The elements of a repeating element; FHIR JSON of one that does not repeat counts as one.</summary>
    public static IEnumerable<JsonNode> Each(this JsonNode? node) =>
        node is JsonArray array ? array.OfType<JsonNode>() : node is null ? [] : [node];

    /// <summary>Letters, digits, '-' and '.', at most 64: the id type of FHIR.</summary>
    public static bool IsId(string? text) =>
        text is { Length: > 0 and <= 64 } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.');

    /// <summary>Reads <c>W/"3"</c> or <c>"3"</c>. False for anything but one version.</summary>
    public static bool TryVersion(string text, out long version)
    {
        var tag = text.StartsWith("W/", StringComparison.Ordinal) ? text[2..] : text;
        version = 0;
        return tag.Length > 2 && tag[0] == '"' && tag[^1] == '"'
            && long.TryParse(tag[1..^1], NumberStyles.None, CultureInfo.InvariantCulture, out version);
    }
}
