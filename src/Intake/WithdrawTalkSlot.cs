using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Intake;

internal static class WithdrawTalkSlot
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/intake/talk-slots/{id:guid}", Handle)
        .WithName(nameof(WithdrawTalkSlot))
        .WithSummary("Withdraw a free time")
        .Requires(Rights.OfferTalks)
        .LooksAgain<IntakeDb>();

    private static async Task<Results<NoContent, NotFound, ProblemHttpResult>> Handle(
        Guid id, IfMatch ifMatch, Caller caller, IntakeDb db, IAccessGate gate, CancellationToken ct)
    {
        var access = await gate.Decide(caller, Rights.OfferTalks, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        var units = access.Actor.UnitIds;
        if (await db.TalkSlots.FirstOrDefaultAsync(s => s.Id == id && units.Contains(s.UnitId), ct) is not { } slot) return TypedResults.NotFound();
        if (ifMatch.Check(slot, _ => slot.MatterId is null ? null : IntakeRefusals.SlotBooked) is { } stale) return stale.ToProblem();
        if (slot.MatterId is not null) return IntakeRefusals.SlotBooked.ToProblem();
        db.TalkSlots.Remove(slot);
        await db.SaveChangesAsync(ct);
        return TypedResults.NoContent();
    }
}
