using Monipolku.Platform;

namespace Monipolku.Access;

/// <summary>Every "no" of the gate and of the staff register. The texts say what would make it lawful.</summary>
internal static class AccessRefusals
{
    public static readonly Refusal NotStaff = new(403, "access.not-staff",
        "You are not in the staff register, or your time there has ended. Ask your administrator to add you.");
    public static readonly Refusal RoleMissing = new(403, "access.role-missing",
        "None of your roles includes this. Ask your manager if your work needs it.");
    public static readonly Refusal NoRelationship = new(403, "access.no-relationship",
        "You may not see this, or there is nothing here. It needs a client or care relationship between the person and your unit (703/2023 9 §).");
    public static readonly Refusal JointWorkMissing = new(403, "access.joint-work-consent-missing",
        "The other sector's data needs the client's consent to joint work (SHL 39 §). Ask the client, and record the consent.");
    public static readonly Refusal JointWorkWithdrawn = new(403, "access.joint-work-consent-withdrawn",
        "The client has withdrawn the consent to joint work. What was filed stays, and nothing more is shared.");
    public static readonly Refusal PermissionMissing = new(403, "access.permission-missing",
        "The data is in the other sector's register: it needs the client's permission to disclose in this direction (703/2023 53 §).");
    public static readonly Refusal PermissionWithdrawn = new(403, "access.permission-withdrawn",
        "The client has withdrawn the permission to disclose in this direction (703/2023 58 §). Ask the professional who holds the data, or the client.");
    public static readonly Refusal PermissionNotValid = new(403, "access.permission-not-valid",
        "The client's permission to disclose in this direction is not valid today. A new one is needed (703/2023 53 §).");
    public static readonly Refusal PermissionDoesNotCover = new(403, "access.permission-does-not-cover",
        "The client's permission to disclose in this direction does not cover this kind of data (STM 457/2024 25 §).");

    public static readonly Refusal UnitUnknown = new Refusal(422, "access.unit-unknown", "There is no such unit.").At("$.unitId");
    public static readonly Refusal SubjectTaken = new Refusal(409, "access.subject-taken", "This subject is somebody's already.").At("$.subject");
    public static readonly Refusal PersonOrCode = new(400, "access.person-or-code", "Tell who it is by personId or by person: one of the two.");
    public static readonly Refusal PersonUnknown = new Refusal(422, "access.person-unknown", "There is no such person.").At("$.personId");
    public static readonly Refusal IdentityCodeWrong = new Refusal(400, "access.identity-code-wrong",
        "This is not a Finnish personal identity code: check the date, the separator and the check character.").At("$.person.identityCode");
    public static readonly Refusal ClientUserEnded = new(409, "access.client-user-ended", "This has ended already.");
    public static readonly Refusal UnitExists = new Refusal(409, "access.unit-exists", "A unit with this organisation id exists.").At("$.organizationOid");
    public static readonly Refusal IntakeUnitExists = new Refusal(409, "access.intake-unit-exists",
        "Another unit receives notifications and contacts already: there is one such unit.").At("$.receivesIntake");
    public static readonly Refusal DecisionUnknown = new Refusal(400, "access.decision-unknown", "A decision is permit or deny.").At("decision");
    public static readonly Refusal TimesReversed = new Refusal(400, "access.times-reversed", "from must be before to.").At("from");
    public static readonly Refusal FormatUnknown = new Refusal(400, "access.format-unknown", "The format is ndjson or csv.").At("format");
    public static readonly Refusal RightUnknown = new Refusal(400, "access.right-unknown", "There is no such right; see the list in the description.").At("right");
}
