using Monipolku.Platform.Outbox;

namespace Monipolku.Referrals.Contracts;

/// <summary>Somebody in the receiving unit has taken responsibility.</summary>
public sealed record ReferralAccepted(Guid EventId, Guid PersonId, Guid ReferralId, Guid OwnerId) : IIntegrationEvent
{
    public static string Name => "referrals.referral-accepted.v1";
}
