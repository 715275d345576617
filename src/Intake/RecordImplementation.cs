using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Intake.Reactions;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;

namespace Monipolku.Intake;

/// <param name="On">Day, Europe/Helsinki: not before the assessment found the need, and not in the future.</param>
public sealed record RecordImplementationRequest([property: Range(typeof(DateOnly), "2020-01-01", "2100-12-31", ParseLimitsInInvariantCulture = true)] DateOnly On);

/// <summary>What was decided after the assessment is being carried out: stops the clock of SHL 45 §.</summary>
internal static class RecordImplementation
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/intake/matters/{id:guid}/implementation", Handle)
        .WithName(nameof(RecordImplementation))
        .WithSummary("Record that what was decided is being implemented")
        .WithDescription("A completed assessment that found a need starts three months (SHL 45 §); this stops them on the day told.")
        .WithExample(new RecordImplementationRequest(new DateOnly(2026, 10, 20)))
        .Requires(Rights.HandleIntake)
        .LooksAgain<IntakeDb>();

    private static async Task<Results<Ok<MatterView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, RecordImplementationRequest request, IfMatch ifMatch, Caller caller,
        IntakeDb db, IntakeSecrets secrets, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var matter = await db.Matters.FirstOrDefaultAsync(m => m.Id == id, ct);
        if (matter is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.HandleIntake, matter.PersonId, ct, new DataItem(Id: matter.Id));
        if (access.Refusal is { } no) return no.ToProblem();
        if (ifMatch.Check(matter, _ => matter.ImplementedAlready()) is { } stale) return stale.ToProblem();

        var now = clock.GetUtcNow();
        var today = WorkingDays.DateOf(now);
        if (matter.Implement(new Implementation(request.On, access.Actor.StaffId, now), today) is { } refusal) return refusal.ToProblem();
        await MoveAlertsOnMatterDecided.Settle(db, matter, now, ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(await MatterView.Of(matter, db, secrets, access.Actor, today, ct));
    }
}
