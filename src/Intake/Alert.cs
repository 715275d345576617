using Monipolku.Platform;

namespace Monipolku.Intake;

public enum AlertKind
{
    /// <summary>A clock's last day is near.</summary>
    ClockWarning,

    /// <summary>It has passed.</summary>
    ClockBreach,

    /// <summary>It has passed, and still nothing has happened: for the manager.</summary>
    ClockEscalation,

    /// <summary>Nothing has been written in an assessment for long.</summary>
    IdleAssessment,

    /// <summary>A worker has more clients than the ceiling.</summary>
    CaseloadExceeded,

    /// <summary>The last day of a step of the matter's process has passed, and it is not done.</summary>
    MissedStep,
}

/// <summary>Something that a worker or a manager is to know; open until somebody says that they do, or it no longer matters.</summary>
internal sealed class Alert : IVersioned
{
    public required Guid Id { get; init; }

    /// <summary>What it is about, so that nobody is told twice: unique.</summary>
    public required string Key { get; init; }
    public required AlertKind Kind { get; init; }

    /// <summary>Null for a caseload.</summary>
    public Guid? MatterId { get; init; }
    public Guid? PersonId { get; init; }
    public ClockName? Clock { get; init; }
    public ClockForce? Force { get; init; }
    public DateOnly? DueOn { get; init; }

    /// <summary>Of a missed step: which of the matter's process.</summary>
    public string? StepCode { get; init; }
    public required Guid UnitId { get; set; }

    /// <summary>Whom it is for; null for whoever has the duty, or the manager, in that unit.</summary>
    public Guid? StaffId { get; set; }
    public required bool ForManager { get; init; }
    public required DateTimeOffset RaisedAt { get; init; }

    /// <summary>Null where it has ended by itself: what it warned of has happened.</summary>
    public Guid? AcknowledgedBy { get; private set; }
    public DateTimeOffset? AcknowledgedAt { get; private set; }
    public int Version { get; private set; } = 1;

    public Refusal? Acknowledge(Guid? by, DateTimeOffset now)
    {
        if (AcknowledgedAt is not null) return IntakeRefusals.AlertAcknowledged;
        (AcknowledgedBy, AcknowledgedAt) = (by, now);
        Version++;
        return null;
    }
}
