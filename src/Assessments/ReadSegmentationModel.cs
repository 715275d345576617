using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Assessments;

internal static class ReadSegmentationModel
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/assessments/segmentation-models/{id}", Handle)
        .WithName(nameof(ReadSegmentationModel))
        .WithSummary("Read an edition of the segmentation; current is the one in use today")
        .Requires(Rights.ReadTemplates);

    private static async Task<Results<Ok<SegmentationModelView>, NotFound, ProblemHttpResult>> Handle(
        string id, Caller caller, SegmentationModels models, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var access = await gate.Decide(caller, Rights.ReadTemplates, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        var model = id == "current" ? await models.ValidOn(WorkingDays.Today(clock), ct) : await models.Find(id, ct);
        return model is null ? TypedResults.NotFound() : TypedResults.Ok(model);
    }
}
