using Monipolku.Platform;

namespace Monipolku.People;

/// <summary>Every "no" of the person register. None repeats an identity code.</summary>
internal static class PeopleRefusals
{
    public static readonly Refusal IdentityCodeWrong = new(400, "people.identity-code-wrong",
        "This is not a Finnish personal identity code: check the date, the separator and the check character.");
    public static readonly Refusal BirthDateInFuture = new(400, "people.birth-date-in-future",
        "The identity code's birth date has not come yet. For an unborn child use an anticipatory notification.");
    public static readonly Refusal GuardianIsTheClient = new Refusal(422, "people.guardian-is-the-client",
        "A person is not their own guardian.").At("$.identityCode");
    public static readonly Refusal GuardianExists = new Refusal(409, "people.guardian-exists",
        "This guardian is recorded already.").At("$.identityCode");
    public static readonly Refusal NeedUnknown = new Refusal(400, "people.need-unknown",
        "Say what the contact details are needed for; see the list in the description.").At("need");
    public static readonly Refusal TooManyGuardians = new(409, "people.too-many-guardians", "A person has at most 10 guardians and representatives here.");
}
