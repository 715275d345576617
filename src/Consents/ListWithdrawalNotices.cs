using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Consents;

/// <param name="UnitId">The unit that must be told.</param>
/// <param name="Since">The moment of the withdrawal.</param>
/// <param name="ToldOn">Day, Europe/Helsinki; null until told.</param>
/// <param name="ToldBy">The staff member who ticked it.</param>
/// <param name="TickedAt">And when.</param>
public sealed record WithdrawalNoticeView(
    Guid Id, Guid ConsentId, Guid UnitId, DateTimeOffset Since, NoticeHow? How, DateOnly? ToldOn, Guid? ToldBy, DateTimeOffset? TickedAt, int Version) : IVersioned
{
    internal static WithdrawalNoticeView Of(WithdrawalNotice n) => new(n.Id, n.ConsentId, n.UnitId, n.Since, n.How, n.ToldOn, n.ToldBy, n.TickedAt, n.Version);
}

/// <summary>Who must be told of a withdrawal, and who has been. The two record systems get it by themselves: see its recordings.</summary>
internal static class ListWithdrawalNotices
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/consents/{id:guid}/told", Handle)
        .WithName(nameof(ListWithdrawalNotices))
        .WithSummary("List the units that must be told of a withdrawal, and who told them when")
        .Requires(Rights.ReadConsents);

    private static async Task<Results<Ok<Page<WithdrawalNoticeView>>, NotFound, ProblemHttpResult>> Handle(
        Guid id, Caller caller, ConsentsDb db, IAccessGate gate, CancellationToken ct,
        string? cursor = null, [Range(1, Pages.LargestLimit)] int limit = Pages.DefaultLimit)
    {
        var consent = await db.Consents.AsNoTracking().FirstOrDefaultAsync(c => c.Id == id, ct);
        if (consent is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.ReadConsents, consent.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (!Pages.TryDecodeId(cursor, out var after)) return PlatformRefusals.CursorInvalid.ToProblem();

        var notices = await db.WithdrawalNotices.AsNoTracking()
            .Where(n => n.ConsentId == id && n.Id > after).OrderBy(n => n.Id).Take(limit + 1).ToListAsync(ct);
        return TypedResults.Ok(Pages.Of(notices, limit, n => n.Id.ToString(), WithdrawalNoticeView.Of));
    }
}
