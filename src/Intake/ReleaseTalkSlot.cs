using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Intake;

internal static class ReleaseTalkSlot
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/intake/talk-slots/{id:guid}/release", Handle)
        .WithName(nameof(ReleaseTalkSlot))
        .WithSummary("Release a booked time: it is free again")
        .Requires(Rights.OfferTalks)
        .LooksAgain<IntakeDb>();

    private static async Task<Results<Ok<TalkSlotView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, IfMatch ifMatch, Caller caller, IntakeDb db, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var access = await gate.DecideList(caller, Rights.OfferTalks, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        var units = access.Actor.UnitIds;
        if (await db.TalkSlots.FirstOrDefaultAsync(s => s.Id == id && units.Contains(s.UnitId), ct) is not { } slot) return TypedResults.NotFound();
        await gate.Show(access, slot.PersonId is { } person ? [person] : [], ct);
        if (ifMatch.Check(slot) is { } stale) return stale.ToProblem();
        if (slot.Release(clock.GetUtcNow()) is { } refusal) return refusal.ToProblem();
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(TalkSlotView.Of(slot, shown: true));
    }
}
