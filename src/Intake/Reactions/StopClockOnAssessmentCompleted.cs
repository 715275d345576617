using Microsoft.EntityFrameworkCore;
using Monipolku.Intake.Contracts;
using Monipolku.Platform.Outbox;

namespace Monipolku.Intake.Reactions;

internal sealed class StopClockOnAssessmentCompleted(IntakeDb db, ArrivalRules rules, TimeProvider clock) : IReaction<AssessmentCompleted>
{
    public async Task Handle(AssessmentCompleted happened, CancellationToken ct)
    {
        if (!await db.FirstTime(happened, this, ct)) return;
        var matter = await db.Matters.SingleAsync(m => m.Id == happened.MatterId, ct);
        matter.CompleteAssessment(happened.CompletedOn, happened.NeedsServices == true, await rules.Now(ct));
        await MoveAlertsOnMatterDecided.Settle(db, matter, clock.GetUtcNow(), ct);
        await db.SaveChangesAsync(ct);
    }
}
