using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Identity.Accounts;

/// <summary>Opens what an administrator has locked, and what too many wrong attempts make wait.</summary>
internal static class UnlockAccount
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/accounts/{id:guid}/unlock", Handle)
        .WithName(nameof(UnlockAccount))
        .WithSummary("Unlock an account and forgive its wrong attempts")
        .Requires(Rights.AdministerAccess);

    private static async Task<Results<Ok<AccountView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, IfMatch ifMatch, Caller caller, IdentityDb db, SignInThrottle throttle, IAccessGate gate, CancellationToken ct)
    {
        var access = await gate.Decide(caller, Rights.AdministerAccess, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        var account = await db.Set<Account>().FirstOrDefaultAsync(a => a.Id == id, ct);
        if (account is null) return TypedResults.NotFound();
        if (ifMatch.Check(account) is { } stale) return stale.ToProblem();

        account.Unlock();
        await db.SaveChangesAsync(ct);
        await throttle.Forget(account.Username, ct);
        return TypedResults.Ok(AccountView.Of(account));
    }
}
