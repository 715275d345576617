using Monipolku.Platform.Outbox;

namespace Monipolku.Assessments.Contracts;

/// <summary>Somebody is asked to take part in an assessment (SHL 41 §).</summary>
/// <param name="UnitId">The asked unit; null for an authority outside this service.</param>
public sealed record ParticipationAsked(Guid EventId, Guid PersonId, Guid AssessmentId, Guid RequestId, Guid? UnitId) : IIntegrationEvent
{
    public static string Name => "assessments.participation-asked.v1";
}
