using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;
using Monipolku.Fhir.Deliveries;
using Monipolku.Platform;

namespace Monipolku.Fhir;

/// <summary>Lets a refused or stopped delivery go on, once somebody has looked and what was wrong is mended.</summary>
internal static class RetryDelivery
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/deliveries/{id:guid}/retry", Handle)
        .WithName(nameof(RetryDelivery))
        .WithSummary("Send a refused or stopped delivery again")
        .WithDescription("The same content goes under the same X-Request-ID; what was recorded and found to differ is read back once more. "
            + "What somebody has changed in the record system is never overwritten. "
            + "Whether a stopped one may go is decided again when it is sent: if not, it stops again with the reason. An older version never follows a newer one.")
        .Requires(Rights.RetryDelivery);

    private static async Task<Results<Ok<DeliveryView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, IfMatch ifMatch, Caller caller, FhirDb db, IConsentRecords consents, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var delivery = await db.Deliveries.FirstOrDefaultAsync(d => d.Id == id, ct);
        if (delivery is null) return TypedResults.NotFound();
        var isVeto = delivery.Kind == DeliveryKind.Prohibition
            && await consents.FindProhibitions([delivery.SourceId], ct) is [{ Kind: ProhibitionKind.Guardians }];
        var access = await gate.Decide(caller, isVeto ? Rights.RetryVetoDelivery : Rights.RetryDelivery, delivery.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (ifMatch.Check(delivery) is { } stale) return stale.ToProblem();
        if (delivery.State == DeliveryState.Stopped)
        {
            if (await db.Newer(delivery).AnyAsync(ct)) return FhirRefusals.DeliveryOutdated.ToProblem();
            if (await db.Deliveries.AnyAsync(d => d.System == delivery.System && d.PersonId == delivery.PersonId && d.FinishedAt == null, ct))
                return FhirRefusals.DeliveryNotNext.ToProblem();
        }
        if (delivery.Retry(clock.GetUtcNow()) is { } refusal) return refusal.ToProblem();

        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(DeliveryView.Of(delivery));
    }
}
