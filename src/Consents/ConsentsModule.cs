using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;
using Monipolku.Platform;

namespace Monipolku.Consents;

/// <summary>Consent to joint work and permission to disclose: what the client has agreed to and permitted.</summary>
public static class ConsentsModule
{
    public static void AddConsents(this WebApplicationBuilder builder)
    {
        builder.AddModuleDb<ConsentsDb, ConsentsDbPostgreSql>("consents_");
        builder.Services.AddValidation();
        builder.Services.AddScoped<ISharingBasis, SharingBasis>();
        builder.Services.AddScoped<IConsentRecords, ConsentRecords>();
        builder.Services.AddSingleton<ConsentViews>();
    }

    public static void MapConsents(this WebApplication app)
    {
        var api = app.MapApi("Consents");
        RecordConsent.Map(api);
        WithdrawConsent.Map(api);
        ReadConsent.Map(api);
        ReadConsentVersion.Map(api);
        ListConsents.Map(api);
        ListInformationTexts.Map(api);
    }
}
