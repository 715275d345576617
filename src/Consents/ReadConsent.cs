using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;

namespace Monipolku.Consents;

internal static class ReadConsent
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/consents/{id:guid}", Handle)
        .WithName(nameof(ReadConsent))
        .WithSummary("Read a consent or permission as it is now")
        .Requires(Rights.ReadConsents);

    private static async Task<Results<Ok<ConsentView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, Caller caller, ConsentsDb db, ConsentViews views, IAccessGate gate, CancellationToken ct)
    {
        var consent = await db.Consents.AsNoTracking().FirstOrDefaultAsync(c => c.Id == id, ct);
        if (consent is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.ReadConsents, consent.PersonId, ct);
        return access.Refusal is { } no ? no.ToProblem() : TypedResults.Ok(views.Of(consent));
    }
}
