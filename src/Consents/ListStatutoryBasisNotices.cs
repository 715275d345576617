using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Consents;

/// <summary>Who must be told that a statutory basis has ended before its last day, and who has been.</summary>
internal static class ListStatutoryBasisNotices
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/statutory-bases/{id:guid}/told", Handle)
        .WithName(nameof(ListStatutoryBasisNotices))
        .WithSummary("List the units that must be told that a statutory basis has ended, and who told them when")
        .Requires(Rights.ReadStatutoryBases);

    private static async Task<Results<Ok<NoticesView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, Caller caller, ConsentsDb db, Notices notices, IAccessGate gate, CancellationToken ct,
        string? cursor = null, [Range(1, Pages.LargestLimit)] int limit = Pages.DefaultLimit)
    {
        var basis = await db.StatutoryBases.AsNoTracking().FirstOrDefaultAsync(b => b.Id == id, ct);
        if (basis is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.ReadStatutoryBases, basis.PersonId, ct);
        return access.Refusal is { } no ? no.ToProblem() : await notices.List(id, [], cursor, limit, ct);
    }
}
