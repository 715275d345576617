using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Identity.Tests;

/// <summary>What the API takes for an access token, and what it does not (RFC 9068, RFC 8725).</summary>
public class TokenTests
{
    [Fact]
    public async Task A_right_token_opens()
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        using var answer = await Send(host, await Token(host, _ => { }));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    public static TheoryData<string> WrongTokens =>
    [
        "expired", "not yet valid", "without expiry", "wrong audience", "wrong issuer", "wrong key", "wrong key with our key's id", "wrong type", "no type",
        "symmetric with the public key", "unsigned", "signed with the ID tokens' key", "garbled", "empty", "another user's name in a signed token",
    ];

    [Theory, MemberData(nameof(WrongTokens))]
    public async Task A_wrong_token_gets_invalid_token(string wrong)
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        var now = host.Clock.GetUtcNow().UtcDateTime;
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var keys = host.Services.GetRequiredService<SigningKeys>();
        var ours = (ECDsaSecurityKey)(await keys.Current(SigningKeys.ForAccessTokens, default)).Key;
        var ofIdTokens = await keys.Current(SigningKeys.ForIdTokens, default);
        var token = wrong switch
        {
            "expired" => await Token(host, d => (d.NotBefore, d.IssuedAt, d.Expires) = (now.AddHours(-2), now.AddHours(-2), now.AddSeconds(-1))),
            "not yet valid" => await Token(host, d => (d.NotBefore, d.Expires) = (now.AddMinutes(5), now.AddHours(1))),
            "without expiry" => await Token(host, d => d.Expires = null),
            "wrong audience" => await Token(host, d => d.Audience = "another-service"),
            "wrong issuer" => await Token(host, d => d.Issuer = "https://elsewhere.example"),
            "wrong key" => await Token(host, d => d.SigningCredentials = new SigningCredentials(new ECDsaSecurityKey(other), SecurityAlgorithms.EcdsaSha256)),
            "wrong key with our key's id" => await Token(host, d => d.SigningCredentials =
                new SigningCredentials(new ECDsaSecurityKey(other) { KeyId = ours.KeyId }, SecurityAlgorithms.EcdsaSha256)),
            "wrong type" => await Token(host, d => d.TokenType = "JWT"),
            "no type" => await Token(host, d => d.TokenType = ""),
            "symmetric with the public key" => await Token(host, d => d.SigningCredentials = new SigningCredentials(
                new SymmetricSecurityKey(ours.ECDsa.ExportSubjectPublicKeyInfo()) { KeyId = ours.KeyId }, SecurityAlgorithms.HmacSha256)),
            "unsigned" => await Token(host, d => d.SigningCredentials = null),
            "signed with the ID tokens' key" => await Token(host, d => d.SigningCredentials = ofIdTokens),
            "garbled" => (await Token(host, _ => { }))[..^10] + "AAAAAAAAAA",
            "another user's name in a signed token" => Swap(await Token(host, _ => { })),
            _ => " ",
        };

        using var answer = await Send(host, token);

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        answer.Headers.WwwAuthenticate.ToString().ShouldBe(wrong == "empty" ? "Bearer" : "Bearer error=\"invalid_token\"");
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Fact] // its signature is remembered, its time is not
    public async Task A_token_that_has_opened_before_opens_no_more_once_it_has_expired()
    {
        await using var host = await TestHost.StartAsync(DatabaseProvider.Sqlite);
        var token = await Token(host, _ => { });
        for (var i = 0; i < 2; i++)
        {
            using var answer = await Send(host, token);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        }
        var changed = Swap(token);
        using (var refused = await Send(host, changed)) refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        host.Clock.Advance(TimeSpan.FromMinutes(6));

        using var late = await Send(host, token);
        late.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_token_in_the_address_is_none()
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        using var client = host.Anonymous();
        using var answer = await client.GetAsync("/api/v1/units?access_token=" + await Token(host, _ => { }));
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Tokens_never_reach_the_log()
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        var token = await Token(host, d => d.Audience = "another-service");
        using var answer = await Send(host, token);

        host.Logs.Lines.ShouldNotBeEmpty();
        host.Logs.Lines.ShouldNotContain(line => line.Contains(token, StringComparison.Ordinal));
    }

    private static async Task<HttpResponseMessage> Send(TestHost host, string token)
    {
        using var client = host.Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await client.GetAsync("/api/v1/units");
    }

    /// <summary>The payload of another token under this one's signature.</summary>
    private static string Swap(string token)
    {
        var parts = token.Split('.');
        var payload = Base64UrlEncoder.Decode(parts[1]).Replace(TestHost.Administrator, "somebody.else", StringComparison.Ordinal);
        return $"{parts[0]}.{Base64UrlEncoder.Encode(payload)}.{parts[2]}";
    }

    private static async Task<string> Token(TestHost host, Action<SecurityTokenDescriptor> change)
    {
        var now = host.Clock.GetUtcNow().UtcDateTime;
        var descriptor = new SecurityTokenDescriptor
        {
            Issuer = host.Address.ToString().TrimEnd('/'),
            Audience = IdentityModule.Audience,
            IssuedAt = now,
            NotBefore = now,
            Expires = now.AddMinutes(5),
            TokenType = AccessTokens.Type,
            Claims = new Dictionary<string, object> { ["sub"] = TestHost.Administrator, ["scope"] = "access.read", ["client_id"] = "x", ["jti"] = "y" },
            SigningCredentials = await host.Services.GetRequiredService<SigningKeys>().Current(SigningKeys.ForAccessTokens, default),
        };
        change(descriptor);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(descriptor);
    }
}
