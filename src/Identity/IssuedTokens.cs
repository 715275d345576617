using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;
using Monipolku.Platform.Secrets;

namespace Monipolku.Identity;

/// <summary>Recognises the tokens that were issued here.</summary>
internal sealed class IssuedTokens(IdentityDb db, SecretText secrets, AccessTokens accessTokens, SigningKeys keys, TimeProvider clock)
{
    private static readonly JsonWebTokenHandler Handler = new();

    /// <summary>An access token of ours that has not expired, whether or not it has been revoked.</summary>
    public async Task<JsonWebToken?> AccessToken(string token, CancellationToken ct)
    {
        if (Jwt.TryRead(token) is not { } read) return null;
        await keys.Expect(read.Kid ?? "", ct);
        var result = await Handler.ValidateTokenAsync(token, accessTokens.Validation());
        return result.IsValid ? (JsonWebToken)result.SecurityToken : null;
    }

    /// <summary>A refresh token with its family, whatever their state.</summary>
    public async Task<(RefreshToken Token, Grant Grant)?> RefreshToken(string token, CancellationToken ct)
    {
        var hash = secrets.KeyedHash(token, GrantTokens.RefreshPurpose);
        if (await db.RefreshTokens.FirstOrDefaultAsync(t => t.Id == hash, ct) is not { } found) return null;
        return (found, await db.Grants.FirstAsync(g => g.Id == found.GrantId, ct));
    }

    /// <summary>The grant's scopes as far as its client has them now; null where the client is no more, may not refresh any more or has none of them.</summary>
    public async Task<IReadOnlyList<string>?> ScopesLeft(Grant grant, CancellationToken ct) =>
        await db.Clients.AsNoTracking().FirstOrDefaultAsync(c => c.Id == grant.ClientId, ct) is { } client && client.May(GrantType.RefreshToken)
        && Scopes.Narrow(grant.Scopes, client.Scopes) is { Count: > 0 } left ? left : null;

    public bool IsActive(RefreshToken token, Grant grant)
    {
        var now = clock.GetUtcNow();
        return token.UsedAt is null && now < token.ExpiresAt && grant.IsAlive(now);
    }
}
