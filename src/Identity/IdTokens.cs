using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Monipolku.Identity;

/// <summary>Issues ID tokens (OpenID Connect Core 2): who signed in, for the client alone.</summary>
internal sealed class IdTokens(SigningKeys keys, Issuer issuer, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    public async Task<string> Issue(Grant grant, IReadOnlyList<string> scopes, string accessToken, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var claims = new Dictionary<string, object>
        {
            ["sub"] = grant.Subject,
            ["sid"] = grant.SessionId,
            ["auth_time"] = grant.SignedInAt.ToUnixTimeSeconds(),
            ["amr"] = grant.Methods,
            ["at_hash"] = Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(accessToken))[..16]),
        };
        if (grant.Nonce is not null) claims["nonce"] = grant.Nonce;
        if (grant.FhirUser is not null && scopes.Contains(Scopes.FhirUser)) claims["fhirUser"] = issuer.FhirBase + "/" + grant.FhirUser;
        return Handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer.Value,
            Audience = grant.ClientId,
            IssuedAt = now.UtcDateTime,
            Expires = (now + Lifetime).UtcDateTime,
            Claims = claims,
            SigningCredentials = await keys.Current(SigningKeys.ForIdTokens, ct),
        });
    }

    /// <summary>An ID token of ours, also one that has expired (a logout hint); null otherwise.</summary>
    public async Task<JsonWebToken?> Read(string token, CancellationToken ct)
    {
        if (Jwt.TryRead(token) is not { } read) return null;
        await keys.Expect(read.Kid ?? "", ct);
        var result = await Handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidTypes = ["JWT"],
            ValidAlgorithms = [SigningKeys.ForIdTokens],
            ValidIssuer = issuer.Value,
            ValidateAudience = false,
            ValidateLifetime = false,
            IssuerSigningKeyResolver = (_, _, keyId, _) => keys.Loaded(keyId),
        });
        return result.IsValid ? (JsonWebToken)result.SecurityToken : null;
    }
}
