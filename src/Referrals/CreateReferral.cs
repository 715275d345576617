using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Monipolku.Access.Contracts;
using Monipolku.Plans.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;

namespace Monipolku.Referrals;

/// <param name="PersonId">The client.</param>
/// <param name="MatterId">The client's matter out of which the need came.</param>
/// <param name="Purpose">Why the client is referred, in plain words, 3 to 2000 characters.</param>
/// <param name="PlanId">The client's approved plan that the referral carries out; may be linked later.</param>
/// <param name="Basis">What the need is based on, at most 2000 characters.</param>
public sealed record CreateReferralRequest(
    Guid PersonId,
    Guid MatterId,
    [property: Visible, StringLength(2000, MinimumLength = 3)] string Purpose,
    Guid? PlanId = null,
    [property: StringLength(2000, MinimumLength = 3)] string? Basis = null)
{
    public override string ToString() => nameof(CreateReferralRequest);
}

/// <summary>Writes a referral. Nobody gets it before it is routed.</summary>
internal static class CreateReferral
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/referrals", Handle)
        .WithName(nameof(CreateReferral))
        .WithSummary("Write a referral as a draft")
        .WithExample(new CreateReferralRequest(
            Guid.Parse("0192f0c1-7c1e-7000-8000-000000000001"), Guid.Parse("0192f0c1-7c1e-7000-8000-000000000006"),
            "Arvio päihteiden käytöstä ja tuki sen lopettamiseen", Basis: "Yhteinen palvelutarpeen arvio"))
        .Requires(Rights.Refer)
        .Idempotent<ReferralsDb>();

    private static async Task<Results<Created<ReferralView>, ProblemHttpResult>> Handle(
        CreateReferralRequest request, Idempotency idempotency, Caller caller, ReferralsDb db, ReferralSecrets secrets,
        IAccessGate gate, IPlanVersions plans, TimeProvider clock, CancellationToken ct)
    {
        var access = await gate.Decide(caller, Rights.Refer, request.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (!await db.HasMatter(request.PersonId, request.MatterId, ct)) return ReferralsRefusals.MatterUnknown.ToProblem();
        if (request.PlanId is { } planId && (await plans.FindLatest([planId], ct)).All(p => p.PersonId != request.PersonId))
            return ReferralsRefusals.PlanUnknown.ToProblem();

        var now = clock.GetUtcNow();
        var texts = new ReferralTexts(request.Purpose, request.Basis, null, null, []);
        var referral = new Referral
        {
            Id = Guid.CreateVersion7(now),
            PersonId = request.PersonId,
            MatterId = request.MatterId,
            PlanId = request.PlanId,
            TextsSecret = secrets.Protect(texts),
            RequestedBy = access.Actor.StaffId,
            RequestingUnitId = access.Actor.UnitId,
            RequestedAt = now,
            ChangedAt = now,
        };
        db.Referrals.Add(referral);
        return await db.SaveCreatedAsync(idempotency, $"/api/v1/referrals/{referral.Id}", ReferralView.Of(referral, texts), ct);
    }
}
