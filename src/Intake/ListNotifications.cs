using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Intake;

internal static class ListNotifications
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/intake/matters/{id:guid}/notifications", Handle)
        .WithName(nameof(ListNotifications))
        .WithSummary("List a matter's notifications, those of matters joined to it too, in the order in which they came")
        .Requires(Rights.ReadIntake);

    private static async Task<Results<Ok<Page<NotificationView>>, NotFound, ProblemHttpResult>> Handle(
        Guid id, Caller caller, IntakeDb db, IntakeSecrets secrets, IAccessGate gate, CancellationToken ct,
        string? cursor = null, [Range(1, Pages.LargestLimit)] int limit = Pages.DefaultLimit)
    {
        var matter = await db.Matters.AsNoTracking().FirstOrDefaultAsync(m => m.Id == id, ct);
        if (matter is null) return TypedResults.NotFound();
        // The page shows notifications of all its days: a permission for some of them only does not open it.
        var days = await IntakeNotification.Of(id, db).GroupBy(n => 1).Select(all => new { First = all.Min(n => n.ArrivedOn), Last = all.Max(n => n.ArrivedOn) }).SingleAsync(ct);
        var access = await gate.Decide(caller, Rights.ReadIntake, matter.PersonId, ct, new DataItem(days.First, LastDate: days.Last, Id: matter.Id));
        if (access.Refusal is { } no) return no.ToProblem();
        if (!Pages.TryDecodeId(cursor, out var after)) return PlatformRefusals.CursorInvalid.ToProblem();

        var found = await IntakeNotification.Of(id, db).Where(n => n.Id > after).OrderBy(n => n.Id).Take(limit + 1).ToListAsync(ct);
        return TypedResults.Ok(Pages.Of(found, limit, n => n.Id.ToString(), n => NotificationView.Of(n, secrets, access.Actor)));
    }
}
