using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Monipolku.Access.Contracts;

namespace Monipolku.Plans;

/// <summary>What is being written, for those who write it; the plan in force where nobody has begun to change it.</summary>
internal static class ReadPlanDraft
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/plans/{id:guid}/draft", Handle)
        .WithName(nameof(ReadPlanDraft))
        .WithSummary("Read the draft of a joint plan, to go on writing it")
        .Requires(Rights.WritePlan);

    private static async Task<Results<Ok<PlanView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, Caller caller, PlansDb db, PlanSecrets secrets, IAccessGate gate, CancellationToken ct)
    {
        var found = await db.FindForChange(id, ct);
        if (found is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.WritePlan, found.Plan.PersonId, ct, new DataItem(Id: id));
        if (access.Refusal is { } no) return no.ToProblem();
        return TypedResults.Ok(found.Draft(secrets) is { } draft
            ? PlanView.OfDraft(found.Plan, draft, found.NewOwnWords)
            : PlanView.OfApproved(found.Plan, secrets.ReadApproved(found.InForceSecret!), found.NewOwnWords));
    }
}
