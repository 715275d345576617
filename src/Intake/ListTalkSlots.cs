using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Intake;

internal static class ListTalkSlots
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/intake/talk-slots", Handle)
        .WithName(nameof(ListTalkSlots))
        .WithSummary("List the times for assessment talks in your units that are to come, soonest first")
        .WithDescription("free: only those that are not booked. staffId: only that worker's.")
        .Requires(Rights.ListIntake);

    private static async Task<Results<Ok<Page<TalkSlotView>>, ProblemHttpResult>> Handle(
        Caller caller, IntakeDb db, IAccessGate gate, TimeProvider clock, CancellationToken ct,
        bool free = false, Guid? staffId = null, string? cursor = null, [Range(1, Pages.LargestLimit)] int limit = Pages.DefaultLimit)
    {
        var access = await gate.DecideList(caller, Rights.ListIntake, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        var now = clock.GetUtcNow();
        if (!TryDecode(cursor, now, out var from, out var after)) return PlatformRefusals.CursorInvalid.ToProblem();

        var (units, own) = (access.Actor.UnitIds, access.Actor.OwnRecords);
        var relationships = ClientRelationship.InForce(db.Relationships, now);
        var slots = await db.TalkSlots.AsNoTracking()
            .Where(s => units.Contains(s.UnitId) && (s.StartsAt > from || (s.StartsAt == from && s.Id > after)))
            .Where(s => (!free || s.MatterId == null) && (staffId == null || s.StaffId == staffId))
            .OrderBy(s => s.StartsAt).ThenBy(s => s.Id)
            .Take(limit + 1)
            .Select(s => new
            {
                Slot = s,
                Shown = s.PersonId != null && !own.Contains(s.PersonId.Value) && relationships.Any(r => r.PersonId == s.PersonId && units.Contains(r.UnitId)),
            })
            .ToListAsync(ct);
        await gate.Show(access, slots.Take(limit).Where(s => s.Shown).Select(s => s.Slot.PersonId!.Value), ct);
        return TypedResults.Ok(Pages.Of(
            slots, limit, s => string.Create(CultureInfo.InvariantCulture, $"{s.Slot.StartsAt.ToUnixTimeMilliseconds()} {s.Slot.Id}"),
            s => TalkSlotView.Of(s.Slot, s.Shown)));
    }

    private static bool TryDecode(string? cursor, DateTimeOffset now, out DateTimeOffset from, out Guid after)
    {
        (from, after) = (now, Guid.Empty);
        if (cursor is null) return true;
        if (!Pages.TryDecode(cursor, out var key) || key.Split(' ') is not [var at, var id]
            || !long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            || milliseconds > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()) return false;
        from = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        return Guid.TryParse(id, out after);
    }
}
