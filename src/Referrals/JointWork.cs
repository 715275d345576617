using Monipolku.Consents.Contracts;

namespace Monipolku.Referrals;

/// <summary>The client's consent to joint work (suostumus, SHL 39 §), on which a referral rests.</summary>
internal static class JointWork
{
    public static bool InForce(IEnumerable<ConsentDocument> consents, DateOnly today) => consents.Any(c =>
        c is { Kind: ConsentKind.JointWork, Status: ConsentStatus.Active } && c.ValidFrom <= today && (c.ValidTo is null || c.ValidTo >= today));
}
