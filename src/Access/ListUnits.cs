using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Access;

internal static class ListUnits
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/units", Handle)
        .WithName(nameof(ListUnits))
        .WithSummary("List units, in the order in which they were added")
        .WithDescription("area: only units in which somebody works today whose work covers that area by name, or is bound to none.")
        .Requires(Rights.ReadDirectory);

    private static async Task<Results<Ok<Page<UnitView>>, ProblemHttpResult>> Handle(
        Caller caller, AccessDb db, IAccessGate gate, TimeProvider clock, CancellationToken ct,
        [StringLength(100)] string? area = null, string? cursor = null, [Range(1, Pages.LargestLimit)] int limit = Pages.DefaultLimit)
    {
        var access = await gate.Decide(caller, Rights.ReadDirectory, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (!Pages.TryDecodeId(cursor, out var after)) return PlatformRefusals.CursorInvalid.ToProblem();

        var now = clock.GetUtcNow();
        var units = await db.Units.AsNoTracking()
            .Where(u => u.Id > after && (area == null || db.Staff.Any(s =>
                s.UnitId == u.Id && (s.Area == null || s.Area == area) && (s.From == null || s.From <= now) && (s.Until == null || s.Until > now))))
            .OrderBy(u => u.Id).Take(limit + 1).ToListAsync(ct);
        return TypedResults.Ok(Pages.Of(units, limit, u => u.Id.ToString(), UnitView.Of));
    }
}
