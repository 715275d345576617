using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Intake;

/// <summary>A process definition without its contents.</summary>
/// <param name="InUse">Of its kinds those of which a matter that arrives today follows it.</param>
public sealed record ProcessOverview(Guid Id, LocalText Name, DateOnly ValidFrom, bool Shipped, IReadOnlyList<MatterKind> Kinds, IReadOnlyList<MatterKind> InUse);

internal static class ListProcessDefinitions
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/intake/process-definitions", Handle)
        .WithName(nameof(ListProcessDefinitions))
        .WithSummary("List the process definitions: those that came with the software, then the county's in the order of publishing")
        .Requires(Rights.ReadDirectory);

    private static async Task<Results<Ok<Page<ProcessOverview>>, ProblemHttpResult>> Handle(
        Caller caller, IntakeDb db, ArrivalRules rules, IAccessGate gate, TimeProvider clock, CancellationToken ct,
        string? cursor = null, [Range(1, Pages.LargestLimit)] int limit = Pages.DefaultLimit)
    {
        var access = await gate.Decide(caller, Rights.ReadDirectory, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (!Pages.TryDecodeId(cursor, out var after)) return PlatformRefusals.CursorInvalid.ToProblem();

        var published = await db.Processes.AsNoTracking().Where(p => p.Id > after).OrderBy(p => p.Id).Take(limit + 1).ToListAsync(ct);
        var (now, today) = (await rules.Now(ct), WorkingDays.Today(clock));
        var inUse = Enum.GetValues<MatterKind>().ToLookup(kind => now.ProcessOn(kind, today));
        // The shipped ones' ids are the smallest.
        var page = ShippedProcesses.All.Where(p => p.Id.CompareTo(after) > 0).Concat(published).Take(limit + 1).ToList();
        return TypedResults.Ok(Pages.Of(page, limit, p => p.Id.ToString(), p => new ProcessOverview(
            p.Id, p.Content.Name, p.ValidFrom, p.Shipped, p.Content.Kinds, [.. inUse[p.Id]])));
    }
}
