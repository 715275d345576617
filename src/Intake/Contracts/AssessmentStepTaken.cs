using Monipolku.Platform.Outbox;

namespace Monipolku.Intake.Contracts;

/// <summary>What in an assessment a matter's steps wait for.</summary>
public enum AssessmentStep
{
    Started,

    /// <summary>Another unit or authority has been asked to take part.</summary>
    ParticipationAsked,
}

/// <summary>Told to Intake by Assessments: that step of the matter's assessment was taken on that day.</summary>
/// <param name="By">The staff member who took it.</param>
public sealed record AssessmentStepTaken(Guid EventId, Guid PersonId, Guid MatterId, AssessmentStep Step, DateOnly On, Guid By) : IIntegrationEvent
{
    public static string Name => "assessments.step-taken.v1";
}
