using Monipolku.Platform.Outbox;

namespace Monipolku.Intake.Contracts;

/// <summary>
/// Told to Intake by Assessments: the matter's assessment is complete, and the three-month clock stops on that day.
/// It stands here because Assessments knows Intake and not the other way round.
/// </summary>
/// <param name="NeedsServices">Whether it found a need: the three months of SHL 45 § start. Null in events of before that was told.</param>
public sealed record AssessmentCompleted(
    Guid EventId, Guid PersonId, Guid MatterId, Guid AssessmentId, DateOnly CompletedOn, bool? NeedsServices = null) : IIntegrationEvent
{
    public static string Name => "assessments.assessment-completed.v1";
}
