using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Identity.Tests;

/// <summary><c>Authentication:Authority</c>: the county's own OpenID Connect provider issues the tokens.</summary>
public class ExternalAuthorityTests
{
    [Fact]
    public async Task Tokens_of_the_authority_open_and_development_tokens_do_not_exist()
    {
        using var rsa = RSA.Create(2048);
        var key = new RsaSecurityKey(rsa) { KeyId = "county-1" };
        await using var authority = await StartAuthority(key);
        var issuer = authority.Urls.Single();
        await using var host = await TestHost.StartAsync(DatabaseProvider.Sqlite, new Dictionary<string, string?> { ["Authentication:Authority"] = issuer });

        (await Send(host, Token(host, issuer, key))).ShouldBe(HttpStatusCode.OK);
        (await Send(host, Token(host, "https://elsewhere.example", key))).ShouldBe(HttpStatusCode.Unauthorized);
        using var client = host.Anonymous();
        await client.SendJson(HttpMethod.Post, "/development/token", new { subject = TestHost.Administrator })
            .ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
    }

    [Fact]
    public async Task Outside_development_a_missing_authority_stops_the_start_and_is_named()
    {
        var failure = await Should.ThrowAsync<InvalidOperationException>(() => TestHost.StartAsync(DatabaseProvider.Sqlite, environment: "Production"));
        failure.Message.ShouldContain("Identity:Issuer");
        failure.Message.ShouldContain("Authentication:Authority");
    }

    private static async Task<HttpStatusCode> Send(TestHost host, string token)
    {
        using var client = host.Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await client.GetAsync("/api/v1/units");
        return answer.StatusCode;
    }

    private static string Token(TestHost host, string issuer, RsaSecurityKey key)
    {
        var now = host.Clock.GetUtcNow().UtcDateTime;
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = IdentityModule.Audience,
            IssuedAt = now,
            NotBefore = now,
            Expires = now.AddMinutes(5),
            Claims = new Dictionary<string, object> { ["sub"] = TestHost.Administrator, ["scope"] = "access.read" },
            SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.RsaSha256),
        });
    }

    private static async Task<WebApplication> StartAuthority(RsaSecurityKey key)
    {
        var app = WebApplication.CreateSlimBuilder().Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapGet("/.well-known/openid-configuration", (HttpRequest request) =>
        {
            var issuer = $"http://{request.Host}";
            return Results.Json(new Dictionary<string, string> { ["issuer"] = issuer, ["jwks_uri"] = issuer + "/jwks" });
        });
        var jwk = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(key.Rsa.ExportParameters(false)) { KeyId = key.KeyId });
        app.MapGet("/jwks", () => Results.Json(new Dictionary<string, object>
        {
            ["keys"] = new[] { new Dictionary<string, string> { ["kty"] = "RSA", ["use"] = "sig", ["kid"] = jwk.Kid, ["n"] = jwk.N, ["e"] = jwk.E } },
        }));
        await app.StartAsync();
        return app;
    }
}
