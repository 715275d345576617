using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Intake;

public enum AlertView
{
    /// <summary>For the caller, by name or by task: the duty worker's and the manager's.</summary>
    Mine,

    /// <summary>For anybody in the caller's units.</summary>
    Unit,
}

/// <summary>What somebody is to know: ids, codes and dates.</summary>
/// <param name="MatterId">Null for a caseload.</param>
/// <param name="Force">Whether missing it breaks the law or the county's own policy; null where no clock is meant.</param>
/// <param name="DueOn">The clock's or the step's last day.</param>
/// <param name="StepCode">Of a missed step: which of the matter's process.</param>
/// <param name="StaffId">Whom it is for, or whose caseload; null for the unit's duty worker, or its manager.</param>
/// <param name="AcknowledgedBy">Null while open, and where it has ended by itself.</param>
public sealed record AlertItem(
    Guid Id, AlertKind Kind, Guid? MatterId, Guid? PersonId, ClockName? Clock, ClockForce? Force, DateOnly? DueOn, string? StepCode, Guid UnitId, Guid? StaffId, bool ForManager,
    DateTimeOffset RaisedAt, Guid? AcknowledgedBy, DateTimeOffset? AcknowledgedAt, int Version) : IVersioned
{
    internal static AlertItem Of(Alert a) => new(
        a.Id, a.Kind, a.MatterId, a.PersonId, a.Clock, a.Force, a.DueOn, a.StepCode, a.UnitId, a.StaffId, a.ForManager, a.RaisedAt, a.AcknowledgedBy, a.AcknowledgedAt, a.Version);
}

internal static class ListAlerts
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/intake/alerts", Handle)
        .WithName(nameof(ListAlerts))
        .WithSummary("List open alerts: last days that are near or have passed, idle assessments, missed steps, full caseloads, matters whose owner has left; oldest first")
        .WithDescription("view: mine (default) or unit. An alert ends when it is acknowledged, or when what it warned of happens.")
        .Requires(Rights.ListIntake);

    /// <summary>Open ones that this actor may see: of their units, of persons with whom there is a relationship in force, not their own record.</summary>
    public static IQueryable<Alert> Open(IntakeDb db, Actor actor, DateTimeOffset now)
    {
        var (units, own) = (actor.UnitIds, actor.OwnRecords);
        var relationships = ClientRelationship.InForce(db.Relationships, now);
        return db.Alerts
            .Where(a => a.AcknowledgedAt == null && units.Contains(a.UnitId))
            .Where(a => a.PersonId == null || relationships.Any(r => r.PersonId == a.PersonId && r.UnitId == a.UnitId))
            .Where(a => a.PersonId == null || !own.Contains(a.PersonId.Value));
    }

    private static async Task<Results<Ok<Page<AlertItem>>, ProblemHttpResult>> Handle(
        Caller caller, IntakeDb db, IAccessGate gate, TimeProvider clock, CancellationToken ct,
        string? view = null, string? cursor = null, [Range(1, Pages.LargestLimit)] int limit = Pages.DefaultLimit)
    {
        var access = await gate.DecideList(caller, Rights.ListIntake, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (!JsonRules.TryRead(view, out AlertView? asked)) return IntakeRefusals.AlertViewUnknown.ToProblem();
        if (!Pages.TryDecodeId(cursor, out var after)) return PlatformRefusals.CursorInvalid.ToProblem();

        var alerts = Open(db, access.Actor, clock.GetUtcNow()).AsNoTracking().Where(a => a.Id > after);
        if (asked != AlertView.Unit)
        {
            var (me, manager, duty) = (access.Actor.StaffId, access.Actor.Roles.Contains(Role.UnitManager), access.Actor.Roles.Contains(Role.DutyWorker));
            alerts = alerts.Where(a => a.ForManager ? manager : a.StaffId == me || (a.StaffId == null && duty));
        }
        var page = await alerts.OrderBy(a => a.Id).Take(limit + 1).ToListAsync(ct);
        var shown = Pages.Of(page, limit, a => a.Id.ToString(), AlertItem.Of);
        await gate.Show(access, shown.Items.Select(a => a.PersonId).OfType<Guid>(), ct);
        return TypedResults.Ok(shown);
    }
}
