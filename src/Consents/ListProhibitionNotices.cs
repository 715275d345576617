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

/// <summary>Who must be told that something is forbidden, or is not any more, and who has been.</summary>
internal static class ListProhibitionNotices
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/prohibitions/{id:guid}/told", Handle)
        .WithName(nameof(ListProhibitionNotices))
        .WithSummary("List who must be told of a prohibition or veto and of its withdrawal, and who told them when")
        .Requires(Rights.ReadConsents);

    private static async Task<Results<Ok<NoticesView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, Caller caller, ConsentsDb db, Notices notices, IRecordingReceipts receipts, ISharingBasis sharing, IAccessGate gate, CancellationToken ct,
        string? cursor = null, [Range(1, Pages.LargestLimit)] int limit = Pages.DefaultLimit)
    {
        var prohibition = await db.Prohibitions.AsNoTracking().FirstOrDefaultAsync(p => p.Id == id, ct);
        if (prohibition is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, prohibition.Kind == ProhibitionKind.Guardians ? Rights.ReadVeto : Rights.ReadConsents, prohibition.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (prohibition.IsHiddenFrom(access, await sharing.KeptFrom(access, prohibition.PersonId, ct))) return TypedResults.NotFound();
        return await notices.List(id, await receipts.Find(id, ct), cursor, limit, ct);
    }
}
