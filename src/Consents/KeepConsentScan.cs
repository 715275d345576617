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
using Monipolku.Platform.Secrets;

namespace Monipolku.Consents;

/// <param name="ContentType">By its content: application/pdf, image/png, image/jpeg or image/tiff.</param>
/// <param name="Length">In bytes, at most 10 MB.</param>
/// <param name="Sha256">Of the file, hexadecimal.</param>
/// <param name="ReceivedBy">The staff member who kept it, in the unit <paramref name="UnitId"/>.</param>
/// <param name="Version">1 for the first file, one more for each that took its place.</param>
public sealed record ScanView(Guid ConsentId, string ContentType, long Length, string Sha256, Guid ReceivedBy, Guid UnitId, DateTimeOffset At, int Version) : IVersioned
{
    internal static ScanView Of(ConsentScan scan, int version) =>
        new(scan.ConsentId, scan.ContentType, scan.Length, scan.Sha256, scan.ReceivedBy, scan.UnitId, scan.At, version);
}

/// <summary>Keeps the signed form. A file of somebody else's put here by mistake is replaced: its content goes, its hash and who kept it stay.</summary>
internal static class KeepConsentScan
{
    /// <summary>Milliseconds: 10 MB over a slow line. The server's own limits cut off who sends next to nothing.</summary>
    public const int Longest = 5 * 60 * 1000;

    private static readonly TimeSpan LeftBehind = TimeSpan.FromDays(1);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/consents/{id:guid}/scan", Handle)
        .WithName(nameof(KeepConsentScan))
        .WithSummary("Keep the signed form: PDF, PNG, JPEG or TIFF, at most 10 MB")
        .WithDescription("The body is the file. What it is is told by its content. The same file again changes nothing; another one takes its place, with the If-Match of the one that is there.")
        .Accepts<byte[]>("application/octet-stream", "application/pdf", "image/png", "image/jpeg", "image/tiff")
        .WithMetadata(new RequestSizeLimitAttribute(ConsentScan.Largest + 128 * 1024))
        .WithMetadata(new RequestTimeoutAttribute(Longest))
        .Requires(Rights.RecordConsent)
        .OneOfTwoAtOnce(ConsentsRefusals.ScanKeptAtOnce);

    private static async Task<Results<Ok<ScanView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, HttpRequest http, IfMatch ifMatch, Caller caller, ConsentsDb db, Database database, SecretText secrets, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var consent = await db.Consents.AsNoTracking().FirstOrDefaultAsync(c => c.Id == id, ct);
        if (consent is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.RecordConsent, consent.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (consent.Form == ConsentForm.Oral) return ConsentsRefusals.ScanOfOral.ToProblem();
        if (http.ContentLength > ConsentScan.Largest) return ConsentsRefusals.ScanTooLarge.ToProblem();

        var now = clock.GetUtcNow();
        var scanId = Guid.CreateVersion7(now);
        var earlier = await db.Scans.AsNoTracking().FirstOrDefaultAsync(s => s.ConsentId == id && s.ReplacedAt == null, ct);
        var version = await db.Scans.CountAsync(s => s.ConsentId == id, ct);
        var counts = false;
        try
        {
            var (stored, refusal) = await ConsentScan.Store(http.Body, scanId, id, db, secrets, now, ct);
            if (stored is null) return refusal!.ToProblem();
            if (!Agrees(http.ContentType, stored.ContentType)) return ConsentsRefusals.ScanTypeDiffers.ToProblem();
            if (stored.Sha256 == earlier?.Sha256) return TypedResults.Ok(ScanView.Of(earlier, version));
            if (earlier is not null && ifMatch.Check(ScanView.Of(earlier, version)) is { } unseen) return unseen.ToProblem();

            var scan = new ConsentScan
            {
                Id = scanId,
                ConsentId = id,
                ContentType = stored.ContentType,
                Length = stored.Length,
                Sha256 = stored.Sha256,
                ReceivedBy = access.Actor.StaffId,
                UnitId = access.Actor.UnitId,
                At = now,
            };
            if (earlier is not null) db.Scans.Attach(earlier).Entity.ReplacedAt = now;
            db.Scans.Add(scan);
            await db.SaveChangesAsync(ct);
            counts = true;
            return TypedResults.Ok(ScanView.Of(scan, version + 1));
        }
        finally
        {
            // Not with the caller's token: one who hangs up leaves nothing behind. A killed process does, for the next file to take away.
            var (gone, old) = (counts ? earlier?.Id ?? Guid.Empty : scanId, now - LeftBehind);
            await database.WriteAsync(() => db.ScanChunks
                .Where(c => c.ConsentId == id && (c.ScanId == gone || (c.At < old && !db.Scans.Any(s => s.Id == c.ScanId && s.ReplacedAt == null))))
                .ExecuteDeleteAsync(CancellationToken.None), CancellationToken.None);
        }
    }

    /// <summary>Whoever says nothing of the type, or that it is a file, says nothing wrong.</summary>
    private static bool Agrees(string? declared, string found)
    {
        var type = declared?.Split(';')[0].Trim().ToLowerInvariant();
        return type is null or "" or "application/octet-stream" || type == found;
    }
}
