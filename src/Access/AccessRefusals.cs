using Monipolku.Platform;

namespace Monipolku.Access;

/// <summary>Every "no" of the gate and of the staff register. The texts say what would make it lawful.</summary>
internal static class AccessRefusals
{
    public static readonly Refusal NotStaff = AccessTexts.Refuse("access.not-staff");
    public static readonly Refusal RoleMissing = AccessTexts.Refuse("access.role-missing");
    public static readonly Refusal OwnRecord = AccessTexts.Refuse("access.own-record");
    public static readonly Refusal NoRelationship = AccessTexts.Refuse("access.no-relationship");
    public static readonly Refusal OutsideRegister = AccessTexts.Refuse("access.outside-register");
    public static readonly Refusal OutsideBothRegisters = AccessTexts.Refuse("access.outside-both-registers");
    public static readonly Refusal OutsideLaunch = AccessTexts.Refuse("access.outside-launch");
    public static readonly Refusal Prohibited = AccessTexts.Refuse("access.prohibited");
    public static readonly Refusal JointWorkMissing = AccessTexts.Refuse("access.joint-work-consent-missing");
    public static readonly Refusal JointWorkWithdrawn = AccessTexts.Refuse("access.joint-work-consent-withdrawn");
    public static readonly Refusal PermissionMissing = AccessTexts.Refuse("access.permission-missing");
    public static readonly Refusal PermissionWithdrawn = AccessTexts.Refuse("access.permission-withdrawn");
    public static readonly Refusal PermissionNotValid = AccessTexts.Refuse("access.permission-not-valid");
    public static readonly Refusal PermissionDoesNotCover = AccessTexts.Refuse("access.permission-does-not-cover");
    public static readonly Refusal LicenceNotValid = AccessTexts.Refuse("access.licence-not-valid");
    public static readonly Refusal NotForClients = AccessTexts.Refuse("access.not-for-clients");
    public static readonly Refusal NotYours = AccessTexts.Refuse("access.not-yours");
    public static readonly Refusal RecipientOutside = AccessTexts.Refuse("access.recipient-outside");
    public static readonly Refusal RecipientUnclear = new Refusal(400, "access.recipient-unclear",
        "Name the recipient's unit or say that it is outside both registers: one of the two.").At("outsideRecipient");
    public static readonly Refusal RecipientUnknown = AccessTexts.Refuse("access.recipient-unknown");

    public static readonly Refusal UnitHasNoRelationship = AccessTexts.Refuse("access.unit-has-no-relationship");

    public static readonly Refusal OwnBreakGlass = new(403, "access.own-break-glass", "Somebody else must look at what you have opened.");
    public static readonly Refusal AlreadyAcknowledged = new(409, "access.already-acknowledged", "Somebody has looked at this already.") { Allowed = [] };
    public static readonly Refusal UnitUnknown = new Refusal(422, "access.unit-unknown", "There is no such unit.").At("$.unitId");
    public static readonly Refusal LastAdministrator = new(409, "access.last-administrator",
        "Nobody else who can sign in is an administrator until further notice: let another one sign in with a password of their own first, or nobody could add staff any more.");
    public static readonly Refusal SubjectIsPrograms = new Refusal(409, "access.subject-is-programs",
        "A program is registered under this subject, in these letters or with other capitals: the person gets another one.").At("$.subject");
    public static readonly Refusal SubjectTaken = new Refusal(409, "access.subject-taken", "This subject is somebody's already.").At("$.subject");
    public static readonly Refusal PersonOrCode = new(400, "access.person-or-code", "Tell who it is by personId or by person: one of the two.");
    public static readonly Refusal PersonUnknown = new Refusal(422, "access.person-unknown", "There is no such person.").At("$.personId");
    public static readonly Refusal IdentityCodeWrong = new Refusal(400, "access.identity-code-wrong",
        "This is not a Finnish personal identity code: check the date, the separator and the check character.").At("$.person.identityCode");
    public static readonly Refusal IdentityCodeInName = new Refusal(400, "access.identity-code-in-name", "A name holds no personal identity code.").At("$.name");
    public static readonly Refusal ClientUserEnded = new(409, "access.client-user-ended", "This has ended already.");
    public static readonly Refusal ValidityBackwards = new(400, "access.validity-backwards", "The last day is before the first.");
    public static readonly Refusal StaffEnded = new(409, "access.staff-ended", "The work has ended already.") { Allowed = ["change"] };
    public static readonly Refusal UnitClosed = new(409, "access.unit-closed", "The unit has been closed already.") { Allowed = [] };
    public static readonly Refusal UnitReceivesIntake = new(409, "access.unit-receives-intake",
        "Notifications arrive at this unit: let another one receive them first.")
    { Allowed = ["change"] };
    public static readonly Refusal StaffUnknown = new Refusal(422, "access.staff-unknown", "There is no such staff member.").At("$.substituteFor");
    public static readonly Refusal OwnSubstitute = new Refusal(422, "access.own-substitute", "Nobody is their own substitute.").At("$.substituteFor");
    public static readonly Refusal PlaceUnclear = new(400, "access.place-unclear",
        "Say either whose substitute it is, with a last day, or the unit and the roles of a place of one's own.");
    public static readonly Refusal PlaceUnknown = new(404, "access.place-unknown", "There is no such place in a team, or it has ended.");
    public static readonly Refusal ImportRefused = new(422, "access.import-refused", "Nothing was imported: the lines in errors are wrong.");
    public static readonly Refusal ImportOvertaken = new(409, "access.import-overtaken",
        "Nothing was imported: somebody has just added one of them. Import again: its line is named then.");
    public static readonly Refusal ImportHeader = new(400, "access.import-header",
        "The first line names the columns: " + ImportStaff.Header + ".");
    public static readonly Refusal ImportTooLong = new(413, "access.import-too-long", "At most 5 000 lines at a time.");
    public static readonly Refusal UnitExists = new Refusal(409, "access.unit-exists", "A unit with this organisation id exists.").At("$.organizationOid");
    public static readonly Refusal IntakeUnitExists = new Refusal(409, "access.intake-unit-exists",
        "Another unit receives notifications and contacts already: there is one such unit.").At("$.receivesIntake");
    public static readonly Refusal DecisionUnknown = new Refusal(400, "access.decision-unknown", "A decision is permit or deny.").At("decision");
    public static readonly Refusal TimesReversed = new Refusal(400, "access.times-reversed", "from must be before to.").At("from");
    public static readonly Refusal FormatUnknown = new Refusal(400, "access.format-unknown", "The format is ndjson or csv.").At("format");
    public static readonly Refusal RightUnknown = new Refusal(400, "access.right-unknown", "There is no such right; see the list in the description.").At("right");
}
