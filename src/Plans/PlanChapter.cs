using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Plans;

/// <summary>The client's joint plans in the overview.</summary>
internal sealed class PlanChapter(PlansDb db, PlanSecrets secrets, TimeProvider clock) : IOverviewChapter
{
    public OverviewPart Part => OverviewPart.Plans;
    public Right Right => Rights.ReadPlan;
    public Right RecordsWith => Rights.WritePlan;

    public async Task<IReadOnlyList<OverviewLine>> Of(Guid personId, Decision access, CancellationToken ct)
    {
        var byClient = access.ByClient;
        var plans = await db.Shown(db.Plans
            .Where(p => p.PersonId == personId && (!byClient || p.ApprovedVersion > 0))
            .OrderByDescending(p => p.Id).Take(OverviewLine.Most + 1)).ToListAsync(ct);
        var today = WorkingDays.Today(clock);
        return [.. plans.OrderByDescending(p => p.Id).Select(p => Line(p.View(secrets, byClient), today))];
    }

    private static OverviewLine Line(PlanView plan, DateOnly today)
    {
        var says = plan.Document;
        List<RecordingGap> gaps = [];
        if (plan.DraftPending) gaps.Add(RecordingGap.PlanNotApproved);
        if (plan.Approval is { ClientsView: null }) gaps.Add(RecordingGap.ClientsViewMissing);
        if (plan.Approval is not null && says.NextReviewOn < today && !(says.EndsOn < today)) gaps.Add(RecordingGap.ReviewOverdue);
        return new OverviewLine(
            plan.Id, "jointPlan", JsonRules.CodeOf(plan.Status), says.StartsOn, $"/api/v1/plans/{plan.Id}", says.NextReviewOn, says.OwnWorkerId, plan.Approval?.UnitId, says.Title)
        {
            ToRecord = gaps,
        };
    }
}

/// <summary>Who stands beside the client now, in the overview.</summary>
internal sealed class CoordinatorChapter(PlansDb db) : IOverviewChapter
{
    public OverviewPart Part => OverviewPart.Coordinators;
    public Right Right => Rights.ReadCoordinator;
    public Right RecordsWith => Rights.NameCoordinator;

    public async Task<IReadOnlyList<OverviewLine>> Of(Guid personId, Decision access, CancellationToken ct)
    {
        var found = await db.Coordinators.AsNoTracking().Where(c => c.PersonId == personId && c.EndedAt == null).ToListAsync(ct);
        return [.. found.Select(c => new OverviewLine(c.Id, "caseCoordinator", "active", c.From, $"/api/v1/coordinators/{c.Id}", ResponsibleId: c.StaffId, UnitId: c.UnitId))];
    }
}
