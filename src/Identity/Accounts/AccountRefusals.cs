using Monipolku.Platform;

namespace Monipolku.Identity.Accounts;

/// <summary>Every "no" of the accounts' administration. The pages say theirs in the user's language, see PageTexts.</summary>
internal static class AccountRefusals
{
    public static readonly Refusal SubjectTaken = new Refusal(409, "identity.subject-taken", "This subject has an account.").At("$.subject");
    public static readonly Refusal UsernameTaken = new Refusal(409, "identity.username-taken", "This username is somebody's already.").At("$.username");
    public static readonly Refusal SubjectIsStaffs = new Refusal(409, "identity.subject-is-staffs",
        "This subject is a staff member's: their account is of kind staff, with a second factor.").At("$.kind");
    public static readonly Refusal SubjectIsPrograms = new Refusal(409, "identity.subject-is-programs",
        "A program is registered under this subject, in these letters or with other capitals: the person gets another one.").At("$.subject");
    public static readonly Refusal TakenMeanwhile = new(409, "identity.account-taken", "Somebody has just created an account with this subject or username.");
    public static readonly Refusal LockedAlready = new(409, "identity.account-locked", "The account is locked already.");
    public static readonly Refusal NoSecondFactor = new(409, "identity.no-second-factor", "The account has no second factor.");
}
