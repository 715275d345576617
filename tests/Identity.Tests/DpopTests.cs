using System.Net;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Identity.Tests;

/// <summary>RFC 9449: tokens that are of no use without their key.</summary>
public class DpopTests
{
    private const string Units = "/api/v1/units";

    [Theory]
    [InlineData("ES256")]
    [InlineData("ES384")]
    [InlineData("RS256")]
    [InlineData("PS256")]
    public async Task Rfc9449_5_a_proof_binds_the_token_and_opens_with_a_proof(string algorithm)
    {
        var client = await OAuthClient.Public(await Host());
        var key = OAuthClient.NewKey(algorithm);
        var answer = (await client.Redeem(await client.Code("access.read"), client.Proof(key, algorithm, "POST", client.TokenEndpoint))).ShouldGive();
        answer["token_type"].ShouldBe("DPoP");
        var token = answer["access_token"];
        new JsonWebToken(token).GetPayloadValue<System.Text.Json.JsonElement>("cnf").GetProperty("jkt").GetString().ShouldBe(Thumbprint(key));

        (await Read(client, "DPoP", token, client.Proof(key, algorithm, "GET", client.Issuer + Units, token))).Status.ShouldBe(HttpStatusCode.OK);
    }

    private static readonly string[] Wrongs =
    [
        "another method", "another address", "the address of another server", "no method", "no address", "old", "of the future", "no time", "no jti", "typed as a JWT", "no key",
        "a key that did not sign", "a private key in it", "a symmetric key", "unsigned", "critical header", "garbled", "two proofs",
    ];

    public static TheoryData<string> WrongProofs => [.. Wrongs];

