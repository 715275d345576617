using Microsoft.Extensions.Configuration;
using Monipolku.Platform;

namespace Monipolku.Assessments;

public enum ParticipationStatus
{
    /// <summary>Asked; silent so far.</summary>
    Open,
    Joined,
    Declined,

    /// <summary>The asker took it back.</summary>
    Withdrawn,

    /// <summary>Silent until the assessment was completed without it.</summary>
    Lapsed,
}

/// <summary>A request to a unit of either sector, or to another authority, to take part in an assessment (SHL 41 §): they must, when asked.</summary>
internal sealed class ParticipationRequest : IVersioned
{
    public required Guid Id { get; init; }
    public required Guid AssessmentId { get; init; }
    public required Guid PersonId { get; init; }

    /// <summary>The asked unit; null for an authority outside this service, whose answer the assessment's participants record.</summary>
    public required Guid? UnitId { get; init; }

    /// <summary>See <see cref="Contracts.AuthorityCodes"/>.</summary>
    public required string AuthorityCode { get; init; }

    /// <summary>Name of the authority outside, encrypted.</summary>
    public required string? AuthoritySecret { get; init; }

    /// <summary>What is asked, encrypted.</summary>
    public required string QuestionSecret { get; init; }
    public required Guid AskedBy { get; init; }
    public required Guid AskedByUnitId { get; init; }
    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>Last day for the answer, Europe/Helsinki; a working day.</summary>
    public required DateOnly AnswerBy { get; init; }

    /// <summary>When the watch has something to do next: the day after the answer was due, then that of the escalation; null when nothing.</summary>
    public required DateOnly? NextStepOn { get; set; }
    public ParticipationStatus Status { get; private set; } = ParticipationStatus.Open;
    public DateTimeOffset? RemindedAt { get; private set; }
    public DateTimeOffset? EscalatedAt { get; private set; }

    /// <summary>The statement of who joined, or why not; encrypted.</summary>
    public string? AnswerSecret { get; private set; }
    public Guid? AnsweredBy { get; private set; }
    public DateTimeOffset? AnsweredAt { get; private set; }

    /// <summary>Who takes part; null where only a statement was given.</summary>
    public Guid? ParticipantId { get; private set; }
    public int Version { get; private set; } = 1;

    public Refusal? Answer(bool joins, string? textSecret, Guid? participantId, Guid staffId, DateTimeOffset now)
    {
        if (Status != ParticipationStatus.Open) return AssessmentsRefusals.RequestClosed;
        if (!joins && textSecret is null) return AssessmentsRefusals.DeclineReasonMissing;
        if (joins && participantId is null && textSecret is null) return AssessmentsRefusals.StatementMissing;
        (AnswerSecret, ParticipantId, AnsweredBy, AnsweredAt) = (textSecret, joins ? participantId : null, staffId, now);
        Close(joins ? ParticipationStatus.Joined : ParticipationStatus.Declined);
        return null;
    }

    public Refusal? Withdraw()
    {
        if (Status != ParticipationStatus.Open) return AssessmentsRefusals.RequestClosed;
        Close(ParticipationStatus.Withdrawn);
        return null;
    }

    /// <summary>The assessment is completed.</summary>
    public void Lapse() => Close(ParticipationStatus.Lapsed);

    /// <summary>What the silence leads to on that day: first a reminder, then the escalation. Nothing when it is answered or not yet time.</summary>
    public SilenceStep Step(DateOnly today, int escalateAfterWorkingDays, DateTimeOffset now)
    {
        if (NextStepOn is null || NextStepOn > today) return SilenceStep.None;
        Version++;
        if (RemindedAt is null)
        {
            RemindedAt = now;
            NextStepOn = WorkingDays.DueDate(today, escalateAfterWorkingDays).AddDays(1);
            return SilenceStep.Remind;
        }
        EscalatedAt = now;
        NextStepOn = null;
        return SilenceStep.Escalate;
    }

    private void Close(ParticipationStatus status)
    {
        Status = status;
        NextStepOn = null;
        Version++;
    }
}

internal enum SilenceStep
{
    None,
    Remind,
    Escalate,
}

/// <summary>Settings <c>Assessments:Participation:*</c>, in working days.</summary>
/// <param name="AnswerWithin">How long the asked one has, where the asker says nothing else; 5.</param>
/// <param name="EscalateAfter">How long after the reminder the silence is escalated; 3.</param>
internal sealed record ParticipationSettings(int AnswerWithin, int EscalateAfter)
{
    public static ParticipationSettings From(IConfiguration configuration)
    {
        var section = configuration.GetSection("Assessments:Participation");
        var settings = new ParticipationSettings(section.GetValue("AnswerWithin", 5), section.GetValue("EscalateAfter", 3));
        if (settings.AnswerWithin is < 1 or > 40) throw new SettingException("Assessments:Participation:AnswerWithin", "must be 1 to 40 working days");
        if (settings.EscalateAfter is < 1 or > 40) throw new SettingException("Assessments:Participation:EscalateAfter", "must be 1 to 40 working days");
        return settings;
    }
}
