using Monipolku.People.Contracts;
using Monipolku.Platform;

namespace Monipolku.Consents;

/// <summary>Who gives or withdraws: either the client or one of the client's recorded representatives, never both.</summary>
/// <param name="Client">True when the client acts.</param>
/// <param name="GuardianId">The guardian or representative who acts, from the client's own record.</param>
public sealed record GivenBy(bool Client = false, Guid? GuardianId = null);

/// <summary>Whether a minor understands what is asked, judged for this one event (703/2023 34 §).</summary>
/// <param name="Assessed">True when the professional has judged it now.</param>
/// <param name="Competent">The judgement: able to weigh what is asked and what follows from it.</param>
public sealed record CompetenceAssessment(bool Assessed, bool Competent);

/// <summary>Who acted, and in what role. Both null when the client did.</summary>
internal sealed record Giver(Guid? GuardianId, GuardianRole? Role)
{
    private const int AdultAge = 18;

    /// <summary>A minor (LSL 6 §, 442/1999 2 §: under 18) on that day.</summary>
    public static bool IsMinor(PersonRecord person, DateOnly day) => day < person.BirthDate.AddYears(AdultAge);

    /// <summary>Who gives: a competent minor and an adult give themselves; for those who cannot, a representative of the right kind does.</summary>
    /// <param name="day">The day of signing, on which age and competence count.</param>
    public static (Giver? Giver, Refusal? Refusal) OfGiving(PersonRecord person, GivenBy by, CompetenceAssessment? competence, DateOnly day)
    {
        var (guardian, refusal) = Find(person, by, "$.givenBy");
        if (refusal is not null) return (null, refusal);

        var judged = competence is { Assessed: true };
        if (IsMinor(person, day))
        {
            if (!judged) return (null, ConsentsRefusals.CompetenceMissing);
            if (competence!.Competent && guardian is not null) return (null, ConsentsRefusals.CompetentMinorGives);
            if (!competence.Competent && guardian is null) return (null, ConsentsRefusals.RepresentativeMustGive);
        }
        else if (judged && !competence!.Competent && guardian is null)
        {
            return (null, ConsentsRefusals.RepresentativeMustGive);
        }
        return Of(person, guardian, day, "$.givenBy.guardianId");
    }

    /// <summary>
    /// Who withdraws. The client always may, since a withdrawal only narrows what is shared; a representative may not undo what a
    /// minor judged competent has given.
    /// </summary>
    public static (Giver? Giver, Refusal? Refusal) OfWithdrawing(PersonRecord person, GivenBy by, Giver given, DateOnly day)
    {
        var (guardian, refusal) = Find(person, by, "$.withdrawnBy");
        if (refusal is not null) return (null, refusal);
        if (guardian is not null && IsMinor(person, day) && given.GuardianId is null)
            return (null, ConsentsRefusals.CompetentMinorWithdraws);
        return Of(person, guardian, day, "$.withdrawnBy.guardianId");
    }

    private static (GuardianRecord? Guardian, Refusal? Refusal) Find(PersonRecord person, GivenBy by, string path)
    {
        if (by.Client == by.GuardianId is not null) return (null, ConsentsRefusals.GiverUnclear.At(path));
        if (by.GuardianId is not { } id) return (null, null);
        var guardian = person.Guardians.FirstOrDefault(g => g.Id == id);
        return guardian is null ? (null, ConsentsRefusals.GuardianUnknown.At(path + ".guardianId")) : (guardian, null);
    }

    /// <summary>A child has a huoltaja or an edunvalvoja; an adult has no huoltaja.</summary>
    private static (Giver? Giver, Refusal? Refusal) Of(PersonRecord person, GuardianRecord? guardian, DateOnly day, string path)
    {
        if (guardian is null) return (new Giver(null, null), null);
        var suits = IsMinor(person, day)
            ? guardian.Role is GuardianRole.Guardian or GuardianRole.LegalGuardian
            : guardian.Role is not GuardianRole.Guardian;
        return suits ? (new Giver(guardian.Id, guardian.Role), null) : (null, ConsentsRefusals.GuardianRoleWrong.At(path));
    }
}
