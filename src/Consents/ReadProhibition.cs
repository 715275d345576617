using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;

namespace Monipolku.Consents;

internal static class ReadProhibition
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/prohibitions/{id:guid}", Handle)
        .WithName(nameof(ReadProhibition))
        .WithSummary("Read a prohibition or a minor's veto")
        .Requires(Rights.ReadConsents);

    private static async Task<Results<Ok<ProhibitionView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, Caller caller, ConsentsDb db, ConsentViews views, ISharingBasis sharing, IAccessGate gate, CancellationToken ct)
    {
        var prohibition = await db.Prohibitions.AsNoTracking().FirstOrDefaultAsync(p => p.Id == id, ct);
        if (prohibition is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, prohibition.Kind == ProhibitionKind.Guardians ? Rights.ReadVeto : Rights.ReadConsents, prohibition.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        return prohibition.IsHiddenFrom(access, await sharing.KeptFrom(access, prohibition.PersonId, ct)) ? TypedResults.NotFound() : TypedResults.Ok(views.Of(prohibition, access));
    }
}
