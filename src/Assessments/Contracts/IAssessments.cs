namespace Monipolku.Assessments.Contracts;

/// <summary>Joint assessments, for modules that go on from one.</summary>
public interface IAssessments
{
    Task<AssessmentRecord?> Find(Guid assessmentId, CancellationToken ct);
}

/// <param name="Completed">Whether every part is signed and the summary is given.</param>
/// <param name="Participants">Staff who make the assessment together.</param>
public sealed record AssessmentRecord(
    Guid Id, Guid PersonId, Guid MatterId, bool Completed, IReadOnlyList<NeedRecord> Needs, IReadOnlyList<Guid> Participants);

/// <param name="Code">THL code set 1282 (need of support), 1 to 11 or 99.</param>
/// <param name="Text">In the assessors' words.</param>
public sealed record NeedRecord(Guid Id, string Code, string Text);
