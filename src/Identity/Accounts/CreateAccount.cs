using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;

namespace Monipolku.Identity.Accounts;

/// <param name="Subject">The <c>sub</c> of this user's tokens: a staff member's or a client user's subject in Access.</param>
/// <param name="Username">What the user types: 3 to 100 of <c>a-z 0-9 . _ @ -</c>, beginning with a letter or digit.</param>
/// <param name="Language">Language of the sign-in pages: fi, sv or en.</param>
public sealed record CreateAccountRequest(
    [property: Visible, OneLine, Subject, StringLength(200, MinimumLength = 2)] string Subject,
    AccountKind Kind,
    [property: Pattern("^[a-z0-9][a-z0-9._@-]{2,99}$")] string Username,
    [property: Pattern("^(fi|sv|en)$")] string Language = "fi");

/// <param name="PasswordIsInitial">True until the user has changed the password that an administrator handed over.</param>
/// <param name="SecondFactor">Whether an authenticator app is in use.</param>
/// <param name="LockedAt">Since when an administrator keeps it locked; null while it is open.</param>
public sealed record AccountView(
    Guid Id, string Subject, AccountKind Kind, string Username, string Language, bool PasswordIsInitial, bool SecondFactor, DateTimeOffset? LockedAt,
    int Version) : IVersioned
{
    internal static AccountView Of(Account account) => new(
        account.Id, account.Subject, account.Kind, account.Username, account.Language, account.PasswordIsInitial, account.TotpSecret is not null,
        account.LockedAt, account.Version);
}

/// <summary>An account and the password to hand over to its user.</summary>
/// <param name="InitialPassword">Shown here only. It works for 7 days and must be changed at first sign-in.</param>
public sealed record AccountWithInitialPassword(AccountView Account, string InitialPassword) : IVersioned
{
    public int Version => Account.Version;

    public override string ToString() => nameof(AccountWithInitialPassword);
}

/// <summary>Lets somebody sign in.</summary>
internal static class CreateAccount
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/accounts", Handle)
        .WithName(nameof(CreateAccount))
        .WithSummary("Create an account with an initial password")
        .WithExample(new CreateAccountRequest("sari.sosiaali", AccountKind.Staff, "sari.sosiaali"))
        .Requires(Rights.AdministerAccess)
        .OneOfTwoAtOnce(AccountRefusals.TakenMeanwhile)
        .Idempotent<IdentityDb>();

    private static async Task<Results<Created<AccountWithInitialPassword>, ProblemHttpResult>> Handle(
        CreateAccountRequest request, Idempotency idempotency, Caller caller,
        IdentityDb db, Passwords passwords, IStaffDirectory staff, IProgramNames programs, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var access = await gate.Decide(caller, Rights.AdministerAccess, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (await db.Set<Account>().AnyAsync(a => a.Subject == request.Subject, ct)) return AccountRefusals.SubjectTaken.ToProblem();
        if (await programs.Contains(request.Subject, ct)) return AccountRefusals.SubjectIsPrograms.ToProblem();
        if (await db.Set<Account>().AnyAsync(a => a.Username == request.Username, ct)) return AccountRefusals.UsernameTaken.ToProblem();

        if (request.Kind == AccountKind.Client && await staff.FindBySubject(request.Subject, ct) is not null) return AccountRefusals.SubjectIsStaffs.ToProblem();

        var now = clock.GetUtcNow();
        var account = new Account
        {
            Id = Guid.CreateVersion7(now),
            Subject = request.Subject,
            Kind = request.Kind,
            Username = request.Username,
            Language = request.Language,
        };
        var initial = Passwords.NewInitial();
        account.SetPassword(passwords.Hash(initial), initial: true, now);
        db.Add(account);
        return await db.SaveCreatedAsync(
            idempotency, $"/api/v1/accounts/{account.Id}", new AccountWithInitialPassword(AccountView.Of(account), initial), ct);
    }
}
