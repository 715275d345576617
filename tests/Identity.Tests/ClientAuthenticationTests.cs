using System.Net;
using System.Text;
using Microsoft.IdentityModel.Tokens;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Identity.Tests;

/// <summary>RFC 7521, RFC 7523 and SMART App Launch 2.2 "asymmetric": who is the client.</summary>
public class ClientAuthenticationTests
{
    public static TheoryData<string> Algorithms => ["RS384", "ES384", "RS256", "ES256"];

    [Theory, MemberData(nameof(Algorithms))]
    public async Task Rfc7523_each_algorithm_of_the_standard_is_taken(string algorithm)
    {
        var client = await OAuthClient.Confidential(await Host(), algorithm, ["system/*.rs"]);
        var token = (await client.Credentials("system/*.rs")).ShouldGive();
        token["token_type"].ShouldBe("Bearer");
        token.Body["expires_in"]!.GetValue<int>().ShouldBe(300);
    }

    [Theory, EveryDatabase]
    public async Task Rfc7523_the_issuer_is_taken_as_audience_and_a_token_opens_the_api(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var client = await OAuthClient.Confidential(host, "access.read");
        var admin = await host.As(TestHost.Administrator);
        await admin.Post("/api/v1/staff", new { subject = client.Id, name = "Adapter", roles = new[] { "adapter" }, unitId = await host.AddUnit(Access.Contracts.Sector.Other) });

        var token = (await client.Credentials("access.read", d => d.Audience = client.Issuer)).ShouldGive();

        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/units");
        request.Headers.Authorization = new("Bearer", token["access_token"]);
        (await client.Send(request)).Status.ShouldBe(HttpStatusCode.OK);
    }

    public static TheoryData<string> WrongAssertions =>
    [
        "expired", "no expiry", "expires in ten minutes", "expires a second too late", "begins later", "issued later", "audience of another server", "our audience and another's",
        "no audience", "issuer is another client", "subject is another client", "issuer and subject unknown", "no jti", "long jti", "key of another",
        "key of another under our key's id", "unknown key id", "typed as an access token", "typed as a proof",
    ];

    [Theory, MemberData(nameof(WrongAssertions))]
    public async Task Rfc7523_3_a_wrong_assertion_is_invalid_client(string wrong)
    {
        var host = await Host();
        var client = await OAuthClient.Confidential(host, "system/*.rs");
        var other = await OAuthClient.Confidential(host, "system/*.rs");
        var now = host.Clock.GetUtcNow().UtcDateTime;
        var stranger = OAuthClient.NewKey(client.Algorithm);

        var answer = await client.Credentials("system/*.rs", d =>
        {
            switch (wrong)
            {
                case "expired": d.Expires = now.AddMinutes(-1); break;
                case "no expiry": d.Expires = null; break;
                case "expires a second too late": d.Expires = now.AddMinutes(5).AddSeconds(1); break;
                case "expires in ten minutes": d.Expires = now.AddMinutes(10); break;
                case "begins later": d.NotBefore = now.AddMinutes(2); break;
                case "issued later": d.IssuedAt = now.AddMinutes(2); break;
                case "audience of another server": d.Audience = "https://elsewhere.example/token"; break;
                case "our audience and another's": (d.Audience, d.Claims["aud"]) = (null, new[] { client.TokenEndpoint, "https://elsewhere.example/token" }); break;
                case "no audience": d.Audience = null; break;
                case "issuer is another client": d.Issuer = other.Id; break;
                case "subject is another client": d.Claims["sub"] = other.Id; break;
                case "issuer and subject unknown": (d.Issuer, d.Claims["sub"]) = ("nobody", "nobody"); break;
                case "no jti": d.Claims.Remove("jti"); break;
                case "long jti": d.Claims["jti"] = new string('j', 300); break;
                case "key of another": d.SigningCredentials = new SigningCredentials(other.Key, other.Algorithm); break;
                case "key of another under our key's id": stranger.KeyId = client.Key!.KeyId; d.SigningCredentials = new SigningCredentials(stranger, client.Algorithm); break;
                case "unknown key id": stranger.KeyId = "nothing"; d.SigningCredentials = new SigningCredentials(stranger, client.Algorithm); break;
                case "typed as an access token": d.TokenType = "at+jwt"; break;
                default: d.TokenType = "dpop+jwt"; break;
            }
        });

        answer.ShouldRefuse("invalid_client");
    }

    [Fact]
    public async Task Rfc8725_2_1_an_unsigned_assertion_is_invalid_client()
    {
        var client = await OAuthClient.Confidential(await Host(), "system/*.rs");
        (await client.Credentials("system/*.rs", d => d.SigningCredentials = null)).ShouldRefuse("invalid_client");
    }

