using System.Globalization;
using System.Text.Json.Nodes;

namespace Monipolku.RecordSystem;

/// <summary>The versions of one resource, newest first, in pages.</summary>
internal static class ReadHistory
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/fhir/{type}/{id}/_history", Handle);

    private static IResult Handle(string type, string id, HttpContext context, Store store)
    {
        if (FhirRequest.TypeOf(type, out var resourceType) is { } unknown) return unknown;
        if (FhirRequest.RefuseParameters(context.Request, "_count", "_before") is { } superfluous) return superfluous;
        if (Number(context.Request, "_count", 50, out var count) is { } badCount) return badCount;
        if (Number(context.Request, "_before", long.MaxValue, out var before) is { } badPage) return badPage;
        count = Math.Clamp(count, 1, SearchQuery.MostPerPage);

        using var session = store.Read();
        if (session.Find(resourceType, id) is not { } newest) return new Refusal(404, "not-found", $"There is no such {type}.");
        var versions = session.History(resourceType, id, before, (int)count);

        var address = $"{context.Request.FhirBase()}/{type}/{id}/_history?_count={count}";
        var self = before == long.MaxValue ? address : $"{address}&_before={before}";
        var links = new JsonArray(new JsonObject { ["relation"] = "self", ["url"] = self });
        if (versions is [.., { Version: > 1 } last])
            links.Add((JsonNode)new JsonObject { ["relation"] = "next", ["url"] = $"{address}&_before={last.Version}" });
        var bundle = new JsonObject
        {
            ["resourceType"] = "Bundle",
            ["type"] = "history",
            // Versions are numbered without gaps, so the newest number is how many there are.
            ["total"] = newest.Version,
            ["link"] = links,
        };
        if (versions.Count > 0)
            bundle["entry"] = new JsonArray([.. versions.Select(version => EntryOf(version, context.Request.FhirBase()))]);
        return new Answer(200, bundle.ToFhir());
    }

    private static JsonObject EntryOf(StoredVersion version, string fhirBase)
    {
        var entry = new JsonObject { ["fullUrl"] = $"{fhirBase}/{version.Type}/{version.Id}" };
        if (version.Json is not null) entry["resource"] = JsonNode.Parse(version.Json);
        entry["request"] = new JsonObject
        {
            ["method"] = version.Method,
            ["url"] = version.Method == "POST" ? version.Type : $"{version.Type}/{version.Id}",
        };
        entry["response"] = new JsonObject
        {
            ["status"] = version.Deleted ? "204" : version.Version == 1 ? "201" : "200",
            ["location"] = version.Location,
            ["etag"] = FhirFormat.ETag(version.Version),
            ["lastModified"] = FhirFormat.Instant(version.LastUpdated),
        };
        return entry;
    }

    private static Refusal? Number(HttpRequest request, string name, long usual, out long number)
    {
        number = usual;
        if (request.Query[name] is not [_, ..] given) return null;
        return given.Count == 1 && long.TryParse(given[0], NumberStyles.None, CultureInfo.InvariantCulture, out number)
            ? null
            : new(400, "invalid", $"The parameter {name} must be a whole number.");
    }
}
