using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Identity.Accounts;

/// <summary>Who is signed in at this browser. The cookie is the framework's; whether it is still good, the session's row says.</summary>
internal sealed class Sessions(IdentityDb db, Database database, Grants grants, IStaffDirectory staff, TimeProvider clock)
{
    /// <summary>Name of the cookie scheme. It is never the default one: a cookie opens the pages and nothing of the API.</summary>
    public const string Scheme = "session";

    private const string SessionIdClaim = "sid";

    private (HttpContext Http, Session? Session)? _found;

    /// <summary>The finished sign-in of this browser; null without one.</summary>
    public async Task<SignedIn?> Find(HttpContext http, CancellationToken ct = default) =>
        await Current(http, ct) is { Step: SignInStep.Done } session
            ? new SignedIn(session.Subject, session.Kind, session.At, session.Methods, session.Id.ToString("N"), session.Language)
            : null;

    /// <summary>This browser's session, finished or not.</summary>
    public async Task<Session?> Current(HttpContext http, CancellationToken ct)
    {
        if (_found is { } found && found.Http == http) return found.Session;
        var session = await Load(http, ct);
        _found = (http, session);
        return session;
    }

    /// <summary>Begins a session under a new id, so that nobody's earlier cookie becomes a signed-in one.</summary>
    public async Task Begin(
        HttpContext http, Account account, SignInStep step, IReadOnlyList<string> methods, string? offeredTotpSecret, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (await Current(http, ct) is { } earlier) earlier.EndedAt = now;
        var session = new Session
        {
            Id = Guid.CreateVersion7(now),
            AccountId = account.Id,
            Subject = account.Subject,
            Kind = account.Kind,
            Language = account.Language,
            Step = step,
            Methods = methods,
            At = now,
            SeenAt = now,
            OfferedTotpSecret = offeredTotpSecret,
        };
        db.Add(session);
        await db.SaveChangesAsync(ct);
        var identity = new ClaimsIdentity([new Claim(SessionIdClaim, session.Id.ToString("N"))], Scheme, SessionIdClaim, null);
        await http.SignInAsync(Scheme, new ClaimsPrincipal(identity));
        _found = (http, session);
    }

    /// <summary>Ends this browser's session.</summary>
    public async Task End(HttpContext http, CancellationToken ct = default)
    {
        if (await Current(http, ct) is { } session)
        {
            session.EndedAt = clock.GetUtcNow();
            await db.SaveChangesAsync(ct);
        }
        await http.SignOutAsync(Scheme);
        _found = (http, null);
    }

    /// <summary>Ends every session of the account, and whatever apps were given in its name.</summary>
    public async Task EndAll(Account account, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await database.WriteAsync(() => db.Set<Session>().Where(s => s.AccountId == account.Id && s.EndedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.EndedAt, now), ct), ct);
        await grants.EndUser(account.Subject, ct);
    }

    private async Task<Session?> Load(HttpContext http, CancellationToken ct)
    {
        var ticket = await http.AuthenticateAsync(Scheme);
        if (!Guid.TryParseExact(ticket.Principal?.FindFirstValue(SessionIdClaim), "N", out var id)) return null;
        var now = clock.GetUtcNow();
        var session = await (
            from s in db.Set<Session>()
            join account in db.Set<Account>() on s.AccountId equals account.Id
            where s.Id == id && account.LockedAt == null
            select s).FirstOrDefaultAsync(ct);
        if (session is null || !session.IsAlive(now) || await staff.HasEnded(session.Subject, ct)) return null;
        if (now >= session.SeenAt + Session.SeenEvery)
        {
            session.SeenAt = now;
            await db.SaveChangesAsync(ct);
        }
        return session;
    }
}
