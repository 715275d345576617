using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Referrals.Contracts;

namespace Monipolku.Referrals;

/// <summary>The client's referrals in the overview.</summary>
internal sealed class ReferralChapter(ReferralsDb db) : IOverviewChapter
{
    public OverviewPart Part => OverviewPart.Referrals;
    public Right Right => Rights.ReadReferral;

    public async Task<IReadOnlyList<OverviewLine>> Of(Guid personId, Decision access, CancellationToken ct)
    {
        var referrals = await db.Referrals.AsNoTracking().Where(r => r.PersonId == personId).OrderByDescending(r => r.Id).Take(OverviewLine.Most + 1).ToListAsync(ct);
        return [.. referrals.Select(r => new OverviewLine(
            r.Id, "referral", JsonRules.CodeOf(r.Status), WorkingDays.DateOf(r.RequestedAt), $"/api/v1/referrals/{r.Id}",
            ResponsibleId: r.OwnerId ?? r.NextOwnerId ?? r.RequestedBy, UnitId: r.ReceivingUnitId ?? r.RequestingUnitId)
        {
            ToRecord = r.Status switch
            {
                ReferralStatus.Draft or ReferralStatus.Rejected => [RecordingGap.ReferralNotRouted],
                ReferralStatus.Requested => [RecordingGap.ReferralNotAnswered],
                _ => [],
            },
        })];
    }
}
