using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Fhir.Deliveries;
using Monipolku.Platform;

namespace Monipolku.Fhir;

/// <summary>A document's way to one record system: ids and codes.</summary>
/// <param name="SourceId">The plan or the consent.</param>
/// <param name="Reason">Why it is refused, stopped or late; a code.</param>
/// <param name="RequestId">Sent as X-Request-ID: the record system's people find it by that.</param>
/// <param name="Version">For If-Match.</param>
public sealed record DeliveryView(
    Guid Id, string System, Sector Sector, Guid PersonId, DeliveryKind Kind, Guid SourceId, int SourceVersion,
    DeliveryState State, string? Reason, int Attempts, Guid RequestId, int Version) : IVersioned
{
    internal static DeliveryView Of(Delivery d) => new(
        d.Id, d.System, d.Sector, d.PersonId, d.Kind, d.SourceId, d.SourceVersion, d.State, d.Reason, d.Attempts, d.RequestId, d.Version);
}

/// <summary>Where a person must look: a refused delivery holds back the client's later ones to that record system.</summary>
internal static class ListDeliveries
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/deliveries", Handle)
        .WithName(nameof(ListDeliveries))
        .WithSummary("List the deliveries of your unit's clients that are in a state, oldest first")
        .WithDescription("Refused ones unless another state is asked.")
        .Requires(Rights.ListDeliveries);

    private static async Task<Results<Ok<Page<DeliveryView>>, ProblemHttpResult>> Handle(
        Caller caller, FhirDb db, IAccessGate gate, TimeProvider clock, CancellationToken ct,
        string? state = null, string? cursor = null, [Range(1, Pages.LargestLimit)] int limit = Pages.DefaultLimit)
    {
        var access = await gate.DecideList(caller, Rights.ListDeliveries, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (!JsonRules.TryRead(state, out DeliveryState? read)) return FhirRefusals.StateUnknown.ToProblem();
        if (!TryDecode(cursor, out var after)) return PlatformRefusals.CursorInvalid.ToProblem();

        var asked = read ?? DeliveryState.Refused;
        var now = clock.GetUtcNow();
        var (units, own) = (access.Actor.UnitIds, access.Actor.OwnRecords);
        var relationships = ClientRelationship.InForce(db.Relationships, now);
        var deliveries = await db.Deliveries.AsNoTracking()
            .Where(d => d.State == asked && d.Sequence > after)
            .Where(d => relationships.Any(r => r.PersonId == d.PersonId && units.Contains(r.UnitId)))
            .Where(d => !own.Contains(d.PersonId))
            .OrderBy(d => d.Sequence)
            .Take(limit + 1)
            .ToListAsync(ct);
        await gate.Show(access, deliveries.Take(limit).Select(d => d.PersonId), ct);
        return TypedResults.Ok(Pages.Of(deliveries, limit, d => d.Sequence.ToString(CultureInfo.InvariantCulture), DeliveryView.Of));
    }

    private static bool TryDecode(string? cursor, out long after)
    {
        after = 0;
        return cursor is null
            || (Pages.TryDecode(cursor, out var key) && long.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out after));
    }
}