    [Fact] // the public key, known to everybody, as the secret of an HMAC
    public async Task Rfc8725_2_1_key_confusion_is_invalid_client()
    {
        var client = await OAuthClient.Confidential(await Host(), SecurityAlgorithms.RsaSha256, ["system/*.rs"]);
        foreach (var secret in new[] { Encoding.UTF8.GetBytes(OAuthClient.KeySet(client.Key!)), ((RsaSecurityKey)client.Key!).Rsa.ExportSubjectPublicKeyInfo() })
        {
            var symmetric = new SymmetricSecurityKey(secret) { KeyId = client.Key!.KeyId };
            (await client.Credentials("system/*.rs", d => d.SigningCredentials = new SigningCredentials(symmetric, SecurityAlgorithms.HmacSha256))).ShouldRefuse("invalid_client");
        }
    }

    [Theory]
    [InlineData(SecurityAlgorithms.RsaSsaPssSha256)]
    [InlineData(SecurityAlgorithms.RsaSha512)]
    public async Task Smart_2_2_an_algorithm_beyond_the_listed_is_invalid_client(string algorithm)
    {
        var client = await OAuthClient.Confidential(await Host(), SecurityAlgorithms.RsaSha256, ["system/*.rs"]);
        (await client.Credentials("system/*.rs", d => d.SigningCredentials = new SigningCredentials(client.Key, algorithm))).ShouldRefuse("invalid_client");
    }

    [Fact]
    public async Task Rfc7515_4_1_keys_in_the_assertion_itself_are_not_believed()
    {
        var host = await Host();
        var client = await OAuthClient.Confidential(host, "system/*.rs");
        var stranger = OAuthClient.NewKey(client.Algorithm);
        var jwk = OAuthClient.PublicJwk(stranger).ToDictionary(m => m.Key, m => (object)m.Value!.GetValue<string>());
        foreach (var (name, value) in new (string, object)[] { ("jwk", jwk), ("jku", "https://elsewhere.example/jwks"), ("x5u", "https://elsewhere.example/x5u") })
        {
            (await client.Credentials("system/*.rs", d =>
            {
                d.SigningCredentials = new SigningCredentials(stranger, client.Algorithm);
                d.AdditionalHeaderClaims = new Dictionary<string, object> { [name] = value };
            })).ShouldRefuse("invalid_client");
        }
    }

    [Fact]
    public async Task Rfc7515_4_1_11_a_critical_header_that_is_not_understood_is_invalid_client()
    {
        var client = await OAuthClient.Confidential(await Host(), "system/*.rs");
        (await client.Credentials("system/*.rs", d => d.AdditionalHeaderClaims = new Dictionary<string, object> { ["crit"] = new[] { "b64" }, ["b64"] = true })).ShouldRefuse("invalid_client");
    }

    [Theory, EveryDatabase]
    public async Task Rfc7523_3_an_assertion_works_once(DatabaseProvider database)
    {
        var client = await OAuthClient.Confidential(await TestHost.Shared(database), "system/*.rs");
        var form = OAuthClient.Merge(client.Authentication(), new() { ["grant_type"] = "client_credentials", ["scope"] = "system/*.rs" });
        (await client.Post(Endpoints.Token, form)).ShouldGive();
        (await client.Post(Endpoints.Token, form)).ShouldRefuse("invalid_client");
    }

