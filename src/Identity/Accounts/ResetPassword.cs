using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Identity.Accounts;

/// <summary>For a user who forgot the password. Ends the account's sessions; the second factor stays.</summary>
internal static class ResetPassword
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/accounts/{id:guid}/reset-password", Handle)
        .WithName(nameof(ResetPassword))
        .WithSummary("Set a new initial password")
        .Requires(Rights.AdministerAccess);

    private static async Task<Results<Ok<AccountWithInitialPassword>, NotFound, ProblemHttpResult>> Handle(
        Guid id, IfMatch ifMatch, Caller caller, IdentityDb db, Sessions sessions, Passwords passwords, IAdministrators administrators, TimeProvider clock, IAccessGate gate, CancellationToken ct)
    {
        var access = await gate.Decide(caller, Rights.AdministerAccess, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        var account = await db.Set<Account>().FirstOrDefaultAsync(a => a.Id == id, ct);
        if (account is null) return TypedResults.NotFound();
        if (ifMatch.Check(account) is { } stale) return stale.ToProblem();

        // Whoever forgot it could not ask. One's own is changed at /account/password; an initial one that is not used in time lets nobody in.
        if (caller.Subject == account.Subject && (await administrators.Without(account.Subject, ct)).Refusal is { } last) return last.ToProblem();
        var initial = Passwords.NewInitial();
        account.SetPassword(passwords.Hash(initial), initial: true, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        await sessions.EndAll(account, ct);
        return TypedResults.Ok(new AccountWithInitialPassword(AccountView.Of(account), initial));
    }
}
