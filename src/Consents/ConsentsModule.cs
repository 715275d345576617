using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.Secrets;

namespace Monipolku.Consents;

/// <summary>What the client has agreed to, permitted and prohibited, and what the law opens without that.</summary>
public static class ConsentsModule
{
    public static void AddConsents(this WebApplicationBuilder builder)
    {
        builder.AddModuleDb<ConsentsDb, ConsentsDbPostgreSql>("consents_");
        builder.Services.AddProtectedColumn("consents_consents", nameof(Consent.PurposeSecret), ConsentViews.AskedForPurpose);
        builder.Services.AddProtectedColumn("consents_consents", nameof(Consent.Withdrawal), ConsentViews.ReasonPurpose);
        builder.Services.AddProtectedColumn("consents_prohibitions", nameof(Prohibition.ReasonSecret), ConsentViews.ReasonPurpose);
        builder.Services.AddProtectedColumn("consents_prohibitions", nameof(Prohibition.Withdrawal), ConsentViews.ReasonPurpose);
        builder.Services.AddProtectedColumn("consents_statutory_bases", nameof(StatutoryBasis.ReasonSecret), ConsentViews.GroundsPurpose);
        builder.Services.AddProtectedColumn("consents_scan_chunks", nameof(ScanChunk.ContentSecret), ConsentScan.Purpose);
        builder.Services.AddValidation();
        builder.Services.AddScoped<ISharingBasis, SharingBasis>();
        builder.Services.AddScoped<IConsentRecords, ConsentRecords>();
        builder.Services.AddScoped<IOverviewChapter, ConsentChapter>();
        builder.Services.AddScoped<IOverviewChapter, ProhibitionChapter>();
        builder.Services.AddScoped<ConsentRecording>();
        builder.Services.AddScoped<Notices>();
        builder.Services.AddScoped<Scans>();
        builder.Services.AddScoped<IPermissionRecording, PermissionRecording>();
        builder.Services.AddSingleton<ConsentViews>();
        var competenceFrom = builder.Configuration.GetValue("Consents:CompetenceFromAge", 12);
        if (competenceFrom is < 0 or > 17) throw new SettingException("Consents:CompetenceFromAge", "must be 0 to 17 years");
        builder.Services.AddSingleton(new ConsentSettings(competenceFrom));
    }

    public static void MapConsents(this WebApplication app)
    {
        var api = app.MapApi("Consents");
        RecordConsent.Map(api);
        WithdrawConsent.Map(api);
        ReadConsent.Map(api);
        ReadConsentVersion.Map(api);
        ReadConsentDocument.Map(api);
        ListConsents.Map(api);
        ListInformationTexts.Map(api);
        ReadConsentChain.Map(api);
        ReadConsentForm.Map(api);
        ReadBlankForm.Map(api);
        KeepConsentScan.Map(api);
        ReadConsentScan.Map(api);
        ListWithdrawalNotices.Map(api);
        TickWithdrawalNotice.Map(api);
        RecordProhibition.Map(api);
        WithdrawProhibition.Map(api);
        ReadProhibition.Map(api);
        ReadProhibitionDocument.Map(api);
        ReadProhibitionForm.Map(api);
        KeepProhibitionScan.Map(api);
        ReadProhibitionScan.Map(api);
        ListProhibitions.Map(api);
        ListProhibitionNotices.Map(api);
        TickProhibitionNotice.Map(api);
        RecordStatutoryBasis.Map(api);
        EndStatutoryBasis.Map(api);
        ReadStatutoryBasis.Map(api);
        ListStatutoryBases.Map(api);
        ListStatutoryBasisNotices.Map(api);
        TickStatutoryBasisNotice.Map(api);
    }
}
