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

/// <param name="AboutId">The consent, permission, prohibition or statutory basis.</param>
/// <param name="AboutVersion">Its version that says what is to be told: of a prohibition 1 that it holds, 2 that it does not any more; of the others 2, the end.</param>
/// <param name="UnitId">The unit that must be told.</param>
/// <param name="Since">The moment of the change.</param>
/// <param name="ToldOn">Day, Europe/Helsinki; null until told.</param>
/// <param name="ToldBy">The staff member who ticked it.</param>
/// <param name="TickedAt">And when.</param>
public sealed record WithdrawalNoticeView(
    Guid Id, Guid AboutId, int AboutVersion, Guid UnitId, DateTimeOffset Since, NoticeHow? How, DateOnly? ToldOn, Guid? ToldBy, DateTimeOffset? TickedAt, int Version) : IVersioned
{
    internal static WithdrawalNoticeView Of(WithdrawalNotice n) => new(n.Id, n.AboutId, n.AboutVersion, n.UnitId, n.Since, n.How, n.ToldOn, n.ToldBy, n.TickedAt, n.Version);
}

/// <param name="Items">Units, in the order in which it was noted that they must be told.</param>
/// <param name="Next">Cursor of the next page; null on the last.</param>
/// <param name="RecordSystems">The registers' record systems, which get it by themselves: how far each is; on every page. None of a statutory basis, which is not delivered.</param>
public sealed record NoticesView(IReadOnlyList<WithdrawalNoticeView> Items, string? Next, IReadOnlyList<SystemReceipt> RecordSystems);

/// <summary>Who must be told that a consent or permission was withdrawn or narrowed, and who has been.</summary>
internal static class ListWithdrawalNotices
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/consents/{id:guid}/told", Handle)
        .WithName(nameof(ListWithdrawalNotices))
        .WithSummary("List who must be told of a withdrawal, or of a permission that a narrower one replaced, and who told them when")
        .WithDescription("Units: the named recipients; else those of the receiving sector that serve the client or have used the data on it. Then the record systems.")
        .Requires(Rights.ReadConsents);

    private static async Task<Results<Ok<NoticesView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, Caller caller, ConsentsDb db, Notices notices, IRecordingReceipts receipts, IAccessGate gate, CancellationToken ct,
        string? cursor = null, [Range(1, Pages.LargestLimit)] int limit = Pages.DefaultLimit)
    {
        var consent = await db.Consents.AsNoTracking().FirstOrDefaultAsync(c => c.Id == id, ct);
        if (consent is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.ReadConsents, consent.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        return await notices.List(id, await receipts.Find(id, ct), cursor, limit, ct);
    }
}
