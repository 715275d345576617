using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;

namespace Monipolku.Access;

internal static class ReadClientUser
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/client-users/{id:guid}", Handle)
        .WithName(nameof(ReadClientUser))
        .WithSummary("Read a client or guardian who signs in")
        .Requires(Rights.AdministerAccess);

    private static async Task<Results<Ok<ClientUserView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, Caller caller, AccessDb db, IAccessGate gate, CancellationToken ct)
    {
        var access = await gate.DecideList(caller, Rights.ReadClientUser, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        var user = await db.ClientUsers.AsNoTracking().FirstOrDefaultAsync(u => u.Id == id, ct);
        if (user is null) return TypedResults.NotFound();
        await gate.Show(access, [user.PersonId], ct);
        return TypedResults.Ok(ClientUserView.Of(user));
    }
}
