using System.Globalization;

namespace Monipolku.RecordSystem;

/// <summary>Reads the current version or a named one (vread).</summary>
internal static class ReadResource
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/fhir/{type}/{id}",
            (string type, string id, HttpContext context, Store store) => Handle(type, id, version: null, context, store));
        routes.MapGet("/fhir/{type}/{id}/_history/{version}", Handle);
    }

    private static IResult Handle(string type, string id, string? version, HttpContext context, Store store)
    {
        if (FhirRequest.TypeOf(type, out var resourceType) is { } unknown) return unknown;
        if (FhirRequest.RefuseParameters(context.Request) is { } superfluous) return superfluous;
        using var session = store.Read();
        if (Find(session, resourceType, id, version, out var found) is { } refusal) return refusal;

        var known = context.Request.Headers.IfNoneMatch;
        var unchanged = known.SelectMany(tags => tags!.Split(',', StringSplitOptions.TrimEntries))
            .Any(tag => tag == "*" || (FhirFormat.TryVersion(tag, out var had) && had == found!.Version));
        return new Answer(unchanged ? 304 : 200, unchanged ? null : found!.Json, Version: found!.Version, LastModified: found.LastUpdated);
    }

    /// <summary>Finds a readable version; refuses the unknown with 404 and the deleted with 410.</summary>
    public static Refusal? Find(Session session, ResourceType type, string id, string? version, out StoredVersion? found)
    {
        var isNumber = long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        found = version is null ? session.Find(type, id) : isNumber ? session.FindVersion(type, id, number) : null;
        if (found is null) return new(404, "not-found", $"There is no such {(version is null ? "" : "version of a ")}{type.Name}.");
        return found.Deleted ? new(410, "deleted", $"The {type.Name} was deleted.") : null;
    }
}
