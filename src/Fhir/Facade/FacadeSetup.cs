using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Fhir.Mapping;
using Monipolku.Platform;

namespace Monipolku.Fhir.Facade;

internal static class FacadeSetup
{
    public static void AddFacade(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IRefusalFormat, OperationOutcomes>();
        builder.Services.AddScoped<FacadeStore>();
        builder.Services.AddScoped<FacadeAccess>();
        builder.Services.AddScoped<ReadResource>();
        builder.Services.AddScoped<SearchResources>();
        builder.Services.AddScoped<PermissionReader>();
    }

    /// <summary>Not in the OpenAPI document: the facade describes itself at <c>/fhir/metadata</c>.</summary>
    public static void MapFacade(this WebApplication app)
    {
        var fhir = app.MapGroup("/fhir").RequireAuthorization().ExcludeFromDescription();
        ReadMetadata.Map(fhir);
        ReadResource.Map(fhir);
        ReadVersion.Map(fhir);
        ReadHistory.Map(fhir);
        SearchResources.Map(fhir);
        RecordPermissions.Map(fhir);
        fhir.Map("/{**path}", Unsupported);
    }

    /// <summary>Every other address and method: what FHIR has and the facade has not.</summary>
    private static IResult Unsupported(HttpContext http, string? path)
    {
        var segments = path?.Split('/', StringSplitOptions.RemoveEmptyEntries) ?? [];
        // The base itself takes a transaction.
        if (segments is [] or ["metadata", ..] || FacadeRequest.IsInteraction(segments[0]) || FacadeType.Find(segments[0]) is not null)
            return FhirAnswer.MethodNotAllowed(http, AllowedAt(segments));
        return FhirAnswer.No(FhirRefusals.TypeUnknown);
    }

    /// <summary>The methods that the address takes, for Allow (RFC 9110 15.5.6): empty where it is an interaction that is not there at all.</summary>
    private static string AllowedAt(string[] segments) => segments switch
    {
        [] => "POST",
        ["metadata"] => "GET, HEAD",
        [var type] when !FacadeRequest.IsInteraction(type) => "GET, HEAD",
        [_, "_search"] => "POST",
        [_, var id] when !FacadeRequest.IsInteraction(id) => "GET, HEAD",
        [var type, var id, "_history"] when !FacadeRequest.IsInteraction(id) && FacadeType.Find(type)?.KeepsVersions == true => "GET, HEAD",
        [_, var id, "_history", var version] when !FacadeRequest.IsInteraction(id) && !FacadeRequest.IsInteraction(version) => "GET, HEAD",
        _ => "",
    };
}
