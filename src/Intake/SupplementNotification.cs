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

/// <summary>What the notifier left out of themself; only ever stored encrypted.</summary>
/// <param name="Name">Where none was told, or one word only; at most 200 characters.</param>
/// <param name="Phone">International form, <c>+358401234567</c>.</param>
public sealed record NotifierSupplement(
    [property: Visible, StringLength(200, MinimumLength = 2)] string? Name = null,
    [property: Visible, StringLength(200, MinimumLength = 2)] string? Title = null,
    [property: Visible, StringLength(200, MinimumLength = 2)] string? Organization = null,
    [property: Pattern(@"^\+[0-9]{6,15}$")] string? Phone = null)
{
    public override string ToString() => nameof(NotifierSupplement);
}

/// <param name="Source">From whom and how it is known; at most 500 characters.</param>
/// <param name="Notifier">Not of an anonymous one.</param>
/// <param name="ReasonCodes">Of the notification's own code set, besides those that it names; with them at most 20.</param>
public sealed record SupplementNotificationRequest(
    [property: Visible, StringLength(500)] string Source,
    NotifierSupplement? Notifier = null,
    [property: MaxLength(20)] IReadOnlyList<string>? ReasonCodes = null)
{
    public override string ToString() => nameof(SupplementNotificationRequest);
}

/// <summary>Adds what a notifier left out. What they told stays as it came; who added what, and when, stands beside it.</summary>
internal static class SupplementNotification
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/intake/notifications/{id:guid}/supplements", Handle)
        .WithName(nameof(SupplementNotification))
        .WithSummary("Add what a notifier left out")
        .WithDescription("The notifier's own words are never changed, and what they told is not told anew. THL's document takes what was added as if it had been told; "
            + "where the same is added twice, the later holds.")
        .WithExample(new SupplementNotificationRequest("Soitettu ilmoittajalle 16.9.", new NotifierSupplement(Phone: "+358401234567"), ["11"]))
        .Requires(Rights.HandleIntake);

    private static async Task<Results<Ok<NotificationView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, SupplementNotificationRequest request, IfMatch ifMatch, Caller caller, IntakeDb db, IntakeSecrets secrets, IAccessGate gate, TimeProvider clock,
        CancellationToken ct)
    {
        var notification = await db.Notifications.FirstOrDefaultAsync(n => n.Id == id, ct);
        if (notification is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.HandleIntake, notification.PersonId, ct, new DataItem(Id: notification.MatterId));
        if (access.Refusal is { } no) return no.ToProblem();
        if (request.Notifier is not null && !NotifierView.MayKnow(notification, access.Actor)) return IntakeRefusals.NotifierHidden.ToProblem();
        if (ifMatch.Check(notification) is { } stale) return stale.ToProblem();

        if (notification.Add(request, secrets, access.Actor.StaffId, clock.GetUtcNow()) is { } refusal) return refusal.ToProblem();
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(NotificationView.Of(notification, secrets, access.Actor));
    }
}
