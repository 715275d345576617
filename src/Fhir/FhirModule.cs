using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Consents.Contracts;
using Monipolku.Fhir.Deliveries;
using Monipolku.Fhir.Facade;
using Monipolku.Platform;
using Monipolku.Platform.Secrets;

namespace Monipolku.Fhir;

/// <summary>Our documents as FHIR R4: delivered to the record systems with proof, and readable at <c>/fhir</c>.</summary>
public static class FhirModule
{
    public static void AddFhir(this WebApplicationBuilder builder)
    {
        builder.AddModuleDb<FhirDb, FhirDbPostgreSql>("fhir_");
        builder.Services.AddProtectedColumn("fhir_deliveries", nameof(Delivery.BodySecret), DeliveryRun.BodyPurpose);
        builder.Services.AddValidation();
        builder.Services.AddScoped<Disclosures>();
        builder.Services.AddScoped<IRecordingReceipts, RecordingReceipts>();
        builder.Services.AddSingleton(new ServedFhirTypes([.. FacadeType.All.Select(type => type.Name)]));
        builder.AddDeliveries();
        builder.AddFacade();
    }

    public static void MapFhir(this WebApplication app)
    {
        var api = app.MapApi("Recordings");
        ReadPlanRecordings.Map(api);
        ReadConsentRecordings.Map(api);
        ListMissingProofs.Map(api);
        AcknowledgeMissingProof.Map(api);
        ReadProhibitionRecordings.Map(api);
        ListDisclosures.Map(api);
        ExportDisclosures.Map(api);
        ListDeliveries.Map(api);
        RetryDelivery.Map(api);
        app.MapFacade();
    }
}
