using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Intake;

/// <summary>Takes back a tick that somebody has been told. It stays among the ticks, with who took it back and when.</summary>
internal static class TakeBackTold
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/intake/matters/{id:guid}/told/{index:int}/take-back", Handle)
        .WithName(nameof(TakeBackTold))
        .WithSummary("Take back a tick that was made by mistake")
        .WithDescription("`index` is the tick's place in the matter's `told`, from 0: ticks are only ever added. Who must be told is then to be told again, unless another tick says that they were.")
        .Requires(Rights.HandleIntake)
        .LooksAgain<IntakeDb>();

    private static async Task<Results<Ok<MatterView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, int index, IfMatch ifMatch, Caller caller, IntakeDb db, IntakeSecrets secrets, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var matter = await db.Matters.FirstOrDefaultAsync(m => m.Id == id, ct);
        if (matter is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.HandleIntake, matter.PersonId, ct, new DataItem(Id: matter.Id));
        if (access.Refusal is { } no) return no.ToProblem();
        if (index < 0 || index >= matter.Told.Count) return TypedResults.NotFound();
        if (ifMatch.Check(matter, _ => matter.TakenBackAlready(index)) is { } stale) return stale.ToProblem();

        var now = clock.GetUtcNow();
        if (matter.TakeBackTick(index, access.Actor.StaffId, now) is { } refusal) return refusal.ToProblem();
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(await MatterView.Of(matter, db, secrets, access.Actor, WorkingDays.DateOf(now), ct));
    }
}
