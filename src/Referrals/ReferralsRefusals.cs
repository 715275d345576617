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
}
