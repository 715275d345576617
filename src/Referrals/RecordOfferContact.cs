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

/// <param name="On">The day of the contact: since the offer was declined, not in the future; Europe/Helsinki.</param>
/// <param name="How">How; a client who wishes not to be contacted may still get in touch: byClient.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="ContactAgainOn">By which day somebody asks next: from tomorrow to 12 months ahead. Required after notReached; after declined either this or the wish.</param>
/// <param name="NoContactWished">After declined: the client wishes not to be contacted about it any longer.</param>
/// <param name="ReferralId">After accepted: the client's referral that follows, where there is one.</param>
/// <param name="Note">What was talked about, at most 1000 characters; kept encrypted. The client reads it.</param>
/// <param name="AnsweredBy">Who accepted or declined: the client, as when left out, or a recorded guardian; for one under 12 the guardian (LSL 20 §). Not after notReached.</param>
public sealed record RecordOfferContactRequest(
    DateOnly On,
    OfferContactWay How,
    OfferContactOutcome Outcome,
    DateOnly? ContactAgainOn = null,
    bool NoContactWished = false,
    Guid? ReferralId = null,
    [property: Visible, StringLength(1000, MinimumLength = 1)] string? Note = null,
    OfferDecliner? AnsweredBy = null)
{
    public override string ToString() => nameof(RecordOfferContactRequest);
}

/// <summary>The client was asked again (uudelleenyhteydenotto), or got in touch.</summary>
internal static class RecordOfferContact
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/declined-offers/{id:guid}/contacts", Handle)
        .WithName(nameof(RecordOfferContact))
        .WithSummary("Record that the client was asked again, and what came of it")
        .WithDescription("Accepted ends it. Declined takes the next day or the client's wish not to be contacted, notReached the next day.")
        .WithExample(new RecordOfferContactRequest(new DateOnly(2026, 11, 2), OfferContactWay.Phone, OfferContactOutcome.NotReached, new DateOnly(2026, 11, 9)))
        .Requires(Rights.RecordDeclinedOffer);

    private static async Task<Results<Ok<DeclinedOfferView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, RecordOfferContactRequest request, IfMatch ifMatch, HttpRequest http, Caller caller, ReferralsDb db, ReferralSecrets secrets,
        IAccessGate gate, IPeople people, TimeProvider clock, CancellationToken ct)
    {
        var offer = await db.DeclinedOffers.FirstOrDefaultAsync(o => o.Id == id, ct);
        if (offer is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.RecordDeclinedOffer, offer.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (ifMatch.Check(offer) is { } stale) return stale.ToProblem();

        var now = clock.GetUtcNow();
        var (texts, before) = (secrets.Read(offer), offer.Status);
        if (offer.Contacted(request, texts.Contacts.Count, access.Actor, now) is { } refusal) return refusal.ToProblem();
        OfferDecliner? answeredBy = request.Outcome == OfferContactOutcome.NotReached ? null : request.AnsweredBy ?? OfferDecliner.Client;
        if (answeredBy is { } who
            && DeclinedOffer.CheckAnswer(who, (await people.Find([offer.PersonId], ct))[offer.PersonId], WorkingDays.DateOf(now)) is { } unanswered)
            return unanswered.At("$.answeredBy").ToProblem();
        if (request.ReferralId is { } referral && !await db.HasReferral(offer.PersonId, referral, ct)) return ReferralsRefusals.ReferralUnknown.ToProblem();

        texts = texts with
        {
            Contacts = [.. texts.Contacts, new OfferContact(
                request.On, request.How, request.Outcome, request.ContactAgainOn, request.NoContactWished, request.ReferralId, request.Note,
                access.Actor.StaffId, access.Actor.UnitId, now, answeredBy)],
        };
        offer.TextsSecret = secrets.Protect(texts);
        if (offer.Status != DeclinedOfferStatus.ToBeContacted) await db.EndRelationships([id], now, ct);
        else if (before != offer.Status)
            db.Relationships.Add(ClientRelationship.Begin(offer.PersonId, offer.ContactUnitId!.Value, DeclinedOffer.BecauseOf, id, now));
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(DeclinedOfferView.Of(offer, texts, WorkingDays.DateOf(now), Languages.Of(http)));
    }
}
