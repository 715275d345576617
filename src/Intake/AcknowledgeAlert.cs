using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Intake;

internal static class AcknowledgeAlert
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/intake/alerts/{id:guid}/acknowledge", Handle)
        .WithName(nameof(AcknowledgeAlert))
        .WithSummary("Say that you know of an alert")
        .WithDescription("An alert that is acknowledged already is no longer there: 404.")
        .Requires(Rights.HandleAlerts);

    private static async Task<Results<Ok<AlertItem>, NotFound, ProblemHttpResult>> Handle(
        Guid id, IfMatch ifMatch, Caller caller, IntakeDb db, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var access = await gate.DecideList(caller, Rights.HandleAlerts, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        var now = clock.GetUtcNow();
        var alert = await ListAlerts.Open(db, access.Actor, now).FirstOrDefaultAsync(a => a.Id == id, ct);
        if (alert is null) return TypedResults.NotFound();
        await gate.Show(access, alert.PersonId is { } person ? [person] : [], ct);
        if (ifMatch.Check(alert) is { } stale) return stale.ToProblem();
        if (alert.Acknowledge(access.Actor.StaffId, now) is { } refusal) return refusal.ToProblem();
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(AlertItem.Of(alert));
    }
}
