using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Identity.Accounts;

/// <summary>Nobody signs in with it from now on, and its sessions end.</summary>
internal static class LockAccount
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/accounts/{id:guid}/lock", Handle)
        .WithName(nameof(LockAccount))
        .WithSummary("Lock an account")
        .Requires(Rights.AdministerAccess);

    private static async Task<Results<Ok<AccountView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, IfMatch ifMatch, Caller caller, IdentityDb db, Sessions sessions, IAdministrators administrators, TimeProvider clock, IAccessGate gate, CancellationToken ct)
    {
        var access = await gate.Decide(caller, Rights.AdministerAccess, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        var account = await db.Set<Account>().FirstOrDefaultAsync(a => a.Id == id, ct);
        if (account is null) return TypedResults.NotFound();
        if (ifMatch.Check(account) is { } stale) return stale.ToProblem();

        var left = await administrators.Without(account.Subject, ct);
        if (left.Refusal is { } last) return last.ToProblem();
        // Two who lock each other at once: one finds it stale.
        if (left.Other is { } other && await db.Set<Account>().FirstOrDefaultAsync(a => a.Subject == other, ct) is { } witness) witness.Touch();
        if (account.Lock(clock.GetUtcNow()) is { } refusal) return refusal.ToProblem();
        await db.SaveChangesAsync(ct);
        await sessions.EndAll(account, ct);
        return TypedResults.Ok(AccountView.Of(account));
    }
}
