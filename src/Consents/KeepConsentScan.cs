using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Consents;

/// <param name="DocumentId">The consent, permission, prohibition or veto that was signed.</param>
/// <param name="ContentType">By its content: application/pdf, image/png, image/jpeg or image/tiff.</param>
/// <param name="Length">In bytes, at most 10 MB.</param>
/// <param name="Sha256">Of the file, hexadecimal.</param>
/// <param name="ReceivedBy">The staff member who kept it, in the unit <paramref name="UnitId"/>.</param>
/// <param name="Version">1 for the first file, one more for each that took its place.</param>
public sealed record ScanView(Guid DocumentId, string ContentType, long Length, string Sha256, Guid ReceivedBy, Guid UnitId, DateTimeOffset At, int Version) : IVersioned
{
    internal static ScanView Of(ConsentScan scan, int version) =>
        new(scan.DocumentId, scan.ContentType, scan.Length, scan.Sha256, scan.ReceivedBy, scan.UnitId, scan.At, version);
}

/// <summary>Keeps the signed form of a consent or permission.</summary>
internal static class KeepConsentScan
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/consents/{id:guid}/scan", Handle)
        .WithName(nameof(KeepConsentScan))
        .WithSummary("Keep the signed form: PDF, PNG, JPEG or TIFF, at most 10 MB")
        .WithDescription(Scans.HowToKeep)
        .Accepts<byte[]>("application/octet-stream", "application/pdf", "image/png", "image/jpeg", "image/tiff")
        .WithMetadata(new RequestSizeLimitAttribute(Scans.LargestRequest), new RequestTimeoutAttribute(Scans.Longest), Scans.IfOneIsThere)
        .Requires(Rights.RecordConsent)
        .OneOfTwoAtOnce(ConsentsRefusals.ScanKeptAtOnce);

    private static async Task<Results<Ok<ScanView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, HttpRequest http, IfMatch ifMatch, Caller caller, ConsentsDb db, Scans scans, IAccessGate gate, CancellationToken ct)
    {
        var consent = await db.Consents.AsNoTracking().FirstOrDefaultAsync(c => c.Id == id, ct);
        if (consent is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.RecordConsent, consent.PersonId, ct);
        return access.Refusal is { } no ? no.ToProblem() : await scans.Keep(id, consent.Form, http, ifMatch, access.Actor, ct);
    }
}
