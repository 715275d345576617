using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.People.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;

namespace Monipolku.Referrals;

/// <param name="PersonId">The client.</param>
/// <param name="Offered">What was offered, in plain words, 3 to 2000 characters; kept encrypted.</param>
/// <param name="OfferedByUnitId">The unit that offered it.</param>
/// <param name="DeclinedOn">Not in the future, at most a year ago; Europe/Helsinki.</param>
/// <param name="DeclinedBy">Who said no: the client, or a recorded guardian; for one under 12 the guardian (LSL 20 §).</param>
/// <param name="ContactAgainOn">By which day the client is asked again: from tomorrow to 12 months ahead. Required unless the client wishes not to be contacted.</param>
/// <param name="NoContactWished">The client wishes not to be contacted about it; then no day is told.</param>
/// <param name="ContactUnitId">The unit that asks again, which serves the client today; the caller's own when left out.</param>
/// <param name="Reason">In the client's words, at most 2000 characters; kept encrypted. Nobody need say one.</param>
/// <param name="MatterId">The client's matter in which it was offered.</param>
/// <param name="ReferralId">The client's referral that ended with it; it has one declined offer.</param>
public sealed record RecordDeclinedOfferRequest(
    Guid PersonId,
    [property: Visible, StringLength(2000, MinimumLength = 3)] string Offered,
    Guid OfferedByUnitId,
    DateOnly DeclinedOn,
    OfferDecliner DeclinedBy,
    DateOnly? ContactAgainOn = null,
    bool NoContactWished = false,
    Guid? ContactUnitId = null,
    [property: Visible, StringLength(2000, MinimumLength = 1)] string? Reason = null,
    Guid? MatterId = null,
    Guid? ReferralId = null)
{
    public override string ToString() => nameof(RecordDeclinedOfferRequest);
}

/// <summary>Records what a client was offered and did not take, and who asks again and when.</summary>
internal static class RecordDeclinedOffer
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/declined-offers", Handle)
        .WithName(nameof(RecordDeclinedOffer))
        .WithSummary("Record a service that the client did not take, and when somebody asks again")
        .WithDescription("What a client has declined is never a reason to deny services. Either the day by which the client is asked again, or the client's wish not to be "
            + "contacted. The unit that asks may open the client until then.")
        .WithExample(new RecordDeclinedOfferRequest(
            Guid.Parse("0192f0c1-7c1e-7000-8000-000000000001"), "Tukihenkilö iltoihin", Guid.Parse("0192f0c1-7c1e-7000-8000-000000000008"),
            new DateOnly(2026, 9, 14), OfferDecliner.Client, new DateOnly(2026, 11, 2), Reason: "Ei nyt, ehkä syksymmällä"))
        .Requires(Rights.RecordDeclinedOffer)
        .OneOfTwoAtOnce(ReferralsRefusals.OfferRecorded)
        .Idempotent<ReferralsDb>();

    private static async Task<Results<Created<DeclinedOfferView>, ProblemHttpResult>> Handle(
        RecordDeclinedOfferRequest request, Idempotency idempotency, HttpRequest http, Caller caller, ReferralsDb db, ReferralSecrets secrets,
        IAccessGate gate, IStaffDirectory directory, IPeople people, TimeProvider clock, CancellationToken ct)
    {
        var access = await gate.Decide(caller, Rights.RecordDeclinedOffer, request.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();

        var now = clock.GetUtcNow();
        var today = WorkingDays.DateOf(now);
        var texts = new DeclinedOfferTexts(request.Offered, request.Reason, []);
        var offer = new DeclinedOffer
        {
            Id = Guid.CreateVersion7(now),
            PersonId = request.PersonId,
            MatterId = request.MatterId,
            ReferralId = request.ReferralId,
            OfferedByUnitId = request.OfferedByUnitId,
            DeclinedOn = request.DeclinedOn,
            DeclinedBy = request.DeclinedBy,
            TextsSecret = secrets.Protect(texts),
            RecordedBy = access.Actor.StaffId,
            RecordedUnitId = access.Actor.UnitId,
            RecordedAt = now,
            ChangedAt = now,
        };
        var unit = request.ContactUnitId ?? access.Actor.UnitId;
        if (offer.Agree(request.ContactAgainOn, unit, request.NoContactWished, today) is { } refusal) return refusal.ToProblem();
        var client = (await people.Find([request.PersonId], ct))[request.PersonId];
        if (DeclinedOffer.CheckAnswer(request.DeclinedBy, client, today) is { } unanswered) return unanswered.At("$.declinedBy").ToProblem();
        if (await CheckNamed(request, access.Actor, db, directory, now, ct) is { } wrong) return wrong.ToProblem();

        db.DeclinedOffers.Add(offer);
        if (offer.Status == DeclinedOfferStatus.ToBeContacted)
            db.Relationships.Add(ClientRelationship.Begin(offer.PersonId, unit, DeclinedOffer.BecauseOf, offer.Id, now));
        return await db.SaveCreatedAsync(
            idempotency, $"/api/v1/declined-offers/{offer.Id}", DeclinedOfferView.Of(offer, texts, today, Languages.Of(http)), ct);
    }

    private static async Task<Refusal?> CheckNamed(
        RecordDeclinedOfferRequest request, Actor actor, ReferralsDb db, IStaffDirectory directory, DateTimeOffset now, CancellationToken ct)
    {
        var person = request.PersonId;
        if (request is { NoContactWished: true, ContactUnitId: not null }) return ReferralsRefusals.ContactAgainstWish.At("$.contactUnitId");
        if (!(await directory.FindUnits([request.OfferedByUnitId], ct)).ContainsKey(request.OfferedByUnitId)) return ReferralsRefusals.UnitUnknown.At("$.offeredByUnitId");
        if (request.ContactUnitId is { } unit && unit != actor.UnitId)
        {
            // Who asks is a unit that the client knows.
            if (!await ClientRelationship.InForce(db.Relationships, now).AnyAsync(r => r.PersonId == person && r.UnitId == unit, ct))
                return ReferralsRefusals.ContactUnitServesNot;
        }
        if (request.MatterId is { } matter && !await db.HasMatter(person, matter, ct)) return ReferralsRefusals.MatterUnknown;
        if (request.ReferralId is not { } referral) return null;
        if (!await db.HasReferral(person, referral, ct)) return ReferralsRefusals.ReferralUnknown;
        return await db.DeclinedOffers.AnyAsync(o => o.ReferralId == referral, ct) ? ReferralsRefusals.OfferRecorded : null;
    }
}
