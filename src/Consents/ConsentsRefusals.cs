using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Consents;

/// <summary>Every "no" of consents and permissions. None repeats a name or what the giver wrote.</summary>
internal static class ConsentsRefusals
{
    public static readonly Refusal DirectionMissing = new Refusal(400, "consents.direction-missing",
        "A permission to disclose has a direction: one permission for each (703/2023 53 §, STM 457/2024 25 §).").At("$.direction");
    public static readonly Refusal ProhibitionDirectionMissing = DirectionMissing with { Text = "A prohibition of disclosure has a direction: one prohibition for each (703/2023 59 §)." };
    public static readonly Refusal DirectionOnlyInPermission = new Refusal(400, "consents.direction-only-in-permission",
        "Consent to joint work has no direction (SHL 39 §). To let data cross from one register to the other, record a permission.").At("$.direction");
    public static readonly Refusal ClassesMissing = new Refusal(400, "consents.classes-missing",
        "A permission names the classes of data that it covers, 1 to 3 (STM 457/2024 25 §).").At("$.classes");
    public static readonly Refusal TooManyClasses = new Refusal(400, "consents.too-many-classes",
        "A permission names at most 3 classes of data (STM 457/2024 25 §).").At("$.classes");
    public static readonly Refusal ClassRepeated = new(400, "consents.class-repeated", "The same class of data is named twice (STM 457/2024 25 §).");
    public static readonly Refusal ClassesOnlyInPermission = new Refusal(400, "consents.classes-only-in-permission",
        "Consent to joint work names no classes of data (SHL 39 §). To let data cross from one register to the other, record a permission.").At("$.classes");
    public static readonly Refusal RecipientsOnlyInPermission = new Refusal(400, "consents.recipients-only-in-permission",
        "Consent to joint work names no recipients (SHL 39 §). To let data cross from one register to the other, record a permission.").At("$.recipientUnits");
    public static readonly Refusal DataScopeOnlyInPermission = new Refusal(400, "consents.data-scope-only-in-permission",
        "Consent to joint work is not limited to data of some days or service tasks (SHL 39 §). To let data cross from one register to the other, record a permission.").At("$.dataFrom");
    public static readonly Refusal DataPeriodBackwards = new Refusal(400, "consents.data-period-backwards",
        "The last day of the data is before the first (STM 457/2024 25 §).").At("$.dataTo");
    public static readonly Refusal DataPeriodEmpty = new Refusal(400, "consents.data-period-empty",
        "All data that it covers would be of days after its validity: it would permit nothing (STM 457/2024 25 §).").At("$.dataFrom");
    public static readonly Refusal ServiceTasksOfSocialCare = new Refusal(400, "consents.service-tasks-of-social-care",
        "Service tasks are those of social care: name them where its data is disclosed (STM 457/2024 25 §).").At("$.serviceTasks");
    public static readonly Refusal ServiceTaskUnknown = new(400, "consents.service-task-unknown",
        "A service task is a code of THL's code set 1221: one or two digits.");
    public static readonly Refusal ServiceTaskRepeated = new(400, "consents.service-task-repeated", "The same service task is named twice (STM 457/2024 25 §).");
    public static readonly Refusal RecipientRepeated = new(400, "consents.recipient-repeated", "The same recipient is named twice (STM 457/2024 25 §).");
    public static readonly Refusal RecipientUnknown = new(422, "consents.recipient-unknown",
        "There is no such unit. A permission names its recipients (STM 457/2024 25 §).");
    public static readonly Refusal RecipientOfWrongSector = new(422, "consents.recipient-of-wrong-sector",
        "The recipient is not a unit of the sector that the direction goes to (703/2023 53 §).");

