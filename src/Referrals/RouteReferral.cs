using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;
using Monipolku.Referrals.Contracts;

namespace Monipolku.Referrals;

/// <param name="UnitId">The unit that should serve the client; its staff may open the client's data from now on.</param>
public sealed record RouteReferralRequest([property: Required] Guid UnitId);

/// <summary>Sends a referral to its receiving unit; refused without the client's consent to joint work.</summary>
internal static class RouteReferral
{
    private const string BecauseOf = "referral";

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/referrals/{id:guid}/route", Handle)
        .WithName(nameof(RouteReferral))
        .WithSummary("Send a referral to a unit")
        .WithDescription("From draft, or again after a rejection. Needs the client's consent to joint work (SHL 39 §).")
        .WithExample(new RouteReferralRequest(Guid.Parse("0192f0c1-7c1e-7000-8000-000000000007")))
        .Requires(Rights.Refer);

    private static async Task<Results<Ok<ReferralView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, RouteReferralRequest request, IfMatch ifMatch, Caller caller, ReferralsDb db, ReferralSecrets secrets,
        IAccessGate gate, IStaffDirectory directory, IConsentRecords consents, TimeProvider clock, CancellationToken ct)
    {
        var referral = await db.Referrals.FirstOrDefaultAsync(r => r.Id == id, ct);
        if (referral is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.Refer, referral.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (ifMatch.Check(referral) is { } stale) return stale.ToProblem();

        if (!(await directory.FindUnits([request.UnitId], ct)).ContainsKey(request.UnitId))
            return ReferralsRefusals.UnitUnknown.At("$.unitId").ToProblem();

        var now = clock.GetUtcNow();
        var consented = JointWork.InForce(await consents.OfPerson(referral.PersonId, ct), WorkingDays.DateOf(now));
        if (referral.RouteTo(request.UnitId, consented, now) is { } refusal) return refusal.ToProblem();
        var view = secrets.Write(referral, texts => texts with { StatusReason = null });

        db.Relationships.Add(ClientRelationship.Begin(referral.PersonId, request.UnitId, BecauseOf, id, now));
        db.Publish(new ReferralRouted(Guid.CreateVersion7(now), referral.PersonId, id, request.UnitId));
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(view);
    }
}
