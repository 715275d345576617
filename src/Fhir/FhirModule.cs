using Microsoft.AspNetCore.Builder;

namespace Monipolku.Fhir;

public static class FhirModule
{
    public static void AddFhir(this WebApplicationBuilder builder) => _ = builder;

    public static void MapFhir(this WebApplication app) => _ = app;
}
