namespace Monipolku.RecordSystem;

/// <summary>Deletes a resource; its versions stay readable. Deleting what is not there is not an error.</summary>
internal static class DeleteResource
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapDelete("/fhir/{type}/{id}", Handle);

    private static async Task<IResult> Handle(string type, string id, HttpContext context, Recorder recorder)
    {
        if (FhirRequest.TypeOf(type, out var resourceType) is { } unknown) return unknown;
        if (FhirRequest.RefuseParameters(context.Request) is { } superfluous) return superfluous;
        if (FhirRequest.IfMatch(context.Request.Headers.IfMatch, out var version) is { } badVersion) return badVersion;

        var entry = new Entry("DELETE", resourceType) { Id = id, IfMatch = version };
        return await recorder.Record(context, [], [entry],
            _ => new Answer(204, Version: entry.Result?.Version, LastModified: entry.Result?.LastUpdated));
    }
}
