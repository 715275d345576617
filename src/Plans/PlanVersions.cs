using Microsoft.EntityFrameworkCore;
using Monipolku.Plans.Contracts;

namespace Monipolku.Plans;

internal sealed class PlanVersions(PlansDb db, PlanSecrets secrets) : IPlanVersions
{
    public async Task<PlanDocument?> Find(Guid planId, int version, CancellationToken ct)
    {
        var secret = await db.Approved.Where(a => a.PlanId == planId && a.Version == version).Select(a => a.DocumentSecret).FirstOrDefaultAsync(ct);
        return secret is null ? null : secrets.ReadApproved(secret).Plan;
    }

    public async Task<IReadOnlyList<PlanDocument>> Versions(Guid planId, int newest, int count, CancellationToken ct)
    {
        var found = await db.Approved.Where(a => a.PlanId == planId && a.Version <= newest)
            .OrderByDescending(a => a.Version).Take(count).Select(a => a.DocumentSecret).ToListAsync(ct);
        return [.. found.Select(secret => secrets.ReadApproved(secret).Plan)];
    }

    public Task<IReadOnlyList<PlanDocument>> FindLatest(IReadOnlyCollection<Guid> planIds, CancellationToken ct) =>
        Latest(db.Plans.Where(p => planIds.Contains(p.Id)), ct);

    public Task<IReadOnlyList<PlanDocument>> LatestOfPerson(Guid personId, CancellationToken ct) =>
        Latest(db.Plans.Where(p => p.PersonId == personId), ct);

    public Task<IReadOnlyList<PlanDocument>> FindByGoals(IReadOnlyCollection<Guid> goalIds, CancellationToken ct) =>
        Read(
            from approved in db.Approved
            where db.Goals.Any(g => g.PlanId == approved.PlanId && g.Version == approved.Version && goalIds.Contains(g.GoalId))
            select approved,
            ct);

    public Task<IReadOnlyList<PlanDocument>> FindWithoutGoals(IReadOnlyCollection<Guid> goalIds, CancellationToken ct) =>
        Read(
            from approved in db.Approved
            where db.Goals.Any(g => g.PlanId == approved.PlanId && g.Version + 1 == approved.Version && goalIds.Contains(g.GoalId))
            select approved,
            ct);

    private Task<IReadOnlyList<PlanDocument>> Latest(IQueryable<Plan> plans, CancellationToken ct) =>
        Read(
            from plan in plans
            join approved in db.Approved on new { PlanId = plan.Id, Version = plan.ApprovedVersion } equals new { approved.PlanId, approved.Version }
            select approved,
            ct);

    private async Task<IReadOnlyList<PlanDocument>> Read(IQueryable<ApprovedPlan> versions, CancellationToken ct)
    {
        var found = await versions.OrderBy(a => a.PlanId).ThenBy(a => a.Version).Select(a => a.DocumentSecret).ToListAsync(ct);
        return [.. found.Select(secret => secrets.ReadApproved(secret).Plan)];
    }
}
