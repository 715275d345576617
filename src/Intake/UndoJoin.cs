using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Intake;

/// <summary>Takes a decision to join back: the two are separate matters again, and both keep what happened.</summary>
internal static class UndoJoin
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/intake/matters/{id:guid}/undo-join", Handle)
        .WithName(nameof(UndoJoin))
        .WithSummary("Separate a matter from the one that it was joined to")
        .WithDescription("It is evaluated again, and its clocks run as if they had never stopped. The decision stays in undoneDecisions.")
        .Requires(Rights.HandleIntake)
        .LooksAgain<IntakeDb>();

    private static async Task<Results<Ok<MatterView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, IfMatch ifMatch, Caller caller, IntakeDb db, IntakeSecrets secrets, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var matter = await db.Matters.FirstOrDefaultAsync(m => m.Id == id, ct);
        if (matter is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.HandleIntake, matter.PersonId, ct, new DataItem(Id: matter.Id));
        if (access.Refusal is { } no) return no.ToProblem();
        if (ifMatch.Check(matter, _ => matter.UndoneAlready()) is { } stale) return stale.ToProblem();

        var other = matter.JoinedInto is { } otherId ? await db.Matters.FirstAsync(m => m.Id == otherId, ct) : matter;
        if (other.PersonId != matter.PersonId)
        {
            var ofOther = await gate.Decide(caller, Rights.HandleIntake, other.PersonId, ct, new DataItem(Id: other.Id));
            if (ofOther.Refusal is { } notOther) return notOther.ToProblem();
        }
        var now = clock.GetUtcNow();
        var taken = await db.Matters.AnyAsync(m => m.OpenFor == matter.PersonId && m.AboutUnborn == matter.AboutUnborn, ct);
        if (matter.UndoJoin(other, takes: !taken, access.Actor.StaffId, now) is { } refusal) return refusal.ToProblem();
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(await MatterView.Of(matter, db, secrets, access.Actor, WorkingDays.DateOf(now), ct));
    }
}
