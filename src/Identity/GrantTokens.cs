using System.Buffers.Text;
using System.Security.Cryptography;
using Monipolku.Platform.Secrets;

namespace Monipolku.Identity;

/// <summary>Issues what a grant gives: access token, next refresh token, ID token; and saves the grant with them.</summary>
internal sealed class GrantTokens(IdentityDb db, SecretText secrets, AccessTokens accessTokens, IdTokens idTokens)
{
    public const string RefreshPurpose = "identity.refresh-token";

    public async Task<TokenAnswer> Issue(
        Grant grant, Client client, IReadOnlyList<string> scopes, string? thumbprint, DateTimeOffset now, CancellationToken ct)
    {
        var access = await accessTokens.Issue(new AccessToken(grant.Subject, scopes, client.Id)
        {
            Origin = grant.Id,
            SessionId = grant.SessionId,
            Patient = grant.PersonId,
            FhirUser = scopes.Contains(Scopes.FhirUser) ? grant.FhirUser : null,
            DpopThumbprint = thumbprint,
        }, ct);

        string? refresh = null;
        if (client.May(GrantType.RefreshToken) && (grant.Scopes.Contains(Scopes.OfflineAccess) || grant.Scopes.Contains(Scopes.OnlineAccess)))
        {
            refresh = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
            db.RefreshTokens.Add(new RefreshToken { Id = secrets.KeyedHash(refresh, RefreshPurpose), GrantId = grant.Id, ExpiresAt = grant.ExpiresAt });
        }
        var id = scopes.Contains(Scopes.OpenId) ? await idTokens.Issue(grant, scopes, access, ct) : null;
        await db.SaveChangesAsync(ct);

        return new TokenAnswer(
            access, thumbprint is null ? "Bearer" : "DPoP", (int)AccessTokens.Lifetime.TotalSeconds, string.Join(' ', scopes), refresh, id,
            grant.PersonId, grant.PersonId is null ? null : true);
    }
}
