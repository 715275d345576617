using Microsoft.EntityFrameworkCore;
using Monipolku.Consents.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.Outbox;
using Monipolku.Referrals.Contracts;

namespace Monipolku.Referrals.Reactions;

/// <summary>
/// The client has withdrawn the consent to joint work: what no service has accepted yet is stopped, and the units that only had
/// the question may not open the client any longer. A service that has begun goes on as its own client relationship.
/// </summary>
internal sealed class StopReferralsOnConsentEnded(
    ReferralsDb db, ReferralSecrets secrets, IConsentRecords consents, TimeProvider clock) : IReaction<ConsentEnded>
{
    private const string Reason = "The client has withdrawn the consent to joint work.";

    public async Task Handle(ConsentEnded happened, CancellationToken ct)
    {
        if (!happened.Withdrawn || !await db.FirstTime(happened, this, ct)) return;
        var now = clock.GetUtcNow();
        var given = await consents.OfPerson(happened.PersonId, ct);
        var ofJointWork = given.Any(c => c.Id == happened.ConsentId && c.Kind == ConsentKind.JointWork);
        if (!ofJointWork || JointWork.InForce(given, WorkingDays.DateOf(now))) return;

        var waiting = await db.Referrals
            .Where(r => r.PersonId == happened.PersonId && r.Status == ReferralStatus.Requested).ToListAsync(ct);
        foreach (var referral in waiting)
        {
            referral.Stop(now);
            secrets.Write(referral, texts => texts with { StatusReason = Reason });
        }
        await db.EndRelationships([.. waiting.Select(r => r.Id)], now, ct);
        await db.SaveChangesAsync(ct);
    }
}
