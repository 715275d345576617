using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace Monipolku.RecordSystem;

/// <summary>Takes a transaction Bundle: all of it is recorded, or nothing. The answer keeps the order of the entries.</summary>
internal static class RunTransaction
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/fhir", Handle);

    private static async Task<IResult> Handle(HttpContext context, Recorder recorder)
    {
        if (FhirRequest.RefuseParameters(context.Request) is { } superfluous) return superfluous;
        var body = await FhirRequest.ReadResource(context.Request, "Bundle");
        if (body.Refusal is { } refusal) return refusal;
        if (body.Resource["type"].AsText() != "transaction")
            return new Refusal(422, "not-supported", "Only Bundles of the type transaction are taken here.", "Bundle.type");

        var entries = new List<Entry>();
        foreach (var (index, json) in (body.Resource["entry"] as JsonArray ?? []).Index())
        {
            var place = $"Bundle.entry[{index}]";
            if (ReadEntry(json!.AsObject(), place, context.Request.FhirBase(), out var entry) is { } badEntry) return badEntry.At(place);
            entries.Add(entry!);
        }
        var withResources = context.Request.Headers["Prefer"].ToString().Contains("return=representation", StringComparison.Ordinal);
        return await recorder.Record(context, body.Bytes, entries, caller => AnswerOf(entries, caller, withResources));
    }

    /// <summary>What the record system says about one entry, for people.</summary>
    public static JsonObject OutcomeOf(Entry entry)
    {
        var text = (entry.Method, entry.Status) switch
        {
            ("POST", 200) => "A matching resource was recorded before; nothing was recorded now.",
            ("DELETE", _) => "Deleted.",
            _ => "Recorded.",
        };
        return Refusal.Outcome("information", [new("informational", text)]);
    }

    /// <summary>Reads an entry of a Bundle that is valid by its structure; refuses what it asks for and can't be done.</summary>
    private static Refusal? ReadEntry(JsonObject json, string place, string fhirBase, out Entry? entry)
    {
        entry = null;
        if (json["request"] is not JsonObject request) return new(400, "required", "The entry has no request.");
        foreach (var unsupported in new[] { "ifNoneMatch", "ifModifiedSince" })
            if (request.ContainsKey(unsupported)) return new(400, "not-supported", $"{unsupported} is not supported in a transaction.");
        if (FhirRequest.IfMatch(request["ifMatch"].AsText(), out var version) is { } badVersion) return badVersion;

        var method = request["method"].AsText();
        if (method is not ("POST" or "PUT" or "GET" or "DELETE"))
            return new(400, "not-supported", "The method must be POST, PUT, GET or DELETE.");
        var url = request["url"].AsText() ?? "";
        if (url.StartsWith(fhirBase + "/", StringComparison.Ordinal)) url = url[(fhirBase.Length + 1)..];
        var mark = url.IndexOf('?', StringComparison.Ordinal);
        var path = (mark < 0 ? url : url[..mark]).Split('/');
        var query = mark < 0 ? null : url[mark..];
        if (!ResourceType.All.TryGetValue(path[0], out var type))
            return new(400, "not-supported", "The url of the request must start with a resource type that is recorded here.");

        var resource = json["resource"] as JsonObject;
        if (method is "POST" or "PUT")
        {
            if (resource is null) return new(400, "required", "The entry has no resource.");
            if (FhirRequest.CheckType(resource, type.Name) is { } badType) return badType;
        }
        else if (resource is not null) return new(400, "invalid", $"An entry with {method} has no resource.");

        SearchQuery? condition = null;
        var ifNoneExist = request["ifNoneExist"].AsText();
        if (ifNoneExist is not null && method != "POST") return new(400, "invalid", "ifNoneExist belongs to a POST.");
        var fullUrl = json["fullUrl"].AsText();
        var given = resource?["id"].AsText();
        switch (method, path)
        {
            case ("POST", [_]) when query is null:
                if (ifNoneExist is not null && SearchQuery.ParseCondition(type, ifNoneExist, out condition) is { } badCreate)
                    return badCreate;
                break;
            case ("PUT", [_, var id]) when query is null:
                if (UpdateResource.CheckId(id, given) is { } badId) return badId;
                break;
            case ("PUT", [_]) when query is not null:
                if (SearchQuery.ParseCondition(type, query, out condition) is { } badUpdate) return badUpdate;
                break;
            case ("DELETE", [_, _]) when query is null:
            case ("GET", [_, _]) when query is null:
            case ("GET", [_, _, "_history", _]) when query is null:
                break;
            case ("GET", [_]):
                if (SearchQuery.Parse(type, QueryHelpers.ParseQuery(query), out condition) is { } badSearch) return badSearch;
                break;
            default:
                return new(400, "not-supported", $"The url of the request is not one that {method} can have.");
        }

        entry = new Entry(method, type)
        {
            Place = place,
            FullUrl = fullUrl,
            Id = path.Length > 1 ? path[1] : null,
            Version = path.Length > 3 ? path[3] : null,
            Query = condition,
            IfMatch = version,
            Resource = resource,
        };
        return null;
    }

    private static Answer AnswerOf(List<Entry> entries, Caller caller, bool withResources)
    {
        var bundle = new JsonObject { ["resourceType"] = "Bundle", ["type"] = "transaction-response" };
        if (entries.Count > 0) bundle["entry"] = new JsonArray([.. entries.Select(entry => Describe(entry, caller, withResources))]);
        return new Answer(200, bundle.ToFhir());
    }

    private static JsonObject Describe(Entry entry, Caller caller, bool withResources)
    {
        var json = new JsonObject();
        var content = entry.Found ?? (withResources && entry.Result?.Json is { } recorded ? JsonNode.Parse(recorded) : null);
        if (content is not null)
        {
            if (entry.Id is not null) json["fullUrl"] = $"{caller.FhirBase}/{entry.Type.Name}/{entry.Id}";
            json["resource"] = content;
        }
        var response = new JsonObject
        {
            ["status"] = entry.Status switch { 201 => "201 Created", 204 => "204 No Content", _ => "200 OK" },
        };
        if (entry.Result is { } result)
        {
            if (!result.Deleted) response["location"] = result.Location;
            response["etag"] = FhirFormat.ETag(result.Version);
            response["lastModified"] = FhirFormat.Instant(result.LastUpdated);
        }
        if (entry.Method != "GET") response["outcome"] = OutcomeOf(entry);
        json["response"] = response;
        return json;
    }
}
