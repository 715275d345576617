using Monipolku.Platform;

namespace Monipolku.Intake;

/// <summary>Every "no" of intake. None tells whether the person is known here.</summary>
internal static class IntakeRefusals
{
    public static readonly Refusal NoIntakeUnit = new(409, "intake.no-intake-unit",
        "No social-care unit receives notifications here yet. Ask the administrator to set one up, and in an emergency call 112.");
    public static readonly Refusal NotAChild = new Refusal(422, "intake.not-a-child",
        "A child-welfare notification or a joint request is about somebody under 18 (LSL 6 §). For an adult send kind contact.").At("$.person.identityCode");
    public static readonly Refusal GroundIsAChilds = new Refusal(422, "intake.ground-is-a-childs",
        "A child in need of special support is under 18.").At("$.supportGrounds");
    public static readonly Refusal NotifierCodeUnknown = new(400, "intake.notifier-code-unknown",
        "The notifier's code is one of THL code set 1.2.246.537.6.1243: 1 to 24.");
    public static readonly Refusal NotifierNameMissing = new(422, "intake.notifier-name-missing",
        "A professional notifies in their own name (LSL 25 §). They may ask for confidentiality.");
    public static readonly Refusal AnonymousNotifierNamed = new(422, "intake.anonymous-notifier-named",
        "An anonymous notifier has no name, workplace, phone or request for confidentiality. If they told who they are, send kind private.");
    public static readonly Refusal ConfidentialityReasonMissing = new(422, "intake.confidentiality-reason-missing",
        "Say why the notifier asks for confidentiality.");
    public static readonly Refusal ConfidentialityNotAsked = new(422, "intake.confidentiality-not-asked",
        "There is a reason for confidentiality but confidentialityAsked is false.");
    public static readonly Refusal ReasonCodeUnknown = new(400, "intake.reason-code-unknown",
        "The code is not in its THL code set: 1.2.246.537.6.1251 for a child-welfare notification, 1.2.246.537.6.1282 otherwise.");
    public static readonly Refusal StatusUnknown = new Refusal(400, "intake.status-unknown",
        "The status is one of arrived, evaluated, inAssessment, assessed and closed.").At("status");
    public static readonly Refusal ViewUnknown = new Refusal(400, "intake.view-unknown",
        "The view is one of mine, unit, unassigned, dueToday and breached.").At("view");
    public static readonly Refusal SortUnknown = new Refusal(400, "intake.sort-unknown", "The queue is sorted by due or arrived.").At("sort");
    public static readonly Refusal SortNotForView = new Refusal(400, "intake.sort-not-for-view",
        "What is breached comes in the order of its last day, the longest overdue first: leave sort out.").At("sort");
    public static readonly Refusal KindUnknown = new Refusal(400, "intake.kind-unknown", "There is no such kind of matter.").At("kind");
    public static readonly Refusal UrgencyCodeUnknown = new Refusal(400, "intake.urgency-code-unknown",
        "The urgency is one of THL code set 1.2.246.537.6.1252: 1, 2 or 3.").At("$.code");
    public static readonly Refusal UrgencyNotAssessed = new(409, "intake.urgency-not-assessed",
        "Assess the urgency first: the law wants it at once (LSL 26 §).");
    public static readonly Refusal Decided = new(409, "intake.decided", "The matter is decided.");
    public static readonly Refusal OwnerUnknown = new Refusal(422, "intake.owner-unknown", "There is no such staff member today.").At("$.ownerId");
    public static readonly Refusal OwnerCannotHandle = new Refusal(422, "intake.owner-cannot-handle",
        "The owner must be a social-care professional who handles intake: a duty worker, social worker or unit manager.").At("$.ownerId");
    public static readonly Refusal ToldInFuture = new(422, "intake.told-in-future", "Record only those who have been told: the day is in the future.");
    public static readonly Refusal ToldBeforeArrival = new(422, "intake.told-before-arrival", "Nobody can have been told before the matter arrived.");
    public static readonly Refusal NothingToImplement = new(409, "intake.nothing-to-implement",
        "No decision waits to be implemented: that clock runs from a completed assessment that found a need until it is implemented.");
    public static readonly Refusal ImplementedInFuture = new Refusal(422, "intake.implemented-in-future", "Record it when it has begun: the day is in the future.").At("$.on");
    public static readonly Refusal ImplementedBeforeNeed = new Refusal(422, "intake.implemented-before-need",
        "Nothing can be implemented before the assessment found the need.").At("$.on");
    public static readonly Refusal HolidayBasisMissing = new Refusal(422, "intake.holiday-basis-missing",
        "A day that moves the law's own last days is a holiday by law: name that law. A county's own day moves its policy clocks only.").At("$.basis");
    public static readonly Refusal HolidayBasisNotNeeded = new Refusal(422, "intake.holiday-basis-not-needed",
        "A day that is not statutory has no law as its basis.").At("$.basis");
    public static readonly Refusal HolidayAlready = new Refusal(422, "intake.holiday-already", "Nothing is counted on that day as it is.").At("$.date");
    public static readonly Refusal HolidayExists = new Refusal(409, "intake.holiday-exists", "The day is a holiday of the county already.").At("$.date");
    public static readonly Refusal RuleSetExists = new Refusal(409, "intake.rule-set-exists", "A rule set begins on that day already.").At("$.validFrom");
    public static readonly Refusal RulesFull = new(409, "intake.rules-full", "The county's calendar is full: 500 holidays and 100 rule sets.");
    public static readonly Refusal RulesChangedMeanwhile = new(409, "intake.rules-changed-meanwhile", "Somebody else has just changed the county's rules: read them again.");
    public static readonly Refusal AlertViewUnknown = new Refusal(400, "intake.alert-view-unknown", "The view is mine or unit.").At("view");
    public static readonly Refusal AlertAcknowledged = new(409, "intake.alert-acknowledged", "The alert is acknowledged.");
    public static readonly Refusal NotYourUnit = new(403, "intake.not-your-unit", "Only those who work in the unit plan its duty.");
    public static readonly Refusal NotAMonday = new Refusal(422, "intake.not-a-monday", "A duty week begins on a Monday.").At("$.startsOn");
    public static readonly Refusal OwnSubstitute = new(422, "intake.own-substitute", "Nobody stands in for themself.");
    public static readonly Refusal SubstituteDays = new(422, "intake.substitute-days", "A substitute stands in from a first to a last day within the week, or has no days.");
    public static readonly Refusal TwoSubstitutes = new(422, "intake.two-substitutes", "Two substitutes stand in on the same day: one named worker receives.");
    public static readonly Refusal CannotHaveDuty = new(422, "intake.cannot-have-duty",
        "Whoever has the duty, stands in or takes matters over is a social worker or duty worker of that unit today.");
    public static readonly Refusal DutyWeekExists = new(409, "intake.duty-week-exists", "The unit has a duty week that begins on that day: change that one.");
    public static readonly Refusal NotToHandOver = new(422, "intake.not-to-hand-over",
        "Hand over open matters of the week's unit, each once. This is none of those that you may see.");
    public static readonly Refusal SlotInPast = new Refusal(422, "intake.slot-in-past", "Offer a time that is to come, within a year.").At("$.startsAt");
    public static readonly Refusal SlotNotOnQuarter = new Refusal(422, "intake.slot-not-on-quarter", "A talk begins on a full quarter of an hour.").At("$.startsAt");
    public static readonly Refusal SlotMinutes = new Refusal(422, "intake.slot-minutes", "A talk takes 15 to 240 minutes, in full quarters.").At("$.minutes");
    public static readonly Refusal SlotOverlaps = new(409, "intake.slot-overlaps", "The worker has another talk at that time.");
    public static readonly Refusal SlotTaken = new(409, "intake.slot-taken", "The time is booked already.");
    public static readonly Refusal SlotFree = new(409, "intake.slot-free", "The time is not booked.");
    public static readonly Refusal SlotBooked = new(409, "intake.slot-booked", "The time is booked: release it first.");
    public static readonly Refusal SlotOver = new(409, "intake.slot-over", "The time has passed.");
    public static readonly Refusal MatterNotOpen = new Refusal(422, "intake.matter-not-open", "Talks are booked for an open matter of your client.").At("$.matterId");
}
