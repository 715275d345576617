using Monipolku.Platform;

namespace Monipolku.Assessments;

/// <summary>Every "no" of the joint assessment. None repeats what was written.</summary>
internal static class AssessmentsRefusals
{
    public static readonly Refusal NotDecided = new(409, "assessments.not-decided",
        "It has not been decided to assess in this matter. Decide the matter first.")
    { Path = "$.matterId", Allowed = ["decide-matter"] };
    public static readonly Refusal OpenExists = new(409, "assessments.open-exists",
        "The matter has an open assessment. Go on with that one.")
    { Path = "$.matterId", Allowed = ["write-shared-part", "write-sector-part", "complete"] };
    public static readonly Refusal KindOfAdult = new Refusal(422, "assessments.kind-of-adult",
        "The client is under 18: a child is assessed with the template of child and family.").At("$.kind");
    public static readonly Refusal KindOfChild = new Refusal(422, "assessments.kind-of-child",
        "The client is an adult, and the matter is not about a child: use the working-age template.").At("$.kind");
    public static readonly Refusal ParticipantUnknown = new(422, "assessments.participant-unknown",
        "There is no such staff member, or their time has ended.");
    public static readonly Refusal ParticipantCannotAssess = new(422, "assessments.participant-cannot-assess",
        "None of this staff member's roles can assess. Ask for a social worker, psychiatric nurse, duty worker or coordinator.");
    public static readonly Refusal SocialWorkerMissing = new Refusal(422, "assessments.social-worker-missing",
        "A social worker of social care must be among the participants (SHL 36.5 §).").At("$.participants");

    public static readonly Refusal NotParticipant = new(403, "assessments.not-participant",
        "You do not take part in this assessment: its participants write it.");
    public static readonly Refusal OtherSectorsPart = new(403, "assessments.other-sectors-part",
        "This is the other sector's part: its participants write it.");
    public static readonly Refusal SocialWorkerCompletes = new(403, "assessments.social-worker-completes",
        "The participating social worker completes the assessment (SHL 36.5 §).");
    public static readonly Refusal Completed = new(409, "assessments.completed",
        "The assessment is complete and no longer changes. A new need is assessed anew.")
    { Allowed = ["read", "start-assessment"] };

    public static readonly Refusal FurtherNotification = new(409, "assessments.further-notification",
        "A further notification has joined the matter and nobody has assessed its urgency. Read it and assess the matter's urgency, then complete the assessment.")
    { Allowed = ["assess-urgency"] };

    public static readonly Refusal SummaryLanguage = new Refusal(422, "assessments.summary-language",
        "The summary is in the client's language of contact. Say in languageReason why another one is used (the client asked for it), and only then.").At("$.languageReason");
    public static readonly Refusal Signed = new(409, "assessments.signed", "You have signed what stands there now.");
    public static readonly Refusal SignaturesMissing = new(409, "assessments.signatures-missing",
        "Every participant signs what stands there now. Who cannot is recorded as absent, with the reason.")
    { Allowed = ["sign", "mark-absent"] };
    public static readonly Refusal ParticipatesAlready = new(409, "assessments.participates-already", "This staff member takes part already.");
    public static readonly Refusal TooManyParticipants = new(409, "assessments.too-many-participants", "An assessment has at most 40 participants.");
    public static readonly Refusal AbsentUnknown = new Refusal(422, "assessments.absent-unknown", "This staff member does not take part.").At("$.staffId");
    public static readonly Refusal NotAbsent = new Refusal(422, "assessments.not-absent", "You are here: another social worker records that you stay away.").At("$.staffId");
    public static readonly Refusal PublicServiceMissing = new(403, "assessments.public-service-missing",
        "The client has a right to special support: a social worker in a public-service relationship (virkasuhde) completes the assessment (SHL 36.5 §). The administrator records the qualification.");

