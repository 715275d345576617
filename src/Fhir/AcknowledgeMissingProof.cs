using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Fhir;

/// <summary>Somebody looks at it: it leaves the list.</summary>
internal static class AcknowledgeMissingProof
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/missing-proofs/{id:guid}/acknowledge", Handle)
        .WithName(nameof(AcknowledgeMissingProof))
        .WithSummary("Say that you know of a consent or prohibition that lacks a receipt")
        .Requires(Rights.RetryDelivery);

    private static async Task<Results<Ok<MissingProofView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, IfMatch ifMatch, Caller caller, FhirDb db, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var missing = await db.MissingProofs.FirstOrDefaultAsync(m => m.Id == id, ct);
        if (missing is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.RetryDelivery, missing.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (ifMatch.Check(missing) is { } stale) return stale.ToProblem();
        if (missing.Acknowledge(access.Actor.StaffId, clock.GetUtcNow()) is { } refusal) return refusal.ToProblem();
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(MissingProofView.Of(missing));
    }
}
