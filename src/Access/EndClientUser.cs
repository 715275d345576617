using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Access;

/// <summary>From now on the subject stands for nobody. The row stays: the audit log names its subject.</summary>
internal static class EndClientUser
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/client-users/{id:guid}/end", Handle)
        .WithName(nameof(EndClientUser))
        .WithSummary("End a client's or guardian's access")
        .Requires(Rights.AdministerAccess);

    private static async Task<Results<Ok<ClientUserView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, IfMatch ifMatch, Caller caller, AccessDb db, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var user = await db.ClientUsers.FirstOrDefaultAsync(u => u.Id == id, ct);
        if (user is null) return TypedResults.NotFound();
        var access = await gate.DecideList(caller, Rights.HandleClientUser, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (ifMatch.Check(user) is { } stale) return stale.ToProblem();

        if (user.End(clock.GetUtcNow()) is { } refusal) return refusal.ToProblem();
        await gate.Show(access, [user.PersonId], ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(ClientUserView.Of(user));
    }
}
