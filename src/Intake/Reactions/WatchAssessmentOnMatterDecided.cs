using Microsoft.EntityFrameworkCore;
using Monipolku.Intake.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.Outbox;

namespace Monipolku.Intake.Reactions;

/// <summary>From the decision on somebody is to write in the assessment.</summary>
internal sealed class WatchAssessmentOnMatterDecided(IntakeDb db, ArrivalRules rules, TimeProvider clock) : IReaction<MatterDecided>
{
    public async Task Handle(MatterDecided happened, CancellationToken ct)
    {
        if (!happened.AssessmentStarts || !await db.FirstTime(happened, this, ct)) return;
        var matter = await db.Matters.SingleAsync(m => m.Id == happened.MatterId, ct);
        var today = WorkingDays.Today(clock);
        matter.Written(today, (await rules.Now(ct)).On(today).IdleWorkingDays);
        await db.SaveChangesAsync(ct);
    }
}