    [Theory, MemberData(nameof(WrongProofs))]
    public async Task Rfc9449_4_3_a_wrong_proof_at_the_token_endpoint_is_invalid_dpop_proof(string wrong)
    {
        var host = await Host();
        var client = await OAuthClient.Public(host);
        var code = await client.Code("access.read");
        using var request = new HttpRequestMessage(HttpMethod.Post, Endpoints.Token);
        request.Content = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = OAuthClient.Redirect,
            ["code_verifier"] = OAuthClient.Verifier,
            ["client_id"] = client.Id,
        });
        request.Headers.Add("DPoP", WrongProof(host, client, wrong, "POST", client.TokenEndpoint, null));
        if (wrong == "two proofs") request.Headers.Add("DPoP", client.Proof(OAuthClient.NewKey("ES256"), "ES256", "POST", client.TokenEndpoint));
        (await client.Send(request)).ShouldRefuse("invalid_dpop_proof");
    }

    public static TheoryData<string> WrongProofsAtApi => [.. Wrongs, "no ath", "ath of another token", "another key"];

    [Theory, MemberData(nameof(WrongProofsAtApi))]
    public async Task Rfc9449_7_1_a_wrong_proof_at_the_api_is_invalid_dpop_proof(string wrong)
    {
        var host = await Host();
        var client = await OAuthClient.Public(host);
        var key = OAuthClient.NewKey("ES256");
        var token = (await client.Redeem(await client.Code("access.read"), client.Proof(key, "ES256", "POST", client.TokenEndpoint)))["access_token"];
        var proof = wrong switch
        {
            "no ath" => client.Proof(key, "ES256", "GET", client.Issuer + Units),
            "ath of another token" => client.Proof(key, "ES256", "GET", client.Issuer + Units, "another"),
            "another key" => client.Proof(OAuthClient.NewKey("ES256"), "ES256", "GET", client.Issuer + Units, token),
            _ => WrongProof(host, client, wrong, "GET", client.Issuer + Units, token, key),
        };
        var answer = await Read(client, "DPoP", token, wrong == "two proofs" ? proof + "," + proof : proof);
        answer.Status.ShouldBe(HttpStatusCode.Unauthorized);
        answer.Headers.WwwAuthenticate.ToString().ShouldStartWith("DPoP error=\"invalid_dpop_proof\", algs=");
    }

    [Fact]
    public async Task Rfc9449_7_2_a_bound_token_is_no_bearer_token_and_a_bearer_token_takes_no_proof()
    {
        var client = await OAuthClient.Public(await Host());
        var key = OAuthClient.NewKey("ES256");
        var bound = (await client.Redeem(await client.Code("access.read"), client.Proof(key, "ES256", "POST", client.TokenEndpoint)))["access_token"];
        var bearer = (await client.Redeem(await client.Code("access.read")))["access_token"];

        var asBearer = await Read(client, "Bearer", bound, null);
        asBearer.Status.ShouldBe(HttpStatusCode.Unauthorized);
        asBearer.Headers.WwwAuthenticate.ToString().ShouldContain("invalid_token");
        (await Read(client, "DPoP", bound, null)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await Read(client, "DPoP", bearer, client.Proof(key, "ES256", "GET", client.Issuer + Units, bearer))).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory, EveryDatabase]
    public async Task Rfc9449_11_1_a_proof_works_once(DatabaseProvider database)
    {
        var client = await OAuthClient.Public(await TestHost.Shared(database));
        var key = OAuthClient.NewKey("ES256");
        var proof = client.Proof(key, "ES256", "POST", client.TokenEndpoint);
        var token = (await client.Redeem(await client.Code("access.read"), proof)).ShouldGive()["access_token"];
        (await client.Redeem(await client.Code("access.read"), proof)).ShouldRefuse("invalid_dpop_proof");

        var read = client.Proof(key, "ES256", "GET", client.Issuer + Units, token);
        (await Read(client, "DPoP", token, read)).Status.ShouldBe(HttpStatusCode.OK);
        (await Read(client, "DPoP", token, read)).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Rfc9449_5_a_refresh_token_is_bound_to_the_key()
    {
        var client = await OAuthClient.Public(await Host());
        var (key, other) = (OAuthClient.NewKey("ES256"), OAuthClient.NewKey("ES256"));
        var token = (await client.Redeem(await client.Code("offline_access access.read"), client.Proof(key, "ES256", "POST", client.TokenEndpoint)))["refresh_token"];
        (await client.Refresh(token)).ShouldRefuse("invalid_grant");
        (await client.Refresh(token, null, client.Proof(other, "ES256", "POST", client.TokenEndpoint))).ShouldRefuse("invalid_grant");
        (await client.Refresh(token, null, client.Proof(key, "ES256", "POST", client.TokenEndpoint))).ShouldGive()["token_type"].ShouldBe("DPoP");
    }

    [Fact]
    public async Task Rfc9449_10_a_code_is_bound_by_dpop_jkt()
    {
        var client = await OAuthClient.Public(await Host());
        var (key, other) = (OAuthClient.NewKey("ES256"), OAuthClient.NewKey("ES256"));
        var code = await client.Code("access.read", null, null, ("dpop_jkt", Thumbprint(key)));
        (await client.Redeem(code)).ShouldRefuse("invalid_grant");
        (await client.Redeem(code, client.Proof(other, "ES256", "POST", client.TokenEndpoint))).ShouldRefuse("invalid_grant");
        (await client.Redeem(code, client.Proof(key, "ES256", "POST", client.TokenEndpoint))).ShouldGive();
    }

    [Fact]
    public async Task Rfc9449_5_2_a_client_registered_for_it_gets_nothing_without_a_proof()
    {
        var client = await OAuthClient.Confidential(await Host(), SecurityAlgorithms.EcdsaSha256, ["system/*.rs"], "dpop");
        (await client.Credentials("system/*.rs")).ShouldRefuse("invalid_dpop_proof");
        var key = OAuthClient.NewKey("ES256");
        (await client.Token(new() { ["grant_type"] = "client_credentials", ["scope"] = "system/*.rs" }, client.Proof(key, "ES256", "POST", client.TokenEndpoint)))
            .ShouldGive()["token_type"].ShouldBe("DPoP");
    }

    private static string WrongProof(TestHost host, OAuthClient client, string wrong, string method, string address, string? token, SecurityKey? bound = null)
    {
        var key = bound ?? OAuthClient.NewKey("ES256");
        var now = host.Clock.GetUtcNow().UtcDateTime;
        var proof = client.Proof(key, "ES256", method, address, token, d =>
        {
            var jwk = (Dictionary<string, object>)d.AdditionalHeaderClaims["jwk"];
            switch (wrong)
            {
                case "another method": d.Claims["htm"] = "PUT"; break;
                case "another address": d.Claims["htu"] = address + "/other"; break;
                case "the address of another server": d.Claims["htu"] = address.Replace("127.0.0.1", "evil.example", StringComparison.Ordinal); break;
                case "no method": d.Claims.Remove("htm"); break;
                case "no address": d.Claims.Remove("htu"); break;
                case "old": d.IssuedAt = now.AddMinutes(-2); break;
                case "of the future": d.IssuedAt = now.AddMinutes(2); break;
                case "no time": d.IssuedAt = null; break;
                case "no jti": d.Claims.Remove("jti"); break;
                case "typed as a JWT": d.TokenType = "JWT"; break;
                case "no key": d.AdditionalHeaderClaims.Remove("jwk"); break;
                case "a key that did not sign": d.SigningCredentials = new SigningCredentials(OAuthClient.NewKey("ES256"), "ES256"); break;
                case "a private key in it": jwk["d"] = JsonWebKeyConverter.ConvertFromECDsaSecurityKey((ECDsaSecurityKey)key).D; break;
                case "a symmetric key":
                    d.AdditionalHeaderClaims["jwk"] = new Dictionary<string, object> { ["kty"] = "oct", ["k"] = Base64UrlEncoder.Encode(new byte[32]) };
                    d.SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(new byte[32]), "HS256");
                    break;
                case "unsigned": d.SigningCredentials = null; break;
                case "critical header": d.AdditionalHeaderClaims["crit"] = new[] { "x" }; break;
                default: break;
            }
        });
        return wrong == "garbled" ? proof[..^8] + "AAAAAAAA" : proof;
    }

    private static async Task<OAuthAnswer> Read(OAuthClient client, string scheme, string token, string? proof)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Units);
        request.Headers.Authorization = new(scheme, token);
        if (proof is not null) request.Headers.Add("DPoP", proof);
        return await client.Send(request);
    }

    private static string Thumbprint(SecurityKey key) => Base64UrlEncoder.Encode(key.ComputeJwkThumbprint());

    private static Task<TestHost> Host() => TestHost.Shared(DatabaseProvider.Sqlite);
}
