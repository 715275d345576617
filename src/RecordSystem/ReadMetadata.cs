using System.Text.Json.Nodes;

namespace Monipolku.RecordSystem;

/// <summary>The CapabilityStatement: exactly what this server does. Open to all, so that a client can find out what it needs.</summary>
internal static class ReadMetadata
{
    private static readonly string Version = typeof(ReadMetadata).Assembly.GetName().Version!.ToString(3);

    private static readonly string[] Interactions = ["read", "vread", "update", "delete", "history-instance", "create", "search-type"];

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/fhir/metadata", Handle);

    private static IResult Handle(HttpContext context, RecordSystemOptions options)
    {
        if (FhirRequest.RefuseParameters(context.Request) is { } superfluous) return superfluous;
        return new Answer(200, new JsonObject
        {
            ["resourceType"] = "CapabilityStatement",
            ["status"] = "active",
            ["date"] = "2026-11-22",
            ["kind"] = "instance",
            ["software"] = new JsonObject { ["name"] = "Monipolku record system stand-in", ["version"] = Version },
            ["implementation"] = new JsonObject
            {
                ["description"] = $"{options.Name}: a stand-in for the adapter of a record system, for demonstrations and tests. "
                    + "It claims nothing about LifeCare or any other product.",
                ["url"] = context.Request.FhirBase(),
            },
            ["fhirVersion"] = "4.0.1",
            ["format"] = new JsonArray("json"),
            ["rest"] = new JsonArray(new JsonObject
            {
                ["mode"] = "server",
                ["documentation"] = "An unknown query parameter is refused with 400. A write with an X-Request-ID that was processed "
                    + "before is answered with the recorded answer if its content is the same, else with 409. "
                    + "A transaction may hold POST, PUT, DELETE and GET.",
                ["security"] = new JsonObject { ["description"] = "A bearer token on every request but this one." },
                ["resource"] = new JsonArray([.. ResourceType.All.Values.Select(Describe)]),
                ["interaction"] = new JsonArray(new JsonObject { ["code"] = "transaction" }),
            }),
        }.ToFhir());
    }

    private static JsonObject Describe(ResourceType type) => new()
    {
        ["type"] = type.Name,
        ["interaction"] = new JsonArray([.. Interactions.Select(code => new JsonObject { ["code"] = code })]),
        ["versioning"] = "versioned",
        ["readHistory"] = true,
        ["updateCreate"] = true,
        ["conditionalCreate"] = true,
        ["conditionalRead"] = "not-match",
        ["conditionalUpdate"] = true,
        ["conditionalDelete"] = "not-supported",
        ["searchParam"] = new JsonArray(
            [.. type.Parameters.Select(parameter => new JsonObject { ["name"] = parameter.Name, ["type"] = parameter.Type })]),
    };
}
