using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;

namespace Monipolku.Consents;

/// <param name="UnitId">The unit that was told.</param>
/// <param name="On">Day, Europe/Helsinki: from the change until today.</param>
/// <param name="AboutVersion">Of which version, as the list says; the newest when left out.</param>
public sealed record TickWithdrawalNoticeRequest([property: Required] Guid UnitId, NoticeHow How, DateOnly On, int? AboutVersion = null);

/// <summary>Ticks that a unit has been told of a withdrawal.</summary>
internal static class TickWithdrawalNotice
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/consents/{id:guid}/told", Handle)
        .WithName(nameof(TickWithdrawalNotice))
        .WithSummary("Tick that a unit has been told of a withdrawal")
        .WithDescription("If-Match is the version of the unit's own line in the list.")
        .WithExample(new TickWithdrawalNoticeRequest(new Guid("0192f0c1-7c1e-7000-8000-000000000002"), NoticeHow.Phone, new DateOnly(2026, 9, 15)))
        .Requires(Rights.RecordConsent);

    private static async Task<Results<Ok<WithdrawalNoticeView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, TickWithdrawalNoticeRequest request, IfMatch ifMatch, Caller caller, ConsentsDb db, Notices notices, IAccessGate gate,
        TimeProvider clock, CancellationToken ct)
    {
        var consent = await db.Consents.AsNoTracking().FirstOrDefaultAsync(c => c.Id == id, ct);
        if (consent is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.RecordConsent, consent.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        return await notices.Tick(id, request, ifMatch, access.Actor, clock.GetUtcNow(), ct);
    }
}
