using Monipolku.Platform.Outbox;

namespace Monipolku.Referrals.Contracts;

/// <summary>A referral has been sent to a receiving unit.</summary>
public sealed record ReferralRouted(Guid EventId, Guid PersonId, Guid ReferralId, Guid UnitId) : IIntegrationEvent
{
    public static string Name => "referrals.referral-routed.v1";
}
