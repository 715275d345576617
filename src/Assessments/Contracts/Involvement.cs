using System.ComponentModel.DataAnnotations;
using Monipolku.Platform;

namespace Monipolku.Assessments.Contracts;

/// <summary>How a child's own view was asked for.</summary>
public enum ChildHearing
{
    /// <summary>Without the guardians.</summary>
    Alone,
    WithGuardians,

    /// <summary>The child was asked and did not want to say.</summary>
    DidNotWant,

    /// <summary>Only of a child under 12, with the reason.</summary>
    NotAsked,
}

/// <summary>A child's own part in what concerns them. What the child said is the client's view.</summary>
/// <param name="HowAsked">How, when and by whom the child was asked, at most 500 characters; left out with <c>notAsked</c> only.</param>
/// <param name="ReasonNotAsked">With <c>notAsked</c>, and only then; at most 500 characters.</param>
public sealed record ChildHeard(
    ChildHearing How, [property: Visible, StringLength(500)] string? HowAsked = null, [property: Visible, StringLength(500)] string? ReasonNotAsked = null)
{
    public override string ToString() => nameof(ChildHeard);
}

/// <summary>How the client and the family took part in one phase: the assessment, the plan, a review of the plan.</summary>
/// <param name="Child">Of a client under 18 it must be there at the end of the phase (LSL 20 §, SHL 32 §).</param>
/// <param name="Guardians">How the guardians took part, or why they did not; at most 1 000 characters.</param>
/// <param name="ClosePersons">How other close persons did; at most 1 000 characters.</param>
public sealed record Involvement(
    ChildHeard? Child = null, [property: Visible, StringLength(1000)] string? Guardians = null, [property: Visible, StringLength(1000)] string? ClosePersons = null)
{
    private const int HeardFrom = 12;
    private const int AgeOfMajority = 18;
    private const string Path = "$.involvement.child";

    /// <summary>Null when what it says of a child holds together.</summary>
    public static Refusal? Check(Involvement? given) => given?.Child switch
    {
        null => null,
        { How: ChildHearing.NotAsked, ReasonNotAsked: null } or { How: not ChildHearing.NotAsked, ReasonNotAsked: not null } =>
            AssessmentsRefusals.ChildNotAskedReason.At(Path + ".reasonNotAsked"),
        { How: ChildHearing.NotAsked, HowAsked: not null } or { How: not ChildHearing.NotAsked, HowAsked: null } =>
            AssessmentsRefusals.ChildHowAsked.At(Path + ".howAsked"),
        _ => null,
    };

    /// <summary>Null when a phase of that client's may end: a child had the chance to be heard, from 12 always.</summary>
    public static Refusal? CheckEnd(Involvement? given, DateOnly born, DateOnly today)
    {
        if (born.AddYears(AgeOfMajority) <= today) return null;
        if (given?.Child is not { } child) return AssessmentsRefusals.ChildsPartMissing.At(Path);
        return child.How == ChildHearing.NotAsked && born.AddYears(HeardFrom) <= today ? AssessmentsRefusals.ChildNotHeard.At(Path + ".how") : null;
    }

    public override string ToString() => nameof(Involvement);
}
