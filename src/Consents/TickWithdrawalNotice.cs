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
/// <param name="On">Day, Europe/Helsinki: from the withdrawal until today.</param>
public sealed record TickWithdrawalNoticeRequest([property: Required] Guid UnitId, NoticeHow How, DateOnly On);

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
        Guid id, TickWithdrawalNoticeRequest request, IfMatch ifMatch, Caller caller, ConsentsDb db, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var consent = await db.Consents.AsNoTracking().FirstOrDefaultAsync(c => c.Id == id, ct);
        if (consent is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.RecordConsent, consent.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        var notice = await db.WithdrawalNotices.FirstOrDefaultAsync(n => n.ConsentId == id && n.UnitId == request.UnitId, ct);
        if (notice is null) return ConsentsRefusals.NobodyToTell.ToProblem();
        if (ifMatch.Check(notice) is { } stale) return stale.ToProblem();

        if (notice.Tick(request.How, request.On, access.Actor.StaffId, clock.GetUtcNow()) is { } refusal) return refusal.ToProblem();
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(WithdrawalNoticeView.Of(notice));
    }
}
