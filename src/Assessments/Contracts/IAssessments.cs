namespace Monipolku.Assessments.Contracts;

/// <summary>Joint assessments, for modules that go on from one.</summary>
public interface IAssessments
{
    Task<AssessmentRecord?> Find(Guid assessmentId, CancellationToken ct);

    /// <summary>The shared parts of those of the asked assessments that have one. One query.</summary>
    Task<IReadOnlyList<AssessmentAnswers>> FindAnswers(IReadOnlyCollection<Guid> assessmentIds, CancellationToken ct);

    /// <summary>The shared parts of the person's assessments, oldest first. One query.</summary>
    Task<IReadOnlyList<AssessmentAnswers>> AnswersOfPerson(Guid personId, CancellationToken ct);
}

/// <param name="Completed">Whether every part is signed and the summary is given.</param>
/// <param name="Participants">Staff who make the assessment together.</param>
public sealed record AssessmentRecord(
    Guid Id, Guid PersonId, Guid MatterId, bool Completed, IReadOnlyList<NeedRecord> Needs, IReadOnlyList<Guid> Participants);

/// <param name="Code">THL code set 1282 (need of support), 1 to 11 or 99.</param>
/// <param name="Text">In the assessors' words.</param>
public sealed record NeedRecord(Guid Id, string Code, string Text);

/// <summary>What the shared part answers, question by question. The sectors' own parts are not in it.</summary>
/// <param name="Version">The assessment's.</param>
/// <param name="WrittenBy">Who wrote the shared part last.</param>
/// <param name="Groups">In the template's order; a group of which there are several (needs) stands several times.</param>
public sealed record AssessmentAnswers(
    Guid AssessmentId, Guid PersonId, int Version, string TemplateId, bool Completed, DateTimeOffset WrittenAt, Guid WrittenBy,
    IReadOnlyList<AnsweredGroup> Groups)
{
    public override string ToString() => $"{nameof(AssessmentAnswers)} {AssessmentId}";
}

public sealed record AnsweredGroup(string LinkId, IReadOnlyList<AnsweredQuestion> Questions);

public sealed record AnsweredQuestion(string LinkId, IReadOnlyList<AnswerValue> Values);

/// <summary>One of the members, as the question's type says.</summary>
public sealed record AnswerValue(string? Text = null, bool? Flag = null, int? Number = null, DateOnly? Date = null, string? Code = null)
{
    public override string ToString() => nameof(AnswerValue);
}
