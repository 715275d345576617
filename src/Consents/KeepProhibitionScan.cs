using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;
using Monipolku.Platform;

namespace Monipolku.Consents;

/// <summary>Keeps the signed form of a prohibition or veto.</summary>
internal static class KeepProhibitionScan
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/prohibitions/{id:guid}/scan", Handle)
        .WithName(nameof(KeepProhibitionScan))
        .WithSummary("Keep the signed form of a prohibition or veto: PDF, PNG, JPEG or TIFF, at most 10 MB")
        .WithDescription(Scans.HowToKeep)
        .Accepts<byte[]>("application/octet-stream", "application/pdf", "image/png", "image/jpeg", "image/tiff")
        .WithMetadata(new RequestSizeLimitAttribute(Scans.LargestRequest), new RequestTimeoutAttribute(Scans.Longest), Scans.IfOneIsThere)
        .Requires(Rights.RecordConsent)
        .OneOfTwoAtOnce(ConsentsRefusals.ScanKeptAtOnce);

    private static async Task<Results<Ok<ScanView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, HttpRequest http, IfMatch ifMatch, Caller caller, ConsentsDb db, Scans scans, IAccessGate gate, CancellationToken ct)
    {
        var prohibition = await db.Prohibitions.AsNoTracking().FirstOrDefaultAsync(p => p.Id == id, ct);
        if (prohibition is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, prohibition.Kind == ProhibitionKind.Guardians ? Rights.RecordVeto : Rights.RecordConsent, prohibition.PersonId, ct);
        return access.Refusal is { } no ? no.ToProblem() : await scans.Keep(id, prohibition.Form, http, ifMatch, access.Actor, ct);
    }
}
