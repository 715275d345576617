using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Referrals.Contracts;

namespace Monipolku.Referrals;

/// <summary>A referral as both ends see it.</summary>
/// <param name="PlanId">The plan that it carries out; null until linked, and for a guardian from whom the child keeps it.</param>
/// <param name="ReceivingUnitId">Where it was sent last; null until routed.</param>
/// <param name="OwnerId">Who took responsibility; null until accepted.</param>
/// <param name="StartsOn">First day of the service as the receiver told it.</param>
/// <param name="NextUnitId">After a rejection: the unit that should have it.</param>
/// <param name="NextOwnerId">After a rejection: who sees that it goes on.</param>
/// <param name="BounceCount">How many times it was rejected.</param>
/// <param name="StatusReason">Of a rejection or cancellation.</param>
/// <param name="Outcome">What came of it; of a completed one.</param>
/// <param name="Rejections">Each "no" that it got, oldest first.</param>
/// <param name="ClientDeclined">Of a cancelled one: the client did not want it.</param>
/// <param name="NextStep">
/// Where the client did not want it and nobody has recorded that yet: what to send to <c>POST /api/v1/declined-offers</c>, with what is known filled in. Only in
/// the answers about one referral, to staff.
/// </param>
public sealed record ReferralView(
    Guid Id, Guid PersonId, Guid MatterId, Guid? PlanId, ReferralStatus Status, string Purpose, string? Basis,
    Guid RequestedBy, Guid RequestingUnitId, Guid? ReceivingUnitId, Guid? OwnerId, DateOnly? StartsOn,
    Guid? NextUnitId, Guid? NextOwnerId, int BounceCount, string? StatusReason, string? Outcome,
    IReadOnlyList<Rejection> Rejections, DateTimeOffset RequestedAt, DateTimeOffset ChangedAt, int Version,
    bool ClientDeclined = false, RecordDeclinedOfferRequest? NextStep = null) : IVersioned
{
    internal static ReferralView Of(Referral referral, ReferralTexts texts) => new(
        referral.Id, referral.PersonId, referral.MatterId, referral.PlanId, referral.Status, texts.Purpose, texts.Basis, referral.RequestedBy,
        referral.RequestingUnitId, referral.ReceivingUnitId, referral.OwnerId, referral.StartsOn, referral.NextUnitId, referral.NextOwnerId,
        referral.BounceCount, texts.StatusReason, texts.Outcome, texts.Rejections, referral.RequestedAt, referral.ChangedAt, referral.Version,
        referral.ClientDeclined);

    /// <summary>What a client does not want is recorded with who asks again: filled in as far as it is known.</summary>
    internal ReferralView LeadOn(DateOnly today) => !ClientDeclined ? this : this with
    {
        NextStep = new RecordDeclinedOfferRequest(
            PersonId, Purpose, ReceivingUnitId ?? RequestingUnitId, today, OfferDecliner.Client, MatterId: MatterId, ReferralId: Id),
    };

    public override string ToString() => $"{nameof(ReferralView)} {Id}";
}

internal static class ReadReferral
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/referrals/{id:guid}", Handle)
        .WithName(nameof(ReadReferral))
        .WithSummary("Read a referral")
        .Requires(Rights.ReadReferral);

    private static async Task<Results<Ok<ReferralView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, Caller caller, ReferralsDb db, ReferralSecrets secrets, IAccessGate gate, ISharingBasis sharing, CancellationToken ct)
    {
        var referral = await db.Referrals.AsNoTracking().FirstOrDefaultAsync(r => r.Id == id, ct);
        if (referral is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.ReadReferral, referral.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        var view = ReferralView.Of(referral, secrets.Read(referral));
        if (view.ClientDeclined && !access.ByClient && !await db.DeclinedOffers.AnyAsync(o => o.ReferralId == id, ct))
            view = view.LeadOn(WorkingDays.DateOf(view.ChangedAt));
        return TypedResults.Ok(await sharing.HidesFrom(access, referral.PersonId, DataClass.JointPlan, ct) ? view with { PlanId = null } : view);
    }
}
