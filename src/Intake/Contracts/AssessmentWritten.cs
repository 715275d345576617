using Monipolku.Platform.Outbox;

namespace Monipolku.Intake.Contracts;

/// <summary>Told to Intake by Assessments: somebody has written in the matter's assessment on that day.</summary>
public sealed record AssessmentWritten(Guid EventId, Guid PersonId, Guid MatterId, DateOnly On) : IIntegrationEvent
{
    public static string Name => "assessments.assessment-written.v1";
}
