using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform.Secrets;

namespace Monipolku.Plans;

internal static class ReadCoordinator
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/coordinators/{id:guid}", Handle)
        .WithName(nameof(ReadCoordinator))
        .WithSummary("Read who stands, or stood, beside a client")
        .Requires(Rights.ReadCoordinator);

    private static async Task<Results<Ok<CoordinatorView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, Caller caller, PlansDb db, SecretText secrets, IAccessGate gate, IStaffDirectory directory, CancellationToken ct)
    {
        var found = await db.Coordinators.AsNoTracking().FirstOrDefaultAsync(c => c.Id == id, ct);
        if (found is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.ReadCoordinator, found.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        return TypedResults.Ok((await CoordinatorView.Of([found], directory, secrets, ct))[0].For(access));
    }
}
