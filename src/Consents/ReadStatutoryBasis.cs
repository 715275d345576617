using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;

namespace Monipolku.Consents;

internal static class ReadStatutoryBasis
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/statutory-bases/{id:guid}", Handle)
        .WithName(nameof(ReadStatutoryBasis))
        .WithSummary("Read a statutory basis")
        .Requires(Rights.ReadStatutoryBases);

    private static async Task<Results<Ok<StatutoryBasisView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, Caller caller, ConsentsDb db, ConsentViews views, IAccessGate gate, CancellationToken ct)
    {
        var basis = await db.StatutoryBases.AsNoTracking().FirstOrDefaultAsync(b => b.Id == id, ct);
        if (basis is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.ReadStatutoryBases, basis.PersonId, ct);
        return access.Refusal is { } no ? no.ToProblem() : TypedResults.Ok(views.Of(basis));
    }
}
