using Monipolku.Platform;

namespace Monipolku.Access;

/// <summary>
/// A staff member has opened a client's record in an emergency: for a limited time, with a reason, seen by the supervisor and the client
/// (703/2023 9 and 10 §).
/// </summary>
internal sealed class BreakGlass : IVersioned
{
    public required Guid Id { get; init; }
    public required Guid PersonId { get; init; }
    public required Guid StaffId { get; init; }
    public required Guid UnitId { get; init; }

    /// <summary>Why, encrypted in the column.</summary>
    public required string ReasonSecret { get; init; }
    public required DateTimeOffset At { get; init; }
    public required DateTimeOffset Until { get; init; }

    /// <summary>The supervisor who has looked at it; null while nobody has.</summary>
    public Guid? AcknowledgedBy { get; private set; }
    public DateTimeOffset? AcknowledgedAt { get; private set; }

    /// <summary>When the auditors were told that no manager had looked at it in time; null where that was not needed.</summary>
    public DateTimeOffset? EscalatedAt { get; private set; }
    public int Version { get; private set; } = 1;

    public void Escalate(DateTimeOffset now)
    {
        EscalatedAt = now;
        Version++;
    }

    public Refusal? Acknowledge(Guid staffId, DateTimeOffset now)
    {
        if (staffId == StaffId) return AccessRefusals.OwnBreakGlass;
        if (AcknowledgedAt is not null) return AccessRefusals.AlreadyAcknowledged;
        (AcknowledgedBy, AcknowledgedAt) = (staffId, now);
        Version++;
        return null;
    }
}
