using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;

namespace Monipolku.Referrals;

/// <param name="Reason">Why, 3 to 2000 characters.</param>
/// <param name="NextUnitId">The unit that should have it instead. Either this or <paramref name="NextOwnerId"/>.</param>
/// <param name="NextOwnerId">The staff member, of a unit that serves the client, who sees that it goes on.</param>
public sealed record RejectReferralRequest(
    [property: Visible, StringLength(2000, MinimumLength = 3)] string Reason, Guid? NextUnitId = null, Guid? NextOwnerId = null)
{
    public override string ToString() => nameof(RejectReferralRequest);
}

/// <summary>The receiving unit says no: the referral goes back to the requester, and the unit may not open the client any longer.</summary>
internal static class RejectReferral
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/referrals/{id:guid}/reject", Handle)
        .WithName(nameof(RejectReferral))
        .WithSummary("Reject a referral, with a reason and who has it next")
        .WithDescription("Needs a reason, and either the unit that should have it or the person who sees that it goes on.")
        .WithExample(new RejectReferralRequest("Palvelu on vain täysi-ikäisille", Guid.Parse("0192f0c1-7c1e-7000-8000-000000000008")))
        .Requires(Rights.AnswerReferral);

    private static async Task<Results<Ok<ReferralView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, RejectReferralRequest request, IfMatch ifMatch, Caller caller, ReferralsDb db, ReferralSecrets secrets,
        IAccessGate gate, IStaffDirectory directory, TimeProvider clock, CancellationToken ct)
    {
        var referral = await db.Referrals.FirstOrDefaultAsync(r => r.Id == id, ct);
        if (referral is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.AnswerReferral, referral.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (ifMatch.Check(referral) is { } stale) return stale.ToProblem();

        var now = clock.GetUtcNow();
        var unitId = referral.ReceivingUnitId;
        if (referral.Reject(access.Actor, request.NextUnitId, request.NextOwnerId, now) is { } refusal) return refusal.ToProblem();
        if (await CheckNext(request, referral, db, directory, now, ct) is { } nextWrong) return nextWrong.ToProblem();

        var rejection = new Rejection(unitId!.Value, access.Actor.StaffId, now, request.Reason, request.NextUnitId, request.NextOwnerId);
        var view = secrets.Write(referral, texts => texts with { StatusReason = request.Reason, Rejections = [.. texts.Rejections, rejection] });
        await db.EndRelationships([id], now, ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(view);
    }

    /// <summary>Nothing is saved when this refuses.</summary>
    private static async Task<Refusal?> CheckNext(
        RejectReferralRequest request, Referral referral, ReferralsDb db, IStaffDirectory directory, DateTimeOffset now, CancellationToken ct)
    {
        if (request.NextUnitId is { } unitId)
            return (await directory.FindUnits([unitId], ct)).ContainsKey(unitId) ? null : ReferralsRefusals.UnitUnknown.At("$.nextUnitId");
        if (request.NextOwnerId is not { } ownerId) return null;

        // Somebody who cannot open the referral cannot see that it goes on.
        if (!(await directory.FindStaff([ownerId], ct)).TryGetValue(ownerId, out var owner)) return ReferralsRefusals.StaffUnknown;
        var serves = await ClientRelationship.InForce(db.Relationships, now)
            .AnyAsync(r => r.PersonId == referral.PersonId && r.UnitId == owner.UnitId && r.BecauseOfId != referral.Id, ct);
        return serves ? null : ReferralsRefusals.NextOwnerWithoutRelationship;
    }
}
