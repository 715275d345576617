using Microsoft.EntityFrameworkCore;
using Monipolku.Intake.Contracts;
using Monipolku.Platform.Outbox;

namespace Monipolku.Intake.Reactions;

/// <summary>The assessment goes on: it is idle so many working days after this, and an alert that it was ends.</summary>
internal sealed class WatchAssessmentOnAssessmentWritten(IntakeDb db, ArrivalRules rules, TimeProvider clock) : IReaction<AssessmentWritten>
{
    public async Task Handle(AssessmentWritten happened, CancellationToken ct)
    {
        if (!await db.FirstTime(happened, this, ct)) return;
        var matter = await db.Matters.SingleAsync(m => m.Id == happened.MatterId, ct);
        matter.Written(happened.On, (await rules.Now(ct)).On(happened.On).IdleWorkingDays);
        foreach (var idle in await db.Alerts.Where(a => a.MatterId == matter.Id && a.Kind == AlertKind.IdleAssessment && a.AcknowledgedAt == null).ToListAsync(ct))
            idle.Acknowledge(by: null, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
    }
}
