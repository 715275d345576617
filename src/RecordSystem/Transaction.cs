using System.Text.Json.Nodes;

namespace Monipolku.RecordSystem;

/// <summary>
/// One thing that is asked: a single request, or an entry of a transaction. <see cref="Transaction"/> fills in what came of it.
/// </summary>
internal sealed class Entry(string method, ResourceType type)
{
    public string Method { get; } = method;
    public ResourceType Type { get; } = type;
    public string? Id { get; set; }

    /// <summary>The version that a GET names.</summary>
    public string? Version { get; init; }

    /// <summary>If-None-Exist of a POST, the criteria of a conditional PUT, the search of a GET.</summary>
    public SearchQuery? Query { get; init; }
    public long? IfMatch { get; init; }
    public JsonObject? Resource { get; init; }
    public string? FullUrl { get; init; }

    /// <summary>Where it stands in the Bundle; null for a single request.</summary>
    public string? Place { get; init; }

    /// <summary>The version that was written or found. Null for a search, and for the deletion of what is not there.</summary>
    public StoredVersion? Result { get; set; }
    public int Status { get; set; }

    /// <summary>Of a GET: the resource, or the searchset Bundle.</summary>
    public JsonNode? Found { get; set; }
}

/// <summary>Who asks: what is noted with each version.</summary>
internal sealed record Caller(string? RequestId, string? CorrelationId, string FhirBase);

/// <summary>Everything or nothing (FHIR R4, 3.1.0.11.2): the caller commits only when no entry was refused.</summary>
internal static class Transaction
{
    private static readonly string[] Order = ["DELETE", "POST", "PUT", "GET"];

