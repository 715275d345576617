using Microsoft.EntityFrameworkCore;
using Monipolku.Intake.Contracts;

namespace Monipolku.Intake;

internal sealed class IntakeMatters(IntakeDb db) : IIntakeMatters
{
    public async Task<IntakeMatterRecord?> Find(Guid matterId, CancellationToken ct)
    {
        var matter = await db.Matters.AsNoTracking().FirstOrDefaultAsync(m => m.Id == matterId, ct);
        return matter is null ? null : new IntakeMatterRecord(
            matter.Id, matter.PersonId, matter.OwnerUnitId, matter.ArrivedOn,
            AssessmentDecided: matter.Decision?.Outcome == DecisionOutcome.StartAssessment,
            CompleteBy: matter.Clocks.FirstOrDefault(c => c is { Name: ClockName.CompleteAssessment, StoppedOn: null })?.DueOn,
            matter.AwaitsUrgency,
            AboutChild: matter.Kind is MatterKind.ChildWelfareNotification or MatterKind.JointRequestWithFamily or MatterKind.AnticipatoryNotification);
    }
}