    public static readonly Refusal AskedOneOrOther = new(422, "assessments.asked-one-or-other",
        "Ask either a unit by its id or another authority by its name.");
    public static readonly Refusal AuthorityCodeUnknown = new Refusal(422, "assessments.authority-code-unknown",
        "Use a code of THL's list of authorities: 1, 1.1 to 1.6 or 2 to 11.").At("$.authorityCode");
    public static readonly Refusal AskedUnitUnknown = new Refusal(422, "assessments.asked-unit-unknown", "There is no such unit.").At("$.unitId");
    public static readonly Refusal AnswerByWrong = new Refusal(422, "assessments.answer-by-wrong", "The answer is due on a working day, today or within 60 days.").At("$.answerBy");
    public static readonly Refusal IdentifiesClient = new(422, "assessments.identifies-client",
        "A consultation is about nobody in particular: take out what tells who the client is (R39, 703/2023 9 §). places marks each.");
    public static readonly Refusal ConsultedOneOrOther = new(400, "assessments.consulted-one-or-other", "Say who is asked: a unit or a profession, one of the two.");
    public static readonly Refusal ConsultedProfession = new Refusal(400, "assessments.consulted-profession",
        "Professions that are consulted: socialWorker, psychiatricNurse, coordinator, serviceProvider.").At("$.profession");
    public static readonly Refusal ConsultedOwnUnit = new Refusal(422, "assessments.consulted-own-unit",
        "This is your own unit: ask a colleague there, or another unit.").At("$.unitId");
    public static readonly Refusal ConsultedUnitUnknown = new Refusal(422, "assessments.consulted-unit-unknown", "There is no such unit.").At("$.unitId");
    public static readonly Refusal ConsultationClosed = new(409, "assessments.consultation-closed", "The consultation is closed: ask a new one.") { Allowed = ["ask", "convert"] };
    public static readonly Refusal ConsultationFull = new(409, "assessments.consultation-full",
        "A consultation has at most 50 answers and follow-ups: close it and ask a new one.")
    { Allowed = ["close"] };
    public static readonly Refusal ConsultationIsTheAskers = new(403, "assessments.consultation-is-the-askers", "Only the unit that asked closes or converts it.");
    public static readonly Refusal ConsultationConverted = new(409, "assessments.consultation-converted",
        "It has become a request to take part already.")
    { Allowed = [] };
    public static readonly Refusal ConsultationUnanswered = new(409, "assessments.consultation-unanswered",
        "Nobody has answered yet: there is no unit to ask. Ask one by name, or wait for an answer.")
    { Allowed = ["follow-up", "close"] };
    public static readonly Refusal ConvertedAssessmentUnknown = new Refusal(422, "assessments.converted-assessment-unknown", "There is no such assessment.").At("$.assessmentId");
    public static readonly Refusal ConversionNeedsConsent = new Refusal(409, "assessments.conversion-needs-consent",
        "The client has not consented to joint work: without that the question stays anonymous (SHL 39 §, 41 §). Record the consent first.")
    { Allowed = ["record-consent"] };
    public static readonly Refusal AskedAlready = new(409, "assessments.asked-already", "The same unit is asked already and has not answered.");
    public static readonly Refusal NotAsked = new(403, "assessments.not-asked",
        "Another unit was asked, or the request was made outside this service and the assessment's participants record its answer.");
    public static readonly Refusal RequestClosed = new(409, "assessments.request-closed", "The request has been answered or withdrawn.");
    public static readonly Refusal DeclineReasonMissing = new Refusal(422, "assessments.decline-reason-missing", "Give the reason for not taking part.").At("$.text");
    public static readonly Refusal StatementMissing = new Refusal(422, "assessments.statement-missing",
        "Who writes no part of their own gives a statement.").At("$.text");
    public static readonly Refusal JoinerOfOtherUnit = new Refusal(422, "assessments.joiner-of-other-unit", "Name somebody of the asked unit.").At("$.participantId");
    public static readonly Refusal ViewUnknown = new Refusal(400, "assessments.view-unknown", "The views are toAnswer, asked and silent.").At("view");

    public static readonly Refusal NothingToWeigh = new(409, "assessments.nothing-to-weigh", "The shared part is not written yet: there is nothing to weigh.")
    { Allowed = ["write-shared-part"] };
    public static readonly Refusal LimitsNotAscending = new(422, "assessments.limits-not-ascending", "Each limit is larger than the one before.");
    public static readonly Refusal GridIncomplete = new Refusal(422, "assessments.grid-incomplete",
        "Give one segment, with a code of its own, for each pair of levels: 0 to the number of limits on each axis.").At("$.segments");
    public static readonly Refusal RuleTwice = new(422, "assessments.rule-twice", "The same term, or the same rule in a term, stands twice.");
    public static readonly Refusal RuleUnsound = new(422, "assessments.rule-unsound",
        "A rule looks at one thing: linkId with codes, flag or limits; needs with codes of 1282; or fact with limits. The lower limit is not above the upper.");

