using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Intake;

/// <summary>The whole matter.</summary>
/// <param name="AboutUnborn">Whether it is about the person's child not born yet.</param>
/// <param name="ArrivedOn">Day on which what arrived first arrived, Europe/Helsinki.</param>
/// <param name="OwnerUnitId">The unit that answers for it now.</param>
/// <param name="OwnerId">The staff member who answers for it; null while it waits for the unit's duty worker.</param>
/// <param name="OwnerChanges">Hand-overs, and passings on where whoever answered for it left the unit; oldest first.</param>
/// <param name="NotificationCount">How many notifications have come; <see cref="ListNotifications"/> shows all.</param>
/// <param name="Notifications">The newest 20, newest first.</param>
/// <param name="AwaitsUrgency">Whether a notification has come whose urgency has not been assessed (LSL 26 §: at once).</param>
/// <param name="Clocks">
/// As they stand at this look. Of one name two may run, one of law and one of policy, the earlier last day first: a child-welfare notification
/// joined what ran by the county's policy.
/// </param>
/// <param name="Urgency">Null until assessed.</param>
/// <param name="Decision">Null until decided.</param>
/// <param name="UndoneDecisions">Decisions to join that were undone, oldest first.</param>
/// <param name="JoinedInto">The matter in which this one is handled since a decision to join.</param>
/// <param name="IdleSince">Since when nothing has been written in the assessment for longer than the county allows; null otherwise.</param>
/// <param name="ToTell">Who must be told what was decided, and who has been.</param>
/// <param name="Told">Everybody who has been told, in the order of ticking; ticks that were taken back too.</param>
/// <param name="Allowed">Operations that the present state takes.</param>
public sealed record MatterView(
    Guid Id, Guid PersonId, MatterKind Kind, bool AboutUnborn, MatterStatus Status, DateTimeOffset ArrivedAt, DateOnly ArrivedOn, Guid OwnerUnitId,
    Guid? OwnerId, IReadOnlyList<OwnerChange> OwnerChanges, IReadOnlyList<SupportGround> SupportGrounds, int NotificationCount, IReadOnlyList<NotificationView> Notifications,
    bool AwaitsUrgency, IReadOnlyList<ClockView> Clocks, UrgencyView? Urgency, DecisionView? Decision,
    IReadOnlyList<DecisionView> UndoneDecisions, Guid? JoinedInto, DateOnly? IdleSince, IReadOnlyList<ToTellView> ToTell, IReadOnlyList<ToldTick> Told,
    IReadOnlyList<string> Allowed, int Version) : IVersioned
{
    private const int NewestShown = 20;

    internal static async Task<MatterView> Of(IntakeMatter matter, IntakeDb db, IntakeSecrets secrets, Actor actor, DateOnly today, CancellationToken ct)
    {
        var newest = await IntakeNotification.Of(matter.Id, db).OrderByDescending(n => n.Id).Take(NewestShown).ToListAsync(ct);
        return new MatterView(
            matter.Id, matter.PersonId, matter.Kind, matter.AboutUnborn, matter.Status, matter.ArrivedAt, matter.ArrivedOn, matter.OwnerUnitId,
            matter.OwnerId, matter.OwnerChanges, matter.SupportGrounds, matter.NotificationCount, [.. newest.Select(n => NotificationView.Of(n, secrets, actor))],
            matter.AwaitsUrgency, ClockView.At(today, matter.Clocks),
            matter.Urgency is { } u ? new UrgencyView(u.Code, secrets.Read(u), u.AssessedBy, u.AssessedAt, secrets.ReadActions(u), u.Measures ?? [], u.ServiceTask,
                u.Services ?? [], u.ContactWay, u.ChildWelfareReasons ?? []) : null,
            matter.Decision is { } decision ? DecisionView.Of(decision, secrets) : null, [.. matter.UndoneDecisions.Select(d => DecisionView.Of(d, secrets))],
            matter.JoinedInto, IntakeMatter.IdleAt(today, matter.IdleOn, matter.IdleSince), [.. matter.MustTell.Select(m => ToTellView.Of(m, matter, today))], matter.Told, matter.Allowed(), matter.Version);
    }
}

/// <param name="Code">THL code set 1252.</param>
/// <param name="Actions">What had been done already; null where not told.</param>
/// <param name="Measures">THL code set 1219.</param>
/// <param name="ServiceTask">THL code set 1221.</param>
/// <param name="Services">THL code set 1222.</param>
/// <param name="ContactWay">THL code set 1250.</param>
/// <param name="ChildWelfareReasons">THL code set 1251.</param>
public sealed record UrgencyView(
    string Code, string Assessment, Guid AssessedBy, DateTimeOffset AssessedAt, string? Actions, IReadOnlyList<CodeAndName> Measures, CodeAndName? ServiceTask,
    IReadOnlyList<CodeAndName> Services, CodeAndName? ContactWay, IReadOnlyList<string> ChildWelfareReasons)
{
    public override string ToString() => nameof(UrgencyView);
}

/// <param name="Told">Who had been told when it was decided.</param>
/// <param name="UndoneBy">Who took it back; null while it holds.</param>
public sealed record DecisionView(
    DecisionOutcome Outcome, string Reasons, Guid OwnerId, IReadOnlyList<Told> Told, Guid DecidedBy, DateTimeOffset DecidedAt,
    Guid? JoinsMatterId, string? GuidedTo, string? CountyCode, Guid? UndoneBy, DateTimeOffset? UndoneAt)
{
    internal static DecisionView Of(MatterDecision d, IntakeSecrets secrets) => new(
        d.Outcome, secrets.Read(d), d.OwnerId, d.Told, d.DecidedBy, d.DecidedAt, d.JoinsMatterId, secrets.ReadGuidedTo(d), d.CountyCode, d.UndoneBy, d.UndoneAt);

    public override string ToString() => nameof(DecisionView);
}

/// <summary>Somebody who must be told what was decided.</summary>
/// <param name="Basis">The paragraph that says so, or the county's policy.</param>
/// <param name="Told">Null: not yet.</param>
/// <param name="Missed">The day of the decision has passed and nobody has told them.</param>
public sealed record ToTellView(ToldWho Who, string Basis, ToldTick? Told, bool Missed)
{
    internal static ToTellView Of(MustTell must, IntakeMatter matter, DateOnly today)
    {
        var told = matter.TickOf(must.Who);
        return new ToTellView(must.Who, must.Basis, told, told is null && matter.Decision is { } d && today > WorkingDays.DateOf(d.DecidedAt));
    }
}

internal static class ReadMatter
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/intake/matters/{id:guid}", Handle)
        .WithName(nameof(ReadMatter))
        .WithSummary("Read a matter with its clocks")
        .Requires(Rights.ReadIntake);

    private static async Task<Results<Ok<MatterView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, Caller caller, IntakeDb db, IntakeSecrets secrets, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var matter = await db.Matters.AsNoTracking().FirstOrDefaultAsync(m => m.Id == id, ct);
        if (matter is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.ReadIntake, matter.PersonId, ct, matter.Item);
        return access.Refusal is { } no
            ? no.ToProblem()
            : TypedResults.Ok(await MatterView.Of(matter, db, secrets, access.Actor, WorkingDays.Today(clock), ct));
    }
}
