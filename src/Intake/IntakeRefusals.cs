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
    public static readonly Refusal NotifierCodeOfOtherKind = new(422, "intake.notifier-code-of-other-kind",
        "The code belongs to another kind of notifier: 1 to 5 are private persons, 2 to 4 may be anonymous, 6 to 19, 23 and 24 are professionals; 22 is any other.");
    public static readonly Refusal HousingOfOtherKind = new Refusal(422, "intake.housing-of-other-kind",
        "Only a child-welfare notification tells how the child lives.").At("$.housing");
    public static readonly Refusal ReasonCodeTwice = new(422, "intake.reason-code-twice", "Each reason is named once.");
    public static readonly Refusal SupportGroundTwice = new Refusal(422, "intake.support-ground-twice", "Each ground is named once.").At("$.supportGrounds");
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
    public static readonly Refusal ChannelIsStaffs = new Refusal(422, "intake.channel-is-staffs",
        "Calls and papers are entered by those who handle intake. Send professionalForm.").At("$.channel");
    public static readonly Refusal ChannelIsAdapters = new Refusal(422, "intake.channel-is-adapters",
        "The channel adapter is another system's, and an adapter sends that or ownContact.").At("$.channel");
    public static readonly Refusal OwnContactIsOnesOwn = new Refusal(422, "intake.own-contact-is-ones-own",
        "An own contact has kind contact, and a private notifier with code 1: the person themself.").At("$.channel");
    public static readonly Refusal ArrivedInFuture = new Refusal(422, "intake.arrived-in-future",
        "The day of arrival is in the future.").At("$.arrivedOn");
    public static readonly Refusal ArrivedTooLongAgo = new Refusal(422, "intake.arrived-too-long-ago",
        "The day of arrival is more than a year ago, or before the person was born.").At("$.arrivedOn");
    public static readonly Refusal FormArrivesWhenSent = new Refusal(422, "intake.form-arrives-when-sent",
        "A form arrives when it is sent. Only a call, a paper or another system's notification may have arrived earlier.").At("$.arrivedOn");
    public static readonly Refusal RowKeyWrong = new Refusal(400, "intake.row-key-wrong",
        "Each row has a key of its own, 8 to 64 letters, digits, hyphens or underscores: the same key again files nothing.").At("$.key");
    public static readonly Refusal RowKeyReused = new Refusal(422, "intake.row-key-reused",
        "This key came with another notification before. Use a new key for a new notification.").At("$.key");
    public static readonly Refusal ConsentNotTold = new Refusal(422, "intake.consent-not-told",
        "Say whether the person agrees to the contact (SHL 35 §, 40 §).").At("$.consent");
    public static readonly Refusal WithoutConsentWhy = new Refusal(422, "intake.without-consent-why",
        "Say why it is made without the person's consent (SHL 35 §, 40 §).").At("$.consent.why");
    public static readonly Refusal UnbornChildMissing = new Refusal(422, "intake.unborn-child-missing",
        "An anticipatory notification tells when the child is expected and whom of the parents the notifier has told (LSL 25 c §).").At("$.unbornChild");
    public static readonly Refusal UnbornChildOfOtherKind = new Refusal(422, "intake.unborn-child-of-other-kind",
        "Only an anticipatory notification is about an unborn child. Send kind anticipatoryNotification.").At("$.unbornChild");
    public static readonly Refusal ExpectedDayImpossible = new Refusal(422, "intake.expected-day-impossible",
        "The child is expected between two months before the arrival and ten months after it.").At("$.unbornChild.expectedOn");
    public static readonly Refusal AnticipatoryIsProfessionals = new Refusal(422, "intake.anticipatory-is-professionals",
        "An anticipatory notification is made by a professional (LSL 25 c §): THL code set 1.2.246.537.6.1243, 6 to 19 or 22 to 24. For anybody else send kind contact.").At("$.notifier");
    public static readonly Refusal NotifierPhoneMissing = new Refusal(422, "intake.notifier-phone-missing",
        "An anticipatory notification tells how the notifier is reached by phone.").At("$.notifier.phone");
    public static readonly Refusal NotifierHidden = new Refusal(403, "intake.notifier-hidden",
        "The notifier has asked for confidentiality: those who do the social work add to what they told of themself.").At("$.notifier");
    public static readonly Refusal SupplementEmpty = new(422, "intake.supplement-empty", "Nothing is added.");
    public static readonly Refusal SupplementTold = new(422, "intake.supplement-told",
        "The notifier has told this, and it stays as they told it. Only what was left out is added.");
    public static readonly Refusal UrgencyTold = new(422, "intake.urgency-told",
        "The matter is decided, and the estimate says this already. Only what it left out is added.");
    public static readonly Refusal TooManyReasons = new Refusal(422, "intake.too-many-reasons", "A notification has at most 20 reasons, with those that were added.").At("$.reasonCodes");
    public static readonly Refusal TooManySupplements = new(409, "intake.too-many-supplements", "The notification has been added to 50 times.");
    public static readonly Refusal RecipientMissing = new Refusal(422, "intake.recipient-missing",
        "A notice to another authority says which one (SHL 40 §).").At("$.recipient");
    public static readonly Refusal RecipientOfOtherKind = new Refusal(422, "intake.recipient-of-other-kind",
        "Only a notice to another authority has a recipient. Send kind noticeToAuthority.").At("$.recipient");
    public static readonly Refusal ViolenceInFuture = new Refusal(422, "intake.violence-in-future",
        "The day on which it last happened is in the future.").At("$.violence.lastOn");
    public static readonly Refusal ViolenceBeforeBirth = new Refusal(422, "intake.violence-before-birth",
        "The day on which it last happened is before the person's birth.").At("$.violence.lastOn");
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
    public static readonly Refusal UrgencyAssessed = new(409, "intake.urgency-assessed",
        "The urgency has been assessed since you read the matter. Read it again, and assess anew only if you see it otherwise.");
    public static readonly Refusal FurtherNotification = new(409, "intake.further-notification",
        "A further notification has come since the urgency was assessed. Read it and assess the urgency again.");
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
    public static readonly Refusal OwnerChanged = new(409, "intake.owner-changed",
        "Another answers for the matter now than when you read it. Read it again before you hand it over.");
    public static readonly Refusal SlotInPast = new Refusal(422, "intake.slot-in-past", "Offer a time that is to come, within a year.").At("$.startsAt");
    public static readonly Refusal SlotNotOnQuarter = new Refusal(422, "intake.slot-not-on-quarter", "A talk begins on a full quarter of an hour.").At("$.startsAt");
    public static readonly Refusal SlotMinutes = new Refusal(422, "intake.slot-minutes", "A talk takes 15 to 240 minutes, in full quarters.").At("$.minutes");
    public static readonly Refusal SlotOverlaps = new(409, "intake.slot-overlaps", "The worker has another talk at that time.");
    public static readonly Refusal SlotTaken = new(409, "intake.slot-taken", "The time is booked already.");
    public static readonly Refusal SlotFree = new(409, "intake.slot-free", "The time is not booked.");
    public static readonly Refusal SlotBooked = new(409, "intake.slot-booked", "The time is booked: release it first.");
    public static readonly Refusal SlotWorkerLeft = new(409, "intake.slot-worker-left", "The worker whose time it is works in the unit no more. Withdraw the time, and book another.");
    public static readonly Refusal SlotOver = new(409, "intake.slot-over", "The time has passed.");
    public static readonly Refusal MatterNotOpen = new Refusal(422, "intake.matter-not-open", "Talks are booked for an open matter of your client.").At("$.matterId");
    public static readonly Refusal TickTakenBack = new(409, "intake.tick-taken-back", "The tick is taken back already.");
    public static readonly Refusal ToldAlready = new(409, "intake.told-already",
        "This has been ticked since you read the matter. Read it again, and tick it only if you have told them as well.");
    public static readonly Refusal ToldTwice = new(422, "intake.told-twice", "Each who has been told is named once.");
    public static readonly Refusal TooManyTold = new(409, "intake.too-many-told", "A hundred have been told already.");
    public static readonly Refusal OutcomeNeedsJoinedMatter = new Refusal(422, "intake.outcome-needs-joined-matter",
        "joinsMatterId goes with the decision joinOther, and with no other.").At("$.joinsMatterId");
    public static readonly Refusal OutcomeNeedsGuidance = new Refusal(422, "intake.outcome-needs-guidance",
        "guidedTo goes with the decision guideOnward, and with no other.").At("$.guidedTo");
    public static readonly Refusal OutcomeNeedsCounty = new Refusal(422, "intake.outcome-needs-county",
        "countyCode goes with the decision transferToOtherCounty, and with no other.").At("$.countyCode");
    public static readonly Refusal CountyUnknown = new Refusal(422, "intake.county-unknown",
        "The national code set of wellbeing services counties has no such code: 01 to 21 and 90 to 94.").At("$.countyCode");
    public static readonly Refusal JoinedMatterUnknown = new Refusal(422, "intake.joined-matter-unknown",
        "A matter is joined to another one of the same person.").At("$.joinsMatterId");
    public static readonly Refusal UnbornIsNotTheParent = new Refusal(422, "intake.unborn-is-not-the-parent",
        "A matter about an unborn child is not the expectant parent's own (LSL 25 c §): neither is handled in the other.").At("$.joinsMatterId");
    public static readonly Refusal JoinedMatterEnded = new Refusal(409, "intake.joined-matter-ended",
        "The other matter has ended: nothing is handled in it any more.").At("$.joinsMatterId");
    public static readonly Refusal HasJoinedMatters = new(409, "intake.has-joined-matters",
        "Other matters have been joined to this one. Undo that first, or join the other matter to this one.");
    public static readonly Refusal NotJoined = new(409, "intake.not-joined", "The matter is not joined to another one.");
    public static readonly Refusal SiblingUnknown = new Refusal(422, "intake.sibling-unknown", "There is no such matter.").At("$.otherMatterId");
    public static readonly Refusal SiblingIsTheChild = new Refusal(422, "intake.sibling-is-the-child", "Both matters are about the same person.").At("$.otherMatterId");
    public static readonly Refusal SiblingsAreChildren = new Refusal(422, "intake.siblings-are-children",
        "Matters of siblings are linked while both are under 18 or not born yet.").At("$.otherMatterId");
    public static readonly Refusal SiblingsLinked = new(409, "intake.siblings-linked", "The two are linked already.");
    public static readonly Refusal TooManySiblings = new(409, "intake.too-many-siblings", "One of the two has thirty siblings' matters already.");
    public static readonly Refusal DuplicateUnknown = new Refusal(422, "intake.duplicate-unknown", "There is no such other matter.").At("$.otherMatterId");
    public static readonly Refusal DuplicateDismissed = new(409, "intake.duplicate-dismissed", "The two have been said to be no duplicates already.");
    public static readonly Refusal DuplicateNotSuggested = new Refusal(409, "intake.duplicate-not-suggested",
        "The two are not suggested as duplicates: there is nothing to dismiss.").At("$.otherMatterId");
    public static readonly Refusal SamePersonNotConfirmed = new Refusal(422, "intake.same-person-not-confirmed",
        "The other matter is of another record. Say that both records are of one person, if you have made sure.").At("$.samePerson");
    public static readonly Refusal NotLikelyTheSame = new Refusal(422, "intake.not-likely-the-same",
        "The other matter is of another record with another birth date or name, or it was said before that the two are not the same.").At("$.intoMatterId");
    public static readonly Refusal DocumentTypeUnknown = new Refusal(400, "intake.document-type-unknown",
        "The type is thl for the notification's own document, or one of 4009, 4018, 4019, 4021, 19001, 1006, 1009 and 1015, also as the whole OID.").At("type");
    public static readonly Refusal DocumentOfOtherKind = new Refusal(422, "intake.document-of-other-kind",
        "That document belongs to another kind of notification.").At("type");
    public static readonly Refusal DocumentNotificationUnknown = new Refusal(422, "intake.document-notification-unknown",
        "The matter has no such notification.").At("notification");
    public static readonly Refusal DocumentNotifierHidden = new(403, "intake.document-notifier-hidden",
        "The document names the notifier, who has asked for confidentiality. Those who do the social work may make it.");
    public static readonly Refusal DocumentIncomplete = new(409, "intake.document-incomplete",
        "What THL's document requires has not been recorded; errors says what.");
    public static readonly Refusal ProcessValidFromPast = new Refusal(422, "intake.process-valid-from-past",
        "A process definition is valid from today on or later: matters that have begun keep theirs.").At("$.validFrom");
    public static readonly Refusal ProcessValidFromFar = new Refusal(422, "intake.process-valid-from-far",
        "A process definition is valid from a day within five years.").At("$.validFrom");
    public static readonly Refusal ProcessExists = new(409, "intake.process-exists", "A definition for this kind begins on that day already.");
    public static readonly Refusal ProcessesFull = new(409, "intake.processes-full", "The county has 500 definitions, counted once for each of their kinds.");
    public static readonly Refusal ProcessCodeTwice = new(422, "intake.process-code-twice", "Each kind, each criterion and each step is named once.");
    public static readonly Refusal CriteriaNeededTooMany = new Refusal(422, "intake.criteria-needed-too-many",
        "More criteria are needed than there are.").At("$.criteriaNeeded");
    public static readonly Refusal CriterionEmpty = new(422, "intake.criterion-empty", "A criterion has at least one condition.");
    public static readonly Refusal CriterionCodeUnknown = new(400, "intake.criterion-code-unknown",
        "The code is not in its THL code set: urgencies 1252, needs 1282, childWelfareReasons 1251, notifiers 1243.");
    public static readonly Refusal AgesWrong = new(422, "intake.ages-wrong", "The lowest age is above the highest.");
    public static readonly Refusal DeadlineOneOrOther = new(422, "intake.deadline-one-or-other",
        "A deadline is either one of the matter's clocks or a number of working days.");
    public static readonly Refusal ActorUnknown = new Refusal(400, "intake.actor-unknown",
        "The actor is one of notifier, dutyWorker, socialWorker, healthProfessional and unitManager.").At("actor");
    public static readonly Refusal StepOfOtherUnit = new(403, "intake.step-of-other-unit", "Only those who work in the unit that answers for the matter tick its steps.");
    public static readonly Refusal StepShownByFact = new Refusal(409, "intake.step-shown-by-fact",
        "Nobody ticks this step: it is done when the system sees what it waits for.").At("code");
    public static readonly Refusal StepDone = new Refusal(409, "intake.step-done", "The step is done.").At("code");
    public static readonly Refusal StepInFuture = new Refusal(422, "intake.step-in-future", "Tick a step when it is done: the day is in the future.").At("$.on");
    public static readonly Refusal StepBeforeArrival = new Refusal(422, "intake.step-before-arrival", "Nothing can have been done before the matter arrived.").At("$.on");
    public static readonly Refusal ForecastUnitNotYours = new Refusal(403, "intake.forecast-unit-not-yours", "Only those who work in the unit see its forecast.").At("unitId");
}
