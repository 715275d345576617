using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Net.Http.Headers;
using Monipolku.Fhir.R4;

namespace Monipolku.RecordSystem;

/// <summary>A body as it was sent, and the resource in it; or the refusal.</summary>
internal sealed record RequestBody(byte[] Bytes, JsonObject Resource, Refusal? Refusal);

/// <summary>What every FHIR request is checked for before anything is looked up.</summary>
internal static class FhirRequest
{
    public const int LargestBody = 5 * 1024 * 1024;
    private const int MostIssues = 50;

    // A name twice in one object would let two readers see two different resources.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Whether the client takes JSON: the only format here. <c>_format</c> beats Accept.</summary>
    public static bool AcceptsJson(HttpRequest request)
    {
        var wanted = request.Query["_format"] is [_, ..] formats ? formats : request.Headers.Accept;
        var types = wanted.SelectMany(line => line!.Split(',', StringSplitOptions.RemoveEmptyEntries)).Select(type => type.Split(';')[0].Trim()).ToList();
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

        if (request.Headers.ContentEncoding.Count > 0) return No(new(415, "not-supported", "A compressed body is not supported."));
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var media)
            || media.MediaType.Value is not ("application/fhir+json" or "application/json")
            || (media.Charset.HasValue && !media.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)))
            return No(new(415, "not-supported", "The body must be application/fhir+json in UTF-8."));
        if (request.ContentLength > LargestBody) return No(TooLarge);

        using var buffer = new MemoryStream();
        // Over the limit Kestrel ends the reading with a BadHttpRequestException of status 413.
        await request.Body.CopyToAsync(buffer, request.HttpContext.RequestAborted);
        var bytes = buffer.ToArray();
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
            var resource = JsonNode.Parse(bytes, documentOptions: Strict)!.AsObject();
            return new(bytes, resource, CheckType(resource, type));
        }
        catch (JsonException)
        {
            return No(new(400, "structure", "An object in the body has the same member twice."));
        }
        catch (InvalidOperationException)
        {
            return No(new(400, "structure", "A member's name in the body is not valid Unicode."));
        }
    }

    public static Refusal? CheckType(JsonObject resource, string type) => resource["resourceType"].AsText() == type
        ? null
        : new(400, "invalid", $"The resourceType must be {type}, as the address says.");

    public static readonly Refusal TooLarge = new(413, "too-long", "The body is larger than 5 MB.");
}
