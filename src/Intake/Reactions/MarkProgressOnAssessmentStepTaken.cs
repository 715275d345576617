using Microsoft.EntityFrameworkCore;
using Monipolku.Intake.Contracts;
using Monipolku.Platform.Outbox;

namespace Monipolku.Intake.Reactions;

/// <summary>The matter's step that waits for it is done.</summary>
internal sealed class MarkProgressOnAssessmentStepTaken(IntakeDb db) : IReaction<AssessmentStepTaken>
{
    public async Task Handle(AssessmentStepTaken happened, CancellationToken ct)
    {
        if (!await db.FirstTime(happened, this, ct)) return;
        var matter = await db.Matters.SingleAsync(m => m.Id == happened.MatterId, ct);
        var fact = happened.Step == AssessmentStep.Started ? StepFact.AssessmentStarted : StepFact.ParticipationAsked;
        matter.MarkProgress(new ProgressMark(fact, happened.On, happened.By));
        await db.SaveChangesAsync(ct);
    }
}