    public static readonly Refusal WrittenFormNeeded = new Refusal(400, "consents.written-form-needed",
        "A permission to disclose is given in writing, on paper or electronically (703/2023 58 §).").At("$.form");
    public static readonly Refusal OralConfirmationMissing = new Refusal(400, "consents.oral-confirmation-missing",
        "What is given orally is confirmed by a professional who heard it: say how it was given, and on which day it was confirmed (SHL 39 §).").At("$.oral");
    public static readonly Refusal OralConfirmationIdle = new Refusal(400, "consents.oral-confirmation-idle",
        "Only what is given orally is confirmed so; this was signed.").At("$.oral");
    public static readonly Refusal ConfirmedInFuture = new Refusal(400, "consents.confirmed-in-future",
        "The day of the confirmation has not come yet.").At("$.oral.confirmedOn");
    public static readonly Refusal ConfirmedBeforeGiven = new Refusal(422, "consents.confirmed-before-given",
        "It was confirmed before it was given.").At("$.oral.confirmedOn");
    public static readonly Refusal ConfirmerUnknown = new Refusal(422, "consents.confirmer-unknown",
        "Whoever confirms what was given orally is a staff member today.").At("$.oral.confirmedBy");
    public static readonly Refusal InformationTextUnknown = new Refusal(400, "consents.information-text-unknown",
        "There is no such version of the information text. Record the version that the giver was given (703/2023 58 §).").At("$.informationTextVersion");
    public static readonly Refusal DocumentNotOfThis = new(409, "consents.document-not-of-this",
        "THL's document is of disclosures out of social care's register: of this there is none.");
    public static readonly Refusal DocumentBeginsLater = new(409, "consents.document-begins-later",
        "THL's document is of a permission that is valid from the day of its writing: of this there is one from its first day of validity on.");
    public static readonly Refusal MatterUnknown = new Refusal(422, "consents.matter-unknown", "The client has no such matter.").At("$.matterId");

    public static readonly Refusal PurposeMissing = new Refusal(400, "consents.purpose-missing",
        "Say what the data or the joint work is for, in the words told to the giver (STM 457/2024 25 §).").At("$.purpose");

    public static readonly Refusal SignedInFuture = new Refusal(400, "consents.signed-in-future",
        "The day of signing has not come yet.").At("$.signedOn");
    public static readonly Refusal SignedBeforeBirth = new Refusal(422, "consents.signed-before-birth",
        "The day of signing is before the client's birth.").At("$.signedOn");
    public static readonly Refusal ValidityEnded = new Refusal(400, "consents.validity-ended",
        "The validity has ended already: it would permit nothing (STM 457/2024 25 §).").At("$.validTo");
    public static readonly Refusal ValidityBackwards = new Refusal(400, "consents.validity-backwards",
        "The last day of validity is before the first (STM 457/2024 25 §).").At("$.validTo");
    public static readonly Refusal ValidBeforeSigned = new Refusal(400, "consents.valid-before-signed",
        "It cannot be valid before it was signed (703/2023 53 §).").At("$.validFrom");
    public static readonly Refusal DateTooFar = new(400, "consents.date-too-far",
        "The date is more than 10 years ahead. Leave the last day out when it is given until further notice.");

    public static readonly Refusal PersonUnknown = new Refusal(422, "consents.person-unknown", "There is no such person.").At("$.personId");
    public static readonly Refusal GiverUnclear = new(400, "consents.giver-unclear",
        "Say who acts: either the client or one guardian (STM 457/2024 25 §).");
    public static readonly Refusal GuardianUnknown = new(422, "consents.guardian-unknown",
        "This guardian or representative is not recorded for the client. Record them first.");
    public static readonly Refusal GuardianRoleWrong = new(422, "consents.guardian-role-wrong",
        "For a minor a guardian (31) or legal guardian (32) acts; for an adult a legal guardian (32), continuing attorney (33) or attorney (34).");
    public static readonly Refusal OtherGuardiansOfGuardian = new Refusal(400, "consents.other-guardians-of-guardian",
        "Only where a guardian (31) acts for a child do the child's other guardians sign too (361/1983 5 §).").At("$.otherGuardians");
    public static readonly Refusal GuardianRepeated = new(400, "consents.guardian-repeated", "The same guardian is named twice.");
    public static readonly Refusal BothGuardiansNeeded = new Refusal(422, "consents.both-guardians-needed",
        "The child's guardians decide together: record the other guardian's signature too, or why one suffices (361/1983 5 §).").At("$.otherGuardians");
    public static readonly Refusal OneGuardianIdle = new Refusal(400, "consents.one-guardian-idle",
        "Every guardian of the child has signed: no reason why one suffices is needed (361/1983 5 §).").At("$.oneGuardianSuffices");
    public static readonly Refusal GuardianSignedInFuture = new(400, "consents.guardian-signed-in-future", "The day of signing has not come yet.");
    public static readonly Refusal CompetenceMissing = new Refusal(422, "consents.competence-missing",
        "The client is a minor: judge, for this event, whether they understand what is asked, and record it (703/2023 34 §).").At("$.competence");
    public static readonly Refusal CompetentMinorGives = new Refusal(422, "consents.competent-minor-gives",
        "A minor judged competent gives it themselves (703/2023 34 §).").At("$.givenBy");
    public static readonly Refusal RepresentativeMustGive = new Refusal(422, "consents.representative-must-give",
        "A client judged not competent cannot give it: a guardian or legal representative does (703/2023 34 §).").At("$.givenBy");
    public static readonly Refusal CompetentMinorWithdraws = new Refusal(422, "consents.competent-minor-withdraws",
        "A minor judged competent gave it, and only they withdraw it (703/2023 34 §).").At("$.withdrawnBy");

