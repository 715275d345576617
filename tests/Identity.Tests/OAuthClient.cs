using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Monipolku.Identity.Accounts;
using Monipolku.Testing;

namespace Monipolku.Identity.Tests;

/// <summary>A registered client as its developer would write it, able to break every rule on purpose.</summary>
internal sealed class OAuthClient
{
    public const string Redirect = "https://app.example.fi/callback";

    /// <summary>A PKCE pair, the same for all: what is secret in it does not matter here.</summary>
    public const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    public const string Challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    private readonly TestHost _host;

    private OAuthClient(TestHost host, string id, SecurityKey? key, string algorithm) => (_host, Id, Key, Algorithm) = (host, id, key, algorithm);

    public string Id { get; }

    public SecurityKey? Key { get; set; }

    public string Algorithm { get; }

    public string Issuer => _host.Address.ToString().TrimEnd('/');

    public string TokenEndpoint => Issuer + Endpoints.Token;

    public string FhirBase => Issuer + "/fhir";

    public static async Task<OAuthClient> Public(TestHost host, params string[] scopes)
    {
        var id = "public-" + Guid.NewGuid().ToString("N");
        await Register(host, id, new { name = "App", type = "public", grantTypes = new[] { "authorizationCode", "refreshToken" }, scopes = ScopesOr(scopes), redirectUris = new[] { Redirect }, postLogoutRedirectUris = new[] { Redirect }, launchUri = "https://app.example.fi/launch", requiresConsent = false });
        return new OAuthClient(host, id, null, "");
    }

    public static Task<OAuthClient> Confidential(TestHost host, params string[] scopes) => Confidential(host, SecurityAlgorithms.EcdsaSha384, scopes);

    public static async Task<OAuthClient> Confidential(TestHost host, string algorithm, string[] scopes, string binding = "bearer")
    {
        var id = "confidential-" + Guid.NewGuid().ToString("N");
        var key = NewKey(algorithm);
        await Register(host, id, new { name = "Server app", type = "confidential", grantTypes = new[] { "authorizationCode", "refreshToken", "clientCredentials" }, scopes = ScopesOr(scopes), redirectUris = new[] { Redirect }, jwks = KeySet(key), requiresConsent = false, tokenBinding = binding });
        return new OAuthClient(host, id, key, algorithm);
    }

    public static async Task<JsonObject> Register(TestHost host, string id, object client) =>
        await (await host.As(TestHost.Administrator)).Post("/api/v1/oauth-clients", new { clientId = id, client });

    public static OAuthClient Of(TestHost host, string id, SecurityKey key, string algorithm) => new(host, id, key, algorithm);

