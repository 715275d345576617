using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Intake;

internal static class ListDutyWeeks
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/intake/duty-weeks", Handle)
        .WithName(nameof(ListDutyWeeks))
        .WithSummary("List the duty weeks of your units, in the order in which they were planned")
        .WithDescription("from: only weeks that begin on that Monday or later; this week's where left out.")
        .Requires(Rights.ListIntake);

    private static async Task<Results<Ok<Page<DutyWeekView>>, ProblemHttpResult>> Handle(
        Caller caller, IntakeDb db, IStaffDirectory staff, IAccessGate gate, TimeProvider clock, CancellationToken ct,
        DateOnly? from = null, string? cursor = null, [Range(1, Pages.LargestLimit)] int limit = Pages.DefaultLimit)
    {
        var access = await gate.Decide(caller, Rights.ListIntake, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (!Pages.TryDecodeId(cursor, out var after)) return PlatformRefusals.CursorInvalid.ToProblem();

        var today = WorkingDays.Today(clock);
        var (units, first) = (access.Actor.UnitIds, from ?? DutyWeek.MondayOf(today));
        var weeks = await db.DutyWeeks.AsNoTracking()
            .Where(w => units.Contains(w.UnitId) && w.StartsOn >= first && w.Id > after)
            .OrderBy(w => w.Id)
            .Take(limit + 1)
            .ToListAsync(ct);
        var receivers = await DutyWeek.FindReceivers(weeks, today, staff, ct);
        return TypedResults.Ok(Pages.Of(weeks, limit, w => w.Id.ToString(), w => DutyWeekView.Of(w, receivers)));
    }
}