    public static readonly Refusal ChildHasWithdrawn = new Refusal(422, "consents.child-has-withdrawn",
        "The child has withdrawn it themselves: the child gives it anew. A guardian does only if the child has since been judged not to be competent, and signs after the withdrawal (703/2023 34 §).").At("$.competence");

    public static readonly Refusal JointWorkActive = new(409, "consents.joint-work-active",
        "The client has consented to joint work already (SHL 39 §). A new consent can be recorded when that one is withdrawn or its validity has ended.")
    { Allowed = ["withdraw"] };
    public static readonly Refusal BeginsLater = new Refusal(409, "consents.begins-later",
        "It takes the place of what is in force today, and would leave the days until it begins without any. Record it on its first day, let it begin today, or withdraw the present one first.")
    { Allowed = ["withdraw"] }
        .At("$.validFrom");
    public static readonly Refusal ReceivedByAnother = new(422, "consents.received-by-another",
        "It names another receiver than who records it, or another unit: nobody records in another's name.");
    public static readonly Refusal RecordedAtOnce = new(409, "consents.recorded-at-once",
        "Somebody recorded another one for the client at the same moment. Read what is in force now, and record this again if it still is right.")
    { Allowed = ["read", "record"] };
    public static readonly Refusal ProhibitedAlready = new(409, "consents.prohibited-already", "The same is prohibited already: a prohibition holds until it is withdrawn.");
    public static readonly Refusal AlreadyEnded = new(409, "consents.already-ended",
        "It has been withdrawn or replaced already; nothing more can happen to it.")
    { Allowed = [] };

    public static readonly Refusal ToldInFuture = new Refusal(400, "consents.told-in-future", "The day on which it was said or signed has not come yet.").At("$.toldOn");
    public static readonly Refusal ToldBeforeSigned = new Refusal(422, "consents.told-before-signed",
        "The withdrawal is dated before the signing.").At("$.toldOn");

    public static readonly Refusal NobodyToTell = new Refusal(422, "consents.nobody-to-tell",
        "Nothing has been withdrawn that this unit must be told of; see the list.").At("$.unitId");
    public static readonly Refusal AlreadyTold = new(409, "consents.already-told", "The unit has been told already.") { Allowed = [] };
    public static readonly Refusal NoticeInFuture = new Refusal(400, "consents.notice-in-future", "The day on which the unit was told has not come yet.").At("$.on");
    public static readonly Refusal NoticeBeforeWithdrawal = new Refusal(422, "consents.notice-before-withdrawal",
        "The unit was told on a day before the withdrawal.").At("$.on");

    public static readonly Refusal ScanTypeUnknown = new(415, "consents.scan-type-unknown",
        "The file is told by its content to be no PDF, PNG, JPEG or TIFF.");
    public static readonly Refusal ScanTypeDiffers = new(415, "consents.scan-type-differs",
        "The file's content is of another type than Content-Type says.");
    public static readonly Refusal ScanCutOff = new(422, "consents.scan-cut-off",
        "The file's end is missing: it was cut off on its way, or is broken. Scan or send it again.");
    public static readonly Refusal ScanTooLarge = new(413, "consents.scan-too-large", "The file is larger than 10 MB (10 485 760 bytes).");
    public static readonly Refusal ScanOfOral = new(409, "consents.scan-of-oral", "It was given orally: there is no signed form to keep.") { Allowed = [] };
    public static readonly Refusal ScanKeptAtOnce = new(409, "consents.scan-kept-at-once",
        "Somebody kept a file here at the same moment. Look at it, and send yours again if it still is right.")
    { Allowed = ["read", "keep"] };

    public static readonly Refusal ProhibitionTextMissing = new Refusal(400, "consents.prohibition-text-missing",
        "What was signed names the version of the information text that stood on it (703/2023 58 §).").At("$.informationTextVersion");

