using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;
using Monipolku.Platform.Secrets;

namespace Monipolku.Consents;

/// <summary>The signed forms of consents, permissions and prohibitions, kept and given out in one way.</summary>
internal sealed class Scans(ConsentsDb db, Database database, SecretText secrets, TimeProvider clock)
{
    /// <summary>Milliseconds: 10 MB over a slow line. The server's own limits cut off who sends next to nothing.</summary>
    public const int Longest = 5 * 60 * 1000;

    /// <summary>Bytes of a request: the file, and what its sending adds.</summary>
    public const int LargestRequest = ConsentScan.Largest + 128 * 1024;

    public const string HowToKeep = "The body is the file. What it is, and that all of it has come, is told by its content. The same file again changes nothing; another one takes its place, "
        + "with the If-Match of the one that is there.";

    public const string HowToRead = "Repr-Digest holds the file's SHA-256; the ETag is what replaces it, as If-Match.";

    public static readonly OptionalIfMatch IfOneIsThere = new("The ETag of the file that is there, with its quotation marks; not needed for the first one.");

    private static readonly TimeSpan LeftBehind = TimeSpan.FromDays(1);

    /// <summary>Keeps the body as the signed form. A file of somebody else's put here by mistake is replaced: its content goes, its hash and who kept it stay.</summary>
    public async Task<Results<Ok<ScanView>, NotFound, ProblemHttpResult>> Keep(Guid documentId, ConsentForm form, HttpRequest http, IfMatch ifMatch, Actor actor, CancellationToken ct)
    {
        if (form == ConsentForm.Oral) return ConsentsRefusals.ScanOfOral.ToProblem();
        if (http.ContentLength > ConsentScan.Largest) return ConsentsRefusals.ScanTooLarge.ToProblem();

        var now = clock.GetUtcNow();
        var scanId = Guid.CreateVersion7(now);
        var (earlier, version) = await Find(documentId, ct);
        var counts = false;
        try
        {
            var (stored, refusal) = await ConsentScan.Store(http.Body, scanId, documentId, db, secrets, now, ct);
            if (stored is null) return refusal!.ToProblem();
            if (!Agrees(http.ContentType, stored.ContentType)) return ConsentsRefusals.ScanTypeDiffers.ToProblem();
            if (stored.Sha256 == earlier?.Sha256) return TypedResults.Ok(ScanView.Of(earlier, version));
            if (earlier is not null && ifMatch.Check(ScanView.Of(earlier, version)) is { } unseen) return unseen.ToProblem();

            var scan = new ConsentScan
            {
                Id = scanId,
                DocumentId = documentId,
                ContentType = stored.ContentType,
                Length = stored.Length,
                Sha256 = stored.Sha256,
                ReceivedBy = actor.StaffId,
                UnitId = actor.UnitId,
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
                .Where(c => c.DocumentId == documentId && (c.ScanId == gone || (c.At < old && !db.Scans.Any(s => s.Id == c.ScanId && s.ReplacedAt == null))))
                .ExecuteDeleteAsync(CancellationToken.None), CancellationToken.None);
        }
    }

    /// <summary>Gives out the file that counts.</summary>
    /// <param name="name">What it is called when it is saved, without what tells its type.</param>
    public async Task<Results<PushStreamHttpResult, NotFound, ProblemHttpResult>> Read(Guid documentId, string name, HttpResponse answer, CancellationToken ct)
    {
        var (scan, version) = await Find(documentId, ct);
        if (scan is null) return TypedResults.NotFound();
        answer.ContentLength = scan.Length;
        answer.Headers.ETag = ETags.Of(version);
        answer.Headers["Repr-Digest"] = $"sha-256=:{Convert.ToBase64String(Convert.FromHexString(scan.Sha256))}:";
        // A browser that opens it all the same runs nothing in it.
        answer.Headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'; sandbox";
        return TypedResults.Stream(body => scan.Write(body, db, secrets, ct), scan.ContentType, $"{name}.{Extension(scan.ContentType)}");
    }

    /// <summary>The one that counts, and how many there have been: its version. One query.</summary>
    private async Task<(ConsentScan? Scan, int Version)> Find(Guid documentId, CancellationToken ct)
    {
        var found = await db.Scans.AsNoTracking().Where(s => s.DocumentId == documentId && s.ReplacedAt == null)
            .Select(s => new { Scan = s, Version = db.Scans.Count(x => x.DocumentId == documentId) }).FirstOrDefaultAsync(ct);
        return (found?.Scan, found?.Version ?? 0);
    }

    private static string Extension(string contentType) => contentType switch
    {
        "application/pdf" => "pdf",
        "image/png" => "png",
        "image/jpeg" => "jpg",
        _ => "tif",
    };

    /// <summary>Whoever says nothing of the type, or that it is a file, says nothing wrong.</summary>
    private static bool Agrees(string? declared, string found)
    {
        var type = declared?.Split(';')[0].Trim().ToLowerInvariant();
        return type is null or "" or "application/octet-stream" || type == found;
    }
}
