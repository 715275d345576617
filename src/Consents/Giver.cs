using Monipolku.People.Contracts;
using Monipolku.Platform;

namespace Monipolku.Consents;

/// <summary>Who gives or withdraws: either the client or one of the client's recorded representatives, never both.</summary>
/// <param name="Client">True when the client acts.</param>
/// <param name="GuardianId">The guardian or representative who acts, from the client's own record.</param>
public sealed record GivenBy(bool Client = false, Guid? GuardianId = null);

/// <summary>Another guardian of the child who has signed the same (361/1983 5 §).</summary>
/// <param name="SignedOn">Day of signing, Europe/Helsinki; that of the giver when left out.</param>
public sealed record GuardianSignature(Guid GuardianId, DateOnly? SignedOn = null);

/// <summary>Why one guardian of several decides alone (361/1983 5 §).</summary>
public enum OneGuardianSuffices
{
    /// <summary>The matter is not of great importance for the child's future, and the other cannot take part without harmful delay.</summary>
    NotOfGreatImportance,

    /// <summary>The other is away, ill or not reached, and delay would harm the child.</summary>
    OtherAway,

    /// <summary>A court or a confirmed agreement has given this to one of them.</summary>
    OrderedOtherwise,
}

/// <summary>Settings <c>Consents:*</c>.</summary>
/// <param name="CompetenceFromAge">
/// <c>CompetenceFromAge</c>, whole years, 0 to 17. A younger child is taken not to be competent unless judged otherwise; of an older minor it is judged
/// for each event (703/2023 34 §). 12 where nothing is set: from then on a child has own standing (LSL 20 §, 21 §).
/// </param>
internal sealed record ConsentSettings(int CompetenceFromAge = 12);

/// <summary>Whether a minor understands what is asked, judged for this one event (703/2023 34 §).</summary>
/// <param name="Assessed">True when the professional has judged it now.</param>
/// <param name="Competent">The judgement: able to weigh what is asked and what follows from it.</param>
public sealed record CompetenceAssessment(bool Assessed, bool Competent);

/// <summary>Who acted, and in what role. Both null when the client did.</summary>
/// <param name="Others">The child's other guardians who signed too; null where there was nobody to.</param>
/// <param name="Alone">Why one guardian of several sufficed; null otherwise.</param>
internal sealed record Giver(
    Guid? GuardianId, GuardianRole? Role, IReadOnlyList<GuardianSignature>? Others = null, OneGuardianSuffices? Alone = null)
{
    private const int AdultAge = 18;

    /// <summary>A minor (LSL 6 §, 442/1999 2 §: under 18) on that day.</summary>
    public static bool IsMinor(PersonRecord person, DateOnly day) => day < person.BirthDate.AddYears(AdultAge);

    /// <summary>Who gives: a competent minor and an adult give themselves; for those who cannot, a representative of the right kind does.</summary>
    /// <param name="day">The day of signing, on which age and competence count.</param>
    public static (Giver? Giver, Refusal? Refusal) OfGiving(PersonRecord person, GivenBy by, CompetenceAssessment? competence, DateOnly day, ConsentSettings? settings = null)
    {
        var (guardian, refusal) = Find(person, by, "$.givenBy");
        if (refusal is not null) return (null, refusal);

        var judged = competence is { Assessed: true };
        if (IsMinor(person, day))
        {
            var small = day < person.BirthDate.AddYears((settings ?? new ConsentSettings()).CompetenceFromAge);
            if (!judged && !small) return (null, ConsentsRefusals.CompetenceMissing);
            var competent = judged && competence!.Competent;
            if (competent && guardian is not null) return (null, ConsentsRefusals.CompetentMinorGives);
            if (!competent && guardian is null) return (null, ConsentsRefusals.RepresentativeMustGive);
        }
        else if (judged && !competence!.Competent && guardian is null)
        {
            return (null, ConsentsRefusals.RepresentativeMustGive);
        }
        return Of(person, guardian, day, "$.givenBy.guardianId");
    }

    /// <summary>A child's guardians give together; one alone with a reason. A legal guardian (32) acts alone.</summary>
    /// <param name="today">Nobody has signed on a later day.</param>
    /// <param name="signedOn">The giver's day.</param>
    public (Giver? Giver, Refusal? Refusal) WithOthers(
        PersonRecord person, IReadOnlyList<GuardianSignature> others, OneGuardianSuffices? alone, DateOnly signedOn, DateOnly today)
    {
        if (Role != GuardianRole.Guardian)
            return others.Count > 0 || alone is not null ? (null, ConsentsRefusals.OtherGuardiansOfGuardian) : (this, null);
        var needed = person.Guardians.Where(g => g.Role == GuardianRole.Guardian && g.Id != GuardianId).Select(g => g.Id).ToHashSet();
        for (var i = 0; i < others.Count; i++)
        {
            var (id, path) = (others[i].GuardianId, $"$.otherGuardians[{i}]");
            if (id == GuardianId || others.Take(i).Any(o => o.GuardianId == id)) return (null, ConsentsRefusals.GuardianRepeated.At(path + ".guardianId"));
            if (person.Guardians.All(g => g.Id != id)) return (null, ConsentsRefusals.GuardianUnknown.At(path + ".guardianId"));
            if (!needed.Remove(id)) return (null, ConsentsRefusals.GuardianRoleWrong.At(path + ".guardianId"));
            if (others[i].SignedOn > today) return (null, ConsentsRefusals.GuardianSignedInFuture.At(path + ".signedOn"));
            if (others[i].SignedOn < person.BirthDate) return (null, ConsentsRefusals.SignedBeforeBirth.At(path + ".signedOn"));
        }
        if (needed.Count > 0 && alone is null) return (null, ConsentsRefusals.BothGuardiansNeeded);
        if (needed.Count == 0 && alone is not null) return (null, ConsentsRefusals.OneGuardianIdle);
        return (this with { Others = others.Count == 0 ? null : [.. others.Select(o => o with { SignedOn = o.SignedOn ?? signedOn })], Alone = alone }, null);
    }

    /// <summary>The day on which the last of them had signed.</summary>
    /// <param name="signedOn">The giver's day.</param>
    public DateOnly LastSignedOn(DateOnly signedOn) => (Others ?? []).Select(o => o.SignedOn ?? signedOn).Append(signedOn).Max();

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

    /// <summary>
    /// Who ends a prohibition. That opens data: a client for whom a representative forbade it ends it only once able to (703/2023 34 §), and who is
    /// able does so themselves.
    /// </summary>
    public static (Giver? Giver, Refusal? Refusal) OfEnding(PersonRecord person, GivenBy by, Giver given, CompetenceAssessment? competence, DateOnly day)
    {
        var (giver, refusal) = OfWithdrawing(person, by, given, day);
        if (giver is null) return (null, refusal);
        bool? judged = competence is { Assessed: true } ? competence.Competent : null;
        if (giver.GuardianId is null) return given.GuardianId is not null && !(judged ?? !IsMinor(person, day)) ? (null, ConsentsRefusals.RepresentativeMustEnd) : (giver, null);
        return IsMinor(person, day) && judged == true ? (null, ConsentsRefusals.CompetentMinorEnds) : (giver, null);
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
