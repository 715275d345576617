using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Intake;

/// <summary>The client's matters in the overview.</summary>
internal sealed class MatterChapter(IntakeDb db) : IOverviewChapter
{
    public OverviewPart Part => OverviewPart.Matters;
    public Right Right => Rights.ReadIntake;
    public Right RecordsWith => Rights.HandleIntake;

    public async Task<IReadOnlyList<OverviewLine>> Of(Guid personId, Decision access, CancellationToken ct)
    {
        var matters = await db.Matters.AsNoTracking().Where(m => m.PersonId == personId).OrderByDescending(m => m.Id).Take(OverviewLine.Most + 1).ToListAsync(ct);
        return [.. matters.Select(m => new OverviewLine(
            m.Id, JsonRules.CodeOf(m.Kind), JsonRules.CodeOf(m.Status), m.ArrivedOn, $"/api/v1/intake/matters/{m.Id}", m.NextDueOn, m.OwnerId, m.OwnerUnitId, Item: m.Item)
        {
            ToRecord = [.. GapsOf(m)],
        })];
    }

    private static IEnumerable<RecordingGap> GapsOf(IntakeMatter matter)
    {
        var open = matter.Status is not (MatterStatus.Assessed or MatterStatus.Closed);
        if (open && matter.AwaitsUrgency) yield return RecordingGap.UrgencyNotAssessed;
        if (matter.Status == MatterStatus.Evaluated) yield return RecordingGap.DecisionMissing;
        if (matter.Decision is not null && matter.MustTell.Any(m => matter.TickOf(m.Who) is null)) yield return RecordingGap.NotTold;
    }
}
