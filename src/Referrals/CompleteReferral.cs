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

/// <param name="Outcome">What came of it, in plain words, 3 to 2000 characters.</param>
public sealed record CompleteReferralRequest([property: Visible, StringLength(2000, MinimumLength = 3)] string Outcome)
{
    public override string ToString() => nameof(CompleteReferralRequest);
}

/// <summary>The service tells what came of it, and the loop is closed.</summary>
internal static class CompleteReferral
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/referrals/{id:guid}/complete", Handle)
        .WithName(nameof(CompleteReferral))
        .WithSummary("Tell what came of a referral")
        .WithExample(new CompleteReferralRequest("Kolme tapaamista, käyttö loppunut, seuranta koulukuraattorilla"))
        .Requires(Rights.AnswerReferral);

    private static async Task<Results<Ok<ReferralView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, CompleteReferralRequest request, IfMatch ifMatch, Caller caller, ReferralsDb db, ReferralSecrets secrets,
        IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var referral = await db.Referrals.FirstOrDefaultAsync(r => r.Id == id, ct);
        if (referral is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.AnswerReferral, referral.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (ifMatch.Check(referral) is { } stale) return stale.ToProblem();

        if (referral.Complete(access.Actor, clock.GetUtcNow()) is { } refusal) return refusal.ToProblem();
        // The unit keeps its relationship: that ends by a recorded decision (SHL 34 §), not by the last visit.
        var view = secrets.Write(referral, texts => texts with { Outcome = request.Outcome });
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(view);
    }
}
