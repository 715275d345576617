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

/// <param name="MatterId">An open matter that somebody of the week's unit answers for.</param>
/// <param name="Note">What the next one must know; at most 1 000 characters.</param>
/// <param name="FromId">Who answers for it as you have read it: where another does by now, nothing is handed over and the answer says how that came. Left out: whoever does.</param>
public sealed record HandOverItem(Guid MatterId, [property: Visible, StringLength(1000)] string? Note = null, Guid? FromId = null)
{
    public override string ToString() => nameof(HandOverItem);
}

/// <param name="ToId">Who answers for them from now on: of the week's unit.</param>
/// <param name="Matters">At most 100, each once.</param>
public sealed record HandOverMattersRequest(Guid ToId, [property: MinLength(1), MaxLength(100)] IReadOnlyList<HandOverItem> Matters);

/// <summary>A matter that has passed from one to another.</summary>
/// <param name="FromId">Null where nobody had taken it.</param>
public sealed record HandOverView(Guid Id, Guid DutyWeekId, Guid MatterId, Guid? FromId, Guid ToId, string? Note, Guid By, DateTimeOffset At)
{
    internal static HandOverView Of(HandOver h, IntakeSecrets secrets) =>
        new(h.Id, h.DutyWeekId, h.MatterId, h.FromId, h.ToId, h.NoteSecret is { } note ? secrets.ReadHandOver(note) : null, h.By, h.At);
}

/// <summary>One matter handed over at the end of a duty week.</summary>
internal sealed class HandOver
{
    public required Guid Id { get; init; }
    public required Guid DutyWeekId { get; init; }
    public required Guid MatterId { get; init; }
    public required Guid? FromId { get; init; }
    public required Guid ToId { get; init; }

    /// <summary>What the next one must know, encrypted in the column.</summary>
    public required string? NoteSecret { get; init; }
    public required Guid By { get; init; }
    public required DateTimeOffset At { get; init; }
}

/// <summary>Hands open matters over, all or none: each is another's from that moment, and the hand-over list keeps what was said.</summary>
internal static class HandOverMatters
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/intake/duty-weeks/{id:guid}/hand-over", Handle)
        .WithName(nameof(HandOverMatters))
        .WithSummary("Hand open matters over to a colleague of the unit")
        .WithDescription("A matter that is already theirs stays as it is and is left out of the answer: the same hand-over sent again writes nothing.")
        .WithExample(new HandOverMattersRequest(
            Guid.Parse("0192f0c1-7c1e-7000-8000-000000000004"),
            [new HandOverItem(Guid.Parse("0192f0c1-7c1e-7000-8000-000000000005"), "Huoltaja tavoitettu, tapaaminen sovittu torstaille.")]))
        .Requires(Rights.HandOverIntake);

    private static async Task<Results<Ok<Page<HandOverView>>, NotFound, ProblemHttpResult>> Handle(
        Guid id, HandOverMattersRequest request, Caller caller, IntakeDb db, IntakeSecrets secrets, IStaffDirectory staff, IAccessGate gate,
        TimeProvider clock, CancellationToken ct)
    {
        var access = await gate.DecideList(caller, Rights.HandOverIntake, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        var (units, own) = (access.Actor.UnitIds, access.Actor.OwnRecords);
        var week = await db.DutyWeeks.AsNoTracking().FirstOrDefaultAsync(w => w.Id == id && units.Contains(w.UnitId), ct);
        if (week is null) return TypedResults.NotFound();
        if (await PlanDutyWeek.CheckStaff(week.UnitId, request.ToId, [], staff, ct) is not null) return IntakeRefusals.CannotHaveDuty.At("$.toId").ToProblem();

        var now = clock.GetUtcNow();
        var ids = request.Matters.Select(m => m.MatterId).ToList();
        var relationships = ClientRelationship.InForce(db.Relationships, now);
        var matters = await db.Matters
            .Where(m => ids.Contains(m.Id) && m.OwnerUnitId == week.UnitId && m.NextDueOn != null && !own.Contains(m.PersonId))
            .Where(m => relationships.Any(r => r.PersonId == m.PersonId && r.UnitId == m.OwnerUnitId))
            .ToDictionaryAsync(m => m.Id, ct);
        await gate.Show(access, matters.Values.Select(m => m.PersonId), ct);
        var alerts = (await db.Alerts.Where(a => a.MatterId != null && ids.Contains(a.MatterId.Value) && a.AcknowledgedAt == null && (!a.ForManager || a.Kind == AlertKind.OwnerLeft)).ToListAsync(ct))
            .ToLookup(a => a.MatterId);
        var handed = new List<HandOver>();
        for (var i = 0; i < request.Matters.Count; i++)
        {
            var (matterId, note, known) = request.Matters[i];
            if (!matters.Remove(matterId, out var matter)) return IntakeRefusals.NotToHandOver.At($"$.matters[{i}].matterId").ToProblem();
            if (matter.OwnerId == request.ToId) continue;
            if (known is not null && matter.OwnerId != known) return matter.OwnerChanged().At($"$.matters[{i}].fromId").ToProblem();
            handed.Add(new HandOver
            {
                Id = Guid.CreateVersion7(now),
                DutyWeekId = id,
                MatterId = matterId,
                FromId = matter.OwnerId,
                ToId = request.ToId,
                NoteSecret = note is null ? null : secrets.ProtectHandOver(note),
                By = access.Actor.StaffId,
                At = now,
            });
            matter.HandOver(request.ToId, access.Actor.StaffId, now);
            foreach (var alert in alerts[matterId])
            {
                if (alert.Kind == AlertKind.OwnerLeft) alert.Acknowledge(by: null, now);
                else alert.StaffId = request.ToId;
            }
        }
        db.HandOvers.AddRange(handed);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            // Both handed over at once and the other was faster: say so, if that is what they did.
            db.ChangeTracker.Clear();
            var present = await db.Matters.AsNoTracking().Where(m => ids.Contains(m.Id)).ToDictionaryAsync(m => m.Id, ct);
            if (handed.Find(h => present[h.MatterId].OwnerId != h.FromId) is not { } late) throw;
            return present[late.MatterId].OwnerChanged().At($"$.matters[{ids.IndexOf(late.MatterId)}].matterId").ToProblem();
        }
        return TypedResults.Ok(new Page<HandOverView>([.. handed.Select(h => HandOverView.Of(h, secrets))], Next: null));
    }
}
