using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Monipolku.Access.Contracts;
using Monipolku.Fhir.Deliveries;
using Monipolku.Plans.Contracts;

namespace Monipolku.Fhir;

/// <summary>Shows in which record systems each approved version of a plan is, and whether they hold the same.</summary>
internal static class ReadPlanRecordings
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/plans/{id:guid}/recordings", Handle)
        .WithName(nameof(ReadPlanRecordings))
        .WithSummary("Where a plan has been recorded, with receipts")
        .WithDescription("Of a plan without an approved version: 404.")
        .Requires(Rights.ReadPlan);

    private static async Task<Results<Ok<RecordingsView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, Caller caller, IPlanVersions plans, IAccessGate gate, FhirDb db, RecordSystems systems, CancellationToken ct)
    {
        if (await plans.FindLatest([id], ct) is not [var plan]) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.ReadPlan, plan.PersonId, ct, new DataItem(Id: id));
        if (access.Refusal is { } no) return no.ToProblem();
        return TypedResults.Ok(await Recordings.Read(db, systems, DeliveryKind.Plan, id, ct));
    }
}
