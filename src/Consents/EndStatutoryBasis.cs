using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Consents;

/// <summary>Ends a statutory basis before its last day: from the next read on it opens nothing.</summary>
internal static class EndStatutoryBasis
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/statutory-bases/{id:guid}/end", Handle)
        .WithName(nameof(EndStatutoryBasis))
        .WithSummary("End a statutory basis")
        .Requires(Rights.RecordStatutoryBasis);

    private static async Task<Results<Ok<StatutoryBasisView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, IfMatch ifMatch, Caller caller, ConsentsDb db, ConsentViews views, Notices notices, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var basis = await db.StatutoryBases.FirstOrDefaultAsync(b => b.Id == id, ct);
        if (basis is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.RecordStatutoryBasis, basis.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (ifMatch.Check(basis) is { } stale) return stale.ToProblem();
        var now = clock.GetUtcNow();
        if (basis.End(access.Actor.StaffId, now) is { } refusal) return refusal.ToProblem();
        await notices.Add((id, basis.Version, basis.PersonId), basis.Direction, basis.RecipientUnits, basis.RecordedAt, access.Actor.UnitId, now, ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(views.Of(basis));
    }
}
