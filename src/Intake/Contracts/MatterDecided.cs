using Monipolku.Platform.Outbox;

namespace Monipolku.Intake.Contracts;

/// <summary>The duty worker has decided what follows from a matter.</summary>
/// <param name="AssessmentStarts">Whether a service-needs assessment starts.</param>
public sealed record MatterDecided(Guid EventId, Guid PersonId, Guid MatterId, bool AssessmentStarts) : IIntegrationEvent
{
    public static string Name => "intake.matter-decided.v1";
}
