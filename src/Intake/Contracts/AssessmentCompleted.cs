using Monipolku.Platform.Outbox;

namespace Monipolku.Intake.Contracts;

/// <summary>
/// Told to Intake by Assessments: the matter's assessment is complete, and the three-month clock stops on that day.
/// It stands here because Assessments knows Intake and not the other way round.
/// </summary>
public sealed record AssessmentCompleted(Guid EventId, Guid PersonId, Guid MatterId, Guid AssessmentId, DateOnly CompletedOn) : IIntegrationEvent
{
    public static string Name => "assessments.assessment-completed.v1";
}
