using Monipolku.Platform.Outbox;

namespace Monipolku.Assessments.Contracts;

/// <summary>The asked one has answered.</summary>
/// <param name="Joins">False when it declined.</param>
public sealed record ParticipationAnswered(Guid EventId, Guid PersonId, Guid AssessmentId, Guid RequestId, bool Joins) : IIntegrationEvent
{
    public static string Name => "assessments.participation-answered.v1";
}
