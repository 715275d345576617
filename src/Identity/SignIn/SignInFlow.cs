using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Monipolku.Access.Contracts;
using Monipolku.Identity.Accounts;

namespace Monipolku.Identity.SignIn;

/// <summary>The order of signing in: password, a new one if it was handed over, second factor. Each step gets a new session id.</summary>
internal sealed partial class SignInFlow(
    IdentityDb db, Sessions sessions, Passwords passwords, SecondFactors factors, SignInThrottle throttle, AccountSettings settings, IStaffDirectory staff,
    ILogger<SignInFlow> log)
{
    /// <summary>The page of an unfinished step.</summary>
    public static string PageOf(SignInStep step) => step switch
    {
        SignInStep.ChangePassword => "password",
        SignInStep.EnrolSecondFactor => "enrol",
        SignInStep.CheckSecondFactor => "second-factor",
        _ => "login",
    };

    /// <summary>
    /// The account that username and password open; null for a wrong pair, while waiting, for a locked account and for somebody whose work has ended. An unknown username
    /// costs the same work.
    /// </summary>
    public async Task<Account?> CheckPassword(HttpContext http, string username, string password, TimeProvider clock, CancellationToken ct)
    {
        var name = username.Trim().ToLowerInvariant();
        var address = http.Connection.RemoteIpAddress;
        var mayTry = await throttle.Begin(name, address, ct);
        var account = await db.Set<Account>().FirstOrDefaultAsync(a => a.Username == name, ct);
        var verified = passwords.Verify(account, password);
        if (!mayTry || account is null || verified == PasswordVerificationResult.Failed || !account.IsOpen(clock.GetUtcNow())
            || await staff.HasEnded(account.Subject, ct))
        {
            LogRefused(log, account?.Id, mayTry);
            return null;
        }
        await throttle.Right(name, address, ct);
        if (verified == PasswordVerificationResult.SuccessRehashNeeded)
        {
            account.Rehash(passwords.Hash(password));
            await db.SaveChangesAsync(ct);
        }
        return account;
    }

    /// <summary>Takes a code of the second factor; false for a wrong one, a used one and while waiting.</summary>
    public async Task<bool> CheckCode(HttpContext http, Account account, string code, CancellationToken ct)
    {
        var mayTry = await throttle.Begin(account.Username, http.Connection.RemoteIpAddress, ct);
        if (!mayTry || !factors.Use(account, code))
        {
            LogRefused(log, account.Id, mayTry);
            return false;
        }
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            // The same code in another window at the same moment: it is taken once.
            db.ChangeTracker.Clear();
            return false;
        }
        await throttle.Right(account.Username, http.Connection.RemoteIpAddress, ct);
        return true;
    }

    /// <summary>Begins the session of the next step. Answers the address of its page.</summary>
    /// <param name="methods">What the user has proved so far.</param>
    public async Task<string> Continue(Visit visit, Account account, IReadOnlyList<string> methods, CancellationToken ct)
    {
        var step = await Next(account, methods, ct);
        await sessions.Begin(visit.Http, account, step, methods, step == SignInStep.EnrolSecondFactor ? factors.NewProtectedSecret() : null, ct);
        if (step != SignInStep.Done) return visit.At(PageOf(step));

        await throttle.Forget(account.Username, ct);
        LogSignedIn(log, account.Id);
        return visit.Onward;
    }

    private async Task<SignInStep> Next(Account account, IReadOnlyList<string> methods, CancellationToken ct)
    {
        if (account.PasswordIsInitial) return SignInStep.ChangePassword;
        if (methods.Contains("mfa")) return SignInStep.Done;
        if (account.TotpSecret is not null) return SignInStep.CheckSecondFactor;
        if (!settings.StaffSecondFactor) return SignInStep.Done;
        // Whatever the account was made as: what it opens is decided by the staff register.
        var isStaff = account.Kind == AccountKind.Staff || await staff.FindBySubject(account.Subject, ct) is not null;
        return isStaff ? SignInStep.EnrolSecondFactor : SignInStep.Done;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Account {AccountId} signed in")]
    private static partial void LogSignedIn(ILogger log, Guid accountId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A sign-in was refused: account {AccountId}, in time {MayTry}")]
    private static partial void LogRefused(ILogger log, Guid? accountId, bool mayTry);
}
