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
/// <param name="ClientDeclined">It ends because the client does not want it: the answer then holds what to record as a declined offer.</param>
public sealed record CancelReferralRequest([property: Visible, StringLength(2000, MinimumLength = 3)] string Reason, bool ClientDeclined = false)
{
    public override string ToString() => nameof(CancelReferralRequest);
}

/// <summary>The requester takes it back; the receiver may not open the client any longer because of it.</summary>
internal static class CancelReferral
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/referrals/{id:guid}/cancel", Handle)
        .WithName(nameof(CancelReferral))
        .WithSummary("Cancel a referral")
        .WithDescription("clientDeclined: the client does not want it. That is no end of the matter: the answer's nextStep is what to send to POST /api/v1/declined-offers, "
            + "with the day on which somebody asks again.")
        .WithExample(new CancelReferralRequest("Asiakas muutti toiselle hyvinvointialueelle"))
        .Requires(Rights.Refer);

    private static async Task<Results<Ok<ReferralView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, CancelReferralRequest request, IfMatch ifMatch, Caller caller, ReferralsDb db, ReferralSecrets secrets,
        IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var referral = await db.Referrals.FirstOrDefaultAsync(r => r.Id == id, ct);
        if (referral is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.Refer, referral.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (ifMatch.Check(referral) is { } stale) return stale.ToProblem();

        var now = clock.GetUtcNow();
        if (referral.Cancel(access.Actor, request.ClientDeclined, now) is { } refusal) return refusal.ToProblem();
        var view = secrets.Write(referral, texts => texts with { StatusReason = request.Reason });
        await db.EndRelationships([id], now, ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(view.LeadOn(WorkingDays.DateOf(now)));
    }
}
