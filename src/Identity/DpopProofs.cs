using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Monipolku.Identity;

/// <summary>Checks proofs of possession (RFC 9449 4.3): this key signed this request, now, and only once.</summary>
internal sealed class DpopProofs(UsedIds used, Issuer issuer, TimeProvider clock)
{
    public const string Header = "DPoP";

    public static readonly IReadOnlyList<string> Algorithms =
        [SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSsaPssSha256];

    private static readonly TimeSpan Life = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(10);
    private static readonly JsonWebTokenHandler Handler = new();

    /// <summary>The key's thumbprint; null where there is no proof.</summary>
    /// <param name="accessToken">The token that the proof accompanies at the API; null at the token endpoint.</param>
    public async Task<(string? Thumbprint, OAuthError? Wrong)> Check(HttpContext http, string? accessToken, CancellationToken ct)
    {
        var headers = http.Request.Headers[Header];
        if (headers.Count == 0) return (null, null);
        if (headers.Count > 1 || headers[0] is not { Length: > 0 and < 8000 } proof || Decode(proof) is not { } token) return No();
        if (token.Typ != "dpop+jwt" || !Algorithms.Contains(token.Alg) || PublicKey(token) is not { } key) return No();

        if (!token.TryGetPayloadValue<string>("htm", out var method) || method != http.Request.Method) return No();
        if (!token.TryGetPayloadValue<string>("htu", out var address) || !IsThis(address, http)) return No();
        if (token.Id.Length is 0 or > 200) return No();
        if (!token.TryGetPayloadValue<long>("iat", out _)) return No();
        var now = clock.GetUtcNow().UtcDateTime;
        if (token.IssuedAt < now - Life || token.IssuedAt > now + Skew) return No();
        if (accessToken is not null && (!token.TryGetPayloadValue<string>("ath", out var hash) || hash != HashOf(accessToken))) return No();

        var result = await Handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidAlgorithms = Algorithms,
            IssuerSigningKeyResolver = (_, _, _, _) => [key],
            TryAllIssuerSigningKeys = true,
            ValidateIssuer = false,
            ValidateAudience = false,
            ValidateLifetime = false,
        });
        if (!result.IsValid) return No();

        var thumbprint = Base64UrlEncoder.Encode(key.ComputeJwkThumbprint());
        var until = new DateTimeOffset(token.IssuedAt, TimeSpan.Zero) + Life + Skew;
        return await used.TryUse(UsedIds.Proof, thumbprint, token.Id, until, ct) ? (thumbprint, null) : No();
    }

    private static (string?, OAuthError?) No() => (null, OAuthRefusals.ProofInvalid);

    private static string HashOf(string accessToken) => Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(accessToken)));

    /// <summary>Without query and fragment, and however its characters are escaped.</summary>
    private bool IsThis(string address, HttpContext http) =>
        Uri.TryCreate(address, UriKind.Absolute, out var said)
        && Uri.TryCreate(issuer.Endpoint(http.Request.Path.ToUriComponent()), UriKind.Absolute, out var here)
        && said.UserInfo.Length == 0
        && Uri.Compare(said, here, UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.Unescaped, StringComparison.Ordinal) == 0;

    private static JsonWebKey? PublicKey(JsonWebToken token)
    {
        if (!token.TryGetHeaderValue<JsonElement>("jwk", out var element) || element.ValueKind != JsonValueKind.Object) return null;
        JsonWebKey key;
        try
        {
            key = new JsonWebKey(element.GetRawText());
        }
        catch (ArgumentException)
        {
            return null;
        }
        var set = new JsonWebKeySet();
        set.Keys.Add(key);
        // Also a symmetric and a private key in the open is refused here.
        var algorithm = token.Alg == SecurityAlgorithms.RsaSsaPssSha256 ? SecurityAlgorithms.RsaSha256 : token.Alg;
        if (key.Alg is { Length: > 0 } said && said != token.Alg) return null;
        key.Alg = null;
        return ClientKeys.Fitting(set, algorithm, keyId: null).Count == 1 ? key : null;
    }

    private static JsonWebToken? Decode(string proof) =>
        Jwt.TryRead(proof) is { IsEncrypted: false } token && !token.TryGetHeaderValue<object>("crit", out _) ? token : null;
}
