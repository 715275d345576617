using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;

namespace Monipolku.Consents;

/// <summary>The signed form as it was kept: for professionals, and the copy for the client (703/2023 58 §).</summary>
internal static class ReadConsentScan
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/consents/{id:guid}/scan", Handle)
        .WithName(nameof(ReadConsentScan))
        .WithSummary("Get the signed form as it was kept")
        .WithDescription(Scans.HowToRead)
        .Produces(StatusCodes.Status200OK, contentType: "application/pdf", additionalContentTypes: ["image/png", "image/jpeg", "image/tiff"])
        .WithMetadata(new RequestTimeoutAttribute(Scans.Longest))
        .Requires(Rights.ReadConsents);

    private static async Task<Results<PushStreamHttpResult, NotFound, ProblemHttpResult>> Handle(
        Guid id, HttpResponse answer, Caller caller, ConsentsDb db, Scans scans, IAccessGate gate, CancellationToken ct)
    {
        var consent = await db.Consents.AsNoTracking().FirstOrDefaultAsync(c => c.Id == id, ct);
        if (consent is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.ReadConsents, consent.PersonId, ct);
        return access.Refusal is { } no ? no.ToProblem() : await scans.Read(id, $"consent-{id}", answer, ct);
    }
}
