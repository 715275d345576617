using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Monipolku.Access.Contracts;
using Monipolku.Plans.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;

namespace Monipolku.Plans;

/// <summary>The whole draft: what is left out is gone from it. See <see cref="CreatePlanRequest"/> for the members.</summary>
public sealed record ChangePlanRequest(
    [property: Visible, StringLength(200, MinimumLength = 3)] string Title,
    DateOnly StartsOn,
    DateOnly NextReviewOn,
    Guid OwnWorkerId,
    [property: MaxLength(2)] IReadOnlyList<Guid> WorkPair,
    [property: MaxLength(30)] IReadOnlyList<TeamMemberRequest> Team,
    [property: MaxLength(20)] IReadOnlyList<GoalRequest> Goals,
    DateOnly? EndsOn = null,
    [property: MaxLength(10)] IReadOnlyList<DissentingView>? DissentingViews = null)
{
    /// <summary>Ids are given here, not by the caller: who sends one means a goal or action that the plan has.</summary>
    internal Refusal? CheckIds(IReadOnlyList<GoalRecord> known)
    {
        var goals = known.Select(g => g.Id).ToHashSet();
        var actions = known.SelectMany(g => g.Actions).Select(a => a.Id).ToHashSet();
        var seen = new HashSet<Guid>();
        for (var i = 0; i < Goals.Count; i++)
        {
            if (Check(Goals[i].Id, goals, PlansRefusals.GoalUnknown, $"$.goals[{i}].id") is { } goal) return goal;
            for (var j = 0; j < Goals[i].Actions.Count; j++)
            {
                if (Check(Goals[i].Actions[j].Id, actions, PlansRefusals.ActionUnknown, $"$.goals[{i}].actions[{j}].id") is { } action) return action;
            }
        }
        return null;

        Refusal? Check(Guid? id, HashSet<Guid> ids, Refusal unknown, string path) =>
            id is not { } given ? null
            : !ids.Contains(given) ? unknown.At(path)
            : seen.Add(given) ? null : PlansRefusals.IdTwice.At(path);
    }

    internal PlanContent ToContent(DateTimeOffset now) => new(
        Title, StartsOn, EndsOn, NextReviewOn, OwnWorkerId, WorkPair,
        [.. Team.Select(t => new TeamMemberRecord(t.StaffId, t.Task))],
        [.. Goals.Select(g => new GoalRecord(
            g.Id ?? Guid.CreateVersion7(now),
            g.Text,
            [.. g.Actions.Select(a => new ActionRecord(a.Id ?? Guid.CreateVersion7(now), a.Text, a.ResponsibleId, a.DueOn))]))],
        DissentingViews ?? []);

    public override string ToString() => nameof(ChangePlanRequest);
}

/// <param name="Task">What this member does in the team, in plain words, 2 to 200 characters.</param>
public sealed record TeamMemberRequest(Guid StaffId, [property: Visible, StringLength(200, MinimumLength = 2)] string Task)
{
    public override string ToString() => nameof(TeamMemberRequest);
}

/// <param name="Text">In the client's own words, at most 1000 characters.</param>
/// <param name="Actions">At most 20. May be empty in a draft.</param>
/// <param name="Id">Of a goal that the plan has: it stays the same goal. Left out for a new one.</param>
public sealed record GoalRequest(
    [property: Visible, StringLength(1000, MinimumLength = 1)] string Text,
    [property: MaxLength(20)] IReadOnlyList<ActionRequest> Actions,
    Guid? Id = null)
{
    public override string ToString() => nameof(GoalRequest);
}

/// <param name="Text">What is done, at most 500 characters.</param>
/// <param name="ResponsibleId">Exactly one staff member.</param>
/// <param name="DueOn">Day by which it is done, while the plan runs.</param>
/// <param name="Id">Of an action that the plan has. Left out for a new one.</param>
public sealed record ActionRequest(
    [property: Visible, StringLength(500, MinimumLength = 1)] string Text, Guid ResponsibleId, DateOnly DueOn, Guid? Id = null)
{
    public override string ToString() => nameof(ActionRequest);
}

/// <summary>Replaces the draft; after an approval it starts the next one. The approved version stays as it is.</summary>
internal static class ChangePlan
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/plans/{id:guid}", Handle)
        .WithName(nameof(ChangePlan))
        .WithSummary("Change the draft of a joint plan")
        .WithDescription("Replaces the whole draft. After an approval it starts the next draft; send the ids of goals and actions that go on.")
        .WithExample(Example)
        .Requires(Rights.WritePlan);

    internal static ChangePlanRequest Example
    {
        get
        {
            var (social, nurse) = (Guid.Parse("0192f0c1-7c1e-7000-8000-000000000004"), Guid.Parse("0192f0c1-7c1e-7000-8000-000000000005"));
            return new ChangePlanRequest(
                "Takaisin kouluun", new DateOnly(2026, 9, 21), new DateOnly(2026, 12, 14), social, [social, nurse],
                [new TeamMemberRequest(nurse, "Ahdistuksen hoito")],
                [new GoalRequest(
                    "Haluan käydä koulua ilman että pelottaa", [new ActionRequest("Tapaaminen joka viikko", nurse, new DateOnly(2026, 10, 30))])]);
        }
    }

    private static async Task<Results<Ok<PlanView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, ChangePlanRequest request, IfMatch ifMatch, Caller caller, PlansDb db, PlanSecrets secrets,
        IAccessGate gate, PlanBasis basis, TimeProvider clock, CancellationToken ct)
    {
        var found = await db.FindForChange(id, ct);
        if (found is null) return TypedResults.NotFound();
        var plan = found.Plan;
        var access = await gate.Decide(caller, Rights.WritePlan, plan.PersonId, ct, new DataItem(Id: id));
        if (access.Refusal is { } no) return no.ToProblem();
        if (ifMatch.Check(plan) is { } stale) return stale.ToProblem();
        if (await basis.CheckJointWork(plan.PersonId, ct) is { } noConsent) return noConsent.ToProblem();

        if (request.CheckIds(found.KnownGoals(secrets)) is { } unknown) return unknown.ToProblem();
        var draft = request.ToContent(clock.GetUtcNow());
        var staff = await basis.Staff(draft, ct);
        if (draft.Check(staff, WorkingDays.Today(clock)) is { } refusal) return refusal.ToProblem();
        if (await basis.CheckImpartial(plan.PersonId, draft, staff, ct) is { } partial) return partial.ToProblem();

        plan.ChangeDraft(secrets.Protect(draft));
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(PlanView.OfDraft(plan, draft, found.NewOwnWords));
    }
}
