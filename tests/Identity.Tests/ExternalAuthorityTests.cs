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
    public async Task Tokens_of_the_authority_open_and_our_own_server_is_off()
    {
        using var rsa = RSA.Create(2048);
        var key = new RsaSecurityKey(rsa) { KeyId = "county-1" };
        await using var authority = await StartAuthority(key);
        var issuer = authority.Urls.Single();
        await using var host = await TestHost.StartAsync(DatabaseProvider.Sqlite, new Dictionary<string, string?> { ["Authentication:Authority"] = issuer });

        (await Send(host, Token(host, issuer, key))).ShouldBe(HttpStatusCode.OK);
        (await Send(host, Token(host, "https://elsewhere.example", key))).ShouldBe(HttpStatusCode.Unauthorized);
        // What nobody here checks is no reason to let somebody in: neither a binding nor whose patient somebody is.
        Dictionary<string, object> With(string name, object value) => new() { ["sub"] = TestHost.Administrator, ["scope"] = "access.read intake.read", [name] = value };
        (await Send(host, Token(host, issuer, key, With("cnf", new Dictionary<string, object> { ["jkt"] = "x" })))).ShouldBe(HttpStatusCode.Unauthorized);
        (await Send(host, Token(host, issuer, key, With("cnf", new Dictionary<string, object> { ["x5t#S256"] = "x" })))).ShouldBe(HttpStatusCode.Unauthorized);
        (await Send(host, Token(host, issuer, key, With("cnf", "x")))).ShouldBe(HttpStatusCode.Unauthorized);
        (await Send(host, Token(host, issuer, key, With("cnf", Array.Empty<string>())))).ShouldBe(HttpStatusCode.Unauthorized);
        // What only an ID token has, in a token that does not say that it is an access token.
        foreach (var mark in (string[])["nonce", "at_hash"])
        {
            (await Send(host, Token(host, issuer, key, With(mark, "x")))).ShouldBe(HttpStatusCode.Unauthorized);
            (await Send(host, Token(host, issuer, key, With(mark, "x"), type: "at+jwt"))).ShouldBe(HttpStatusCode.OK);
        }
        (await Send(host, Token(host, issuer, key, With("cnf", new Dictionary<string, object> { ["jkt"] = "x" })), scheme: "DPoP")).ShouldBe(HttpStatusCode.Unauthorized);
        (await Refused(host, Token(host, issuer, key, With("name", "x")), Guid.NewGuid())).ShouldBe("access.role-missing");
        foreach (var patient in (object[])["county-77", Guid.NewGuid().ToString(), new[] { "a", "b" }, Array.Empty<string>(), ""])
            (await Refused(host, Token(host, issuer, key, With("patient", patient)), patient is string text && Guid.TryParse(text, out var id) ? id : Guid.NewGuid())).ShouldBe("access.outside-launch");
        var ours = await host.As(TestHost.Administrator);
        (await Send(host, ours.DefaultRequestHeaders.Authorization!.Parameter!)).ShouldBe(HttpStatusCode.Unauthorized);
        using var client = host.Anonymous();
        foreach (var path in (string[])["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server", "/connect/authorize", "/connect/jwks", "/connect/userinfo", "/connect/endsession", "/connect/continue"])
        {
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
        }
        foreach (var path in (string[])["/connect/token", "/connect/par", "/connect/introspect", "/connect/revoke"])
        {
            using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), null);
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
        }
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token(host, issuer, key));
        using var clients = await client.GetAsync(new Uri("/api/v1/oauth-clients", UriKind.Relative));
        clients.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_authoritys_names_of_claims_are_a_setting()
    {
        using var rsa = RSA.Create(2048);
        var key = new RsaSecurityKey(rsa) { KeyId = "county-1" };
        await using var authority = await StartAuthority(key);
        var issuer = authority.Urls.Single();
        await using var host = await TestHost.StartAsync(DatabaseProvider.Sqlite, new Dictionary<string, string?>
        {
            ["Authentication:Authority"] = issuer,
            ["Authentication:SubjectClaim"] = "employee",
            ["Authentication:ScopeClaim"] = "scp",
            ["Authentication:PatientClaim"] = "person",
            ["Authentication:Dpop"] = "true",
        });
        string With(Dictionary<string, object> claims) => Token(host, issuer, key, claims);

        (await Send(host, With(new() { ["sub"] = "opaque", ["employee"] = TestHost.Administrator, ["scp"] = "access.read plans.read" }))).ShouldBe(HttpStatusCode.OK);
        (await Send(host, With(new() { ["sub"] = "opaque", ["employee"] = TestHost.Administrator, ["scp"] = new[] { "plans.read", "access.read" } }))).ShouldBe(HttpStatusCode.OK);
        // The standard's own claims say nothing any more.
        (await Send(host, With(new() { ["sub"] = TestHost.Administrator, ["scp"] = "access.read" }))).ShouldBe(HttpStatusCode.Unauthorized);
        (await Send(host, With(new() { ["sub"] = TestHost.Administrator, ["employee"] = "nobody", ["scp"] = "access.read" }))).ShouldBe(HttpStatusCode.Forbidden);
        (await Send(host, With(new() { ["employee"] = TestHost.Administrator, ["scope"] = "access.read" }))).ShouldBe(HttpStatusCode.Forbidden);
        // Whose patient it is says the configured claim, and no other.
        var (one, other) = (Guid.NewGuid(), Guid.NewGuid());
        string About(params (string Name, object Value)[] claims) => With(new(claims.Select(c => KeyValuePair.Create(c.Name, c.Value))) { ["employee"] = TestHost.Administrator, ["scp"] = "access.read people.read" });
        (await Refused(host, About(("person", one.ToString())), one)).ShouldBe("access.role-missing");
        (await Refused(host, About(("person", one.ToString())), other)).ShouldBe("access.outside-launch");
        (await Refused(host, About(("person", one.ToString()), ("patient", other.ToString())), one)).ShouldBe("access.role-missing");
        (await Refused(host, About(("patient", one.ToString())), one)).ShouldBe("access.outside-launch");
        (await Refused(host, About(("person", new[] { one.ToString(), other.ToString() })), one)).ShouldBe("access.outside-launch");
        (await Refused(host, About(("person", Array.Empty<string>())), one)).ShouldBe("access.outside-launch");
        (await Refused(host, About(("patient", Array.Empty<string>())), one)).ShouldBe("access.outside-launch");
        // A bound token is no bearer token, also where the binding is not one that is read here.
        (await Send(host, About(("cnf", Array.Empty<string>())))).ShouldBe(HttpStatusCode.Unauthorized);
        (await Send(host, About(("cnf", new Dictionary<string, object> { ["jkt"] = "x" })))).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Outside_development_a_missing_authority_stops_the_start_and_is_named()
    {
        var failure = await Should.ThrowAsync<InvalidOperationException>(() => TestHost.StartAsync(DatabaseProvider.Sqlite, environment: "Production"));
        failure.Message.ShouldContain("Identity:Issuer");
        failure.Message.ShouldContain("Authentication:Authority");
    }

    [Theory]
    [InlineData("http://monipolku.example.fi")]
    [InlineData("https://monipolku.example.fi/path")]
    [InlineData("https://monipolku.example.fi?x=1")]
    [InlineData("https://user@monipolku.example.fi")]
    [InlineData("monipolku.example.fi")]
    public async Task A_wrong_issuer_stops_the_start_and_is_named(string issuer)
    {
        var settings = new Dictionary<string, string?> { ["Identity:Issuer"] = issuer };
        var failure = await Should.ThrowAsync<SettingException>(() => TestHost.StartAsync(DatabaseProvider.Sqlite, settings, "Production"));
        failure.Message.ShouldContain("Identity:Issuer");
    }

    /// <summary>Why that person is not opened.</summary>
    private static async Task<string> Refused(TestHost host, string token, Guid personId)
    {
        using var client = host.Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return (await client.Get($"/api/v1/access/explain?right=read-person&personId={personId}")).Text("code");
    }

    private static async Task<HttpStatusCode> Send(TestHost host, string token, string scheme = "Bearer")
    {
        using var client = host.Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(scheme, token);
        using var answer = await client.GetAsync("/api/v1/units");
        return answer.StatusCode;
    }

    private static string Token(TestHost host, string issuer, RsaSecurityKey key, Dictionary<string, object>? claims = null, string type = "JWT")
    {
        var now = host.Clock.GetUtcNow().UtcDateTime;
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = IdentityModule.Audience,
            IssuedAt = now,
            NotBefore = now,
            Expires = now.AddMinutes(5),
            TokenType = type,
            Claims = claims ?? new Dictionary<string, object> { ["sub"] = TestHost.Administrator, ["scope"] = "access.read" },
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
