using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Intake;

public enum QueueView
{
    /// <summary>What the caller answers for.</summary>
    Mine,

    /// <summary>What the caller's units answer for.</summary>
    Unit,

    /// <summary>What in the caller's units waits for somebody to take it.</summary>
    Unassigned,

    /// <summary>What in the caller's units has its next last day today.</summary>
    DueToday,

    /// <summary>What in the caller's units has a running clock whose last day has passed, the longest overdue first.</summary>
    Breached,
}

public enum QueueSort
{
    /// <summary>By the next last day, then by arrival.</summary>
    Due,

    /// <summary>By the day of arrival.</summary>
    Arrived,
}

/// <summary>A matter that waits for work: ids, codes and dates.</summary>
/// <param name="OwnerId">Null: the unit's duty worker.</param>
/// <param name="UrgencyCode">THL code set 1252; null until assessed.</param>
/// <param name="NextClock">The running clock whose last day comes first.</param>
/// <param name="DueOn">That last day, Europe/Helsinki.</param>
/// <param name="Force">Whether missing it breaks the law or the county's own policy.</param>
/// <param name="Breached">Whether it has passed.</param>
/// <param name="Clocks">As they stand at this look: "used 3 of 7".</param>
/// <param name="IdleSince">Since when nothing has been written in the assessment for longer than the county allows; null otherwise.</param>
public sealed record QueueItem(
    Guid Id, Guid PersonId, MatterKind Kind, MatterStatus Status, DateOnly ArrivedOn, Guid OwnerUnitId, Guid? OwnerId, string? UrgencyCode,
    ClockName NextClock, DateOnly DueOn, ClockForce Force, bool Breached, IReadOnlyList<ClockView> Clocks, DateOnly? IdleSince, int Version)
{
    internal static QueueItem Of(QueueRow row, DateOnly today)
    {
        var next = row.Next;
        return new QueueItem(
            row.Id, row.PersonId, row.Kind, row.Status, row.ArrivedOn, row.OwnerUnitId, row.OwnerId, row.UrgencyCode,
            next.Name, next.DueOn, next.Force, next.DueOn < today, ClockView.At(today, row.Clocks), IntakeMatter.IdleAt(today, row.IdleOn, row.IdleSince), row.Version);
    }
}

/// <summary>
/// The queue of work: matters with a running clock. A page takes the same time whether a thousand or a hundred thousand matters are
/// open: each view and sort is a range of one index (<see cref="IntakeDb"/>), entered at the cursor.
/// </summary>
internal static class ReadQueue
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/intake/queue", Handle)
        .WithName(nameof(ReadQueue))
        .WithSummary("Read the queue of work: mine, my units', unassigned, due today or breached")
        .WithDescription(
            "view: mine, unit (default), unassigned, dueToday, breached. sort: due (default; by last day, then arrival) or arrived. "
            + "kind, urgency (1252) and status choose among them. Only matters with a running clock are in the queue.")
        .Requires(Rights.ListIntake);

    private static async Task<Results<Ok<Page<QueueItem>>, ProblemHttpResult>> Handle(
        Caller caller, Database database, IAccessGate gate, TimeProvider clock, CancellationToken ct,
        string? view = null, string? kind = null, string? urgency = null, string? status = null, string? sort = null,
        string? cursor = null, [Range(1, Pages.LargestLimit)] int limit = Pages.DefaultLimit)
    {
        var access = await gate.DecideList(caller, Rights.ListIntake, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (!JsonRules.TryRead(view, out QueueView? asked)) return IntakeRefusals.ViewUnknown.ToProblem();
        if (!JsonRules.TryRead(sort, out QueueSort? by)) return IntakeRefusals.SortUnknown.ToProblem();
        if (asked == QueueView.Breached && by == QueueSort.Arrived) return IntakeRefusals.SortNotForView.ToProblem();
        if (!JsonRules.TryRead(kind, out MatterKind? ofKind)) return IntakeRefusals.KindUnknown.ToProblem();
        if (!JsonRules.TryRead(status, out MatterStatus? inStatus)) return IntakeRefusals.StatusUnknown.ToProblem();
        if (urgency is not null && !Codes.IsUrgency(urgency)) return IntakeRefusals.UrgencyCodeUnknown.At("urgency").ToProblem();

        var now = clock.GetUtcNow();
        var query = new QueueQuery(database.Provider, asked ?? QueueView.Unit, by ?? QueueSort.Due, access.Actor, now, limit + 1);
        if (!query.TryBeginAfter(cursor)) return PlatformRefusals.CursorInvalid.ToProblem();
        query.Only("Kind", ofKind?.ToString());
        query.Only("UrgencyCode", urgency);
        query.Only("Status", inStatus?.ToString());
        var rows = await database.QueryAsync(query.Sql(), QueueRow.Read, ct, [.. query.Values]);
        var page = Pages.Of(rows, limit, query.KeyOf, row => QueueItem.Of(row, query.Today));
        await gate.Show(access, page.Items.Select(item => item.PersonId), ct);
        return TypedResults.Ok(page);
    }
}
