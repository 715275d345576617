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

/// <param name="StaffId">Whose time it is: of one of the caller's units.</param>
/// <param name="StartsAt">With its zone or offset, on a full quarter of an hour, within a year; any day, for a county may hold talks on a Saturday.</param>
/// <param name="Minutes">15 to 240, in full quarters.</param>
public sealed record OfferTalkSlotRequest(Guid StaffId, DateTimeOffset StartsAt, [property: Range(15, 240)] int Minutes, TalkPlace Place);

/// <param name="Booked">Whether it is booked.</param>
/// <param name="MatterId">For which; null where free, or where the reader's units have no relationship with that client.</param>
public sealed record TalkSlotView(
    Guid Id, Guid UnitId, Guid StaffId, DateTimeOffset StartsAt, int Minutes, TalkPlace Place, bool Booked, Guid? MatterId, int Version) : IVersioned
{
    internal static TalkSlotView Of(TalkSlot s, bool shown) =>
        new(s.Id, s.UnitId, s.StaffId, s.StartsAt, s.Minutes, s.Place, s.MatterId is not null, shown ? s.MatterId : null, s.Version);
}

internal static class OfferTalkSlot
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/intake/talk-slots", Handle)
        .WithName(nameof(OfferTalkSlot))
        .WithSummary("Offer a time for an assessment talk")
        .WithExample(new OfferTalkSlotRequest(
            Guid.Parse("0192f0c1-7c1e-7000-8000-000000000003"), new DateTimeOffset(2026, 9, 22, 9, 0, 0, TimeSpan.FromHours(3)), 60, TalkPlace.Office))
        .Requires(Rights.OfferTalks)
        .OneOfTwoAtOnce(IntakeRefusals.SlotOverlaps)
        .Idempotent<IntakeDb>();

    private static async Task<Results<Created<TalkSlotView>, ProblemHttpResult>> Handle(
        OfferTalkSlotRequest request, Idempotency idempotency, Caller caller, IntakeDb db, IStaffDirectory staff, IAccessGate gate, TimeProvider clock,
        CancellationToken ct)
    {
        var access = await gate.Decide(caller, Rights.OfferTalks, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        var now = clock.GetUtcNow();
        if (TalkSlot.Check(request.StartsAt, request.Minutes, now) is { } wrong) return wrong.ToProblem();
        var worker = (await staff.FindStaff([request.StaffId], ct)).GetValueOrDefault(request.StaffId);
        if (worker is null || !access.Actor.UnitIds.Contains(worker.UnitId)) return IntakeRefusals.CannotHaveDuty.At("$.staffId").ToProblem();

        var slot = new TalkSlot
        {
            Id = Guid.CreateVersion7(now),
            UnitId = worker.UnitId,
            StaffId = worker.Id,
            StartsAt = request.StartsAt.ToUniversalTime(),
            Minutes = request.Minutes,
            Place = request.Place,
        };
        var starts = slot.Quarters().Select(q => q.StartsAt).ToList();
        if (await db.TalkQuarters.AnyAsync(q => q.StaffId == worker.Id && starts.Contains(q.StartsAt), ct)) return IntakeRefusals.SlotOverlaps.ToProblem();
        db.TalkSlots.Add(slot);
        db.TalkQuarters.AddRange(slot.Quarters());
        return await db.SaveCreatedAsync(idempotency, $"/api/v1/intake/talk-slots/{slot.Id}", TalkSlotView.Of(slot, shown: true), ct);
    }
}