    [Theory, EveryDatabase]
    public async Task Rfc7523_3_of_one_assertion_sent_many_times_at_once_one_works(DatabaseProvider database)
    {
        var client = await OAuthClient.Confidential(await TestHost.Shared(database), "system/*.rs");
        var form = OAuthClient.Merge(client.Authentication(), new() { ["grant_type"] = "client_credentials", ["scope"] = "system/*.rs" });
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.Post(Endpoints.Token, new(form))));
        answers.Count(a => a.Status == HttpStatusCode.OK).ShouldBe(1);
    }

    [Fact]
    public async Task Rfc7523_3_one_client_may_use_the_identifier_that_another_used()
    {
        var host = await Host();
        foreach (var client in new[] { await OAuthClient.Confidential(host, "system/*.rs"), await OAuthClient.Confidential(host, "system/*.rs") })
            (await client.Credentials("system/*.rs", d => d.Claims["jti"] = "same-for-both")).ShouldGive();
    }

    public static TheoryData<string> OtherMethods =>
        ["secret in the body", "secret in the header", "nothing", "assertion without its type", "type without assertion", "another type", "another client_id beside it", "garbled", "not a JWT"];

    [Theory, MemberData(nameof(OtherMethods))]
    public async Task Rfc6749_2_3_a_confidential_client_cannot_do_with_less(string method)
    {
        var client = await OAuthClient.Confidential(await Host(), "system/*.rs");
        var form = new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["scope"] = "system/*.rs" };
        using var request = new HttpRequestMessage(HttpMethod.Post, Endpoints.Token);
        switch (method)
        {
            case "secret in the body": (form["client_id"], form["client_secret"]) = (client.Id, "secret"); break;
            case "secret in the header": request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes(client.Id + ":secret"))); break;
            case "nothing": form["client_id"] = client.Id; break;
            case "assertion without its type": form["client_assertion"] = client.Assertion(); break;
            case "type without assertion": (form["client_id"], form["client_assertion_type"]) = (client.Id, ClientAuthentication.AssertionType); break;
            case "another type": (form["client_assertion"], form["client_assertion_type"]) = (client.Assertion(), "urn:ietf:params:oauth:client-assertion-type:saml2-bearer"); break;
            case "another client_id beside it": OAuthClient.Merge(form, client.Authentication())["client_id"] = "somebody-else"; break;
            case "garbled": (form["client_assertion"], form["client_assertion_type"]) = (client.Assertion()[..^8] + "AAAAAAAA", ClientAuthentication.AssertionType); break;
            default: (form["client_assertion"], form["client_assertion_type"]) = ("e30.e30.e30", ClientAuthentication.AssertionType); break;
        }
        request.Content = new FormUrlEncodedContent(form);
        var answer = await client.Send(request);
        answer.ShouldRefuse("invalid_client");
        if (method == "secret in the header") answer.Headers.WwwAuthenticate.ToString().ShouldStartWith("Basic");
    }

    [Fact]
    public async Task Rfc6749_2_1_a_public_client_cannot_use_a_key()
    {
        var host = await Host();
        var client = await OAuthClient.Public(host);
        var disguised = OAuthClient.Of(host, client.Id, OAuthClient.NewKey(SecurityAlgorithms.EcdsaSha256), SecurityAlgorithms.EcdsaSha256);
        (await disguised.Refresh("x")).ShouldRefuse("invalid_client");
    }

    [Fact]
    public async Task Rfc6749_5_2_an_unknown_client_is_invalid_client()
    {
        var client = await OAuthClient.Public(await Host());
        (await client.Post(Endpoints.Token, new() { ["grant_type"] = "refresh_token", ["refresh_token"] = "x", ["client_id"] = "nobody" })).ShouldRefuse("invalid_client");
    }

    [Fact]
    public async Task Rfc7517_keys_are_read_at_jwks_uri_of_an_allowed_host_and_again_after_a_rotation()
    {
        var key = OAuthClient.NewKey(SecurityAlgorithms.EcdsaSha256);
        var published = OAuthClient.KeySet(key);
        await using var keys = Microsoft.AspNetCore.Builder.WebApplication.CreateSlimBuilder().Build();
        keys.Urls.Add("http://127.0.0.1:0");
        Microsoft.AspNetCore.Builder.EndpointRouteBuilderExtensions.MapGet(keys, "/jwks", (Func<Microsoft.AspNetCore.Http.IResult>)(() => Microsoft.AspNetCore.Http.Results.Content(published, "application/json")));
        await keys.StartAsync();
        var address = new Uri(keys.Urls.Single());
        await using var host = await TestHost.StartAsync(DatabaseProvider.Sqlite, new Dictionary<string, string?> { ["Identity:JwksHosts:0"] = address.Authority });
        object Details(string jwksUri) => new { name = "Adapter", type = "confidential", grantTypes = new[] { "clientCredentials" }, scopes = new[] { "system/*.rs" }, jwksUri };
        await OAuthClient.Register(host, "remote", Details(address + "jwks"));

        (await OAuthClient.Of(host, "remote", key, SecurityAlgorithms.EcdsaSha256).Credentials("system/*.rs")).ShouldGive();
        var next = OAuthClient.NewKey(SecurityAlgorithms.EcdsaSha256);
        published = OAuthClient.KeySet(next);
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        (await OAuthClient.Of(host, "remote", next, SecurityAlgorithms.EcdsaSha256).Credentials("system/*.rs")).ShouldGive();

        await (await host.As(TestHost.Administrator)).SendJson(HttpMethod.Post, "/api/v1/oauth-clients", new { clientId = "stranger", client = Details("http://127.0.0.1:9/jwks") }, idempotencyKey: "stranger-1")
            .ShouldRefuse(HttpStatusCode.UnprocessableEntity, "identity.jwks-host-unknown");
    }

    private static Task<TestHost> Host() => TestHost.Shared(DatabaseProvider.Sqlite);
}
