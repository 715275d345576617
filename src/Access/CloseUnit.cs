using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Access;

/// <summary>Closes a unit: nobody acts in its name any more.</summary>
internal static class CloseUnit
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/units/{id:guid}/end", Handle)
        .WithName(nameof(CloseUnit))
        .WithSummary("Close a unit now")
        .Requires(Rights.AdministerAccess);

    private static async Task<Results<Ok<UnitView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, IfMatch ifMatch, Caller caller, AccessDb db, Administrators administrators, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var unit = await db.Units.FirstOrDefaultAsync(u => u.Id == id, ct);
        if (unit is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.AdministerAccess, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (ifMatch.Check(unit) is { } stale) return stale.ToProblem();
        if (await administrators.LetGoWith(unit, ct) is { } last) return last.ToProblem();
        if (unit.Close(clock.GetUtcNow()) is { } refusal) return refusal.ToProblem();
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(UnitView.Of(unit));
    }
}
