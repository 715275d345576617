using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Monipolku.Identity;

/// <summary>
/// Which client sends a request to the token endpoint and its neighbours: a public one by its <c>client_id</c>, a confidential one by a
/// signed assertion (RFC 7523 with the limits of SMART App Launch 2.2).
/// </summary>
internal sealed class ClientAuthentication(IdentityDb db, ClientKeys keys, UsedIds used, Issuer issuer, TimeProvider clock)
{
    public const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    public static readonly IReadOnlyList<string> Algorithms =
        [SecurityAlgorithms.RsaSha384, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.RsaSha256, SecurityAlgorithms.EcdsaSha256];

    private const int LongestJti = 200;
    private static readonly TimeSpan LongestLife = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);
    private static readonly JsonWebTokenHandler Handler = new();

    public async Task<(Client? Client, OAuthError? Wrong)> Find(HttpContext http, Parameters parameters, CancellationToken ct)
    {
        if (http.Request.Headers.Authorization.Count > 0 || parameters["client_secret"] is not null) return (null, OAuthRefusals.SecretNotTaken);

        var assertion = parameters["client_assertion"];
        if (assertion is null)
        {
            if (parameters["client_assertion_type"] is not null) return (null, OAuthRefusals.AssertionMissing);
            if (parameters["client_id"] is not { } id || await Registered(id, ct) is not { } named) return (null, OAuthRefusals.ClientUnknown);
            return named.Type == ClientType.Public ? (named, null) : (null, OAuthRefusals.AssertionMissing);
        }
        if (parameters["client_assertion_type"] != AssertionType) return (null, OAuthRefusals.AssertionTypeUnknown);
        if (Decode(assertion) is not { } token) return (null, OAuthRefusals.AssertionMalformed);
        if (!Algorithms.Contains(token.Alg)) return (null, OAuthRefusals.AssertionAlgorithm);
        if (token.Issuer != token.Subject || token.Issuer.Length is 0 or > 100) return (null, OAuthRefusals.AssertionParties);
        if (parameters["client_id"] is { } said && said != token.Issuer) return (null, OAuthRefusals.AssertionParties);
        if (await Registered(token.Issuer, ct) is not { } client) return (null, OAuthRefusals.ClientUnknown);
        if (client.Type == ClientType.Public) return (null, OAuthRefusals.AssertionUnexpected);
        return await Check(http, client, token, ct) is { } wrong ? (null, wrong) : (client, null);
    }

    private Task<Client?> Registered(string id, CancellationToken ct) => db.Clients.AsNoTracking().FirstOrDefaultAsync(c => c.Id == id, ct);

    private async Task<OAuthError?> Check(HttpContext http, Client client, JsonWebToken token, CancellationToken ct)
    {
        var audiences = token.Audiences.ToList();
        if (audiences.Count == 0 || !audiences.All(a => IsOurs(a, http))) return OAuthRefusals.AssertionAudience;

        var now = clock.GetUtcNow().UtcDateTime;
        if (!token.TryGetPayloadValue<long>("exp", out _) || token.ValidTo <= now - Skew || token.ValidTo > now + LongestLife) return OAuthRefusals.AssertionTimes;
        if (token.TryGetPayloadValue<long>("nbf", out _) && token.ValidFrom > now + Skew) return OAuthRefusals.AssertionTimes;
        if (token.TryGetPayloadValue<long>("iat", out _) && token.IssuedAt > now + Skew) return OAuthRefusals.AssertionTimes;
        if (token.Id.Length is 0 or > LongestJti) return OAuthRefusals.AssertionJti;

        var found = await keys.Find(client, token.Alg, string.IsNullOrEmpty(token.Kid) ? null : token.Kid, ct);
        if (found is null) return OAuthRefusals.KeysUnavailable;
        if (found.Count == 0) return OAuthRefusals.AssertionSignature;
        var checkedToken = await Handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidAlgorithms = Algorithms,
            IssuerSigningKeyResolver = (_, _, _, _) => found,
            TryAllIssuerSigningKeys = true,
            ValidateIssuer = false,
            ValidateAudience = false,
            ValidateLifetime = false,
        });
        if (!checkedToken.IsValid) return OAuthRefusals.AssertionSignature;

        // Last: an assertion that was refused for something else has not been used.
        return await used.TryUse(UsedIds.Assertion, client.Id, token.Id, new DateTimeOffset(token.ValidTo, TimeSpan.Zero) + Skew, ct)
            ? null
            : OAuthRefusals.AssertionReplayed;
    }

    private bool IsOurs(string audience, HttpContext http) =>
        audience == issuer.Value || audience == issuer.Endpoint(Endpoints.Token) || audience == issuer.Endpoint(http.Request.Path);

    private static JsonWebToken? Decode(string assertion)
    {
        if (Jwt.TryRead(assertion) is not { IsEncrypted: false } token || token.TryGetHeaderValue<object>("crit", out _)) return null;
        // A type, where there is one, says that it is what it claims: another kind of JWT of the client's is none (RFC 8725 3.11).
        return token.Typ is null or "" or "JWT" or "client-authentication+jwt" ? token : null;
    }
}
