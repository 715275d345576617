using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Intake;

/// <param name="Why">Which changes of the county's rules moved it: <c>holidayAdded 2026-12-07</c>.</param>
public sealed record ClockChangeView(Guid Id, ClockName Clock, DateOnly OldDueOn, DateOnly NewDueOn, string Why, DateTimeOffset At);

internal static class ListClockChanges
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/intake/matters/{id:guid}/clock-changes", Handle)
        .WithName(nameof(ListClockChanges))
        .WithSummary("List the last days of a matter that have moved with the county's rules, oldest first")
        .Requires(Rights.ReadIntake);

    private static async Task<Results<Ok<Page<ClockChangeView>>, NotFound, ProblemHttpResult>> Handle(
        Guid id, Caller caller, IntakeDb db, IAccessGate gate, CancellationToken ct,
        string? cursor = null, [Range(1, Pages.LargestLimit)] int limit = Pages.DefaultLimit)
    {
        var personId = await db.Matters.Where(m => m.Id == id).Select(m => (Guid?)m.PersonId).FirstOrDefaultAsync(ct);
        if (personId is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.ReadIntake, personId, ct, new DataItem(Id: id));
        if (access.Refusal is { } no) return no.ToProblem();
        if (!Pages.TryDecodeId(cursor, out var after)) return PlatformRefusals.CursorInvalid.ToProblem();

        var changes = await db.ClockChanges.AsNoTracking()
            .Where(c => c.MatterId == id && c.Id > after)
            .OrderBy(c => c.Id)
            .Take(limit + 1)
            .ToListAsync(ct);
        return TypedResults.Ok(Pages.Of(
            changes, limit, c => c.Id.ToString(), c => new ClockChangeView(c.Id, c.Clock, c.OldDueOn, c.NewDueOn, c.Why, c.At)));
    }
}
