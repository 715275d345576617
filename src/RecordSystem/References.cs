using System.Text.Json.Nodes;

namespace Monipolku.RecordSystem;

/// <summary>Finds and rewrites the references inside a resource: at any depth, so in contained resources and extensions too.</summary>
internal static class References
{
    // Elements of the types Reference, uri, url, uuid and oid that may name another entry of a Bundle. Identifier.value is a string and
    // stays as it is even if it equals a fullUrl: a business identifier is not a link.
    private static readonly HashSet<string> Links = ["reference", "uri", "url", "valueUri", "valueUrl", "valueUuid", "valueOid"];

    /// <summary>Replaces links to a fullUrl by the place where that entry is recorded; in a narrative within its attributes.</summary>
    public static void Rewrite(JsonNode? node, IReadOnlyDictionary<string, string> targets)
    {
        foreach (var (owner, name, text) in Texts(node))
        {
            if (Links.Contains(name) && targets.TryGetValue(text, out var target)) owner[name] = target;
            else if (name == "div")
            {
                var narrative = targets.Aggregate(text, (div, one) =>
                    div.Replace($"\"{one.Key}\"", $"\"{one.Value}\"", StringComparison.Ordinal));
                if (narrative != text) owner[name] = narrative;
            }
        }
    }

    /// <summary>References by search, such as <c>Patient?identifier=system|value</c>, with the object that holds each.</summary>
    public static IReadOnlyList<(JsonObject Owner, string Reference)> Conditional(JsonNode? node) =>
        [.. Texts(node)
            .Where(text => text.Name == "reference" && text.Text.IndexOf('?', StringComparison.Ordinal) is > 0 and var mark
                && text.Text.AsSpan(0, mark).IndexOfAnyExcept(Letters) < 0)
            .Select(text => (text.Owner, text.Text))];

    /// <summary>Whether a reference still names something that only the Bundle knew: recorded it would point nowhere.</summary>
    public static bool HasUnresolved(JsonObject resource) =>
        // A Bundle as content (a document) brings its own fullUrls.
        resource["resourceType"].AsText() != "Bundle" && Texts(resource).Any(text =>
            text.Name == "reference"
            && (text.Text.StartsWith("urn:uuid:", StringComparison.Ordinal) || text.Text.StartsWith("urn:oid:", StringComparison.Ordinal)));

    private static readonly System.Buffers.SearchValues<char> Letters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static IEnumerable<(JsonObject Owner, string Name, string Text)> Texts(JsonNode? node)
    {
        if (node is JsonArray array) return array.SelectMany(Texts);
        if (node is not JsonObject owner) return [];
        // A copy of the members: the caller changes the object while it walks.
        return owner.ToArray().SelectMany(member =>
            member.Value.AsText() is { } text ? [(owner, member.Key, text)] : Texts(member.Value));
    }
}
