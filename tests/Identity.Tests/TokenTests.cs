using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Identity.Tests;

/// <summary>What the service takes for a token, and what it does not.</summary>
public class TokenTests
{
    [Fact]
    public async Task A_right_token_opens()
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        using var answer = await Send(host, Token(host, _ => { }));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    public static TheoryData<string> WrongTokens =>
        ["expired", "not yet valid", "without expiry", "wrong audience", "wrong issuer", "wrong key", "wrong type", "symmetric with the public key", "unsigned", "garbled", "empty"];

    [Theory, MemberData(nameof(WrongTokens))]
    public async Task A_wrong_token_gets_401(string wrong)
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        var now = host.Clock.GetUtcNow().UtcDateTime;
        using var otherKey = RSA.Create(2048);
        var token = wrong switch
        {
            "expired" => Token(host, d => (d.NotBefore, d.IssuedAt, d.Expires) = (now.AddHours(-2), now.AddHours(-2), now.AddMinutes(-1))),
            "not yet valid" => Token(host, d => (d.NotBefore, d.Expires) = (now.AddMinutes(5), now.AddHours(1))),
            "without expiry" => Token(host, d => d.Expires = null, setDefaultTimes: false),
            "wrong audience" => Token(host, d => d.Audience = "another-service"),
            "wrong issuer" => Token(host, d => d.Issuer = "https://elsewhere.example"),
            "wrong key" => Token(host, d => d.SigningCredentials = new SigningCredentials(new RsaSecurityKey(otherKey), SecurityAlgorithms.RsaSha256)),
            "wrong type" => Token(host, d => d.TokenType = "JWT"),
            "symmetric with the public key" => Token(host, d => d.SigningCredentials = new SigningCredentials(
                new SymmetricSecurityKey(((RsaSecurityKey)d.SigningCredentials.Key).Rsa.ExportSubjectPublicKeyInfo()), SecurityAlgorithms.HmacSha256)),
            "unsigned" => Token(host, d => d.SigningCredentials = null),
            "garbled" => Token(host, _ => { })[..^10] + "AAAAAAAAAA",
            _ => " ",
        };

        using var answer = await Send(host, token);

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        answer.Headers.WwwAuthenticate.ToString().ShouldStartWith("Bearer");
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task Unknown_scopes_are_not_given()
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        using var client = host.Anonymous();
        await client.SendJson(HttpMethod.Post, "/development/token", new { subject = "somebody", scope = "everything" })
            .ShouldRefuse(HttpStatusCode.BadRequest, "identity.scope-unknown");
    }

    [Fact]
    public async Task Tokens_never_reach_the_log()
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        var token = Token(host, d => d.Audience = "another-service");
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

    private static string Token(TestHost host, Action<SecurityTokenDescriptor> change, bool setDefaultTimes = true)
    {
        var rsa = RSA.Create();
        rsa.ImportFromPem(File.ReadAllText(Path.Combine(host.Folder, "development-key.pem")));
        var key = new RsaSecurityKey(rsa);
        key.KeyId = Base64UrlEncoder.Encode(key.ComputeJwkThumbprint());
        var now = host.Clock.GetUtcNow().UtcDateTime;
        var descriptor = new SecurityTokenDescriptor
        {
            Issuer = IdentityModule.DevelopmentIssuer,
            Audience = IdentityModule.Audience,
            IssuedAt = now,
            NotBefore = now,
            Expires = now.AddHours(1),
            TokenType = "at+jwt",
            Claims = new Dictionary<string, object> { ["sub"] = TestHost.Administrator, ["scope"] = "access.read" },
            SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.RsaSha256),
        };
        change(descriptor);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = setDefaultTimes }.CreateToken(descriptor);
    }
}
