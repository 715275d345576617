using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;
using Monipolku.People.Contracts;
using Monipolku.Platform;

namespace Monipolku.Consents;

/// <summary>Gives a permission as THL's document has it.</summary>
internal static class ReadConsentDocument
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/consents/{id:guid}/document", Handle)
        .WithName(nameof(ReadConsentDocument))
        .WithSummary("Read a permission as JSON by THL's schema 1505.8 (luovutuslupa-asiakirja)")
        .WithDescription("`type` is `thl`, 1505.8 or its OID. What limits the permission (recipients, classes, days, service tasks, purpose, validity), and its end, stand in the text for further "
            + "details, in Finnish as the rest. The document is of social care's data: a permission out of the health register and a consent to joint work have none, and are refused "
            + "with 409; so is a permission before its first day, of which the schema cannot tell.")
        .Requires(Rights.ReadConsents);

    private static async Task<Results<Ok<JsonObject>, NotFound, ProblemHttpResult>> Handle(
        Guid id, string type, Caller caller, ConsentsDb db, ConsentViews views, IPeople people, IStaffDirectory staff, IAccessGate gate,
        TimeProvider clock, CancellationToken ct)
    {
        var consent = await db.Consents.AsNoTracking().FirstOrDefaultAsync(c => c.Id == id, ct);
        if (consent is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.ReadConsents, consent.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (!ThlDocument.Is(ThlDocument.PermissionCode, type)) return ConsentsRefusals.DocumentTypeUnknown(ThlDocument.PermissionCode).ToProblem();
        if (consent is not { Kind: ConsentKind.DisclosurePermission, Direction: Direction.SocialToHealth }) return ConsentsRefusals.DocumentNotOfThis.ToProblem();

        var (view, today) = (views.Of(consent), WorkingDays.Today(clock));
        if (view.Status == ConsentStatus.Active && view.ValidFrom > today) return ConsentsRefusals.DocumentBeginsLater.ToProblem();
        var document = await ThlDocument.Load(
            view.PersonId, view.Withdrawal?.ReceivedBy ?? view.ReceivedBy, view.RecipientUnits.Append(view.Withdrawal?.UnitId ?? view.UnitId), people, staff, ct);
        return TypedResults.Ok(document.Of(view, today));
    }
}
