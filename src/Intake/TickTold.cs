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

/// <param name="Told">Who has been told, how and when; 1 to 20.</param>
public sealed record TickToldRequest([property: MinLength(1), MaxLength(20)] IReadOnlyList<Told> Told);

/// <summary>Ticks that somebody has been told.</summary>
internal static class TickTold
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/intake/matters/{id:guid}/told", Handle)
        .WithName(nameof(TickTold))
        .WithSummary("Tick that somebody has been told")
        .WithDescription("The matter lists who must be told; who has not been told by the end of the day of the decision shows as missed.")
        .WithExample(new TickToldRequest([new Told(ToldWho.Notifier, ToldHow.SecureMessage, new DateOnly(2026, 9, 15))]))
        .Requires(Rights.HandleIntake)
        .LooksAgain<IntakeDb>();

    private static async Task<Results<Ok<MatterView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, TickToldRequest request, IfMatch ifMatch, Caller caller, IntakeDb db, IntakeSecrets secrets, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var matter = await db.Matters.FirstOrDefaultAsync(m => m.Id == id, ct);
        if (matter is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.HandleIntake, matter.PersonId, ct, new DataItem(Id: matter.Id));
        if (access.Refusal is { } no) return no.ToProblem();
        if (ifMatch.Check(matter, _ => matter.ToldAlready(request.Told)) is { } stale) return stale.ToProblem();

        var now = clock.GetUtcNow();
        if (matter.Tick(request.Told, access.Actor.StaffId, now) is { } refusal) return refusal.ToProblem();
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(await MatterView.Of(matter, db, secrets, access.Actor, WorkingDays.DateOf(now), ct));
    }
}
