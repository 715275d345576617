using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Platform;

namespace Monipolku.Fhir.Facade;

internal static class FacadeSetup
{
    public static void AddFacade(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IRefusalFormat, OperationOutcomes>();
        builder.Services.AddScoped<FacadeStore>();
        builder.Services.AddScoped<SearchResources>();
    }

    /// <summary>Not in the OpenAPI document: the facade describes itself at <c>/fhir/metadata</c>.</summary>
    public static void MapFacade(this WebApplication app)
    {
        var fhir = app.MapGroup("/fhir").RequireAuthorization().ExcludeFromDescription();
        ReadMetadata.Map(fhir);
        ReadResource.Map(fhir);
        SearchResources.Map(fhir);
        fhir.Map("/{**path}", Unsupported);
    }

    /// <summary>Every other address and method: what FHIR has and the facade has not.</summary>
    private static IResult Unsupported(HttpContext http, string? path)
    {
        var first = path?.Split('/')[0] ?? "";
        // The base itself takes batch and transaction elsewhere.
        return FhirAnswer.No(first.Length == 0 || first == "metadata" || first.StartsWith('_') || first.StartsWith('$') || FacadeType.Find(first) is not null
            ? FhirRefusals.InteractionUnsupported
            : FhirRefusals.TypeUnknown);
    }
}
