using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Plans;

/// <summary>One approved version, which never changes.</summary>
/// <param name="Version">1, 2, 3.</param>
public sealed record PlanVersionView(
    Guid PlanId, Guid PersonId, Guid MatterId, Guid AssessmentId, PlanContent Document, PlanApproval Approval, int Version) : IVersioned
{
    internal static PlanVersionView Of(ApprovedDocument document) => new(
        document.Plan.PlanId, document.Plan.PersonId, document.Plan.MatterId, document.Plan.AssessmentId,
        PlanContent.Of(document), PlanApproval.Of(document), document.Plan.Version);
}

internal static class ReadPlanVersion
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/plans/{id:guid}/versions/{version:int}", Handle)
        .WithName(nameof(ReadPlanVersion))
        .WithSummary("Read one approved version of a joint plan")
        .Requires(Rights.ReadPlan);

    private static async Task<Results<Ok<PlanVersionView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, int version, Caller caller, PlansDb db, PlanSecrets secrets, IAccessGate gate, CancellationToken ct)
    {
        var secret = await db.Approved.Where(a => a.PlanId == id && a.Version == version).Select(a => a.DocumentSecret).FirstOrDefaultAsync(ct);
        if (secret is null) return TypedResults.NotFound();
        var document = secrets.ReadApproved(secret);
        var access = await gate.Decide(caller, Rights.ReadPlan, document.Plan.PersonId, ct, new DataItem(Id: id));
        return access.Refusal is { } no ? no.ToProblem() : TypedResults.Ok(PlanVersionView.Of(document));
    }
}
