using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Assessments.Contracts;
using Monipolku.People.Contracts;
using Monipolku.Plans.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;

namespace Monipolku.Plans;

/// <param name="MadeWithClient">Whether the plan was made together with the client (SHL 39 §).</param>
/// <param name="ReasonNotMadeWithClient">Required where it was not, 3 to 1000 characters.</param>
/// <param name="ClientsView">What the client says of the finished plan, at most 2000 characters.</param>
/// <param name="Remote">Whether the client took part by phone or video; only where the plan was made with the client.</param>
/// <param name="HowViewObtained">How the client's view was obtained otherwise: required where it was not made with the client, at most 1000 characters.</param>
/// <param name="Involvement">How the client and the family took part in making it; of a client under 18 how the child was asked.</param>
public sealed record ApprovePlanRequest(
    bool MadeWithClient,
    [property: StringLength(1000, MinimumLength = 3)] string? ReasonNotMadeWithClient = null,
    [property: Visible, StringLength(2000, MinimumLength = 1)] string? ClientsView = null,
    bool Remote = false,
    [property: Visible, StringLength(1000)] string? HowViewObtained = null,
    Involvement? Involvement = null)
{
    public override string ToString() => nameof(ApprovePlanRequest);
}

/// <summary>Makes the draft the plan in force: an immutable version that goes to both record systems.</summary>
internal static class ApprovePlan
{
    private const string BecauseOf = "plan";

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/plans/{id:guid}/approve", Handle)
        .WithName(nameof(ApprovePlan))
        .WithSummary("Approve the draft as the plan in force")
        .WithDescription("The units of everybody whom the plan names may open it from now on; units that it no longer names may not.")
        .WithExample(new ApprovePlanRequest(true, ClientsView: "Tämä on minun suunnitelmani.",
            Involvement: new Involvement(new ChildHeard(ChildHearing.WithGuardians, "Tapaaminen nuoren ja äidin kanssa"), "Äiti oli mukana tekemässä.")))
        .Requires(Rights.WritePlan);

    private static async Task<Results<Ok<PlanView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, ApprovePlanRequest request, IfMatch ifMatch, Caller caller, PlansDb db, PlanSecrets secrets,
        IAccessGate gate, PlanBasis basis, IPeople people, TimeProvider clock, CancellationToken ct)
    {
        var found = await db.FindForChange(id, ct);
        if (found is null) return TypedResults.NotFound();
        var plan = found.Plan;
        var access = await gate.Decide(caller, Rights.WritePlan, plan.PersonId, ct, new DataItem(Id: id));
        if (access.Refusal is { } no) return no.ToProblem();
        if (ifMatch.Check(plan) is { } stale) return stale.ToProblem();
        if (await basis.CheckJointWork(plan.PersonId, ct) is { } noConsent) return noConsent.ToProblem();

        var draft = found.Draft(secrets);
        var staff = draft is null ? new Dictionary<Guid, StaffMember>() : await basis.Staff(draft, ct);
        var born = (await people.Find([plan.PersonId], ct))[plan.PersonId].BirthDate;
        if (plan.Approve(draft, found.InForce(secrets), request, staff, born, WorkingDays.Today(clock)) is { } refusal) return refusal.ToProblem();
        // Named since the draft was written.
        if (await basis.CheckImpartial(plan.PersonId, draft!, staff, ct) is { } partial) return (partial with { Allowed = PlansRefusals.Change }).ToProblem();

        var now = clock.GetUtcNow();
        var document = Document(plan, draft!, request, access.Actor, now);
        db.Approved.Add(new ApprovedPlan
        {
            PlanId = id,
            Version = plan.ApprovedVersion,
            DocumentSecret = secrets.Protect(document),
            ApprovedAt = now,
        });
        await FileGoals(db, document.Plan, ct);
        await OpenToThoseNamed(db, plan, staff.Values, now, ct);

        db.Publish(new PlanApproved(Guid.CreateVersion7(now), plan.PersonId, id, plan.ApprovedVersion));
        return await Save(db, plan, ct) is { } late ? late.ToProblem() : TypedResults.Ok(PlanView.OfApproved(plan, document, false));
    }

    /// <summary>Approved twice at once: the other one's version and goals stand in the way. Anything else is thrown on.</summary>
    private static async Task<Refusal?> Save(PlansDb db, Plan plan, CancellationToken ct)
    {
        try
        {
            await db.SaveChangesAsync(ct);
            return null;
        }
        catch (DbUpdateException) when (!ct.IsCancellationRequested)
        {
            db.ChangeTracker.Clear();
            if (await db.Approved.AnyAsync(a => a.PlanId == plan.Id && a.Version == plan.ApprovedVersion, ct)) return PlatformRefusals.VersionStale;
            throw;
        }
    }

    private static ApprovedDocument Document(Plan plan, PlanContent draft, ApprovePlanRequest request, Actor actor, DateTimeOffset now) => new(
        new PlanDocument(
            plan.Id, plan.ApprovedVersion, plan.PersonId, plan.MatterId, plan.AssessmentId,
            draft.Title, draft.StartsOn, draft.EndsOn, draft.NextReviewOn, draft.OwnWorkerId, draft.WorkPair, draft.Team, draft.Goals,
            actor.StaffId, actor.UnitId, now),
        draft.DissentingViews,
        request.MadeWithClient,
        request.MadeWithClient ? null : request.ReasonNotMadeWithClient,
        request.ClientsView,
        request.Remote,
        request.HowViewObtained,
        request.Involvement);

    private static async Task FileGoals(PlansDb db, PlanDocument document, CancellationToken ct)
    {
        var filed = await db.Goals.Where(g => g.PlanId == document.PlanId).ToDictionaryAsync(g => g.GoalId, ct);
        foreach (var goal in document.Goals)
        {
            if (filed.TryGetValue(goal.Id, out var row)) row.Version = document.Version;
            else db.Goals.Add(new PlanGoal { GoalId = goal.Id, PlanId = document.PlanId, Version = document.Version });
        }
    }

    private static async Task OpenToThoseNamed(PlansDb db, Plan plan, IEnumerable<StaffMember> named, DateTimeOffset now, CancellationToken ct)
    {
        var units = named.Select(s => s.UnitId).ToHashSet();
        var open = await db.Relationships.Where(r => r.BecauseOfId == plan.Id && r.Until == null).ToListAsync(ct);
        foreach (var ended in open.Where(r => !units.Contains(r.UnitId))) ended.End(now);
        foreach (var unit in units.Except(open.Select(r => r.UnitId)))
            db.Relationships.Add(ClientRelationship.Begin(plan.PersonId, unit, BecauseOf, plan.Id, now));
    }
}
