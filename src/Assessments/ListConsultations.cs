using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.Secrets;

namespace Monipolku.Assessments;

internal static class ListConsultations
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/consultations", Handle)
        .WithName(nameof(ListConsultations))
        .WithSummary("List the consultations that are for you, or that your unit asked; oldest first")
        .WithDescription("asked=true: those that your unit asked. closed=true: the closed ones too.")
        .Requires(Rights.Consult);

    private static async Task<Results<Ok<Page<ConsultationView>>, ProblemHttpResult>> Handle(
        Caller caller, AssessmentsDb db, SecretText secrets, IAccessGate gate, CancellationToken ct,
        bool asked = false, bool closed = false, string? cursor = null, [Range(1, Pages.LargestLimit)] int limit = Pages.DefaultLimit)
    {
        var access = await gate.Decide(caller, Rights.Consult, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (!Pages.TryDecodeId(cursor, out var after)) return PlatformRefusals.CursorInvalid.ToProblem();

        var (units, roles) = (access.Actor.UnitIds, access.Actor.Roles.Select(r => (Role?)r).ToList());
        var found = await db.Consultations.AsNoTracking()
            .Where(c => c.Id > after && (closed || c.Status != ConsultationStatus.Closed))
            .Where(c => asked
                ? units.Contains(c.AskedByUnitId)
                : !units.Contains(c.AskedByUnitId) && (c.UnitId != null ? units.Contains(c.UnitId.Value) : roles.Contains(c.Profession)))
            .OrderBy(c => c.Id).Take(limit + 1).ToListAsync(ct);
        return TypedResults.Ok(Pages.Of(found, limit, c => c.Id.ToString(), c => ConsultationView.Of(c, secrets)));
    }
}
