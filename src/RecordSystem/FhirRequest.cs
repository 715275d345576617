using System.Text.Json.Nodes;
using Microsoft.Net.Http.Headers;
using Monipolku.Fhir.R4;

namespace Monipolku.RecordSystem;

/// <summary>A body as it was sent, and the resource in it; or the refusal.</summary>
internal sealed record RequestBody(byte[] Bytes, JsonObject Resource, Refusal? Refusal);

/// <summary>What every FHIR request is checked for before anything is looked up.</summary>
internal static class FhirRequest
{
    private const int LargestBody = 5 * 1024 * 1024;

    /// <summary>
    /// So much is let in of a body that is refused for its size: a client that is still sending gets to read the refusal.
    /// Of a larger one the connection breaks.
    /// </summary>
    public const int LargestDiscarded = 64 * 1024 * 1024;

    private const int MostIssues = 50;

    /// <summary>Whether the client takes JSON: the only format here. <c>_format</c> beats Accept.</summary>
    public static bool AcceptsJson(HttpRequest request)
    {
        var wanted = request.Query["_format"] is [_, ..] formats ? formats : request.Headers.Accept;
        var types = wanted.SelectMany(line => line!.Split(',', StringSplitOptions.RemoveEmptyEntries))
            .Select(type => type.Split(';')[0].Trim().ToLowerInvariant()).ToList();
        // In an address the plus of fhir+json is read as a space unless it is escaped.
        return types.Count == 0 || types.Exists(type =>
            type is "*/*" or "application/*" or "application/fhir+json" or "application/fhir json" or "application/json" or "json");
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

        var (bytes, refusal) = await ReadBytes(request, "application/fhir+json", "application/json");
        if (refusal is not null) return No(refusal);
        try
        {
            // Read twice: the typed model judges, the JSON is what is recorded, so that nothing of it is lost or spelled anew.
            var (valid, issues) = FhirJson.Parse(bytes);
            if (valid is null)
            {
                // What has no FHIR structure is malformed; what has one and breaks a rule is an invalid resource.
                var malformed = issues.Any(issue => issue.Code == OperationOutcome.IssueType.Structure);
                return No(new(malformed ? 400 : 422, [.. issues.Take(MostIssues).Select(issue =>
                    new Issue(issue.Code.GetCode(), issue.Text, issue.Location.Length == 0 ? null : issue.Location))]));
            }
            var resource = JsonNode.Parse(bytes)!.AsObject();
            return new(bytes, resource, CheckType(resource, type));
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair in a name, which only an escape can smuggle in.
            return No(new(400, "structure", "A member's name in the body is not valid Unicode."));
        }
    }

    /// <summary>Reads a body of one of the media types, in UTF-8 and of a bearable size.</summary>
    public static async Task<(byte[] Bytes, Refusal? Refusal)> ReadBytes(HttpRequest request, params string[] types)
    {
        if (request.Headers.ContentEncoding.Count > 0) return ([], new(415, "not-supported", "A compressed body is not supported."));
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var media)
            || !types.Contains(media.MediaType.Value, StringComparer.OrdinalIgnoreCase)
            || Parameter(media, "charset") is not (null or "utf-8")
            || Parameter(media, "fhirVersion") is not (null or "4.0"))
            return ([], new(415, "not-supported", $"The body must be {types[0]}, of FHIR 4.0 and in UTF-8."));
        if (request.ContentLength > LargestBody) return ([], TooLarge);

        using var body = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted) is > 0 and var read)
        {
            if (body.Length + read > LargestBody) return ([], TooLarge);
            body.Write(buffer, 0, read);
        }
        return (body.ToArray(), null);
    }

    private static string? Parameter(MediaTypeHeaderValue media, string name) => media.Parameters
        .FirstOrDefault(parameter => parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?
        .GetUnescapedValue().Value?.ToLowerInvariant();

    public static Refusal? CheckType(JsonObject resource, string type) => resource["resourceType"].AsText() == type
        ? null
        : new(400, "invalid", $"The resourceType must be {type}, as the address says.");

    private static readonly Refusal TooLarge = new(413, "too-long", "The body is larger than 5 MB.");
}
