using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Assessments;

/// <summary>An edition without its rules.</summary>
/// <param name="InUse">Whether an assessment that starts today is weighed by it.</param>
public sealed record SegmentationModelOverview(string Id, DateOnly ValidFrom, bool Shipped, bool InUse);

internal static class ListSegmentationModels
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/assessments/segmentation-models", Handle)
        .WithName(nameof(ListSegmentationModels))
        .WithSummary("List the editions of the segmentation, newest first; the shipped one is the last")
        .Requires(Rights.ReadTemplates);

    private static async Task<Results<Ok<Page<SegmentationModelOverview>>, ProblemHttpResult>> Handle(
        Caller caller, AssessmentsDb db, SegmentationModels models, IAccessGate gate, TimeProvider clock, CancellationToken ct,
        string? cursor = null, [Range(1, Pages.LargestLimit)] int limit = Pages.DefaultLimit)
    {
        var access = await gate.Decide(caller, Rights.ReadTemplates, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        var before = DateOnly.MaxValue;
        if (cursor is not null && (!Pages.TryDecode(cursor, out var key) || !DateOnly.TryParseExact(key, "O", out before)))
            return PlatformRefusals.CursorInvalid.ToProblem();

        var inUse = (await models.ValidOn(WorkingDays.Today(clock), ct)).Id;
        var editions = await db.SegmentationModels.AsNoTracking().Where(m => m.ValidFrom < before).OrderByDescending(m => m.ValidFrom).Take(limit + 1)
            .Select(m => new SegmentationModelOverview(m.Id, m.ValidFrom, false, m.Id == inUse)).ToListAsync(ct);
        if (SegmentationModels.Shipped is var shipped && shipped.ValidFrom < before)
            editions.Add(new SegmentationModelOverview(shipped.Id, shipped.ValidFrom, true, shipped.Id == inUse));
        return TypedResults.Ok(Pages.Of(editions, limit, m => m.ValidFrom.ToString("O", CultureInfo.InvariantCulture), m => m));
    }
}
