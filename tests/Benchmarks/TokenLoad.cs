using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

/// <summary>Requests to the token endpoint: client credentials with <c>private_key_jwt</c>, each assertion new. Signed before the clock runs.</summary>
internal sealed class TokenLoad
{
    public const string ClientId = "bench-adapter";

    private const int Signed = 60_000;

    private readonly ECDsaSecurityKey _key = new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "bench-1" };
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };
    private byte[][] _requests = [];
    private int _next;

    /// <summary>Of a service that knows the client.</summary>
    public IEnumerable<string> Settings
    {
        get
        {
            var jwk = JsonWebKeyConverter.ConvertFromECDsaSecurityKey(_key);
            yield return $"--Identity:Clients:{ClientId}:Name=Bench";
            yield return $"--Identity:Clients:{ClientId}:Type=Confidential";
            yield return $"--Identity:Clients:{ClientId}:GrantTypes:0=ClientCredentials";
            yield return $"--Identity:Clients:{ClientId}:Scopes:0=access.read";
            yield return $"--Identity:Clients:{ClientId}:Jwks=" + $$"""{"keys":[{"kty":"EC","crv":"P-256","alg":"ES256","kid":"bench-1","x":"{{jwk.X}}","y":"{{jwk.Y}}"}]}""";
        }
    }

    public void Prepare(Uri issuer) => _requests = [.. ParallelEnumerable.Range(0, Signed).Select(_ => Request(issuer))];

    public byte[] Next()
    {
        var next = Interlocked.Increment(ref _next) - 1;
        return next < _requests.Length ? _requests[next] : throw new InvalidOperationException("More assertions are needed than were signed.");
    }

    private byte[] Request(Uri issuer)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var assertion = _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = ClientId,
            Audience = issuer.ToString().TrimEnd('/'),
            IssuedAt = now,
            Expires = now.AddMinutes(4),
            Claims = new Dictionary<string, object> { ["sub"] = ClientId, ["jti"] = Guid.NewGuid().ToString() },
            SigningCredentials = new SigningCredentials(_key, SecurityAlgorithms.EcdsaSha256),
        });
        var body = "grant_type=client_credentials&scope=access.read&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=" + assertion;
        return Encoding.ASCII.GetBytes(
            "POST /connect/token HTTP/1.1\r\nHost: bench\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            + string.Create(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n\r\n{body}"));
    }
}
