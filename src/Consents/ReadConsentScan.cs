using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.Secrets;

namespace Monipolku.Consents;

/// <summary>The signed form as it was kept: for professionals, and the copy for the client (703/2023 58 §).</summary>
internal static class ReadConsentScan
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/consents/{id:guid}/scan", Handle)
        .WithName(nameof(ReadConsentScan))
        .WithSummary("Get the signed form as it was kept")
        .WithDescription("Repr-Digest holds the file's SHA-256; the ETag is what replaces it, as If-Match.")
        .Produces(StatusCodes.Status200OK, contentType: "application/pdf", additionalContentTypes: ["image/png", "image/jpeg", "image/tiff"])
        .WithMetadata(new RequestTimeoutAttribute(KeepConsentScan.Longest))
        .Requires(Rights.ReadConsents);

    private static async Task<Results<PushStreamHttpResult, NotFound, ProblemHttpResult>> Handle(
        Guid id, HttpResponse answer, Caller caller, ConsentsDb db, SecretText secrets, IAccessGate gate, CancellationToken ct)
    {
        var consent = await db.Consents.AsNoTracking().FirstOrDefaultAsync(c => c.Id == id, ct);
        if (consent is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.ReadConsents, consent.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        var scan = await db.Scans.AsNoTracking().FirstOrDefaultAsync(s => s.ConsentId == id && s.ReplacedAt == null, ct);
        if (scan is null) return TypedResults.NotFound();

        answer.ContentLength = scan.Length;
        answer.Headers.ETag = ETags.Of(await db.Scans.CountAsync(s => s.ConsentId == id, ct));
        answer.Headers["Repr-Digest"] = $"sha-256=:{Convert.ToBase64String(Convert.FromHexString(scan.Sha256))}:";
        // A browser that opens it all the same runs nothing in it.
        answer.Headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'; sandbox";
        return TypedResults.Stream(body => scan.Write(body, db, secrets, ct), scan.ContentType, $"consent-{id}.{Extension(scan.ContentType)}");
    }

    private static string Extension(string contentType) => contentType switch
    {
        "application/pdf" => "pdf",
        "image/png" => "png",
        "image/jpeg" => "jpg",
        _ => "tif",
    };
}
