using Monipolku.Platform;

namespace Monipolku.Referrals;

/// <summary>Every "no" of the referrals.</summary>
internal static class ReferralsRefusals
{
    public static readonly Refusal MatterUnknown = new Refusal(422, "referrals.matter-unknown",
        "The client has no such matter.").At("$.matterId");
    public static readonly Refusal PlanUnknown = new Refusal(422, "referrals.plan-unknown",
        "The client has no such plan in force: a plan is linked once it is approved.").At("$.planId");
    public static readonly Refusal UnitUnknown = new(422, "referrals.unit-unknown", "There is no unit with this id.");
    public static readonly Refusal StaffUnknown = new Refusal(422, "referrals.staff-unknown",
        "Nobody with this id works here today.").At("$.nextOwnerId");
    public static readonly Refusal NextOwnerWithoutRelationship = new Refusal(422, "referrals.next-owner-without-relationship",
        "The next owner's unit does not serve this client. Name somebody of the requesting unit, or the unit that should have it.").At("$.nextOwnerId");
    public static readonly Refusal NextMissing = new Refusal(422, "referrals.next-missing",
        "A client is not left at a closed door: name either the unit that should have it next, or who sees that it goes on.").At("$.nextUnitId");
    public static readonly Refusal NextUnitIsThis = new Refusal(422, "referrals.next-unit-is-this",
        "The next unit is another one than the unit that rejects.").At("$.nextUnitId");
    public static readonly Refusal StartOutOfRange = new Refusal(422, "referrals.start-out-of-range",
        "The service starts today or within a year.").At("$.startsOn");

    public static readonly Refusal ConsentMissing = new(409, "referrals.consent-missing",
        "A referral needs the client's consent to joint work (SHL 39 §), and none is in force. Ask for it and record it first.");
    public static readonly Refusal WrongState = new(409, "referrals.wrong-state",
        "This cannot be done to the referral in its present state.");
    public static readonly Refusal NotReceiver = new(403, "referrals.not-receiver",
        "Only staff of the receiving unit answer a referral and tell how the service goes.");
    public static readonly Refusal NotRequester = new(403, "referrals.not-requester", "Only staff of the requesting unit cancel a referral.");

    public static readonly Refusal ReferralUnknown = new Refusal(422, "referrals.referral-unknown",
        "The client has no such referral.").At("$.referralId");
    public static readonly Refusal OfferRecorded = new Refusal(409, "referrals.offer-recorded",
        "What came of this referral is recorded as a declined offer. Record the next contact with it.").At("$.referralId");
    public static readonly Refusal DeclinedDayWrong = new Refusal(422, "referrals.declined-day-wrong",
        "An offer was declined today or within the last year.").At("$.declinedOn");
    public static readonly Refusal GuardianMissing = new(422, "referrals.guardian-missing",
        "No guardian is recorded for this client, so none has answered: record the guardian first.");
    public static readonly Refusal ChildNotAlone = new(422, "referrals.child-not-alone",
        "A child under 12 does not answer alone: their guardian does, and the child's own view is found out as their age allows (LSL 20 §).");
    public static readonly Refusal AnswerOfNobody = new Refusal(422, "referrals.answer-of-nobody",
        "Somebody who was not reached has not answered.").At("$.answeredBy");
    public static readonly Refusal ContactAgainMissing = new Refusal(422, "referrals.contact-again-missing",
        "Nobody is forgotten: say by which day the client is asked again, or that the client wishes not to be contacted.").At("$.contactAgainOn");
    public static readonly Refusal ContactAgainOutOfRange = new Refusal(422, "referrals.contact-again-out-of-range",
        "The client is asked again by a day from tomorrow to 12 months ahead.").At("$.contactAgainOn");
    public static readonly Refusal ContactAgainstWish = new Refusal(422, "referrals.contact-against-wish",
        "Nobody asks a client again who wishes not to be contacted: leave out the day and the unit, or the wish.").At("$.contactAgainOn");
    public static readonly Refusal ContactUnitServesNot = new Refusal(422, "referrals.contact-unit-serves-not",
        "The unit that asks again serves the client today. Name one that does, or leave it out for your own.").At("$.contactUnitId");
    public static readonly Refusal OfferAccepted = new(409, "referrals.offer-accepted",
        "The client has taken this since then.")
    { Allowed = [] };
    public static readonly Refusal NotToBeContacted = new Refusal(409, "referrals.not-to-be-contacted",
        "The client wishes not to be contacted about this. Where they have got in touch themselves, say so: byClient.")
    { Allowed = ["byClient"] }.At("$.how");
    public static readonly Refusal TooManyContacts = new(409, "referrals.too-many-contacts",
        "An offer keeps at most 500 contacts. Record what is offered now as a new one.")
    { Allowed = [] };
    public static readonly Refusal ContactDayWrong = new Refusal(422, "referrals.contact-day-wrong",
        "A contact was today or earlier, and not before the offer was declined.").At("$.on");
    public static readonly Refusal ReferralOfAccepted = new Refusal(422, "referrals.referral-of-accepted",
        "A referral follows only what was accepted.").At("$.referralId");
    public static readonly Refusal NothingToAskAgain = new Refusal(422, "referrals.nothing-to-ask-again",
        "What was accepted is not asked again: leave out the day and the wish.").At("$.contactAgainOn");
    public static readonly Refusal ClientWasReached = new Refusal(422, "referrals.client-was-reached",
        "A client who got in touch was reached: say whether they accepted or declined.").At("$.outcome");
    public static readonly Refusal WishOfNobody = new Refusal(422, "referrals.wish-of-nobody",
        "Somebody who was not reached has not said any wish: say by which day they are asked again.").At("$.noContactWished");
}
