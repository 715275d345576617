namespace Monipolku.RecordSystem;

/// <summary>Replaces a resource by id (making it if need be), or the one that the criteria match.</summary>
internal static class UpdateResource
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPut("/fhir/{type}/{id}", Handle);
        routes.MapPut("/fhir/{type}", HandleConditional);
    }

    private static async Task<IResult> Handle(string type, string id, HttpContext context, Recorder recorder)
    {
        if (FhirRequest.TypeOf(type, out var resourceType) is { } unknown) return unknown;
        if (FhirRequest.RefuseParameters(context.Request) is { } superfluous) return superfluous;
        if (FhirRequest.IfMatch(context.Request.Headers.IfMatch, out var version) is { } badVersion) return badVersion;
        var body = await FhirRequest.ReadResource(context.Request, type);
        if (body.Refusal is { } refusal) return refusal;
        if (CheckId(id, body.Resource["id"].AsText()) is { } badId) return badId;

        var entry = new Entry("PUT", resourceType) { Id = id, Resource = body.Resource, IfMatch = version };
        return await recorder.Record(context, body.Bytes, [entry], _ => AnswerOf(entry, context.Request));
    }

    private static async Task<IResult> HandleConditional(string type, HttpContext context, Recorder recorder)
    {
        if (FhirRequest.TypeOf(type, out var resourceType) is { } unknown) return unknown;
        var criteria = context.Request.QueryString.Value ?? "";
        if (SearchQuery.ParseCondition(resourceType, criteria, out var condition) is { } badCondition) return badCondition;
        if (FhirRequest.IfMatch(context.Request.Headers.IfMatch, out var version) is { } badVersion) return badVersion;
        var body = await FhirRequest.ReadResource(context.Request, type);
        if (body.Refusal is { } refusal) return refusal;

        var entry = new Entry("PUT", resourceType) { Query = condition, Resource = body.Resource, IfMatch = version };
        return await recorder.Record(context, body.Bytes, [entry], _ => AnswerOf(entry, context.Request));
    }

    public static Refusal? CheckId(string id, string? inBody)
    {
        if (!FhirFormat.IsId(id)) return new(400, "invalid", "An id has 1 to 64 letters, digits, '-' or '.'.");
        return inBody == id ? null : new(400, "invalid", "The id in the body must be the one in the address.");
    }

    /// <summary>The answer to a single create or update. <c>Prefer: return=</c> chooses the body; the resource is the default.</summary>
    public static Answer AnswerOf(Entry entry, HttpRequest request)
    {
        var result = entry.Result!;
        var prefer = request.Headers["Prefer"].ToString();
        var body = prefer.Contains("return=minimal", StringComparison.Ordinal) ? null
            : prefer.Contains("return=OperationOutcome", StringComparison.Ordinal) ? RunTransaction.OutcomeOf(entry).ToFhir()
            : result.Json;
        return new Answer(entry.Status, body, result.Location, result.Version, result.LastUpdated);
    }
}