    public static readonly Refusal NotReusable = new(422, "assessments.not-reusable",
        "This is not offered for reuse: see the assessment's reusable items.")
    { Allowed = ["list-reusable"] };
    public static readonly Refusal ReusedTwice = new(422, "assessments.reused-twice", "The same item stands twice.");
    public static readonly Refusal NotCompleted = new(409, "assessments.not-completed", "The assessment becomes a document when it is completed.")
    { Allowed = ["complete"] };
    public static readonly Refusal DocumentTypeWrong = new Refusal(400, "assessments.document-type-wrong",
        "Ask for type=thl, or for the one that this assessment is: 1.2.246.537.6.1506.1005 (child and family) or .1012 (working age).").At("type");

    public static readonly Refusal NeedCodeUnknown = new(422, "assessments.need-code-unknown",
        "Use a code of THL's code set 1282 (need of support): 1 to 11 or 99.");
    public static readonly Refusal NeedUnknown = new(422, "assessments.need-unknown",
        "The assessment has no need with this id. Leave the id out for a new need.");
    public static readonly Refusal NeedTwice = new(422, "assessments.need-twice", "The same need stands twice.");
    public static readonly Refusal StrengthWrong = new(400, "assessments.strength-wrong", "A strength has 1 to 500 characters.");
    public static readonly Refusal RiskPromptTwice = new(422, "assessments.risk-prompt-twice", "The same risk prompt is answered twice.");
    public static readonly Refusal ReasonMissing = new Refusal(422, "assessments.reason-missing",
        "Give the reason why there is no need of services.").At("$.reason");

    public static readonly Refusal SourceDayWrong = new(422, "assessments.source-day-wrong", "A source told it on a day that has come, at most 120 years ago.");
    public static readonly Refusal SourceIncomplete = new(422, "assessments.source-incomplete",
        "What comes from somebody else than the client is recorded with who told it, who asked for it, on what ground and for what (703/2023 39 §).");
    public static readonly Refusal SourceParagraph = new(422, "assessments.source-paragraph", "With statute say which paragraph, and only then.");
    public static readonly Refusal SourceFirstHand = new(422, "assessments.source-first-hand",
        "What the client told or the writer found out has no other teller, requester, ground or purpose: leave them out, or name the true teller.");
    public static readonly Refusal PresenceReason = new Refusal(422, "assessments.presence-reason",
        "A client is assessed in their presence. Where the client was not there, say why in reasonNotPresent and in howObtained how the view was obtained otherwise; only then.")
        .At("$.clientView.reasonNotPresent");
    public static readonly Refusal RemoteNotPresent = new Refusal(422, "assessments.remote-not-present",
        "Remote tells how a client took part who was there.").At("$.clientView.remote");
    public static readonly Refusal PresenceMissing = new(409, "assessments.presence-missing",
        "The client was not present, and it does not say why: write the reason and how the client's view was obtained otherwise.")
    { Path = "$.clientView.reasonNotPresent", Allowed = ["write-shared-part"] };
    public static readonly Refusal ChildNotAskedReason = new(422, "assessments.child-not-asked-reason", "Say why the child was not asked, and only then.");
    public static readonly Refusal ChildHowAsked = new(422, "assessments.child-how-asked", "Say how the child was asked, unless the child was not.");
    public static readonly Refusal ChildsPartMissing = new(422, "assessments.childs-part-missing",
        "The client is a child: record in involvement how the child's own view was asked for (LSL 20 §, SHL 32 §).");
    public static readonly Refusal ChildNotHeard = new(422, "assessments.child-not-heard",
        "A child of 12 or over must be given the chance to be heard (LSL 20 §, SHL 32 §): ask first. A child who does not want to say is recorded so.");

