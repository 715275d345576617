using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;

namespace Monipolku.Intake;

/// <param name="WorkerId">The one named social worker or duty worker, of the week's unit.</param>
/// <param name="Substitutes">Of that unit; at most 10. With days: stands in on those. Without: where the named worker works there no more.</param>
public sealed record ChangeDutyWeekRequest(Guid WorkerId, [property: MaxLength(10)] IReadOnlyList<Substitute> Substitutes);

/// <summary>Changes who has the duty, or lets a substitute stand in. What has arrived stays whose it is: that is handed over.</summary>
internal static class ChangeDutyWeek
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/intake/duty-weeks/{id:guid}", Handle)
        .WithName(nameof(ChangeDutyWeek))
        .WithSummary("Change who has the duty, or let a substitute stand in")
        .WithExample(new ChangeDutyWeekRequest(
            Guid.Parse("0192f0c1-7c1e-7000-8000-000000000003"),
            [new Substitute(Guid.Parse("0192f0c1-7c1e-7000-8000-000000000004"), new DateOnly(2026, 9, 24), new DateOnly(2026, 9, 25))]))
        .Requires(Rights.PlanDuty);

    private static async Task<Results<Ok<DutyWeekView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, ChangeDutyWeekRequest request, IfMatch ifMatch, Caller caller, IntakeDb db, IStaffDirectory staff, IAccessGate gate, TimeProvider clock,
        CancellationToken ct)
    {
        var access = await gate.Decide(caller, Rights.PlanDuty, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        var units = access.Actor.UnitIds;
        var week = await db.DutyWeeks.FirstOrDefaultAsync(w => w.Id == id && units.Contains(w.UnitId), ct);
        if (week is null) return TypedResults.NotFound();
        if (ifMatch.Check(week) is { } stale) return stale.ToProblem();
        if (DutyWeek.Check(week.StartsOn, request.WorkerId, request.Substitutes) is { } wrong) return wrong.ToProblem();
        if (await PlanDutyWeek.CheckStaff(week.UnitId, request.WorkerId, request.Substitutes, staff, ct) is { } refusal) return refusal.ToProblem();
        week.Change(request.WorkerId, request.Substitutes);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(await DutyWeekView.Of(week, WorkingDays.Today(clock), staff, ct));
    }
}
