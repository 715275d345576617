using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;

namespace Monipolku.Consents;

internal static class ReadConsentVersion
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/consents/{id:guid}/versions/{version:int}", Handle)
        .WithName(nameof(ReadConsentVersion))
        .WithSummary("Read a consent or permission exactly as it was at a version")
        .Requires(Rights.ReadConsents);

    private static async Task<Results<Ok<ConsentView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, int version, Caller caller, ConsentsDb db, ConsentViews views, IAccessGate gate, CancellationToken ct)
    {
        var consent = await db.Consents.AsNoTracking().FirstOrDefaultAsync(c => c.Id == id, ct);
        if (consent is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.ReadConsents, consent.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        return views.Of(consent, version) is { } view ? TypedResults.Ok(view) : TypedResults.NotFound();
    }
}
