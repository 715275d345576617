using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Plans.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;

namespace Monipolku.Referrals;

/// <param name="PlanId">The client's approved joint plan that the referral carries out.</param>
public sealed record LinkReferralToPlanRequest([property: Required] Guid PlanId);

/// <summary>Tells which plan the referral carries out.</summary>
internal static class LinkReferralToPlan
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/referrals/{id:guid}/plan", Handle)
        .WithName(nameof(LinkReferralToPlan))
        .WithSummary("Link a referral to the joint plan")
        .WithExample(new LinkReferralToPlanRequest(Guid.Parse("0192f0c1-7c1e-7000-8000-000000000009")))
        .Requires(Rights.Refer);

    private static async Task<Results<Ok<ReferralView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, LinkReferralToPlanRequest request, IfMatch ifMatch, Caller caller, ReferralsDb db, ReferralSecrets secrets,
        IAccessGate gate, IPlanVersions plans, TimeProvider clock, CancellationToken ct)
    {
        var referral = await db.Referrals.FirstOrDefaultAsync(r => r.Id == id, ct);
        if (referral is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.Refer, referral.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (ifMatch.Check(referral) is { } stale) return stale.ToProblem();

        if ((await plans.FindLatest([request.PlanId], ct)).All(p => p.PersonId != referral.PersonId))
            return ReferralsRefusals.PlanUnknown.ToProblem();

        if (referral.LinkTo(request.PlanId, clock.GetUtcNow()) is { } refusal) return refusal.ToProblem();
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(ReferralView.Of(referral, secrets.Read(referral)));
    }
}
