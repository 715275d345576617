using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Access;

internal static class ListStaff
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/staff", Handle)
        .WithName(nameof(ListStaff))
        .WithSummary("List staff, in the order in which they were added")
        .WithDescription("unitId: only that unit's staff. area: only whose work covers that area by name, or is bound to none.")
        .Requires(Rights.ReadDirectory);

    private static async Task<Results<Ok<Page<StaffView>>, ProblemHttpResult>> Handle(
        Caller caller, AccessDb db, IAccessGate gate, CancellationToken ct,
        Guid? unitId = null, [StringLength(100)] string? area = null, string? cursor = null, [Range(1, Pages.LargestLimit)] int limit = Pages.DefaultLimit)
    {
        var access = await gate.Decide(caller, Rights.ReadDirectory, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (!Pages.TryDecodeId(cursor, out var after)) return PlatformRefusals.CursorInvalid.ToProblem();

        var staff = await db.Staff.AsNoTracking()
            .Where(s => s.Id > after && (unitId == null || s.UnitId == unitId) && (area == null || s.Area == null || s.Area == area))
            .OrderBy(s => s.Id)
            .Take(limit + 1)
            .ToListAsync(ct);
        return TypedResults.Ok(Pages.Of(staff, limit, s => s.Id.ToString(), StaffView.Of));
    }
}
