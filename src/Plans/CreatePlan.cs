using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Monipolku.Access.Contracts;
using Monipolku.Assessments.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;

namespace Monipolku.Plans;

/// <param name="PersonId">The client.</param>
/// <param name="AssessmentId">The client's completed assessment, on which the plan rests.</param>
/// <param name="Title">3 to 200 characters.</param>
/// <param name="StartsOn">First day, Europe/Helsinki.</param>
/// <param name="NextReviewOn">After the first day, within 12 months.</param>
/// <param name="OwnWorkerId">Omatyöntekijä (SHL 42 §): no plan without one.</param>
/// <param name="WorkPair">Työpari: one of social care and one of health care. May be empty in a draft.</param>
/// <param name="Team">Who else takes part, at most 30.</param>
/// <param name="Goals">In the client's words, at most 20. May be empty in a draft.</param>
/// <param name="EndsOn">Last day; left out where it is not known.</param>
/// <param name="DissentingViews">Where the makers of the plan disagree, at most 10.</param>
public sealed record CreatePlanRequest(
    Guid PersonId,
    Guid AssessmentId,
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
    internal ChangePlanRequest Content => new(Title, StartsOn, NextReviewOn, OwnWorkerId, WorkPair, Team, Goals, EndsOn, DissentingViews);

    public override string ToString() => nameof(CreatePlanRequest);
}

/// <summary>Starts a joint plan as a draft.</summary>
internal static class CreatePlan
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/plans", Handle)
        .WithName(nameof(CreatePlan))
        .WithSummary("Start a joint plan as a draft")
        .WithDescription("Needs a completed assessment of the client and the client's consent to joint work (SHL 39 §).")
        .WithExample(Example)
        .Requires(Rights.WritePlan)
        .Idempotent<PlansDb>();

    private static CreatePlanRequest Example
    {
        get
        {
            var content = ChangePlan.Example;
            return new CreatePlanRequest(
                Guid.Parse("0192f0c1-7c1e-7000-8000-000000000001"), Guid.Parse("0192f0c1-7c1e-7000-8000-000000000003"),
                content.Title, content.StartsOn, content.NextReviewOn, content.OwnWorkerId, content.WorkPair, content.Team, content.Goals);
        }
    }

    private static async Task<Results<Created<PlanView>, ProblemHttpResult>> Handle(
        CreatePlanRequest request, Idempotency idempotency, Caller caller, PlansDb db, PlanSecrets secrets,
        IAccessGate gate, IAssessments assessments, PlanBasis basis, TimeProvider clock, CancellationToken ct)
    {
        var access = await gate.Decide(caller, Rights.WritePlan, request.PersonId, ct, DataItem.New);
        if (access.Refusal is { } no) return no.ToProblem();

        var assessment = await assessments.Find(request.AssessmentId, ct);
        if (assessment is null || assessment.PersonId != request.PersonId) return PlansRefusals.AssessmentUnknown.ToProblem();
        if (!assessment.Completed) return PlansRefusals.AssessmentNotCompleted.ToProblem();
        if (await basis.CheckJointWork(request.PersonId, ct) is { } noConsent) return noConsent.ToProblem();

        if (request.Content.CheckIds([]) is { } unknown) return unknown.ToProblem();
        var now = clock.GetUtcNow();
        var draft = request.Content.ToContent(now);
        var staff = await basis.Staff(draft, ct);
        if (draft.Check(staff, WorkingDays.Today(clock)) is { } refusal) return refusal.ToProblem();
        if (await basis.CheckImpartial(request.PersonId, draft, staff, ct) is { } partial) return partial.ToProblem();

        var plan = new Plan
        {
            Id = Guid.CreateVersion7(now),
            PersonId = request.PersonId,
            MatterId = assessment.MatterId,
            AssessmentId = assessment.Id,
            DraftSecret = secrets.Protect(draft),
            CreatedBy = access.Actor.StaffId,
            CreatedAt = now,
        };
        db.Plans.Add(plan);
        return await db.SaveCreatedAsync(idempotency, $"/api/v1/plans/{plan.Id}", PlanView.OfDraft(plan, draft, false), ct);
    }
}
