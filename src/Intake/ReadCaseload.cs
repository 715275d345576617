using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Intake;

/// <summary>How much one worker answers for: numbers only.</summary>
/// <param name="Children">Persons with an open matter of child welfare: a child-welfare notification or a joint request with the family.</param>
/// <param name="Clients">Persons with any open matter, children among them.</param>
/// <param name="Matters">Open matters.</param>
/// <param name="Ceiling">Most children by the worker's role (LSL 13 b §: 30 for a social worker); null where the role has none.</param>
/// <param name="Exceeded">Whether there are more children than that.</param>
public sealed record CaseloadView(Guid UnitId, Guid StaffId, int Children, int Clients, int Matters, int? Ceiling, bool Exceeded);

internal static class ReadCaseload
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/intake/caseload", Handle)
        .WithName(nameof(ReadCaseload))
        .WithSummary("Read how many clients each worker of your units answers for, and the ceiling")
        .WithDescription("In the order of the workers' ids. Above the ceiling the worker and the manager get an alert, once a week while it lasts.")
        .Requires(Rights.ListIntake);

    private static async Task<Results<Ok<Page<CaseloadView>>, ProblemHttpResult>> Handle(
        Caller caller, IntakeDb db, IStaffDirectory staff, Ceilings ceilings, IAccessGate gate, CancellationToken ct,
        string? cursor = null, [Range(1, Pages.LargestLimit)] int limit = Pages.DefaultLimit)
    {
        var access = await gate.Decide(caller, Rights.ListIntake, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (!Pages.TryDecodeId(cursor, out var after)) return PlatformRefusals.CursorInvalid.ToProblem();

        // One page of workers first: somebody who answers in two units must not be cut in two.
        var units = access.Actor.UnitIds;
        var owned = db.Matters.Where(m => units.Contains(m.OwnerUnitId));
        var workers = await owned.Where(m => m.NextDueOn != null && m.OwnerId > after).Select(m => m.OwnerId!.Value).Distinct().OrderBy(id => id).Take(limit + 1).ToListAsync(ct);
        var shown = workers.Take(limit).ToList();
        var loads = await Caseload.Of(owned.Where(m => m.OwnerId != null && shown.Contains(m.OwnerId.Value))).ToListAsync(ct);
        var known = await staff.FindStaff(shown, ct);
        var views = loads.OrderBy(l => shown.IndexOf(l.StaffId)).ThenBy(l => l.UnitId).Select(l =>
        {
            var ceiling = known.TryGetValue(l.StaffId, out var worker) ? ceilings.Of(worker.Roles) : null;
            return new CaseloadView(l.UnitId, l.StaffId, l.Children, l.Clients, l.Matters, ceiling, l.Children > ceiling);
        });
        return TypedResults.Ok(new Page<CaseloadView>([.. views], workers.Count > limit ? Pages.Encode(shown[^1].ToString()) : null));
    }
}
