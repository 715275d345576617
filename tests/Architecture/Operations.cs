using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Validation;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;
using Monipolku.Testing;

namespace Monipolku.Architecture;

/// <summary>What every operation of the running service must have.</summary>
public class Operations
{
    [Fact]
    public async Task Every_operation_states_who_may_call_it()
    {
        var endpoints = await Endpoints();
        var silent = endpoints.Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is null && e.Metadata.GetMetadata<IAuthorizeData>() is null);
        silent.Select(e => e.DisplayName).ShouldBeEmpty();

        var ofRest = endpoints.Where(IsRest).ToList();
        ofRest.Count.ShouldBeGreaterThan(20);
        ofRest.Where(e => e.Metadata.GetMetadata<Right>() is null && e.Metadata.GetMetadata<IAllowAnonymous>() is null)
            .Select(e => e.DisplayName).ShouldBeEmpty();
    }

    [Fact]
    public async Task Only_these_operations_are_open_to_everybody()
    {
        var open = (await Endpoints()).Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            .Select(e => "/" + e.RoutePattern.RawText?.TrimStart('/')).Distinct().Order(StringComparer.Ordinal);

        open.ShouldBe(
        [
            "/",
            "/.well-known/oauth-authorization-server",
            "/.well-known/openid-configuration",
            "/account/",
            "/account/choose-person",
            "/account/consent",
            "/account/enrol",
            "/account/login",
            "/account/password",
            "/account/second-factor",
            "/account/sign-out",
            "/connect/authorize",
            "/connect/continue",
            "/connect/endsession",
            "/connect/introspect",
            "/connect/jwks",
            "/connect/par",
            "/connect/revoke",
            "/connect/token",
            "/fhir/.well-known/smart-configuration",
            "/fhir/metadata",
            "/health/live",
            "/health/ready",
            "/openapi/{documentName}.json",
        ]);
    }

    [Fact]
    public async Task Every_operation_has_name_and_summary_and_every_body_an_example()
    {
        var operations = (await Endpoints()).Where(IsRest).ToList();

        operations.Where(e => e.Metadata.GetMetadata<IEndpointNameMetadata>() is null).Select(e => e.DisplayName).ShouldBeEmpty();
        operations.Where(e => e.Metadata.GetMetadata<Microsoft.AspNetCore.Http.Metadata.IEndpointSummaryMetadata>() is null).Select(e => e.DisplayName).ShouldBeEmpty();
        operations.Where(e => RequestType(e) is not null && e.Metadata.GetMetadata<RequestExample>() is null).Select(e => e.DisplayName).ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_request_is_public_and_validated()
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        var validation = host.Services.GetRequiredService<IOptions<ValidationOptions>>().Value;
        var requests = (await Endpoints()).Select(RequestType).OfType<Type>().Distinct().ToList();

        requests.Count.ShouldBeGreaterThan(10);
        requests.Where(type => !type.IsPublic).ShouldBeEmpty();
        // A request without a single rule has nothing to resolve: each of ours limits something.
        requests.Where(type => !validation.TryGetValidatableTypeInfo(type, out _)).ShouldBeEmpty();
    }

    [Fact] // the framework's attribute lets an empty text pass, which then breaks whoever relies on the pattern
    public void Patterns_are_strict()
    {
        var patterns = new[] { "Access", "People", "Intake", "Assessments", "Consents", "Plans", "Referrals", "Fhir", "Identity" }
            .SelectMany(module => Assembly.Load("Monipolku." + module).GetExportedTypes())
            .SelectMany(type => type.GetProperties())
            .SelectMany(property => property.GetCustomAttributes<System.ComponentModel.DataAnnotations.RegularExpressionAttribute>())
            .ToList();

        patterns.Count.ShouldBeGreaterThan(5);
        patterns.ShouldAllBe(pattern => pattern is PatternAttribute && !pattern.Pattern.Contains(@"\d", StringComparison.Ordinal));
    }

    [Fact] // a text of zero-width characters satisfies Required
    public void Required_text_can_be_seen()
    {
        var texts = new[] { "Access", "People", "Intake", "Assessments", "Consents", "Plans", "Referrals", "Fhir", "Identity" }
            .SelectMany(module => Assembly.Load("Monipolku." + module).GetExportedTypes())
            .Where(type => type.Namespace?.StartsWith("Monipolku.", StringComparison.Ordinal) == true)
            .SelectMany(type => type.GetProperties())
            .Where(property => property.PropertyType == typeof(string) && property.GetCustomAttributes().Any(a => a.GetType().Name is "StringLengthAttribute" or "RequiredAttribute"))
            .Where(property => new NullabilityInfoContext().Create(property).WriteState == NullabilityState.NotNull)
            .ToList();

        texts.Count.ShouldBeGreaterThan(20);
        texts.Where(text => text.GetCustomAttribute<VisibleAttribute>() is null && text.GetCustomAttribute<PatternAttribute>() is null && !Codes.Contains(text.Name))
            .Select(text => $"{text.DeclaringType!.Name}.{text.Name}")
            // Its noun says what is missing.
            .Where(text => text != "RecordConsentRequest.Purpose")
            .ShouldBeEmpty();
    }

    /// <summary>Looked up in a code set or parsed: what is not one of them is refused by that.</summary>
    private static readonly string[] Codes = ["Code", "IdentityCode", "InformationTextVersion"];

    [Fact]
    public async Task Rule_sees_a_validated_request()
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        var validation = host.Services.GetRequiredService<IOptions<ValidationOptions>>().Value;
        validation.TryGetValidatableTypeInfo(typeof(Monipolku.People.AddGuardianRequest), out _).ShouldBeTrue();
        validation.TryGetValidatableTypeInfo(typeof(Operations), out _).ShouldBeFalse();
    }

    [Fact] // intake and assessment can be pressed whole; what stands there of the others exists
    public async Task Host_http_holds_every_operation_of_intake_and_assessment_and_none_that_is_not_there()
    {
        var operations = (await Endpoints()).Where(IsRest)
            .Select(e => (Method: e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0], Path: "/" + e.RoutePattern.RawText!.TrimStart('/')))
            .Select(o => (Name: $"{o.Method} {o.Path}", Pattern: new Regex($"^{o.Method} {string.Join('/', o.Path.Split('/').Select(part => part.StartsWith('{') ? "[^/]+" : Regex.Escape(part)))}$")))
            .ToList();
        var requests = (await File.ReadAllLinesAsync(Path.Combine(Snapshots.RepositoryRoot, "src/Host/Host.http")))
            .Where(line => Regex.IsMatch(line, @"^(GET|POST|PUT|DELETE) \{\{api\}\}/api/"))
            .Select(line => Regex.Replace(line.Split('?')[0].Replace("{{api}}", "", StringComparison.Ordinal), @"\{\{[^}]*\}\}", "x"))
            .ToHashSet();

        requests.Count.ShouldBeGreaterThan(80);
        requests.Where(request => !operations.Exists(o => o.Pattern.IsMatch(request))).ShouldBeEmpty();
        operations.Where(o => o.Name.Contains("/api/v1/intake", StringComparison.Ordinal) || o.Name.Contains("/api/v1/assessments", StringComparison.Ordinal))
            .Where(o => !requests.Any(o.Pattern.IsMatch)).Select(o => o.Name).ShouldBeEmpty();
    }

    [Fact] // $.goals[0].text is of the body; a parameter of the address is called by its name alone
    public async Task Errors_name_members_by_their_json_path_and_parameters_by_their_name()
    {
        var document = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Snapshots.RepositoryRoot, "contracts/openapi.json")))!;
        var operations = document["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject().Select(o => (Path: p.Key, Method: o.Key, Parameters: ParametersOf(o.Value!), Required: ParametersOf(o.Value!, required: true)))).ToList();
        var parameters = operations.SelectMany(o => o.Parameters).ToHashSet();
        var refusals = new[] { "Access", "People", "Intake", "Assessments", "Consents", "Plans", "Referrals" }
            .SelectMany(module => Assembly.Load("Monipolku." + module).GetTypes()).Where(type => type.Name.EndsWith("Refusals", StringComparison.Ordinal))
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Select(field => field.GetValue(null)).OfType<Refusal>().Where(refusal => refusal.Path is not null).ToList();

        refusals.Count.ShouldBeGreaterThan(150);
        refusals.Where(r => !Regex.IsMatch(r.Path!, @"^\$(\.[a-z][A-Za-z]*(\[[0-9]+\])?)*$") && !parameters.Contains(r.Path!)).Select(r => $"{r.Code} {r.Path}").ShouldBeEmpty();

        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        var administrator = await host.As(TestHost.Administrator);
        var limited = operations.Where(o => o.Method == "get" && o.Parameters.Contains("limit") && o.Path.StartsWith("/api/", StringComparison.Ordinal)).ToList();
        limited.Count.ShouldBeGreaterThan(30);
        foreach (var (path, _, _, required) in limited.Where(o => o.Required.All(name => name.EndsWith("Id", StringComparison.Ordinal))))
        {
            var others = string.Concat(required.Select(name => $"&{name}={Guid.Empty}"));
            using var answer = await administrator.GetAsync(Regex.Replace(path, @"\{[^}]+\}", Guid.Empty.ToString()) + "?limit=0" + others);
            var problem = await answer.Content.ReadAsStringAsync();
            JsonNode.Parse(problem)!["errors"]?.AsObject().Select(e => e.Key).ShouldContain("limit", path + problem);
        }

        static IReadOnlyList<string> ParametersOf(JsonNode operation, bool required = false) => [.. (operation["parameters"]?.AsArray() ?? [])
            .Where(p => p!["in"]!.GetValue<string>() is var at && (at == "query" || (at == "path" && !required)) && (!required || p["required"]?.GetValue<bool>() == true))
            .Select(p => p!["name"]!.GetValue<string>())];
    }

    [Fact]
    public async Task OpenApi_is_as_promised()
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        using var client = host.Anonymous();
        var document = JsonNode.Parse(await client.GetStringAsync("/openapi/v1.json"))!;
        Snapshots.ShouldMatch(document, "contracts/openapi.json");
    }

    private static async Task<IReadOnlyList<RouteEndpoint>> Endpoints()
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        return [.. host.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()];
    }

    private static bool IsRest(RouteEndpoint endpoint) => endpoint.RoutePattern.RawText?.TrimStart('/').StartsWith("api/", StringComparison.Ordinal) == true;

    private static Type? RequestType(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<MethodInfo>()?.GetParameters()
        .Select(p => p.ParameterType).FirstOrDefault(t => t.Name.EndsWith("Request", StringComparison.Ordinal) && t.Namespace!.StartsWith("Monipolku", StringComparison.Ordinal));
}
