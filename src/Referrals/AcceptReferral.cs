using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;
using Monipolku.Referrals.Contracts;

namespace Monipolku.Referrals;

/// <param name="StartsOn">First day of the service, today or within a year; left out where it is not known yet.</param>
public sealed record AcceptReferralRequest(
    [property: Range(typeof(DateOnly), "2020-01-01", "2100-12-31", ParseLimitsInInvariantCulture = true)] DateOnly? StartsOn = null);

/// <summary>The receiving unit takes the client: who accepts is the owner.</summary>
internal static class AcceptReferral
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/referrals/{id:guid}/accept", Handle)
        .WithName(nameof(AcceptReferral))
        .WithSummary("Accept a referral and take responsibility")
        .WithExample(new AcceptReferralRequest(new DateOnly(2026, 10, 5)))
        .Requires(Rights.AnswerReferral);

    private static async Task<Results<Ok<ReferralView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, AcceptReferralRequest request, IfMatch ifMatch, Caller caller, ReferralsDb db, ReferralSecrets secrets,
        IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var referral = await db.Referrals.FirstOrDefaultAsync(r => r.Id == id, ct);
        if (referral is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.AnswerReferral, referral.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (ifMatch.Check(referral) is { } stale) return stale.ToProblem();

        var now = clock.GetUtcNow();
        if (referral.Accept(access.Actor, request.StartsOn, now) is { } refusal) return refusal.ToProblem();

        db.Publish(new ReferralAccepted(Guid.CreateVersion7(now), referral.PersonId, id, access.Actor.StaffId));
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(ReferralView.Of(referral, secrets.Read(referral)));
    }
}
