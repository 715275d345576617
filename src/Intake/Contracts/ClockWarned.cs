using Monipolku.Platform.Outbox;

namespace Monipolku.Intake.Contracts;

/// <summary>A matter's last day is near: once for each clock and last day.</summary>
/// <param name="UnitId">The unit that answers for the matter.</param>
/// <param name="OwnerId">The worker who does; null where it waits for the unit's duty worker.</param>
/// <param name="Statutory">Whether missing it breaks the law; otherwise the county's own policy.</param>
public sealed record ClockWarned(
    Guid EventId, Guid PersonId, Guid MatterId, AlertedClock Clock, bool Statutory, DateOnly DueOn, Guid UnitId, Guid? OwnerId) : IIntegrationEvent
{
    public static string Name => "intake.clock-warned.v1";
}

public enum AlertedClock
{
    /// <summary>Seven working days to start the assessment.</summary>
    StartAssessment,

    /// <summary>Three months to complete it.</summary>
    CompleteAssessment,

    /// <summary>Three months to implement what was decided.</summary>
    ImplementDecision,
}
