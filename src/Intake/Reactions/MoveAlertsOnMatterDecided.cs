using Microsoft.EntityFrameworkCore;
using Monipolku.Intake.Contracts;
using Monipolku.Platform.Outbox;

namespace Monipolku.Intake.Reactions;

/// <summary>Alerts of clocks that have stopped end; the others go along to whoever answers for the matter now.</summary>
internal sealed class MoveAlertsOnMatterDecided(IntakeDb db, TimeProvider clock) : IReaction<MatterDecided>
{
    public async Task Handle(MatterDecided happened, CancellationToken ct)
    {
        if (!await db.FirstTime(happened, this, ct)) return;
        var matter = await db.Matters.AsNoTracking().SingleAsync(m => m.Id == happened.MatterId, ct);
        await Settle(db, matter, clock.GetUtcNow(), ct);
        await db.SaveChangesAsync(ct);
    }

    public static async Task Settle(IntakeDb db, IntakeMatter matter, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var alert in await db.Alerts.Where(a => a.MatterId == matter.Id && a.AcknowledgedAt == null).ToListAsync(ct))
        {
            var runs = alert.Kind switch
            {
                // Whether it is still missed the watch sees: the decision is a change of the matter.
                AlertKind.MissedStep => true,
                AlertKind.OwnerLeft => matter is { OwnerId: null, NextDueOn: not null },
                AlertKind.IdleAssessment => matter.Status == MatterStatus.InAssessment,
                _ => matter.Clocks.Any(c => c.Name == alert.Clock && c.StoppedOn is null),
            };
            if (!runs) alert.Acknowledge(by: null, now);
            else (alert.UnitId, alert.StaffId) = (matter.OwnerUnitId, matter.OwnerId);
        }
    }
}
