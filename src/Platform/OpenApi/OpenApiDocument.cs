using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Monipolku.Platform.OpenApi;

/// <summary>An example body that works when pressed in Swagger UI.</summary>
public sealed record RequestExample(object Body);

/// <summary>What a caller needs, shown with the operation: the scope of the token and the roles.</summary>
public sealed record CallerNeeds(string Scope, IReadOnlyList<string> Roles);

public static class OpenApiDocument
{
    private const string Bearer = "bearer";
    private const string OAuth = "oauth2";

    public static RouteHandlerBuilder WithExample(this RouteHandlerBuilder endpoint, object body) => endpoint.WithMetadata(new RequestExample(body));

    internal static void AddOpenApiDocument(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer((document, context, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Monipolku",
                Version = "v1",
                Description = "One path for a person who needs both social care and health care: intake with statutory clocks, joint assessment, "
                    + "consent, one joint plan, referrals that end with someone responsible, and the same plan and consents in both record systems. "
                    + "The FHIR R4 facade is at /fhir and describes itself at /fhir/metadata.",
            };
            document.Servers = [];
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT" },
                [OAuth] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.OAuth2,
                    Description = "Authorization code with PKCE (S256). With the setting Authentication:Authority the county's provider takes its place: then send its token as bearer.",
                    Flows = new OpenApiOAuthFlows
                    {
                        AuthorizationCode = new OpenApiOAuthFlow
                        {
                            AuthorizationUrl = new Uri("/connect/authorize", UriKind.Relative),
                            TokenUrl = new Uri("/connect/token", UriKind.Relative),
                            Scopes = ScopesOf(context),
                        },
                    },
                },
            };
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer(DescribeText);
        options.AddOperationTransformer(Complete);
    });

    /// <summary>Every scope that an operation needs, and whose it is.</summary>
    private static Dictionary<string, string> ScopesOf(OpenApiDocumentTransformerContext context) => context.DescriptionGroups
        .SelectMany(group => group.Items)
        .SelectMany(item => item.ActionDescriptor.EndpointMetadata.OfType<CallerNeeds>())
        .GroupBy(needs => needs.Scope)
        .OrderBy(group => group.Key, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => "Roles: " + string.Join(", ", group.SelectMany(needs => needs.Roles).Distinct().Order(StringComparer.Ordinal)));

    /// <summary>The framework cannot see through our converters of text, instants and codes: it would describe both as anything.</summary>
    private static async Task DescribeText(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken ct)
    {
        if (context.JsonPropertyInfo?.AttributeProvider?.GetCustomAttributes(typeof(RowsAttribute), inherit: false) is [RowsAttribute rows])
        {
            (schema.Type, schema.Items) = (JsonSchemaType.Array, await context.GetOrCreateSchemaAsync(rows.Shape, cancellationToken: ct));
            return;
        }
        if (context.JsonTypeInfo is { Kind: JsonTypeInfoKind.Enumerable, ElementType: { } element } && schema.Items is null)
            schema.Items = TextOf(new OpenApiSchema(), element);
        TextOf(schema, context.JsonTypeInfo.Type);
        if (schema.Type == JsonSchemaType.String && context.JsonPropertyInfo?.IsGetNullable == true) schema.Type |= JsonSchemaType.Null;
    }

    private static OpenApiSchema TextOf(OpenApiSchema schema, Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string) || type == typeof(DateTimeOffset) || type.IsEnum) schema.Type = JsonSchemaType.String;
        if (type.IsEnum) schema.Enum = [.. Enum.GetValues(type).Cast<Enum>().Select(code => JsonValue.Create(JsonRules.CodeOf(code)))];
        return schema;
    }

    private static Task Complete(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var document = context.Document!;
        operation.Responses ??= [];

        if (metadata.OfType<RequestExample>().FirstOrDefault() is { } example && operation.RequestBody?.Content is { } content)
        {
            foreach (var media in content.Values)
                media.Example = JsonNode.Parse(JsonSerializer.SerializeToUtf8Bytes(example.Body, JsonRules.Options));
        }
        if (metadata.OfType<TakesIdempotencyKey>().Any())
            AddHeader(operation, "Idempotency-Key", "8 to 64 letters, digits or hyphens, new for each new request. A repeat answers the first answer.", "0192f0c1-7c1e-7000-8000-000000000001");
        if (context.Description.ParameterDescriptions.Any(p => p.Type == typeof(IfMatch)) || TakesIfMatch(context))
        {
            var optional = metadata.OfType<OptionalIfMatch>().FirstOrDefault();
            AddHeader(operation, "If-Match", optional?.Description ?? "The ETag that you read, with its quotation marks.", "\"1\"", required: optional is null);
            AddProblem(operation, "412", "Somebody has changed it since you read it.");
            AddProblem(operation, "428", "If-Match is missing.");
        }
        if (metadata.OfType<IAllowAnonymous>().Any()) return Task.CompletedTask;

        var scopes = metadata.OfType<CallerNeeds>().Select(needs => needs.Scope).Distinct().ToList();
        operation.Security =
        [
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(OAuth, document)] = scopes },
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] },
        ];
        foreach (var needs in metadata.OfType<CallerNeeds>())
        {
            var sentence = $"Scope `{needs.Scope}`." + (needs.Roles.Count > 0 ? $" Roles: {string.Join(", ", needs.Roles)}." : "");
            operation.Description = string.IsNullOrEmpty(operation.Description) ? sentence : operation.Description + "\n\n" + sentence;
        }
        AddProblem(operation, "400", "The request is malformed or breaks a rule; errors says which member.");
        if (operation.RequestBody is not null)
        {
            AddProblem(operation, "409", "Not possible in the present state; allowed says what is.");
            AddProblem(operation, "413", $"The body is larger than {(metadata.OfType<IRequestSizeLimitMetadata>().LastOrDefault()?.MaxRequestBodySize ?? PlatformSetup.LargestBody) >> 20} MB.");
            AddProblem(operation, "415", "The body is not JSON.");
            AddProblem(operation, "422", "Well-formed, but it cannot be: an id that names nothing, a rule of law, a reused Idempotency-Key.");
        }
        AddProblem(operation, "401", "The access token is missing, wrong or has expired.");
        AddProblem(operation, "403", "You may not; the code says why and the text what would make it lawful.");
        return Task.CompletedTask;
    }

    private static bool TakesIfMatch(OpenApiOperationTransformerContext context) =>
        context.Description.ActionDescriptor.EndpointMetadata.OfType<System.Reflection.MethodInfo>()
            .Any(method => method.GetParameters().Any(p => p.ParameterType == typeof(IfMatch)));

    private static void AddHeader(OpenApiOperation operation, string name, string description, string example, bool required = true)
    {
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = name,
            In = ParameterLocation.Header,
            Required = required,
            Description = description,
            Example = example == "0192f0c1-7c1e-7000-8000-000000000001" ? JsonValue.Create("0192f0c1-7c1e-7000-8000-000000000001") : JsonValue.Create(example),
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        });
    }

    private static void AddProblem(OpenApiOperation operation, string status, string description) =>
        operation.Responses!.TryAdd(status, new OpenApiResponse
        {
            Description = description,
            Content = new Dictionary<string, OpenApiMediaType> { ["application/problem+json"] = new() { Schema = ProblemSchema() } },
        });

    private static OpenApiSchema ProblemSchema() => new()
    {
        Type = JsonSchemaType.Object,
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = Text(),
            ["title"] = Text(),
            ["detail"] = Text(),
            ["code"] = Text(),
            ["requestId"] = Text(),
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32" },
            ["errors"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.Array, Items = Text() },
            },
        },
    };

    private static OpenApiSchema Text() => new() { Type = JsonSchemaType.String };
}
