using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.Outbox;
using Monipolku.Platform.Secrets;
using Monipolku.Referrals.Contracts;
using Monipolku.Referrals.Reactions;

namespace Monipolku.Referrals;

/// <summary>Referrals: routing, acceptance, hand-over, outcome. And what was offered and not taken: who asks again.</summary>
public static class ReferralsModule
{
    public static void AddReferrals(this WebApplicationBuilder builder)
    {
        builder.AddModuleDb<ReferralsDb, ReferralsDbPostgreSql>("referrals_");
        builder.Services.AddProtectedColumn("referrals_referrals", nameof(Referral.TextsSecret), ReferralSecrets.TextsPurpose);
        builder.Services.AddProtectedColumn("referrals_declined_offers", nameof(DeclinedOffer.TextsSecret), DeclinedOffer.TextsPurpose);
        if (builder.Configuration.GetValue("Clocks:Enabled", true)) builder.Services.AddPeriodic<RecontactWatch>();
        else builder.Services.AddSingleton<RecontactWatch>();
        builder.Services.AddValidation();
        builder.Services.AddSingleton<ReferralSecrets>();
        builder.Services.AddScoped<IReferralRecords, ReferralRecords>();
        builder.Services.AddScoped<IOverviewChapter, ReferralChapter>();
        builder.Services.AddScoped<IOverviewChapter, DeclinedOfferChapter>();
        builder.Services.AddReaction<ConsentEnded, StopReferralsOnConsentEnded>();
    }

    public static void MapReferrals(this WebApplication app)
    {
        var api = app.MapApi("Referrals");
        CreateReferral.Map(api);
        RouteReferral.Map(api);
        AcceptReferral.Map(api);
        RejectReferral.Map(api);
        StartReferral.Map(api);
        CompleteReferral.Map(api);
        CancelReferral.Map(api);
        LinkReferralToPlan.Map(api);
        ReadReferral.Map(api);
        ListReferrals.Map(api);
        RecordDeclinedOffer.Map(api);
        RecordOfferContact.Map(api);
        ReadDeclinedOffer.Map(api);
        ListDeclinedOffers.Map(api);
        ListDueContacts.Map(api);
    }
}
