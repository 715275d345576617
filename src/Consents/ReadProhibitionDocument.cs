using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;
using Monipolku.People.Contracts;

namespace Monipolku.Consents;

/// <summary>Gives a prohibition as THL's document has it.</summary>
internal static class ReadProhibitionDocument
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/prohibitions/{id:guid}/document", Handle)
        .WithName(nameof(ReadProhibitionDocument))
        .WithSummary("Read a prohibition as JSON by THL's schema 1505.9 (kieltoasiakirja)")
        .WithDescription("`type` is `thl`, 1505.9 or its OID. What limits the prohibition stands in the text for further details. The document is of social care's data: a prohibition on health-care data and a minor's veto have none, and are refused with 409. One of single documents names them, and is refused with 403 to who would receive them.")
        .Requires(Rights.ReadConsents);

    private static async Task<Results<Ok<JsonObject>, NotFound, ProblemHttpResult>> Handle(
        Guid id, string type, Caller caller, ConsentsDb db, ConsentViews views, IPeople people, IStaffDirectory staff, ISharingBasis sharing, IAccessGate gate, CancellationToken ct)
    {
        var prohibition = await db.Prohibitions.AsNoTracking().FirstOrDefaultAsync(p => p.Id == id, ct);
        if (prohibition is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, prohibition.Kind == ProhibitionKind.Guardians ? Rights.ReadVeto : Rights.ReadConsents, prohibition.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (prohibition.IsHiddenFrom(access, await sharing.KeptFrom(access, prohibition.PersonId, ct))) return TypedResults.NotFound();
        if (!ThlDocument.Is(ThlDocument.ProhibitionCode, type)) return ConsentsRefusals.DocumentTypeUnknown(ThlDocument.ProhibitionCode).ToProblem();
        if (prohibition is not { Kind: ProhibitionKind.Disclosure, Direction: Direction.SocialToHealth }) return ConsentsRefusals.DocumentNotOfThis.ToProblem();
        // Without its ids it would say that all is forbidden that the controller holds.
        if (prohibition.Documents.Count > 0 && !access.NamesDocuments(prohibition.Direction)) return ConsentsRefusals.DocumentNamesDocuments.ToProblem();

        var view = views.Of(prohibition, access);
        var document = await ThlDocument.Load(
            view.PersonId, view.Withdrawal?.ReceivedBy ?? view.ReceivedBy, [view.UnitId, view.Withdrawal?.UnitId ?? view.UnitId], people, staff, ct);
        return TypedResults.Ok(document.Of(view));
    }
}