    public static Refusal? Run(Session session, IReadOnlyList<Entry> entries, Caller caller, DateTimeOffset now)
    {
        var ordered = entries.OrderBy(entry => Array.IndexOf(Order, entry.Method)).ToList();
        var writes = ordered.Where(entry => entry.Method != "GET").ToList();

        foreach (var entry in writes)
            if (Decide(session, entry) is { } refusal) return refusal.At(entry.Place);
        if (FindOverlap(writes) is { } overlap) return overlap;

        var targets = new Dictionary<string, string>();
        foreach (var entry in writes.Where(entry => entry.FullUrl is not null && entry.Id is not null))
            targets[entry.FullUrl!] = $"{entry.Type.Name}/{entry.Id}";
        foreach (var entry in writes.Where(WritesContent))
        {
            References.Rewrite(entry.Resource, targets);
            if (References.HasUnresolved(entry.Resource!))
                return new Refusal(422, "not-found", "A reference starts with urn: and no entry has it as fullUrl.").At(entry.Place);
        }

        var time = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());
        foreach (var entry in writes) Write(session, entry, caller, time);
        // References by search come after the writes, so that they find what this transaction brings (step 5 of the specification).
        foreach (var entry in writes.Where(WritesContent))
            if (ResolveConditionalReferences(session, entry) is { } refusal) return refusal.At(entry.Place);
        foreach (var entry in ordered.Where(entry => entry.Method == "GET"))
            if (Look(session, entry, caller) is { } refusal) return refusal.At(entry.Place);
        return null;
    }

    /// <summary>Settles which resource the entry is about, and whether it is made, changed or only found.</summary>
    private static Refusal? Decide(Session session, Entry entry)
    {
        if (entry.Query is not null)
        {
            var matches = session.Search(entry.Query, count: 2);
            if (matches.Count > 1) return new(412, "multiple-matches", "Several resources match the condition.");
            if (entry.Method == "POST" && matches is [var found])
            {
                entry.Id = found.Id;
                entry.Result = found;
                entry.Status = 200;
                return null;
            }
            if (entry.Method == "PUT")
            {
                var given = entry.Resource?["id"].AsText();
                if (matches is [var match])
                {
                    if (given is not null && given != match.Id)
                        return new(400, "invalid", "The resource that matches the condition has another id than the one in the body.");
                    entry.Id = match.Id;
                }
                else
                {
                    entry.Id = given ?? NewId();
                    if (session.Find(entry.Type, entry.Id) is { Deleted: false })
                        return new(409, "conflict", "Nothing matches the condition, but a resource with the id of the body exists.");
                }
            }
        }
        if (entry.Method == "POST")
        {
            entry.Id = NewId();
            entry.Status = 201;
            return null;
        }

        var current = session.Find(entry.Type, entry.Id!);
        var exists = current is { Deleted: false };
        if (entry.IfMatch is { } expected && (!exists || current!.Version != expected))
            return new(412, "conflict", "The resource has another version than If-Match says.");
        entry.Status = entry.Method == "DELETE" ? 204 : exists ? 200 : 201;
        if (entry.Method == "DELETE" && !exists) entry.Result = current;
        return null;
    }

    /// <summary>Two entries about one resource have no order that the sender could know, so they are refused.</summary>
    private static Refusal? FindOverlap(IReadOnlyList<Entry> writes)
    {
        var resources = new HashSet<string>();
        var conditions = new HashSet<string>();
        var fullUrls = new HashSet<string>();
        foreach (var entry in writes)
        {
            if (!resources.Add($"{entry.Type.Name}/{entry.Id}") || (entry.Query is not null && !conditions.Add(entry.Query.Text)))
                return new Refusal(400, "duplicate", "Another entry of the Bundle is about the same resource.").At(entry.Place);
            if (entry.FullUrl is not null && !fullUrls.Add(entry.FullUrl))
                return new Refusal(400, "duplicate", "Another entry of the Bundle has the same fullUrl.").At(entry.Place);
        }
        return null;
    }

    private static void Write(Session session, Entry entry, Caller caller, DateTimeOffset time)
    {
        if (WritesContent(entry))
        {
            entry.Result = session.Append(
                entry.Type, entry.Id!, entry.Method, version => Stamp(entry.Resource!, entry.Id!, version, time), time, caller);
        }
        else if (entry.Method == "DELETE" && session.Find(entry.Type, entry.Id!) is { Deleted: false })
        {
            entry.Result = session.Append(entry.Type, entry.Id!, entry.Method, _ => null, time, caller);
        }
    }

    private static Refusal? ResolveConditionalReferences(Session session, Entry entry)
    {
        var content = JsonNode.Parse(entry.Result!.Json!)!.AsObject();
        var references = References.Conditional(content);
        if (references.Count == 0) return null;

        foreach (var (owner, reference) in references)
        {
            var mark = reference.IndexOf('?', StringComparison.Ordinal);
            if (!ResourceType.All.TryGetValue(reference[..mark], out var type))
                return new(422, "not-supported", "A reference by search is about a resource type that is not recorded here.");
            if (SearchQuery.ParseCondition(type, reference[mark..], out var condition) is { } refusal) return refusal;
            var matches = session.Search(condition, count: 2);
            if (matches is not [var match])
            {
                return new(412, matches.Count == 0 ? "not-found" : "multiple-matches",
                    $"A reference by search to {type.Name} matches {(matches.Count == 0 ? "nothing" : "several resources")}.");
            }
            owner["reference"] = $"{match.Type}/{match.Id}";
        }
        entry.Result = session.Amend(entry.Type, entry.Result, content);
        return null;
    }

    private static Refusal? Look(Session session, Entry entry, Caller caller)
    {
        if (entry.Query is not null)
        {
            entry.Found = SearchResources.Page(session, entry.Query, caller.FhirBase);
            entry.Status = 200;
            return null;
        }
        if (ReadResource.Find(session, entry.Type, entry.Id!, entry.Version, out var found) is { } refusal) return refusal;
        entry.Result = found;
        entry.Found = JsonNode.Parse(found!.Json!);
        entry.Status = 200;
        return null;
    }

    /// <summary>The resource as it came, with what only the server sets: id, version and time. The sender's other meta stays.</summary>
    private static JsonObject Stamp(JsonObject resource, string id, long version, DateTimeOffset time)
    {
        var meta = resource["meta"]?.DeepClone() as JsonObject ?? [];
        meta.Remove("versionId");
        meta.Remove("lastUpdated");
        meta.Insert(0, "versionId", FhirFormat.Number(version));
        meta.Insert(1, "lastUpdated", FhirFormat.Instant(time));

        var stamped = new JsonObject { ["resourceType"] = resource["resourceType"]?.DeepClone(), ["id"] = id, ["meta"] = meta };
        foreach (var (name, value) in resource)
            if (!stamped.ContainsKey(name)) stamped[name] = value?.DeepClone();
        return stamped;
    }

    private static bool WritesContent(Entry entry) => entry.Resource is not null && !(entry.Method == "POST" && entry.Status == 200);

    private static string NewId() => Guid.CreateVersion7().ToString();
}
