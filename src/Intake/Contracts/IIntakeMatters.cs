namespace Monipolku.Intake.Contracts;

/// <summary>Intake matters, for modules that go on from one.</summary>
public interface IIntakeMatters
{
    Task<IntakeMatterRecord?> Find(Guid matterId, CancellationToken ct);
}

/// <param name="ArrivedOn">Day on which the matter became pending (vireilletulo), Europe/Helsinki. Both clocks run from it.</param>
/// <param name="AssessmentDecided">Whether it was decided to start a service-needs assessment (SHL 36 §).</param>
/// <param name="CompleteBy">Last day of the three months (LSL 26 §); null where no such clock runs.</param>
/// <param name="AwaitsUrgency">Whether a notification has come whose urgency nobody has assessed.</param>
/// <param name="AboutChild">Whether its kind is one about a child, born or not.</param>
public sealed record IntakeMatterRecord(Guid Id, Guid PersonId, Guid UnitId, DateOnly ArrivedOn, bool AssessmentDecided, DateOnly? CompleteBy, bool AwaitsUrgency, bool AboutChild);
