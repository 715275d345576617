namespace Monipolku.RecordSystem;

/// <summary>Creates a resource under a new id; with If-None-Exist only when nothing matches, else the match is the answer.</summary>
internal static class CreateResource
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/fhir/{type}", Handle);

    private static async Task<IResult> Handle(string type, HttpContext context, Recorder recorder)
    {
        if (FhirRequest.TypeOf(type, out var resourceType) is { } unknown) return unknown;
        if (FhirRequest.RefuseParameters(context.Request) is { } superfluous) return superfluous;
        SearchQuery? condition = null;
        if (context.Request.Headers["If-None-Exist"] is [{ } criteria, ..]
            && SearchQuery.ParseCondition(resourceType, criteria, out condition) is { } badCondition) return badCondition;
        var body = await FhirRequest.ReadResource(context.Request, type);
        if (body.Refusal is { } refusal) return refusal;

        var entry = new Entry("POST", resourceType) { Resource = body.Resource, Query = condition };
        return await recorder.Record(context, body.Bytes, [entry], _ => UpdateResource.AnswerOf(entry, context.Request));
    }
}