    public static SecurityKey NewKey(string algorithm)
    {
        AsymmetricSecurityKey key = algorithm switch
        {
            SecurityAlgorithms.EcdsaSha256 => new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)),
            SecurityAlgorithms.EcdsaSha384 => new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP384)),
            _ => new RsaSecurityKey(RSA.Create(2048)),
        };
        key.KeyId = Base64UrlEncoder.Encode(key.ComputeJwkThumbprint());
        return key;
    }

    public static string KeySet(params SecurityKey[] keys) =>
        new JsonObject { ["keys"] = new JsonArray([.. keys.Select(k => (JsonNode)PublicJwk(k))]) }.ToJsonString();

    public static JsonObject PublicJwk(SecurityKey key)
    {
        if (key is RsaSecurityKey rsa)
        {
            var jwk = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(rsa.Rsa.ExportParameters(false)));
            return new JsonObject { ["kty"] = "RSA", ["kid"] = key.KeyId, ["n"] = jwk.N, ["e"] = jwk.E };
        }
        var ec = JsonWebKeyConverter.ConvertFromECDsaSecurityKey((ECDsaSecurityKey)key);
        return new JsonObject { ["kty"] = "EC", ["kid"] = key.KeyId, ["crv"] = ec.Crv, ["x"] = ec.X, ["y"] = ec.Y };
    }

    /// <summary>A client assertion that is right but for what <paramref name="change"/> breaks.</summary>
    public string Assertion(Action<SecurityTokenDescriptor>? change = null)
    {
        var now = _host.Clock.GetUtcNow().UtcDateTime;
        var descriptor = new SecurityTokenDescriptor
        {
            Issuer = Id,
            Audience = TokenEndpoint,
            IssuedAt = now,
            Expires = now.AddMinutes(4),
            Claims = new Dictionary<string, object> { ["sub"] = Id, ["jti"] = Guid.NewGuid().ToString() },
            SigningCredentials = Key is null ? null : new SigningCredentials(Key, Algorithm),
        };
        change?.Invoke(descriptor);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(descriptor);
    }

    /// <summary>A DPoP proof that is right but for what <paramref name="change"/> breaks.</summary>
    public string Proof(SecurityKey key, string algorithm, string method, string address, string? accessToken = null, Action<SecurityTokenDescriptor>? change = null)
    {
        var now = _host.Clock.GetUtcNow().UtcDateTime;
        var jwk = PublicJwk(key).Where(m => m.Key != "kid").ToDictionary(m => m.Key, m => (object)m.Value!.GetValue<string>());
        var descriptor = new SecurityTokenDescriptor
        {
            IssuedAt = now,
            TokenType = "dpop+jwt",
            AdditionalHeaderClaims = new Dictionary<string, object> { ["jwk"] = jwk },
            Claims = new Dictionary<string, object> { ["htm"] = method, ["htu"] = address, ["jti"] = Guid.NewGuid().ToString() },
            SigningCredentials = new SigningCredentials(key, algorithm),
        };
        if (accessToken is not null) descriptor.Claims["ath"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(accessToken)));
        change?.Invoke(descriptor);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(descriptor);
    }

    /// <summary>Client authentication as its type wants it.</summary>
    public Dictionary<string, string> Authentication(Action<SecurityTokenDescriptor>? change = null) => Key is null
        ? new() { ["client_id"] = Id }
        : new() { ["client_assertion_type"] = ClientAuthentication.AssertionType, ["client_assertion"] = Assertion(change) };

    public Task<OAuthAnswer> Token(Dictionary<string, string> form, string? proof = null) => Post(Endpoints.Token, Merge(Authentication(), form), proof);

    public Task<OAuthAnswer> Credentials(string scope, Action<SecurityTokenDescriptor>? change = null) =>
        Post(Endpoints.Token, Merge(Authentication(change), new() { ["grant_type"] = "client_credentials", ["scope"] = scope }));

    public Task<OAuthAnswer> Redeem(string code, string? proof = null, params (string Name, string? Value)[] changes) =>
        Token(With(new() { ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = Redirect, ["code_verifier"] = Verifier }, changes), proof);

    public Task<OAuthAnswer> Refresh(string token, string? scope = null, string? proof = null) =>
        Token(With(new() { ["grant_type"] = "refresh_token", ["refresh_token"] = token }, ("scope", scope)), proof);

    public async Task<OAuthAnswer> Post(string path, Dictionary<string, string> form, string? proof = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(form) };
        if (proof is not null) request.Headers.Add("DPoP", proof);
        return await Send(request);
    }

    public async Task<OAuthAnswer> Send(HttpRequestMessage request)
    {
        using var http = _host.Anonymous();
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return new OAuthAnswer(answer.StatusCode, text.StartsWith('{') ? JsonNode.Parse(text)!.AsObject() : [], answer.Headers);
    }

    public string AuthorizeUrl(string scope, params (string Name, string? Value)[] changes) =>
        QueryHelpers.AddQueryString(Endpoints.Authorize, Request(scope, changes).ToDictionary(p => p.Key, p => (string?)p.Value));

    public Dictionary<string, string> Request(string scope, params (string Name, string? Value)[] changes) => With(new()
    {
        ["response_type"] = "code",
        ["client_id"] = Id,
        ["redirect_uri"] = Redirect,
        ["scope"] = scope,
        ["state"] = "xyz",
        ["code_challenge"] = Challenge,
        ["code_challenge_method"] = "S256",
        ["aud"] = FhirBase,
    }, changes);

    /// <summary>The authorization endpoint's answer to the browser.</summary>
    public async Task<BrowserAnswer> Authorize(string scope, params (string Name, string? Value)[] changes) => await Browse(AuthorizeUrl(scope, changes));

    public async Task<BrowserAnswer> Browse(string url)
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { BaseAddress = _host.Address };
        using var answer = await http.GetAsync(new Uri(url, UriKind.RelativeOrAbsolute));
        var text = await answer.Content.ReadAsStringAsync();
        return new BrowserAnswer(answer.StatusCode, answer.Headers.Location, text.StartsWith('{') ? JsonNode.Parse(text)!.AsObject() : []);
    }

    /// <summary>A code for that user, as if they had just signed in and agreed: what the pages do is tested with the pages.</summary>
    public async Task<string> Code(string scope, SignedIn? user = null, Guid? person = null, params (string Name, string? Value)[] changes)
    {
        var begun = await Authorize(scope, changes);
        begun.Location.ShouldNotBeNull(begun.Body.ToJsonString());
        return QueryHelpers.ParseQuery(new Uri(await Answer(Guid.Parse(begun.Query("request")), user ?? User(), person)).Query)["code"].ToString();
    }

    /// <summary>The address to which the browser goes with the answer to a request that was begun.</summary>
    public async Task<string> Answer(Guid id, SignedIn session, Guid? person = null)
    {
        await using var services = _host.Services.CreateAsyncScope();
        var db = services.ServiceProvider.GetRequiredService<IdentityDb>();
        var pending = await db.PendingAuthorizations.SingleAsync(p => p.Id == id);
        if (person is { } chosen) pending.ChoosePerson(session, chosen).ShouldBeNull();
        var client = await db.Clients.SingleAsync(c => c.Id == Id);
        var answers = services.ServiceProvider.GetRequiredService<AuthorizationAnswers>();
        return ((RedirectHttpResult)await answers.Give(pending, client, session, default)).Url;
    }

    public SignedIn User(string? subject = null) => new(
        subject ?? TestHost.Administrator, AccountKind.Staff, _host.Clock.GetUtcNow(), ["pwd", "otp"], Guid.NewGuid().ToString("N"), "fi");

    public static Dictionary<string, string> Merge(Dictionary<string, string> one, Dictionary<string, string> other)
    {
        foreach (var (name, value) in other) one[name] = value;
        return one;
    }

    public static Dictionary<string, string> With(Dictionary<string, string> form, params (string Name, string? Value)[] changes)
    {
        foreach (var (name, value) in changes)
        {
            if (value is null) form.Remove(name);
            else form[name] = value;
        }
        return form;
    }

    private static string[] ScopesOr(string[] scopes) => scopes.Length > 0 ? scopes : ["openid", "fhirUser", "offline_access", "plans.read", "access.read"];
}

