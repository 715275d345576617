using Microsoft.EntityFrameworkCore;
using Monipolku.Intake.Contracts;
using Monipolku.Platform.Outbox;

namespace Monipolku.Intake.Reactions;

internal sealed class StopClockOnAssessmentCompleted(IntakeDb db) : IReaction<AssessmentCompleted>
{
    public async Task Handle(AssessmentCompleted happened, CancellationToken ct)
    {
        if (!await db.FirstTime(happened, this, ct)) return;
        var matter = await db.Matters.SingleAsync(m => m.Id == happened.MatterId, ct);
        matter.CompleteAssessment(happened.CompletedOn);
        await db.SaveChangesAsync(ct);
    }
}
