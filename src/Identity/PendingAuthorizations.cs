using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Monipolku.Identity.Accounts;
using Monipolku.Platform;
using Monipolku.Platform.Secrets;

namespace Monipolku.Identity;

/// <summary>
/// What the pages ask and tell about the request that brought the user. A request of another browser, an expired and an answered one are
/// all the same here: there is none. Continue at <see cref="ContinueAt"/> after each step.
/// </summary>
internal sealed class PendingAuthorizations(IdentityDb db, SecretText secrets, IHttpContextAccessor http, AccountSettings settings, TimeProvider clock)
{
    private const string Cookie = "monipolku.authorize";
    private const string Purpose = "identity.authorize-cookie";

    public static string ContinueAt(Guid id) => $"/connect/continue?request={id}";

    /// <summary>The open request of this browser, and of this session where one has begun to answer it.</summary>
    public async Task<PendingAuthorization?> Find(Guid id, SignedIn? session, CancellationToken ct)
    {
        if (Browser() is not { } browser) return null;
        var pending = await db.PendingAuthorizations.FirstOrDefaultAsync(p => p.Id == id, ct);
        if (pending is null || pending.BrowserHash != browser || !pending.IsOpen(clock.GetUtcNow())) return null;
        return session is not null && pending.SessionId is not null && pending.SessionId != session.SessionId ? null : pending;
    }

    /// <summary>The program that asks: its name is for the user.</summary>
    public Task<Client?> ClientOf(PendingAuthorization pending, CancellationToken ct) =>
        db.Clients.AsNoTracking().FirstOrDefaultAsync(c => c.Id == pending.Request.ClientId, ct);

    public Task<Refusal?> Consent(Guid id, SignedIn session, IReadOnlyCollection<string> grantedScopes, CancellationToken ct) =>
        Change(id, session, pending => pending.Consent(session, grantedScopes), ct);

    /// <summary>The page has asked Access that the user may act for this person.</summary>
    public Task<Refusal?> ChoosePerson(Guid id, SignedIn session, Guid personId, CancellationToken ct) =>
        Change(id, session, pending => pending.ChoosePerson(session, personId), ct);

    public Task<Refusal?> Deny(Guid id, SignedIn? session, CancellationToken ct) => Change(id, session, pending => pending.Deny(session), ct);

    /// <summary>Keeps a checked request for this browser; saved with the next save.</summary>
    public PendingAuthorization Begin(AuthorizationRequest request)
    {
        var pending = PendingAuthorization.Begin(request, Browser() ?? NewBrowser(), clock.GetUtcNow());
        db.PendingAuthorizations.Add(pending);
        return pending;
    }

    private async Task<Refusal?> Change(Guid id, SignedIn? session, Func<PendingAuthorization, Refusal?> change, CancellationToken ct)
    {
        if (await Find(id, session, ct) is not { } pending) return IdentityRefusals.RequestUnknown;
        if (change(pending) is { } refusal) return refusal;
        try
        {
            await db.SaveChangesAsync(ct);
            return null;
        }
        catch (DbUpdateConcurrencyException)
        {
            // Pressed twice: the first press counts, and the second goes on where the request stands then.
            db.ChangeTracker.Clear();
            return await Find(id, session, ct) is null ? IdentityRefusals.RequestUnknown : null;
        }
    }

    private string? Browser() => http.HttpContext!.Request.Cookies[Cookie] is { Length: 43 } value ? secrets.KeyedHash(value, Purpose) : null;

    private string NewBrowser()
    {
        var value = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        http.HttpContext!.Response.Cookies.Append(Cookie, value, new CookieOptions
        {
            HttpOnly = true,
            Secure = settings.SecureCookies || http.HttpContext.Request.IsHttps,
            // Lax: the browser comes back here from the client's own address.
            SameSite = SameSiteMode.Lax,
            Path = "/",
            IsEssential = true,
        });
        return secrets.KeyedHash(value, Purpose);
    }
}
