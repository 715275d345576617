using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Fhir.Deliveries;
using Monipolku.Platform;

namespace Monipolku.Fhir;

/// <param name="Kind">consent (a permission too) or prohibition.</param>
/// <param name="SourceId">The consent, permission or prohibition.</param>
/// <param name="StaffId">Who received it: the alert is theirs first.</param>
/// <param name="AcknowledgedBy">Null until somebody says that they know.</param>
public sealed record MissingProofView(
    Guid Id, Guid PersonId, DeliveryKind Kind, Guid SourceId, int SourceVersion, Guid UnitId, Guid StaffId, DateTimeOffset RaisedAt, Guid? AcknowledgedBy,
    DateTimeOffset? AcknowledgedAt, DateTimeOffset? ResolvedAt, int Version) : IVersioned
{
    internal static MissingProofView Of(MissingProof m) => new(
        m.Id, m.PersonId, m.Kind, m.SourceId, m.SourceVersion, m.UnitId, m.StaffId, m.RaisedAt, m.AcknowledgedBy, m.AcknowledgedAt, m.ResolvedAt, m.Version);
}

/// <summary>Consents and prohibitions of the unit's clients that are not proved to be in both record systems.</summary>
internal static class ListMissingProofs
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/missing-proofs", Handle)
        .WithName(nameof(ListMissingProofs))
        .WithSummary("List the consents, permissions and prohibitions of your unit's clients that lack a receipt of a record system after the set time, oldest first")
        .WithDescription("Open ones: not acknowledged, and the receipts have not come. mine=true: those that you received.")
        .Requires(Rights.ListDeliveries);

    private static async Task<Results<Ok<Page<MissingProofView>>, ProblemHttpResult>> Handle(
        Caller caller, FhirDb db, IAccessGate gate, TimeProvider clock, CancellationToken ct,
        bool mine = false, string? cursor = null, [Range(1, Pages.LargestLimit)] int limit = Pages.DefaultLimit)
    {
        var access = await gate.DecideList(caller, Rights.ListDeliveries, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (!Pages.TryDecodeId(cursor, out var after)) return PlatformRefusals.CursorInvalid.ToProblem();

        var (units, own, me) = (access.Actor.UnitIds, access.Actor.OwnRecords, access.Actor.StaffId);
        var relationships = ClientRelationship.InForce(db.Relationships, clock.GetUtcNow());
        var missing = await db.MissingProofs.AsNoTracking()
            .Where(m => m.AcknowledgedAt == null && m.ResolvedAt == null && m.Id > after && (!mine || m.StaffId == me))
            .Where(m => relationships.Any(r => r.PersonId == m.PersonId && units.Contains(r.UnitId)))
            .Where(m => !own.Contains(m.PersonId))
            .OrderBy(m => m.Id).Take(limit + 1).ToListAsync(ct);
        await gate.Show(access, missing.Take(limit).Select(m => m.PersonId), ct);
        return TypedResults.Ok(Pages.Of(missing, limit, m => m.Id.ToString(), MissingProofView.Of));
    }
}
