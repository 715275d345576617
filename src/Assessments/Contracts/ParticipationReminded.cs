using Monipolku.Platform.Outbox;

namespace Monipolku.Assessments.Contracts;

/// <summary>The asked one has been silent past the day: it is reminded.</summary>
public sealed record ParticipationReminded(Guid EventId, Guid PersonId, Guid AssessmentId, Guid RequestId, Guid? UnitId) : IIntegrationEvent
{
    public static string Name => "assessments.participation-reminded.v1";
}
