using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Consents;

/// <summary>What took the place of what, from the first to the one that counts now.</summary>
internal static class ReadConsentChain
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/consents/{id:guid}/chain", Handle)
        .WithName(nameof(ReadConsentChain))
        .WithSummary("Read what a consent or permission replaced and what replaced it, oldest first")
        .Requires(Rights.ReadConsents);

    private static async Task<Results<Ok<Page<ConsentView>>, NotFound, ProblemHttpResult>> Handle(
        Guid id, Caller caller, ConsentsDb db, ConsentViews views, IAccessGate gate, CancellationToken ct,
        string? cursor = null, [Range(1, Pages.LargestLimit)] int limit = Pages.DefaultLimit)
    {
        var consent = await db.Consents.AsNoTracking().FirstOrDefaultAsync(c => c.Id == id, ct);
        if (consent is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.ReadConsents, consent.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (!Pages.TryDecodeId(cursor, out var after)) return PlatformRefusals.CursorInvalid.ToProblem();

        // Back to the first of them, then forward: a chain has no branches, since the database lets nothing be replaced twice.
        var linked = db.Consents.FromSql($"""
            WITH RECURSIVE back AS (
                SELECT "Id", "ReplacesId" FROM consents_consents WHERE "Id" = {id}
                UNION ALL
                SELECT c."Id", c."ReplacesId" FROM consents_consents c JOIN back b ON c."Id" = b."ReplacesId"
            ), chain AS (
                SELECT "Id" FROM back WHERE "ReplacesId" IS NULL
                UNION ALL
                SELECT c."Id" FROM consents_consents c JOIN chain p ON c."ReplacesId" = p."Id"
            )
            SELECT * FROM consents_consents WHERE "Id" IN (SELECT "Id" FROM chain)
            """);
        var chain = await linked.AsNoTracking().Where(c => c.Id > after).OrderBy(c => c.Id).Take(limit + 1).ToListAsync(ct);
        return TypedResults.Ok(Pages.Of(chain, limit, c => c.Id.ToString(), views.Of));
    }
}
