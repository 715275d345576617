using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using Microsoft.Net.Http.Headers;

namespace Monipolku.RecordSystem;

/// <summary>A body as it was sent, and the resource in it; or the refusal.</summary>
internal sealed record RequestBody(byte[] Bytes, JsonObject Resource, Refusal? Refusal);

/// <summary>What every FHIR request is checked for before anything is looked up.</summary>
internal static class FhirRequest
{
    public const int LargestBody = 5 * 1024 * 1024;

    // A name twice in one object would let two readers see two different resources.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Whether the client takes JSON: the only format here. <c>_format</c> beats Accept.</summary>
    public static bool AcceptsJson(HttpRequest request)
    {
        var wanted = request.Query["_format"] is [_, ..] formats ? formats : request.Headers.Accept;
        var types = wanted.SelectMany(line => line!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).ToList();
        return types.Count == 0 || types.Exists(type =>
            type.Split(';')[0].Trim() is "*/*" or "application/*" or "application/fhir+json" or "application/fhir json" or "application/json" or "json");
    }

    public static Refusal? TypeOf(string name, out ResourceType type) => ResourceType.All.TryGetValue(name, out type!)
        ? null
        : new(404, "not-supported", "Resources of that type are not recorded here; see the CapabilityStatement.");

    /// <summary>Refuses query parameters that the operation does not know: they would be ignored otherwise.</summary>
    public static Refusal? RefuseParameters(HttpRequest request, params string[] known) =>
        request.Query.Keys.Any(key => key != "_format" && !known.Contains(key))
            ? new(400, "not-supported", "A query parameter is not known for this operation.")
            : null;

    public static Refusal? IfMatch(string? header, out long? version)
    {
        version = null;
        if (string.IsNullOrEmpty(header)) return null;
        if (!FhirFormat.TryVersion(header, out var number)) return new(400, "invalid", "If-Match must name one version, such as W/\"3\".");
        version = number;
        return null;
    }

    /// <summary>Reads one resource of the type that the address names.</summary>
    public static async Task<RequestBody> ReadResource(HttpRequest request, string type)
    {
        static RequestBody No(Refusal refusal) => new([], [], refusal);

        if (request.Headers.ContentEncoding.Count > 0) return No(new(415, "not-supported", "A compressed body is not supported."));
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var media) || media.MediaType.Value is not ("application/fhir+json" or "application/json")
            || (media.Charset.HasValue && !media.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)))
            return No(new(415, "not-supported", "The body must be application/fhir+json in UTF-8."));
        if (request.ContentLength > LargestBody) return No(TooLarge);

        using var buffer = new MemoryStream();
        // Over the limit Kestrel ends the reading with a BadHttpRequestException of status 413.
        await request.Body.CopyToAsync(buffer, request.HttpContext.RequestAborted);
        var bytes = buffer.ToArray();
        if (!HasReadableText(bytes)) return No(new(400, "structure", "The body has text that is not valid Unicode."));
        try
        {
            if (JsonNode.Parse(bytes, documentOptions: Strict) is not JsonObject resource)
                return No(new(400, "structure", "The body is not a JSON object."));
            return new(bytes, resource, CheckType(resource, type));
        }
        catch (JsonException malformed)
        {
            // The parser's own message may quote the body.
            return No(new(400, "structure", $"The body is not JSON (line {malformed.LineNumber + 1}, byte {malformed.BytePositionInLine + 1})."));
        }
    }

    /// <summary>A text may be well-formed JSON and yet no text: bytes that are not UTF-8, or half of a surrogate pair.</summary>
    private static bool HasReadableText(byte[] bytes)
    {
        if (!Utf8.IsValid(bytes)) return false;
        var reader = new Utf8JsonReader(bytes);
        try
        {
            while (reader.Read())
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped) reader.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
        catch (JsonException)
        {
            return true; // Not JSON: the parser says where.
        }
    }

    public static Refusal? CheckType(JsonObject resource, string type) => resource["resourceType"].AsText() == type
        ? null
        : new(400, "invalid", $"The resourceType must be {type}, as the address says.", "resourceType");

    public static readonly Refusal TooLarge = new(413, "too-long", "The body is larger than 5 MB.");
}
