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
    public Right RecordsWith => Rights.Refer;

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

/// <summary>What the client was offered and did not take, in the overview.</summary>
internal sealed class DeclinedOfferChapter(ReferralsDb db, TimeProvider clock) : IOverviewChapter
{
    public OverviewPart Part => OverviewPart.DeclinedOffers;
    public Right Right => Rights.ReadReferral;
    public Right RecordsWith => Rights.RecordDeclinedOffer;

    public async Task<IReadOnlyList<OverviewLine>> Of(Guid personId, Decision access, CancellationToken ct)
    {
        var today = WorkingDays.Today(clock);
        var offers = await db.DeclinedOffers.AsNoTracking().Where(o => o.PersonId == personId).OrderByDescending(o => o.Id).Take(OverviewLine.Most + 1).ToListAsync(ct);
        return [.. offers.Select(o => new OverviewLine(
            o.Id, "declinedOffer", JsonRules.CodeOf(o.Status), o.DeclinedOn, $"/api/v1/declined-offers/{o.Id}", o.ContactAgainOn, UnitId: o.ContactUnitId ?? o.OfferedByUnitId)
        {
            ToRecord = o.OverdueSince(today) is null ? [] : [RecordingGap.RecontactOverdue],
        })];
    }
}
