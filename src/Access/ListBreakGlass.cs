using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.Secrets;

namespace Monipolku.Access;

/// <summary>What the supervisor must look at.</summary>
internal static class ListBreakGlass
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/access/break-glass", Handle)
        .WithName(nameof(ListBreakGlass))
        .WithSummary("List records opened in emergencies, oldest first")
        .WithDescription("A manager sees what was opened in the own units or of a client whom they served then, an auditor all. acknowledged: only those that somebody has, or "
            + "has not, looked at. escalated: only those that no manager looked at in time, or the others.")
        .Requires(Rights.SuperviseBreakGlass);

    private static async Task<Results<Ok<Page<BreakGlassView>>, ProblemHttpResult>> Handle(
        Caller caller, AccessDb db, SecretText secrets, IAccessGate gate, CancellationToken ct,
        bool? acknowledged = null, bool? escalated = null, string? cursor = null, [Range(1, Pages.LargestLimit)] int limit = Pages.DefaultLimit)
    {
        var access = await gate.DecideList(caller, Rights.SuperviseBreakGlass, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (!Pages.TryDecodeId(cursor, out var after)) return PlatformRefusals.CursorInvalid.ToProblem();

        var found = await Supervised(db, access.Actor).AsNoTracking()
            .Where(b => b.Id > after && (acknowledged == null || (b.AcknowledgedAt != null) == acknowledged)
                && (escalated == null || (b.EscalatedAt != null) == escalated))
            .OrderBy(b => b.Id)
            .Take(limit + 1)
            .ToListAsync(ct);
        var page = Pages.Of(found, limit, b => b.Id.ToString(), b => BreakGlassView.Of(b, secrets));
        await gate.Show(access, page.Items.Select(b => b.PersonId), ct);
        return TypedResults.Ok(page);
    }

    /// <summary>Those that the supervisor answers for. Who was opened is the supervisor's own or a relative's: another one looks.</summary>
    internal static IQueryable<BreakGlass> Supervised(AccessDb db, Actor actor)
    {
        var (all, units, own) = (actor.Roles.Contains(Role.Auditor), actor.UnitIds, actor.OwnRecords);
        return db.BreakGlasses.Where(b => !own.Contains(b.PersonId) && (all || units.Contains(b.UnitId) || db.Relationships.Any(r =>
            r.PersonId == b.PersonId && units.Contains(r.UnitId) && r.From <= b.At && (r.Until == null || r.Until > b.At))));
    }
}
