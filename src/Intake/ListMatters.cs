using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Intake;

/// <summary>A matter in the queue: ids, codes and dates.</summary>
/// <param name="UrgencyCode">THL code set 1252; null until assessed.</param>
/// <param name="Clocks">As they stand at this look.</param>
public sealed record MatterListItem(
    Guid Id, Guid PersonId, MatterKind Kind, MatterStatus Status, DateOnly ArrivedOn, Guid? OwnerId, string? UrgencyCode,
    IReadOnlyList<ClockView> Clocks, int Version)
{
    internal static MatterListItem Of(IntakeMatter matter, DateOnly today) => new(
        matter.Id, matter.PersonId, matter.Kind, matter.Status, matter.ArrivedOn, matter.OwnerId, matter.Urgency?.Code,
        ClockView.At(today, matter.Clocks), matter.Version);
}

internal static class ListMatters
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/intake/matters", Handle)
        .WithName(nameof(ListMatters))
        .WithSummary("List the matters that your unit answers for, in the order of arrival")
        .Requires(Rights.ListIntake);

    private static async Task<Results<Ok<Page<MatterListItem>>, ProblemHttpResult>> Handle(
        Caller caller, IntakeDb db, IAccessGate gate, TimeProvider clock, CancellationToken ct,
        string? status = null, string? cursor = null, [Range(1, Pages.LargestLimit)] int limit = Pages.DefaultLimit)
    {
        var access = await gate.DecideList(caller, Rights.ListIntake, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (!JsonRules.TryRead(status, out MatterStatus? asked)) return IntakeRefusals.StatusUnknown.ToProblem();
        if (!Pages.TryDecodeId(cursor, out var after)) return PlatformRefusals.CursorInvalid.ToProblem();

        var now = clock.GetUtcNow();
        var (units, own) = (access.Actor.UnitIds, access.Actor.OwnRecords);
        var relationships = ClientRelationship.InForce(db.Relationships, now);
        var matters = await db.Matters.AsNoTracking()
            .Where(m => units.Contains(m.OwnerUnitId) && m.Id > after && (asked == null || m.Status == asked))
            .Where(m => relationships.Any(r => r.PersonId == m.PersonId && r.UnitId == m.OwnerUnitId))
            .Where(m => !own.Contains(m.PersonId))
            .OrderBy(m => m.Id)
            .Take(limit + 1)
            .ToListAsync(ct);
        var today = WorkingDays.DateOf(now);
        var page = Pages.Of(matters, limit, m => m.Id.ToString(), m => MatterListItem.Of(m, today));
        await gate.Show(access, page.Items.Select(m => m.PersonId), ct);
        return TypedResults.Ok(page);
    }
}
