using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Identity.Accounts;

internal static class ListAccounts
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/accounts", Handle)
        .WithName(nameof(ListAccounts))
        .WithSummary("List accounts, in the order in which they were created")
        .WithDescription("subject, username: only that one.")
        .Requires(Rights.AdministerAccess);

    private static async Task<Results<Ok<Page<AccountView>>, ProblemHttpResult>> Handle(
        Caller caller, IdentityDb db, IAccessGate gate, CancellationToken ct,
        string? subject = null, string? username = null, string? cursor = null, [Range(1, Pages.LargestLimit)] int limit = Pages.DefaultLimit)
    {
        var access = await gate.Decide(caller, Rights.AdministerAccess, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (!Pages.TryDecodeId(cursor, out var after)) return PlatformRefusals.CursorInvalid.ToProblem();

        var accounts = await db.Set<Account>().AsNoTracking()
            .Where(a => a.Id > after && (subject == null || a.Subject == subject) && (username == null || a.Username == username))
            .OrderBy(a => a.Id)
            .Take(limit + 1)
            .ToListAsync(ct);
        return TypedResults.Ok(Pages.Of(accounts, limit, a => a.Id.ToString(), AccountView.Of));
    }
}
