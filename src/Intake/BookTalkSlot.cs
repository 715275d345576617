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

/// <param name="MatterId">An open matter.</param>
public sealed record BookTalkSlotRequest([property: Required] Guid MatterId);

/// <summary>Books a time for a matter. Of two at once one gets it.</summary>
internal static class BookTalkSlot
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/intake/talk-slots/{id:guid}/book", Handle)
        .WithName(nameof(BookTalkSlot))
        .WithSummary("Book a time for an assessment talk")
        .WithDescription("A matter that is unknown is answered like somebody else's client: 403. A time of another unit: 404.")
        .WithExample(new BookTalkSlotRequest(Guid.Parse("0192f0c1-7c1e-7000-8000-000000000005")))
        .Requires(Rights.HandleIntake)
        .LooksAgain<IntakeDb>();

    private static async Task<Results<Ok<TalkSlotView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, BookTalkSlotRequest request, IfMatch ifMatch, Caller caller, IntakeDb db, IStaffDirectory staff, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var matter = await db.Matters.AsNoTracking().Where(m => m.Id == request.MatterId).Select(m => new { m.PersonId, m.NextDueOn }).FirstOrDefaultAsync(ct);
        var access = await gate.Decide(caller, Rights.HandleIntake, matter?.PersonId, ct, new DataItem(Id: request.MatterId));
        if (access.Refusal is { } no) return no.ToProblem();
        var units = access.Actor.UnitIds;
        if (await db.TalkSlots.FirstOrDefaultAsync(s => s.Id == id && units.Contains(s.UnitId), ct) is not { } slot) return TypedResults.NotFound();
        if (ifMatch.Check(slot, _ => slot.TakenAlready()) is { } stale) return stale.ToProblem();
        if (matter!.NextDueOn is null) return IntakeRefusals.MatterNotOpen.ToProblem();
        if (!(await staff.FindUnitsOfStaff([slot.StaffId], ct))[slot.StaffId].Contains(slot.UnitId)) return IntakeRefusals.SlotWorkerLeft.ToProblem();
        if (slot.Book(request.MatterId, matter.PersonId, access.Actor.StaffId, clock.GetUtcNow()) is { } refusal) return refusal.ToProblem();
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(TalkSlotView.Of(slot, shown: true));
    }
}
