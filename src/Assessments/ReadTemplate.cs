using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Monipolku.Access.Contracts;
using Monipolku.Assessments.Contracts;

namespace Monipolku.Assessments;

internal static class ReadTemplate
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/assessments/templates/{id}", Handle)
        .WithName(nameof(ReadTemplate))
        .WithSummary("Read an edition of an assessment template")
        .Requires(Rights.ReadTemplates);

    private static async Task<Results<Ok<AssessmentTemplate>, NotFound, ProblemHttpResult>> Handle(
        string id, Caller caller, AssessmentTemplates templates, IAccessGate gate, CancellationToken ct)
    {
        var access = await gate.Decide(caller, Rights.ReadTemplates, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        return await templates.Find(id, ct) is { } template ? TypedResults.Ok(template) : TypedResults.NotFound();
    }
}
