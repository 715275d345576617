using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Assessments.Contracts;
using Monipolku.Platform;

namespace Monipolku.Assessments;

/// <summary>An edition without its questions.</summary>
/// <param name="InUse">Whether an assessment that starts today uses it.</param>
public sealed record TemplateOverview(string Id, AssessmentKind Kind, string Edition, DateOnly ValidFrom, bool Shipped, bool InUse);

internal static class ListTemplates
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/assessments/templates", Handle)
        .WithName(nameof(ListTemplates))
        .WithSummary("List the editions of a kind of template, newest first; the shipped one is the last")
        .Requires(Rights.ReadTemplates);

    private static async Task<Results<Ok<Page<TemplateOverview>>, ProblemHttpResult>> Handle(
        string kind, Caller caller, AssessmentsDb db, AssessmentTemplates templates, IAccessGate gate, TimeProvider clock, CancellationToken ct,
        string? cursor = null, [Range(1, Pages.LargestLimit)] int limit = Pages.DefaultLimit)
    {
        var access = await gate.Decide(caller, Rights.ReadTemplates, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (!JsonRules.TryRead(kind, out AssessmentKind? read) || read is not { } asked) return AssessmentsRefusals.KindUnknown.ToProblem();
        var before = DateOnly.MaxValue;
        if (cursor is not null && (!Pages.TryDecode(cursor, out var key) || !DateOnly.TryParseExact(key, "O", out before)))
            return PlatformRefusals.CursorInvalid.ToProblem();

        var inUse = (await templates.ValidOn(asked, WorkingDays.Today(clock), ct)).Id;
        var editions = await db.Templates.AsNoTracking().Where(t => t.Kind == asked && t.ValidFrom < before)
            .OrderByDescending(t => t.ValidFrom).Take(limit + 1)
            .Select(t => new TemplateOverview(t.Id, t.Kind, t.Edition, t.ValidFrom, false, t.Id == inUse)).ToListAsync(ct);
        if (ShippedTemplates.All.Single(t => t.Kind == asked) is var shipped && shipped.ValidFrom < before)
            editions.Add(new TemplateOverview(shipped.Id, asked, shipped.Edition, shipped.ValidFrom, true, shipped.Id == inUse));
        return TypedResults.Ok(Pages.Of(editions, limit, t => t.ValidFrom.ToString("O", System.Globalization.CultureInfo.InvariantCulture), t => t));
    }
}
