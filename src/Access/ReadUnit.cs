using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;

namespace Monipolku.Access;

internal static class ReadUnit
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/units/{id:guid}", Handle)
        .WithName(nameof(ReadUnit))
        .WithSummary("Read a unit")
        .Requires(Rights.ReadDirectory);

    private static async Task<Results<Ok<UnitView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, Caller caller, AccessDb db, IAccessGate gate, CancellationToken ct)
    {
        var access = await gate.Decide(caller, Rights.ReadDirectory, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        var unit = await db.Units.AsNoTracking().FirstOrDefaultAsync(u => u.Id == id, ct);
        return unit is null ? TypedResults.NotFound() : TypedResults.Ok(UnitView.Of(unit));
    }
}