internal sealed record OAuthAnswer(HttpStatusCode Status, JsonObject Body, HttpResponseHeaders Headers)
{
    public string this[string name] => Body[name]?.GetValue<string>() ?? throw new InvalidOperationException($"No {name} in {(int)Status} {Body.ToJsonString()}");

    /// <summary>RFC 6749 5.2: the code, its status, and an answer that nobody keeps.</summary>
    public void ShouldRefuse(string error)
    {
        Body["error"]?.GetValue<string>().ShouldBe(error, Body.ToJsonString());
        Body.ContainsKey("error").ShouldBeTrue(Body.ToJsonString());
        Status.ShouldBe(error == "invalid_client" ? HttpStatusCode.Unauthorized : HttpStatusCode.BadRequest);
        Headers.CacheControl!.NoStore.ShouldBeTrue();
        Headers.Pragma.ToString().ShouldBe("no-cache");
    }

    public OAuthAnswer ShouldGive()
    {
        Status.ShouldBe(HttpStatusCode.OK, Body.ToJsonString());
        Headers.CacheControl!.NoStore.ShouldBeTrue();
        return this;
    }
}

internal sealed record BrowserAnswer(HttpStatusCode Status, Uri? Location, JsonObject Body)
{
    /// <summary>A parameter of the address that the browser is sent to; empty where there is none.</summary>
    public string Query(string name) =>
        QueryHelpers.ParseQuery(new Uri(new Uri("http://x"), Location!).Query).TryGetValue(name, out var value) ? value.ToString() : "";

    /// <summary>The error goes back to the client with state and issuer.</summary>
    public void ShouldRedirectWith(string error, string issuer)
    {
        Location.ShouldNotBeNull(Body.ToJsonString());
        Location.ToString().ShouldStartWith(OAuthClient.Redirect + "?", Case.Sensitive, Body.ToJsonString());
        Query("error").ShouldBe(error, Location.ToString());
        Query("iss").ShouldBe(issuer);
    }

    /// <summary>The user sees the error here: no browser is sent away.</summary>
    public void ShouldStay(string error)
    {
        Location.ShouldBeNull();
        Status.ShouldBe(HttpStatusCode.BadRequest);
        Body.Text("code").ShouldBe("identity." + error.Replace('_', '-'), Body.ToJsonString());
    }

    public void ShouldGoOn()
    {
        Location.ShouldNotBeNull(Body.ToJsonString());
        Location.ToString().ShouldStartWith("/connect/continue?request=");
    }
}
