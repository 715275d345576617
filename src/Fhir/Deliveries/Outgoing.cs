using System.Security.Cryptography;
using Monipolku.Fhir.Mapping;
using Monipolku.Fhir.R4;

namespace Monipolku.Fhir.Deliveries;

/// <summary>One entry of a Bundle that is sent.</summary>
/// <param name="Owned">Ours: written by us alone, read back and compared. The others (client, staff, units) are made there only if absent.</param>
/// <param name="OurId">The business identifier.</param>
/// <param name="Search">Finds it there: search parameters in form encoding.</param>
internal sealed record OutgoingEntry(string FullUrl, Resource Resource, bool Owned, string OurId, string Search)
{
    public string Type => Resource.TypeName;
}

/// <summary>A frozen transaction Bundle, and what must be known about it: all of it is read from its bytes.</summary>
internal sealed class Outgoing
{
    private static readonly HashSet<string> OwnedTypes = ["Consent", "Provenance", "CarePlan", "Goal", "CareTeam"];

    private Outgoing(byte[] body, IReadOnlyList<OutgoingEntry> entries) => (Body, Entries) = (body, entries);

    public byte[] Body { get; }

    public IReadOnlyList<OutgoingEntry> Entries { get; }

    public string Digest => Convert.ToHexStringLower(SHA256.HashData(Body));

    public static Outgoing Read(byte[] body) => new(body, [.. FhirJson.Parse<Bundle>(body).Entry.Select(EntryOf)]);

    private static OutgoingEntry EntryOf(Bundle.EntryComponent entry)
    {
        var resource = entry.Resource!;
        var request = entry.Request!;
        var search = request.IfNoneExist?.Value ?? request.Url!.Value!.Split('?', 2)[1];
        return new OutgoingEntry(entry.FullUrl!.Value!, resource, OwnedTypes.Contains(resource.TypeName), OurIdOf(resource), search);
    }

    private static string OurIdOf(Resource resource) => resource switch
    {
        Provenance provenance => provenance.Meta!.Tag.Single(tag => tag.System?.Value == Names.RecordTag).Code!.Value!,
        Consent consent => consent.Identifier[0].Value!.Value!,
        CarePlan plan => plan.Identifier[0].Value!.Value!,
        Goal goal => goal.Identifier[0].Value!.Value!,
        CareTeam team => team.Identifier[0].Value!.Value!,
        _ => "",
    };
}

internal static class Digests
{
    /// <summary>
    /// SHA-256 of the resource's canonical JSON without what a server sets (id, version, time) and with its references in the Bundle's
    /// names: equal for what was sent and for what is there, in any system. Changes the resource.
    /// </summary>
    /// <param name="urns">Where the server holds the Bundle's entries: <c>Type/id</c> to urn:uuid. Empty for what is sent.</param>
    public static string Of(Resource resource, IReadOnlyDictionary<string, string> urns, Uri server)
    {
        resource.Id = null;
        if (resource.Meta is { } meta)
        {
            (meta.VersionId, meta.LastUpdated) = (null, null);
            if (!meta.Descendants().Any()) resource.Meta = null;
        }
        foreach (var reference in resource.Descendants().OfType<ResourceReference>())
        {
            if (reference.Reference?.Value is not { } text) continue;
            var local = text.StartsWith(server.AbsoluteUri, StringComparison.Ordinal) ? text[server.AbsoluteUri.Length..] : text;
            var history = local.IndexOf("/_history/", StringComparison.Ordinal);
            if (urns.TryGetValue(history < 0 ? local : local[..history], out var urn)) reference.Reference.Value = urn;
        }
        return Convert.ToHexStringLower(SHA256.HashData(FhirJson.SerializeCanonical(resource)));
    }
}
