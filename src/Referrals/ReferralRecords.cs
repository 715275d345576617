using Microsoft.EntityFrameworkCore;
using Monipolku.Referrals.Contracts;

namespace Monipolku.Referrals;

internal sealed class ReferralRecords(ReferralsDb db, ReferralSecrets secrets) : IReferralRecords
{
    public Task<IReadOnlyList<ReferralRecord>> Find(IReadOnlyCollection<Guid> referralIds, CancellationToken ct) =>
        Read(db.Referrals.Where(r => referralIds.Contains(r.Id)), ct);

    public Task<IReadOnlyList<ReferralRecord>> OfPlans(IReadOnlyCollection<Guid> planIds, CancellationToken ct) =>
        Read(db.Referrals.Where(r => r.PlanId != null && planIds.Contains(r.PlanId.Value)), ct);

    public Task<IReadOnlyList<ReferralRecord>> OfPerson(Guid personId, CancellationToken ct) =>
        Read(db.Referrals.Where(r => r.PersonId == personId), ct);

    private async Task<IReadOnlyList<ReferralRecord>> Read(IQueryable<Referral> referrals, CancellationToken ct)
    {
        var found = await referrals.AsNoTracking().OrderBy(r => r.Id).ToListAsync(ct);
        return [.. found.Select(Record)];
    }

    private ReferralRecord Record(Referral referral)
    {
        var texts = secrets.Read(referral);
        return new ReferralRecord(
            referral.Id, referral.PersonId, referral.MatterId, referral.PlanId, referral.Status, texts.Purpose, referral.RequestedBy,
            referral.RequestingUnitId, referral.ReceivingUnitId, referral.OwnerId, texts.StatusReason, referral.RequestedAt, referral.ChangedAt,
            referral.Version);
    }
}
