using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;
using Monipolku.Platform.Secrets;

namespace Monipolku.Plans;

/// <param name="Reason">Why, 3 to 2000 characters; kept encrypted.</param>
public sealed record EndCoordinatorRequest([property: Visible, StringLength(2000, MinimumLength = 3)] string Reason)
{
    public override string ToString() => nameof(EndCoordinatorRequest);
}

/// <summary>The coordinator stands beside the client no more; their unit may not open the client any longer because of it.</summary>
internal static class EndCoordinator
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/coordinators/{id:guid}/end", Handle)
        .WithName(nameof(EndCoordinator))
        .WithSummary("End a case coordinator's task for a client")
        .WithExample(new EndCoordinatorRequest("Asiakas toivoi toista koordinaattoria"))
        .Requires(Rights.NameCoordinator);

    private static async Task<Results<Ok<CoordinatorView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, EndCoordinatorRequest request, IfMatch ifMatch, Caller caller, PlansDb db, SecretText secrets, IAccessGate gate, IStaffDirectory directory,
        TimeProvider clock, CancellationToken ct)
    {
        var coordinator = await db.Coordinators.FirstOrDefaultAsync(c => c.Id == id, ct);
        if (coordinator is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.NameCoordinator, coordinator.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (ifMatch.Check(coordinator) is { } stale) return stale.ToProblem();

        var now = clock.GetUtcNow();
        if (coordinator.End(access.Actor.StaffId, secrets.Protect(request.Reason, CaseCoordinator.EndReasonPurpose), now) is { } refusal) return refusal.ToProblem();
        foreach (var relationship in await db.Relationships.Where(r => r.BecauseOfId == id && r.Until == null).ToListAsync(ct)) relationship.End(now);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok((await CoordinatorView.Of([coordinator], directory, secrets, ct))[0]);
    }
}
