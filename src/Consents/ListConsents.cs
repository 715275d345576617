using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Consents;

internal static class ListConsents
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/consents", Handle)
        .WithName(nameof(ListConsents))
        .WithSummary("List a client's consents and permissions, in the order in which they were recorded")
        .WithDescription("Present versions of all of them, the ended ones too.")
        .Requires(Rights.ReadConsents);

    private static async Task<Results<Ok<Page<ConsentView>>, ProblemHttpResult>> Handle(
        Guid personId, Caller caller, ConsentsDb db, ConsentViews views, IAccessGate gate, CancellationToken ct,
        string? cursor = null, [Range(1, Pages.LargestLimit)] int limit = Pages.DefaultLimit)
    {
        var access = await gate.Decide(caller, Rights.ReadConsents, personId, ct);
        if (access.ListRefusal is { } no) return no.ToProblem();
        if (!Pages.TryDecodeId(cursor, out var after)) return PlatformRefusals.CursorInvalid.ToProblem();

        var whose = access.Shows(personId);
        var consents = await db.Consents.AsNoTracking()
            .Where(c => c.PersonId == whose && c.Id > after)
            .OrderBy(c => c.Id)
            .Take(limit + 1)
            .ToListAsync(ct);
        return TypedResults.Ok(Pages.Of(consents, limit, c => c.Id.ToString(), views.Of));
    }
}
