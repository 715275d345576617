using Microsoft.Extensions.Configuration;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Monipolku.Identity;

/// <summary>What an access token says. Roles and units are not in it: Access knows them now, a token would know them then.</summary>
internal sealed record AccessToken(string Subject, IReadOnlyList<string> Scopes, string ClientId)
{
    /// <summary>What it ends with: the grant that it belongs to, or with client credentials the program's registration.</summary>
    public Guid? Origin { get; init; }

    public string? SessionId { get; init; }

    /// <summary>The person of the launch context.</summary>
    public Guid? Patient { get; init; }

    /// <summary><c>Practitioner/id</c> or <c>Patient/id</c>.</summary>
    public string? FhirUser { get; init; }

    /// <summary>Thumbprint of the key that the token is bound to.</summary>
    public string? DpopThumbprint { get; init; }

    public TimeSpan Lifetime { get; init; } = AccessTokens.Lifetime;

    public override string ToString() => $"{nameof(AccessToken)} of {ClientId}";
}

/// <summary>Issues access tokens: JWTs after RFC 9068.</summary>
internal sealed class AccessTokens(SigningKeys keys, Issuer issuer, IConfiguration configuration, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    /// <summary><c>typ</c> of RFC 9068 2.1: an ID token is no access token.</summary>
    public const string Type = "at+jwt";

    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary><c>aud</c> of tokens for the REST API.</summary>
    public string RestAudience { get; } = configuration["Authentication:Audience"] ?? IdentityModule.Audience;

    public async Task<string> Issue(AccessToken token, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var claims = new Dictionary<string, object>
        {
            ["sub"] = token.Subject,
            ["scope"] = string.Join(' ', token.Scopes),
            ["client_id"] = token.ClientId,
            ["jti"] = NewId(token.Origin, now),
        };
        var audiences = AudiencesOf(token.Scopes);
        claims["aud"] = audiences.Count == 1 ? audiences[0] : audiences;
        if (token.SessionId is not null) claims["sid"] = token.SessionId;
        if (token.Patient is { } person) claims["patient"] = person.ToString();
        if (token.FhirUser is not null) claims["fhirUser"] = token.FhirUser;
        if (token.DpopThumbprint is not null) claims["cnf"] = new Dictionary<string, object> { ["jkt"] = token.DpopThumbprint };
        return Handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer.Value,
            IssuedAt = now.UtcDateTime,
            Expires = (now + token.Lifetime).UtcDateTime,
            TokenType = Type,
            Claims = claims,
            SigningCredentials = await keys.Current(SigningKeys.ForAccessTokens, ct),
        });
    }

    /// <summary>The grant or registration of a token, read from its <c>jti</c>.</summary>
    public static Guid? OriginOf(string jti) => jti.Length == 65 && Guid.TryParseExact(jti[..32], "N", out var id) ? id : null;

    /// <summary>How our own tokens are checked, here and at introspection.</summary>
    public TokenValidationParameters Validation() => new()
    {
        ValidTypes = [Type],
        ValidAlgorithms = [SigningKeys.ForAccessTokens],
        ValidIssuer = issuer.Value,
        ValidAudiences = [RestAudience, issuer.FhirBase],
        IssuerSigningKeyResolver = (_, _, keyId, _) => keys.Loaded(keyId),
        LifetimeValidator = (notBefore, expires, _, _) => IsNow(notBefore, expires, TimeSpan.Zero),
    };

    /// <summary>By the injected clock.</summary>
    public bool IsNow(DateTime? notBefore, DateTime? expires, TimeSpan skew)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return expires is not null && now < expires + skew && (notBefore is null || now >= notBefore - skew);
    }

    private List<string> AudiencesOf(IReadOnlyList<string> scopes)
    {
        var audiences = new List<string>();
        if (scopes.Any(Scopes.IsFhir)) audiences.Add(issuer.FhirBase);
        if (audiences.Count == 0 || scopes.Any(s => !Scopes.IsFhir(s) && Scopes.OfRest.Contains(s))) audiences.Add(RestAudience);
        return audiences;
    }

    private static string NewId(Guid? origin, DateTimeOffset now)
    {
        var id = Guid.CreateVersion7(now).ToString("N");
        return origin is { } whence ? $"{whence:N}-{id}" : id;
    }
}
