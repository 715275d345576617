using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;
using Monipolku.Platform;

namespace Monipolku.Consents;

internal static class ListProhibitions
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/prohibitions", Handle)
        .WithName(nameof(ListProhibitions))
        .WithSummary("List a client's prohibitions and vetoes, in the order in which they were recorded")
        .WithDescription("The withdrawn ones too.")
        .Requires(Rights.ReadConsents);

    private static async Task<Results<Ok<Page<ProhibitionView>>, ProblemHttpResult>> Handle(
        Guid personId, Caller caller, ConsentsDb db, ConsentViews views, ISharingBasis sharing, IAccessGate gate, CancellationToken ct,
        string? cursor = null, [Range(1, Pages.LargestLimit)] int limit = Pages.DefaultLimit)
    {
        var access = await gate.Decide(caller, Rights.ReadConsents, personId, ct);
        if (access.ListRefusal is { } no) return no.ToProblem();
        if (!Pages.TryDecodeId(cursor, out var after)) return PlatformRefusals.CursorInvalid.ToProblem();

        var (byGuardian, whose) = (access.ByGuardian, access.Shows(personId));
        var hidden = await db.ProhibitionsHiddenFrom(access, whose, await sharing.KeptFrom(access, personId, ct), ct);
        var prohibitions = await db.Prohibitions.AsNoTracking()
            .Where(p => p.PersonId == whose && p.Id > after && (!byGuardian || p.Kind != ProhibitionKind.Guardians) && !hidden.Contains(p.Id))
            .OrderBy(p => p.Id)
            .Take(limit + 1)
            .ToListAsync(ct);
        return TypedResults.Ok(Pages.Of(prohibitions, limit, p => p.Id.ToString(), p => views.Of(p, access)));
    }
}