    public static readonly Refusal AnswerUnknown = new(422, "assessments.answer-unknown", "The assessment's template has no such question.");
    public static readonly Refusal AnswerTwice = new(422, "assessments.answer-twice", "The same question is answered twice.");
    public static readonly Refusal AnswerTypeWrong = new(422, "assessments.answer-type-wrong",
        "Answer with one member: text, flag, number, date or codes, as the question's type says.");
    public static readonly Refusal AnswerOutOfRange = new(422, "assessments.answer-out-of-range", "The number is outside the question's limits.");
    public static readonly Refusal AnswerCodeWrong = new(422, "assessments.answer-code-wrong",
        "The question has no such option, it stands twice, or the question takes one only.");

    public static readonly Refusal AnswerNotEnabled = new(422, "assessments.answer-not-enabled",
        "With the other answers this question is not asked: see its enableWhen. Leave the answer out.");

    public static readonly Refusal KindUnknown = new Refusal(400, "assessments.kind-unknown", "The kinds of template are childAndFamily and workingAge.").At("kind");
    public static readonly Refusal ValidFromPast = new Refusal(422, "assessments.valid-from-past",
        "An edition begins today or later: what has begun keeps its own.").At("$.validFrom");
    public static readonly Refusal ValidFromFar = new Refusal(422, "assessments.valid-from-far", "An edition begins within five years.").At("$.validFrom");
    public static readonly Refusal ConditionQuestionUnknown = new(422, "assessments.condition-question-unknown",
        "A condition looks at a question of this template that stands before.");
    public static readonly Refusal ConditionWrong = new(422, "assessments.condition-wrong",
        "A condition has one value. With exists it is a flag; a yes or no is compared with a flag, a choice with one of its codes (both equals or notEquals), an integer with a number within its limits, a date with a date. Text is only there or not: exists.");
    public static readonly Refusal BehaviorWrong = new(422, "assessments.behavior-wrong",
        "enableBehavior says whether all conditions or any must hold: give it with more than one, and never without conditions.");
    public static readonly Refusal EditionTaken = new(409, "assessments.edition-taken",
        "There is an edition with this name or this first day. A published edition does not change: give the new one another name and day.");
    public static readonly Refusal LinkIdTwice = new(422, "assessments.link-id-twice", "The linkId stands twice, or every template has it already.");
    public static readonly Refusal LinkIdOutsideGroup = new(422, "assessments.link-id-outside-group", "A question's linkId begins with its group's and a dot.");
    public static readonly Refusal ChoiceWithoutOptions = new(422, "assessments.choice-without-options",
        "A choice has either options or a code set, and no other question has them.");
    public static readonly Refusal CodeSetUnknown = new(422, "assessments.code-set-unknown", "The code set that a choice may use is 1.2.246.537.6.1282.");
    public static readonly Refusal OptionTwice = new(422, "assessments.option-twice", "The same option stands twice.");
    public static readonly Refusal OnlyChoiceRepeats = new(422, "assessments.only-choice-repeats", "Only a choice takes several answers.");
    public static readonly Refusal LimitsWrong = new(422, "assessments.limits-wrong", "Only an integer has limits, and the smallest is not above the largest.");
    public static readonly Refusal DocumentFieldWrong = new(422, "assessments.document-field-wrong",
        "Use a field of the shipped template of this kind, with its type of question, and once.");

    public static Refusal DocumentFieldMissing(string field) => new(422, "assessments.document-field-missing",
        $"THL's document needs an answer to {field}: keep a required question for it.");

    public static Refusal Incomplete(IReadOnlyCollection<Gap> missing, IReadOnlyList<string> unanswered) => new(409, "assessments.incomplete",
        $"The assessment still lacks: {string.Join(", ", missing.Select(gap => gap == Gap.Answers ? "answers to " + string.Join(" and ", unanswered) : NameOf(gap)))}.")
    { Allowed = [.. missing.Select(OperationOf).Distinct()] };

    private static string NameOf(Gap gap) => gap switch
    {
        Gap.ClientView => "the client's own view",
        Gap.Needs => "at least one need",
        Gap.SocialPart => "the social part",
        _ => "the health part",
    };

    private static string OperationOf(Gap gap) => gap switch
    {
        Gap.ClientView or Gap.Needs or Gap.Answers => "write-shared-part",
        Gap.SocialPart => "write-social-part",
        _ => "write-health-part",
    };
}
