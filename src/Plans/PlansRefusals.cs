using Monipolku.Platform;

namespace Monipolku.Plans;

/// <summary>Every "no" of the joint plans.</summary>
internal static class PlansRefusals
{
    /// <summary>What is allowed where a draft cannot be approved as it is.</summary>
    public static readonly IReadOnlyList<string> Change = ["change"];

    public static readonly Refusal AssessmentUnknown = new Refusal(422, "plans.assessment-unknown",
        "The client has no such assessment.").At("$.assessmentId");
    public static readonly Refusal AssessmentNotCompleted = new Refusal(409, "plans.assessment-not-completed",
        "A plan rests on a completed assessment: complete it first.").At("$.assessmentId");
    public static readonly Refusal JointWorkConsentMissing = new(409, "plans.joint-work-consent-missing",
        "A joint plan needs the client's consent to joint work (SHL 39 §), and none is in force. Ask for it and record it first.");

    public static readonly Refusal StaffUnknown = new(422, "plans.staff-unknown", "Nobody with this id works here today.");
    public static readonly Refusal WorkPairOneSector = new Refusal(422, "plans.work-pair-one-sector",
        "A work pair is one worker of social care and one of health care.").At("$.workPair");

    public static readonly Refusal StartOutOfRange = new Refusal(422, "plans.start-out-of-range",
        "A plan starts within the next year and not more than 10 years ago.").At("$.startsOn");
    public static readonly Refusal EndOutOfRange = new Refusal(422, "plans.end-out-of-range",
        "A plan ends on or after its first day and within 10 years of it.").At("$.endsOn");
    public static readonly Refusal ReviewTooEarly = new Refusal(422, "plans.review-too-early",
        "The next review is after the plan's first day and not in the past.").At("$.nextReviewOn");
    public static readonly Refusal ReviewTooLate = new Refusal(422, "plans.review-too-late",
        "A plan is reviewed within 12 months.").At("$.nextReviewOn");
    public static readonly Refusal DueOutOfRange = new(422, "plans.due-out-of-range",
        "An action is due while the plan runs: not before its first day and not after its end, or 10 years where no end is told.");

    public static readonly Refusal GoalUnknown = new(422, "plans.goal-unknown",
        "The plan has no goal with this id. Leave the id out for a new goal.");
    public static readonly Refusal ActionUnknown = new(422, "plans.action-unknown",
        "The plan has no action with this id. Leave the id out for a new action.");
    public static readonly Refusal IdTwice = new(422, "plans.id-twice", "This id stands twice in the plan.");

    public static readonly Refusal NothingToApprove = new(409, "plans.nothing-to-approve",
        "Nothing has changed since the newest approved version.")
    { Allowed = Change };
    public static readonly Refusal WorkPairMissing = new Refusal(409, "plans.work-pair-missing",
        "A joint plan is approved when it has a work pair: one of social care and one of health care.")
    { Allowed = Change }.At("$.workPair");
    public static readonly Refusal GoalMissing = new Refusal(409, "plans.goal-missing",
        "A plan is approved when it has at least one goal.")
    { Allowed = Change }.At("$.goals");
    public static readonly Refusal ActionMissing = new(409, "plans.action-missing",
        "Each goal needs at least one action with a person responsible for it.")
    { Allowed = Change };
    public static readonly Refusal ReasonMissing = new Refusal(422, "plans.reason-missing",
        "A plan is made together with the client (SHL 39 §). Where it was not, say why.").At("$.reasonNotMadeWithClient");

    public static readonly Refusal ViewNotObtained = new Refusal(422, "plans.view-not-obtained",
        "The plan was not made with the client: say how the client's view was obtained otherwise, or that it was asked for and how.").At("$.howViewObtained");
    public static readonly Refusal RemoteNotMade = new Refusal(422, "plans.remote-not-made",
        "Remote tells how a client took part with whom the plan was made.").At("$.remote");

    public static readonly Refusal HiddenByChildOnly = new Refusal(422, "plans.hidden-by-child-only",
        "Only the client chooses what is kept from the guardians (703/2023 51 §).").At("$.notToGuardians");
    public static readonly Refusal TooManyOwnWords = new(409, "plans.too-many-own-words",
        "You have written 500 times beside this plan. Tell the own worker what is new.")
    { Allowed = [] };

    public static readonly Refusal CoordinatorNamed = new(409, "plans.coordinator-named",
        "The client has a case coordinator. End that task first.");
    public static readonly Refusal CoordinatorEnded = new(409, "plans.coordinator-ended", "This has ended already.")
    { Allowed = [] };
    public static readonly Refusal CoordinatorDecides = new(409, "plans.coordinator-decides",
        "A case coordinator represents the client impartially: neither the plan's own worker nor in its work pair.");
    public static readonly Refusal CoordinatorOfDecidingUnit = new(409, "plans.coordinator-of-deciding-unit",
        "A case coordinator represents the client impartially: of another unit than the plan's own worker and work pair.");
    public static readonly Refusal NotACoordinator = new Refusal(422, "plans.not-a-coordinator",
        "This staff member has not the role of a coordinator.").At("$.staffId");
    public static readonly Refusal CoordinatorDayWrong = new Refusal(422, "plans.coordinator-day-wrong",
        "A coordinator is named from today or from a day within the last year.").At("$.from");
    public static readonly Refusal GuardianOfAdult = new Refusal(422, "plans.guardian-of-adult",
        "An adult client agrees themselves to who represents them.").At("$.agreedBy");
    public static readonly Refusal GuardianMissing = new Refusal(422, "plans.guardian-missing",
        "No guardian is recorded for this client, so none has agreed: record the guardian first.").At("$.agreedBy");
    public static readonly Refusal ChildNotAlone = new Refusal(422, "plans.child-not-alone",
        "A child under 12 does not agree alone: their guardian agrees, and the child's own view is found out as their age allows (LSL 20 §).").At("$.agreedBy");

    public static readonly Refusal NoteOfNoRegister = new(422, "plans.note-of-no-register",
        "A note belongs to the register of social care or of health care: your unit belongs to neither (703/2023 46 §).");
    public static readonly Refusal NoteTaskOfSocialCare = new Refusal(422, "plans.note-task-of-social-care",
        "Service tasks are those of social care.").At("$.serviceTask");
    public static readonly Refusal NoteDayWrong = new Refusal(422, "plans.note-day-wrong",
        "A note tells of a day that has come, at most 120 years ago.").At("$.aboutOn");
    public static readonly Refusal TooManyNotes = new(409, "plans.too-many-notes",
        "A plan has at most 500 notes of a sector. What belongs together is told in one.")
    { Allowed = [] };
}
