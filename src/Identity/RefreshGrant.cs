using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform.Secrets;

namespace Monipolku.Identity;

/// <summary>A refresh token for the next (RFC 6749 6). One that comes again ends its family (RFC 9700 4.14.2).</summary>
internal sealed class RefreshGrant(IdentityDb db, SecretText secrets, GrantTokens tokens, Grants grants, IStaffDirectory staff, TimeProvider clock)
{
    public async Task<(TokenAnswer? Answer, OAuthError? Wrong)> Refresh(Parameters asked, Client client, string? thumbprint, CancellationToken ct)
    {
        if (asked["refresh_token"] is not { } presented) return (null, OAuthRefusals.RefreshTokenMissing);
        var hash = secrets.KeyedHash(presented, GrantTokens.RefreshPurpose);
        var token = await db.RefreshTokens.FirstOrDefaultAsync(t => t.Id == hash, ct);
        if (token is null) return (null, OAuthRefusals.RefreshTokenInvalid);
        var grant = await db.Grants.FirstAsync(g => g.Id == token.GrantId, ct);
        if (grant.ClientId != client.Id) return (null, OAuthRefusals.RefreshTokenInvalid);

        var now = clock.GetUtcNow();
        if (token.UsedAt is not null)
        {
            await grants.Revoke(grant.Id, ct);
            return (null, OAuthRefusals.RefreshTokenInvalid);
        }
        if (!grant.IsAlive(now) || now >= token.ExpiresAt) return (null, OAuthRefusals.RefreshTokenInvalid);
        if (await staff.HasEnded(grant.Subject, ct)) return (null, OAuthRefusals.RefreshTokenInvalid);
        if (grant.DpopThumbprint is not null && grant.DpopThumbprint != thumbprint) return (null, OAuthRefusals.ProofOfAnotherKey);

        // What the client may have is asked now: an administrator may have taken something away since.
        var scopes = Scopes.Narrow(grant.Scopes, client.Scopes);
        if (asked["scope"] is { } list)
        {
            if (Scopes.Split(list) is not { } wished) return (null, OAuthRefusals.ScopeMissing);
            if (!Scopes.IsWhole(wished, scopes)) return (null, OAuthRefusals.ScopeBeyondGrant);
            scopes = Scopes.Narrow(wished, scopes);
        }
        if (scopes.Count == 0) return (null, OAuthRefusals.ScopeBeyondGrant);

        token.UsedAt = now;
        try
        {
            return (await tokens.Issue(grant, client, scopes, thumbprint, now, ct), null);
        }
        catch (DbUpdateConcurrencyException)
        {
            // Of two at once the other was first.
            await grants.Revoke(grant.Id, ct);
            return (null, OAuthRefusals.RefreshTokenInvalid);
        }
    }
}
