using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Monipolku.Identity.Accounts;
using Monipolku.Platform.Secrets;

namespace Monipolku.Identity;

/// <summary>What goes back to the client through the browser: a code, or the standard's error. Each request gets one answer.</summary>
internal sealed class AuthorizationAnswers(IdentityDb db, SecretText secrets, FhirUsers fhirUsers, Issuer issuer, TimeProvider clock)
{
    public const string CodePurpose = "identity.code";

    public async Task<IResult> Give(PendingAuthorization pending, Client client, SignedIn session, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (pending.Request.LaunchId is { } launchId)
        {
            if (await db.Launches.FirstOrDefaultAsync(l => l.Id == launchId && l.UsedAt == null, ct) is not { } launch)
                return await Refuse(pending, OAuthRefusals.LaunchUnknown, ct);
            launch.UsedAt = now;
        }
        var code = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var scopes = pending.ConsentedScopes ?? pending.Scopes;
        db.Grants.Add(new Grant
        {
            Id = Guid.CreateVersion7(now),
            ClientId = client.Id,
            Subject = session.Subject,
            Scopes = scopes,
            Narrowed = pending.Request.Narrowed || scopes.Count < pending.Scopes.Count,
            PersonId = pending.PersonId,
            SessionId = session.SessionId,
            SignedInAt = session.At,
            Methods = session.Methods,
            FhirUser = await fhirUsers.Find(session, ct),
            DpopThumbprint = pending.Request.DpopThumbprint,
            Nonce = pending.Request.Nonce,
            RedirectUri = pending.Request.RedirectUri,
            CodeChallenge = pending.Request.CodeChallenge,
            CodeHash = secrets.KeyedHash(code, CodePurpose),
            At = now,
            ExpiresAt = now + (scopes.Contains("offline_access") ? Grant.OfflineLifetime : Grant.OnlineLifetime),
        });
        if (pending.ConsentedScopes is { } consented) await Remember(client.Id, session.Subject, consented, now, ct);
        pending.Answer(now);
        await db.SaveChangesAsync(ct);
        return To(pending.Request.RedirectUri, pending.Request.State, new() { ["code"] = code });
    }

    public async Task<IResult> Refuse(PendingAuthorization pending, OAuthError error, CancellationToken ct)
    {
        pending.Answer(clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        return Refuse(pending.Request.RedirectUri, pending.Request.State, error);
    }

    /// <summary>For a request that was wrong, from a client and to an address that are right.</summary>
    public IResult Refuse(string redirectUri, string? state, OAuthError error) =>
        To(redirectUri, state, new() { ["error"] = error.Error, ["error_description"] = error.Description });

    private RedirectHttpResult To(string redirectUri, string? state, Dictionary<string, string?> answer)
    {
        if (state is not null) answer["state"] = state;
        // RFC 9207: a client of several servers knows by it who answered.
        answer["iss"] = issuer.Value;
        return TypedResults.Redirect(QueryHelpers.AddQueryString(redirectUri, answer));
    }

    private async Task Remember(string clientId, string subject, IReadOnlyList<string> scopes, DateTimeOffset now, CancellationToken ct)
    {
        var given = await db.GivenConsents.FirstOrDefaultAsync(c => c.Subject == subject && c.ClientId == clientId, ct);
        if (given is null)
        {
            db.GivenConsents.Add(new GivenConsent { Subject = subject, ClientId = clientId, Scopes = scopes, At = now });
            return;
        }
        (given.Scopes, given.At) = ([.. given.Scopes.Union(scopes)], now);
    }
}
