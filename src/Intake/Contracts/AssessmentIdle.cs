using Monipolku.Platform.Outbox;

namespace Monipolku.Intake.Contracts;

/// <summary>Nothing has been written in an assessment for as many working days as the county's rules say.</summary>
public sealed record AssessmentIdle(Guid EventId, Guid PersonId, Guid MatterId, Guid UnitId, Guid? OwnerId) : IIntegrationEvent
{
    public static string Name => "intake.assessment-idle.v1";
}
