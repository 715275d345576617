using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Intake;

/// <summary>A notification as it came.</summary>
/// <param name="MatterId">The matter in which it is handled.</param>
/// <param name="IdentityVerified">False where who contacts has not been identified: an own contact over the open form.</param>
/// <param name="FiledAt">When the service got it.</param>
/// <param name="ArrivedOn">Day on which it really arrived, Europe/Helsinki.</param>
/// <param name="EnteredBy">The staff member who entered a call or a paper; null otherwise.</param>
/// <param name="ReasonCodeSet">The THL code set of <paramref name="ReasonCodes"/>.</param>
/// <param name="Details">What only some kinds and variants tell; null where there is nothing.</param>
/// <param name="Supplements">What staff have added, oldest first; all else is as the notifier told it.</param>
public sealed record NotificationView(
    Guid Id, Guid MatterId, MatterKind Kind, NotificationChannel Channel, bool IdentityVerified, IReadOnlyList<NotificationVariant> Variants,
    DateTimeOffset FiledAt, DateOnly ArrivedOn, Guid? EnteredBy, NotifierView Notifier, string ReasonCodeSet, IReadOnlyList<string> ReasonCodes,
    IReadOnlyList<SupportGround> SupportGrounds, string Description, NotificationDetails? Details, IReadOnlyList<SupplementView> Supplements, int Version) : IVersioned
{
    public override string ToString() => $"{nameof(NotificationView)} {Id}";

    internal static NotificationView Of(IntakeNotification n, IntakeSecrets secrets, Actor actor) => new(
        n.Id, n.MatterId, n.Kind, n.Channel, n.Channel != NotificationChannel.OwnContact, n.Variants, n.FiledAt, n.ArrivedOn, n.EnteredBy,
        NotifierView.Of(n, secrets, actor), Codes.ReasonSetOf(n.Kind), n.ReasonCodes, n.SupportGrounds, secrets.ReadDescription(n), secrets.ReadDetails(n),
        [.. n.Supplements.Select(s => SupplementView.Of(s, secrets, NotifierView.MayKnow(n, actor)))], n.Version);
}

/// <summary>What staff have added to a notification.</summary>
/// <param name="IdentityShown">False where the reader may not know who the notifier is: then source and notifier are null.</param>
/// <param name="Source">From whom and how it is known.</param>
/// <param name="Notifier">What was added of the notifier; null where nothing was.</param>
public sealed record SupplementView(Guid By, DateTimeOffset At, bool IdentityShown, string? Source, NotifierSupplement? Notifier, IReadOnlyList<string> ReasonCodes)
{
    internal static SupplementView Of(Supplement added, IntakeSecrets secrets, bool mayKnow)
    {
        if (!mayKnow) return new SupplementView(added.By, added.At, false, null, null, added.ReasonCodes);
        var content = secrets.Read(added);
        return new SupplementView(added.By, added.At, true, content.Source, content.Notifier, added.ReasonCodes);
    }

    public override string ToString() => nameof(SupplementView);
}

/// <summary>Who notified, as far as the reader may know.</summary>
/// <param name="Code">THL code set 1243.</param>
/// <param name="IdentityShown">False where the reader may not know who: then the rest is null.</param>
/// <param name="FiledBy">The staff member who sent the notification.</param>
public sealed record NotifierView(
    NotifierKind Kind, string Code, bool ConfidentialityAsked, bool IdentityShown,
    string? Name, string? Title, string? Organization, string? Phone, string? ConfidentialityReason, Guid? FiledBy)
{
    internal static NotifierView Of(IntakeNotification notification, IntakeSecrets secrets, Actor actor)
    {
        var (kind, code, asked) = (notification.NotifierKind, notification.NotifierCode, notification.ConfidentialityAsked);
        if (!MayKnow(notification, actor)) return new NotifierView(kind, code, asked, false, null, null, null, null, null, null);
        var who = secrets.ReadNotifier(notification);
        return new NotifierView(kind, code, asked, true, who.Name, who.Title, who.Organization, who.Phone, who.ConfidentialityReason, who.FiledBy);
    }

    /// <summary>Those who handle intake see the notifier; where confidentiality was asked only those who do the social work.</summary>
    internal static bool MayKnow(IntakeNotification notification, Actor actor) => actor.Roles.Any(role => notification.ConfidentialityAsked
        ? role is Role.DutyWorker or Role.SocialWorker
        : Rights.HandleIntake.Roles.Contains(role));
}

internal static class ReadNotification
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/intake/notifications/{id:guid}", Handle)
        .WithName(nameof(ReadNotification))
        .WithSummary("Read a notification, and in which matter it is handled")
        .Requires(Rights.ReadIntake);

    private static async Task<Results<Ok<NotificationView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, Caller caller, IntakeDb db, IntakeSecrets secrets, IAccessGate gate, CancellationToken ct)
    {
        var notification = await db.Notifications.AsNoTracking().FirstOrDefaultAsync(n => n.Id == id, ct);
        if (notification is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.ReadIntake, notification.PersonId, ct, new DataItem(notification.ArrivedOn, Id: notification.MatterId));
        return access.Refusal is { } no ? no.ToProblem() : TypedResults.Ok(NotificationView.Of(notification, secrets, access.Actor));
    }
}
