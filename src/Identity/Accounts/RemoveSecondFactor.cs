using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Identity.Accounts;

/// <summary>For a user who lost the phone and the recovery codes: look who it is first. Staff take a new one into use at the next sign-in.</summary>
internal static class RemoveSecondFactor
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/accounts/{id:guid}/remove-second-factor", Handle)
        .WithName(nameof(RemoveSecondFactor))
        .WithSummary("Remove the second factor")
        .Requires(Rights.AdministerAccess);

    private static async Task<Results<Ok<AccountView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, IfMatch ifMatch, Caller caller, IdentityDb db, Sessions sessions, IAccessGate gate, CancellationToken ct)
    {
        var access = await gate.Decide(caller, Rights.AdministerAccess, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        var account = await db.Set<Account>().FirstOrDefaultAsync(a => a.Id == id, ct);
        if (account is null) return TypedResults.NotFound();
        if (ifMatch.Check(account) is { } stale) return stale.ToProblem();

        if (account.RemoveSecondFactor() is { } refusal) return refusal.ToProblem();
        await db.SaveChangesAsync(ct);
        await sessions.EndAll(account, ct);
        return TypedResults.Ok(AccountView.Of(account));
    }
}
