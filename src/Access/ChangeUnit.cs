using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;

namespace Monipolku.Access;

/// <param name="Name">As people know it; 2 to 200 characters.</param>
/// <param name="ReceivesIntake">True for the one unit where notifications and contacts arrive.</param>
public sealed record ChangeUnitRequest([property: Visible, OneLine, StringLength(200, MinimumLength = 2)] string Name, bool ReceivesIntake);

/// <summary>A unit's sector and organisation id never change: with another one it is another unit.</summary>
internal static class ChangeUnit
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/units/{id:guid}", Handle)
        .WithName(nameof(ChangeUnit))
        .WithSummary("Rename a unit, or let it receive notifications")
        .WithExample(new ChangeUnitRequest("Nuorten päihdepalvelu, Kokkola", ReceivesIntake: false))
        .Requires(Rights.AdministerAccess);

    private static async Task<Results<Ok<UnitView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, ChangeUnitRequest request, IfMatch ifMatch, Caller caller, AccessDb db, IAccessGate gate, CancellationToken ct)
    {
        var unit = await db.Units.FirstOrDefaultAsync(u => u.Id == id, ct);
        if (unit is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.AdministerAccess, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (ifMatch.Check(unit) is { } stale) return stale.ToProblem();
        unit.Change(request.Name, request.ReceivesIntake);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(UnitView.Of(unit));
    }
}
