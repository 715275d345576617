using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Consents;

internal static class ListStatutoryBases
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/statutory-bases", Handle)
        .WithName(nameof(ListStatutoryBases))
        .WithSummary("List a client's statutory bases, in the order in which they were recorded")
        .Requires(Rights.ReadStatutoryBases);

    private static async Task<Results<Ok<Page<StatutoryBasisView>>, ProblemHttpResult>> Handle(
        Guid personId, Caller caller, ConsentsDb db, ConsentViews views, IAccessGate gate, CancellationToken ct,
        string? cursor = null, [Range(1, Pages.LargestLimit)] int limit = Pages.DefaultLimit)
    {
        var access = await gate.Decide(caller, Rights.ReadStatutoryBases, personId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (!Pages.TryDecodeId(cursor, out var after)) return PlatformRefusals.CursorInvalid.ToProblem();

        var bases = await db.StatutoryBases.AsNoTracking()
            .Where(b => b.PersonId == personId && b.Id > after)
            .OrderBy(b => b.Id)
            .Take(limit + 1)
            .ToListAsync(ct);
        return TypedResults.Ok(Pages.Of(bases, limit, b => b.Id.ToString(), views.Of));
    }
}
