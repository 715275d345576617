using Monipolku.Platform.Outbox;

namespace Monipolku.Assessments.Contracts;

/// <summary>Silent after the reminder too: the managers of both units see it.</summary>
/// <param name="AskedByUnitId">The unit that asked.</param>
public sealed record ParticipationEscalated(Guid EventId, Guid PersonId, Guid AssessmentId, Guid RequestId, Guid? UnitId, Guid AskedByUnitId) : IIntegrationEvent
{
    public static string Name => "assessments.participation-escalated.v1";
}
