using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;

namespace Monipolku.Consents;

/// <summary>The signed form as it was kept: for professionals, and the copy for the client (703/2023 58 §).</summary>
internal static class ReadProhibitionScan
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/prohibitions/{id:guid}/scan", Handle)
        .WithName(nameof(ReadProhibitionScan))
        .WithSummary("Get the signed form of a prohibition or veto as it was kept")
        .WithDescription(Scans.HowToRead)
        .Produces(StatusCodes.Status200OK, contentType: "application/pdf", additionalContentTypes: ["image/png", "image/jpeg", "image/tiff"])
        .WithMetadata(new RequestTimeoutAttribute(Scans.Longest))
        .Requires(Rights.ReadConsents);

    private static async Task<Results<PushStreamHttpResult, NotFound, ProblemHttpResult>> Handle(
        Guid id, HttpResponse answer, Caller caller, ConsentsDb db, Scans scans, ISharingBasis sharing, IAccessGate gate, CancellationToken ct)
    {
        var prohibition = await db.Prohibitions.AsNoTracking().FirstOrDefaultAsync(p => p.Id == id, ct);
        if (prohibition is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, prohibition.Kind == ProhibitionKind.Guardians ? Rights.ReadVeto : Rights.ReadConsents, prohibition.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        return prohibition.IsHiddenFrom(access, await sharing.KeptFrom(access, prohibition.PersonId, ct)) ? TypedResults.NotFound() : await scans.Read(id, $"prohibition-{id}", answer, ct);
    }
}
