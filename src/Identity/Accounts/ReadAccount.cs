using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;

namespace Monipolku.Identity.Accounts;

internal static class ReadAccount
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/accounts/{id:guid}", Handle)
        .WithName(nameof(ReadAccount))
        .WithSummary("Read an account")
        .Requires(Rights.AdministerAccess);

    private static async Task<Results<Ok<AccountView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, Caller caller, IdentityDb db, IAccessGate gate, CancellationToken ct)
    {
        var access = await gate.Decide(caller, Rights.AdministerAccess, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        var account = await db.Set<Account>().AsNoTracking().FirstOrDefaultAsync(a => a.Id == id, ct);
        return account is null ? TypedResults.NotFound() : TypedResults.Ok(AccountView.Of(account));
    }
}
