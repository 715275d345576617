using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;

namespace Monipolku.Consents;

/// <summary>Ticks that a unit has been told that a statutory basis has ended.</summary>
internal static class TickStatutoryBasisNotice
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/statutory-bases/{id:guid}/told", Handle)
        .WithName(nameof(TickStatutoryBasisNotice))
        .WithSummary("Tick that a unit has been told that a statutory basis has ended")
        .WithDescription("If-Match is the version of the unit's own line in the list.")
        .WithExample(new TickWithdrawalNoticeRequest(new Guid("0192f0c1-7c1e-7000-8000-000000000002"), NoticeHow.Phone, new DateOnly(2026, 9, 15)))
        .Requires(Rights.RecordStatutoryBasis);

    private static async Task<Results<Ok<WithdrawalNoticeView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, TickWithdrawalNoticeRequest request, IfMatch ifMatch, Caller caller, ConsentsDb db, Notices notices, IAccessGate gate,
        TimeProvider clock, CancellationToken ct)
    {
        var basis = await db.StatutoryBases.AsNoTracking().FirstOrDefaultAsync(x => x.Id == id, ct);
        if (basis is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.RecordStatutoryBasis, basis.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        return await notices.Tick(id, request, ifMatch, access.Actor, clock.GetUtcNow(), ct);
    }
}
