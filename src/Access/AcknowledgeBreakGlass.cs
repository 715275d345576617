using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.Secrets;

namespace Monipolku.Access;

/// <summary>The supervisor has looked at why a record was opened in an emergency.</summary>
internal static class AcknowledgeBreakGlass
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/access/break-glass/{id:guid}/acknowledge", Handle)
        .WithName(nameof(AcknowledgeBreakGlass))
        .WithSummary("Say that you have looked at why a record was opened in an emergency")
        .Requires(Rights.SuperviseBreakGlass);

    private static async Task<Results<Ok<BreakGlassView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, IfMatch ifMatch, Caller caller, AccessDb db, SecretText secrets, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var access = await gate.DecideList(caller, Rights.AcknowledgeBreakGlass, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        var opened = await ListBreakGlass.Supervised(db, access.Actor).FirstOrDefaultAsync(b => b.Id == id, ct);
        if (opened is null) return TypedResults.NotFound();
        await gate.Show(access, [opened.PersonId], ct);
        if (ifMatch.Check(opened) is { } stale) return stale.ToProblem();
        if (opened.Acknowledge(access.Actor.StaffId, clock.GetUtcNow()) is { } refusal) return refusal.ToProblem();
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(BreakGlassView.Of(opened, secrets));
    }
}