    public static readonly Refusal DocumentsAlone = new Refusal(400, "consents.documents-alone",
        "A prohibition is of single documents, or of classes and service tasks: record two (703/2023 59 §).").At("$.documents");
    public static readonly Refusal DocumentsOnlyInDisclosure = new Refusal(400, "consents.documents-only-in-disclosure",
        "A veto is against guardians and names no documents (703/2023 51 §).").At("$.documents");
    public static readonly Refusal DocumentRepeated = new(400, "consents.document-repeated", "The same document is named twice.");
    public static readonly Refusal ProhibitedDocumentUnknown = new(422, "consents.prohibited-document-unknown",
        "The client has no such document: a plan, a note beside a plan, an assessment or an intake matter (703/2023 59 §).");
    public static readonly Refusal DocumentOfOtherRegister = new(422, "consents.document-of-other-register",
        "The register that the direction goes out of holds nothing of this document (703/2023 59 §).");

    public static readonly Refusal DocumentNamesDocuments = new(403, "consents.document-names-documents",
        "The client forbids single documents, and THL's document names them: only the register that holds them gets it. Read the prohibition without it.");

    public static readonly Refusal GuardiansOnlyInVeto = new Refusal(400, "consents.guardians-only-in-veto",
        "A prohibition to disclose names no guardians; a minor's veto does (703/2023 51 §).").At("$.guardianIds");
    public static readonly Refusal ReasonOnlyInVeto = new Refusal(400, "consents.reason-only-in-veto",
        "Nobody need say why they prohibit a disclosure (703/2023 59 §): no reason is recorded.").At("$.reason");
    public static readonly Refusal DirectionOnlyInDisclosure = new Refusal(400, "consents.direction-only-in-disclosure",
        "A veto is against guardians and has no direction between registers (703/2023 51 §).").At("$.direction");
    public static readonly Refusal ServiceTasksOnlyInDisclosure = new Refusal(400, "consents.service-tasks-only-in-disclosure",
        "A veto is against guardians and names no service tasks (703/2023 51 §).").At("$.serviceTasks");
    public static readonly Refusal EmergencyOnlyInDisclosure = new Refusal(400, "consents.emergency-only-in-disclosure",
        "Only a prohibition to disclose tells whether it holds in an emergency.").At("$.holdsInEmergency");
    public static readonly Refusal RepresentativeMustEnd = new Refusal(422, "consents.representative-must-end",
        "A representative forbade this for the client, and to end it opens data (703/2023 34 §): judge now whether the client understands the matter, and record it. A client judged competent ends it; for another a representative does.").At("$.withdrawnBy");
    public static readonly Refusal CompetentMinorEnds = new Refusal(422, "consents.competent-minor-ends",
        "A minor judged competent ends it themselves (703/2023 34 §).").At("$.withdrawnBy");
    public static readonly Refusal EndingSignedBefore = new(422, "consents.told-before-signed", "The day of signing is before the prohibition.");
    public static readonly Refusal VetoIsAMinors = new(422, "consents.veto-is-a-minors",
        "Only a minor who understands the matter forbids it to be told to guardians, and says so themselves (703/2023 51 §).");
    public static readonly Refusal VetoNeedsReason = new Refusal(422, "consents.veto-needs-reason",
        "Social-care data is kept from guardians for a weighty reason that is not clearly against the minor's interest (703/2023 51 §): record both. "
        + "Health-care data needs neither: name its classes.").At("$.reason");

    public static readonly Refusal ParagraphUnknown = new Refusal(400, "consents.paragraph-unknown",
        "No such paragraph lets data cross from one register to the other; see the list in the description.").At("$.paragraph");
    public static readonly Refusal BasisOfAnotherRegister = new Refusal(422, "consents.basis-of-another-register",
        "The register that discloses decides that the law lets it: ask a professional there to record it.").At("$.direction");
    public static readonly Refusal BasisFromPast = new Refusal(400, "consents.basis-from-past",
        "A statutory basis is recorded before it is used: its first day is today or later.").At("$.validFrom");
    public static readonly Refusal BasisTooLong = new Refusal(400, "consents.basis-too-long",
        "A statutory basis is valid for at most 12 months; if it is needed longer, it is weighed and recorded anew.").At("$.validTo");

    /// <summary>The disclosing register does not hold the class.</summary>
    public static Refusal DocumentTypeUnknown(string code) =>
        new Refusal(400, "consents.document-type-unknown", $"The type is thl, {code} or 1.2.246.537.6.{code}.").At("type");

    public static Refusal ClassNotInRegister(Direction direction, IEnumerable<DataClass> holds) => new(400, "consents.class-not-in-register",
        $"In the direction {JsonRules.CodeOf(direction)} the disclosing register holds: {string.Join(", ", holds.Select(c => JsonRules.CodeOf(c)))} (703/2023 53 §).");
}
