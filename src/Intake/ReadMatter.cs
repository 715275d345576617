using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Intake;

/// <summary>The whole matter.</summary>
/// <param name="OwnerUnitId">The unit that answers for it now.</param>
/// <param name="OwnerId">The staff member who answers for it; null while it waits for the unit's duty worker.</param>
/// <param name="ReasonCodeSet">The THL code set of <paramref name="ReasonCodes"/>.</param>
/// <param name="Clocks">As they stand at this look.</param>
/// <param name="Urgency">Null until assessed.</param>
/// <param name="Decision">Null until decided.</param>
/// <param name="Allowed">Operations that the present state takes.</param>
public sealed record MatterView(
    Guid Id, Guid PersonId, MatterKind Kind, MatterStatus Status, DateTimeOffset ArrivedAt, DateOnly ArrivedOn, Guid OwnerUnitId, Guid? OwnerId,
    NotifierView Notifier, string ReasonCodeSet, IReadOnlyList<string> ReasonCodes, IReadOnlyList<SupportGround> SupportGrounds, string Description,
    IReadOnlyList<ClockView> Clocks, UrgencyView? Urgency, DecisionView? Decision, IReadOnlyList<string> Allowed, int Version) : IVersioned
{
    internal static MatterView Of(IntakeMatter matter, IntakeSecrets secrets, Actor actor, DateOnly today) => new(
        matter.Id, matter.PersonId, matter.Kind, matter.Status, matter.ArrivedAt, matter.ArrivedOn, matter.OwnerUnitId, matter.OwnerId,
        NotifierView.Of(matter, secrets, actor), Codes.ReasonSetOf(matter.Kind), matter.ReasonCodes, matter.SupportGrounds,
        secrets.ReadDescription(matter), ClockView.At(today, matter.Clocks),
        matter.Urgency is { } u ? new UrgencyView(u.Code, secrets.Read(u), u.AssessedBy, u.AssessedAt) : null,
        matter.Decision is { } d ? new DecisionView(d.Outcome, secrets.Read(d), d.OwnerId, d.Told, d.DecidedBy, d.DecidedAt) : null,
        matter.Allowed(), matter.Version);
}

/// <summary>Who notified, as far as the reader may know.</summary>
/// <param name="Code">THL code set 1243.</param>
/// <param name="IdentityShown">False where the reader may not know who: then the rest is null.</param>
/// <param name="FiledBy">The staff member who sent the notification.</param>
public sealed record NotifierView(
    NotifierKind Kind, string Code, bool ConfidentialityAsked, bool IdentityShown,
    string? Name, string? Title, string? Organization, string? Phone, string? ConfidentialityReason, Guid? FiledBy)
{
    /// <summary>Those who handle intake see the notifier; where confidentiality was asked only those who do the social work.</summary>
    internal static NotifierView Of(IntakeMatter matter, IntakeSecrets secrets, Actor actor)
    {
        var shown = actor.Roles.Any(role => matter.ConfidentialityAsked
            ? role is Role.DutyWorker or Role.SocialWorker
            : Rights.HandleIntake.Roles.Contains(role));
        if (!shown) return new NotifierView(matter.NotifierKind, matter.NotifierCode, matter.ConfidentialityAsked, false, null, null, null, null, null, null);
        var who = secrets.ReadNotifier(matter);
        return new NotifierView(
            matter.NotifierKind, matter.NotifierCode, matter.ConfidentialityAsked, true,
            who.Name, who.Title, who.Organization, who.Phone, who.ConfidentialityReason, who.FiledBy);
    }
}

/// <param name="Code">THL code set 1252.</param>
public sealed record UrgencyView(string Code, string Assessment, Guid AssessedBy, DateTimeOffset AssessedAt);

public sealed record DecisionView(
    DecisionOutcome Outcome, string Reasons, Guid OwnerId, IReadOnlyList<Told> Told, Guid DecidedBy, DateTimeOffset DecidedAt);

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
        var access = await gate.Decide(caller, Rights.ReadIntake, matter.PersonId, ct);
        return access.Refusal is { } no
            ? no.ToProblem()
            : TypedResults.Ok(MatterView.Of(matter, secrets, access.Actor, WorkingDays.Today(clock)));
    }
}
