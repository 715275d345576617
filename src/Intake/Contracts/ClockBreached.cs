using Monipolku.Platform.Outbox;

namespace Monipolku.Intake.Contracts;

/// <summary>A matter's last day has passed; the worker is told.</summary>
/// <inheritdoc cref="ClockWarned"/>
public sealed record ClockBreached(
    Guid EventId, Guid PersonId, Guid MatterId, AlertedClock Clock, bool Statutory, DateOnly DueOn, Guid UnitId, Guid? OwnerId) : IIntegrationEvent
{
    public static string Name => "intake.clock-breached.v1";
}
