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
}
