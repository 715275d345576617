using Monipolku.Platform.Outbox;

namespace Monipolku.Intake.Contracts;

/// <summary>It has still not happened: the unit's manager is told.</summary>
/// <inheritdoc cref="ClockWarned"/>
public sealed record ClockEscalated(
    Guid EventId, Guid PersonId, Guid MatterId, AlertedClock Clock, bool Statutory, DateOnly DueOn, Guid UnitId, Guid? OwnerId) : IIntegrationEvent
{
    public static string Name => "intake.clock-escalated.v1";
}
