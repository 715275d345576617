using System.Net;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Identity.Tests;

/// <summary>Which programs may ask for tokens: the admin API and the settings. There is no dynamic registration (RFC 7591).</summary>
public class ClientRegistryTests
{
    private const string Clients = "/api/v1/oauth-clients";

    [Theory, EveryDatabase]
    public async Task An_administrator_registers_reads_lists_changes_and_removes(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var admin = await host.As(TestHost.Administrator);
        var id = NewId();
        var view = await admin.Post(Clients, new { clientId = id, client = Details() });
        view["fromSettings"]!.GetValue<bool>().ShouldBeFalse();
        view["client"]!["scopes"]!.ToJsonString().ShouldBe("""["openid","patient/*.rs"]""");
        (await admin.Get($"{Clients}/{id}")).ToJsonString().ShouldBe(view.ToJsonString());
        (await admin.Get($"{Clients}?limit=200"))["items"]!.AsArray().ShouldContain(c => c!["clientId"]!.GetValue<string>() == id);

        var changed = await admin.Change(HttpMethod.Put, $"{Clients}/{id}", new { client = Details(c => c["name"] = "Another name") }, view);
        changed["version"]!.GetValue<int>().ShouldBe(2);
        await admin.SendJson(HttpMethod.Put, $"{Clients}/{id}", new { client = Details() }, ifMatch: "\"1\"").ShouldRefuse(HttpStatusCode.PreconditionFailed, "platform.version-stale");
        await admin.SendJson(HttpMethod.Put, $"{Clients}/{id}", new { client = Details() }).ShouldRefuse((HttpStatusCode)428, "platform.version-missing");
        await admin.SendJson(HttpMethod.Post, Clients, new { clientId = id, client = Details() }, idempotencyKey: Guid.NewGuid().ToString())
            .ShouldRefuse(HttpStatusCode.Conflict, "identity.client-exists");

        using var remove = new HttpRequestMessage(HttpMethod.Delete, $"{Clients}/{id}");
        remove.Headers.TryAddWithoutValidation("If-Match", "\"2\"");
        using var removed = await admin.SendAsync(remove);
        removed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await admin.GetAsync(new Uri($"{Clients}/{id}", UriKind.Relative)).ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
    }

    [Fact]
    public async Task Lists_are_paged_by_client_id()
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        var admin = await host.As(TestHost.Administrator);
        for (var i = 0; i < 3; i++) await admin.Post(Clients, new { clientId = NewId(), client = Details() });
        var all = new List<string>();
        string? next = null;
        do
        {
            var page = await admin.Get($"{Clients}?limit=2" + (next is null ? "" : "&cursor=" + next));
            all.AddRange(page["items"]!.AsArray().Select(c => c!["clientId"]!.GetValue<string>()));
            next = page["next"]?.GetValue<string>();
        }
        while (next is not null);
        all.Count.ShouldBeGreaterThanOrEqualTo(3);
        all.ShouldBe(all.Distinct().Order(StringComparer.Ordinal));
        await admin.GetAsync(new Uri(Clients + "?cursor=%21", UriKind.Relative)).ShouldRefuse(HttpStatusCode.BadRequest, "platform.cursor-invalid");
    }

    [Fact]
    public async Task Only_an_administrator_sees_the_register()
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        var worker = await host.AddStaff(Sector.Social, Role.SocialWorker);
        await worker.Client.GetAsync(new Uri(Clients, UriKind.Relative)).ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
        await worker.Client.SendJson(HttpMethod.Post, Clients, new { clientId = NewId(), client = Details() }, idempotencyKey: Guid.NewGuid().ToString())
            .ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
        (await host.As(TestHost.Administrator, "plans.read")).Dispose();
        using var withoutScope = await host.As(TestHost.Administrator, "plans.read");
        await withoutScope.GetAsync(new Uri(Clients, UriKind.Relative)).ShouldRefuse(HttpStatusCode.Forbidden, "platform.scope-missing");
    }

    public static TheoryData<string, string, string> Wrong => new()
    {
        { "redirectUris", """["http://app.example.fi/callback"]""", "identity.address-wrong" },
        { "redirectUris", """["https://*.example.fi/callback"]""", "identity.address-wrong" },
        { "redirectUris", """["https://app.example.fi/callback#x"]""", "identity.address-wrong" },
        { "redirectUris", """["https://user:pass@app.example.fi/"]""", "identity.address-wrong" },
        { "redirectUris", """["javascript:alert(1)"]""", "identity.address-wrong" },
        { "redirectUris", """["data:text/html,x"]""", "identity.address-wrong" },
        { "redirectUris", """["myapp:/callback"]""", "identity.address-wrong" },
        { "redirectUris", """["/callback"]""", "identity.address-wrong" },
        { "redirectUris", "[]", "identity.client-wrong" },
        { "postLogoutRedirectUris", """["javascript:alert(1)"]""", "identity.address-wrong" },
        { "launchUri", "\"ftp://app.example.fi/launch\"", "identity.address-wrong" },
        { "scopes", """["everything"]""", "identity.scope-unknown" },
        { "scopes", """["patient/*.sr"]""", "identity.scope-unknown" },
        { "scopes", """["user/Foo.rs"]""", "identity.scope-unknown" },
        { "scopes", """["user/CarePlan.rs","patient/careplan.rs"]""", "identity.scope-unknown" },
        { "scopes", """["patient/Foo.read?category=x"]""", "identity.scope-unknown" },
        { "scopes", """["system/*.rs"]""", "identity.client-wrong" },
        { "grantTypes", """["clientCredentials"]""", "identity.client-wrong" },
        { "grantTypes", """["refreshToken"]""", "identity.client-wrong" },
        { "jwks", """ "{\"keys\":[]}" """, "identity.client-wrong" },
        { "type", "\"confidential\"", "identity.client-wrong" },
    };

    [Theory, MemberData(nameof(Wrong))]
    public async Task A_wrong_registration_is_refused_with_its_path(string member, string value, string code)
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        var problem = await (await host.As(TestHost.Administrator))
            .SendJson(HttpMethod.Post, Clients, new { clientId = NewId(), client = Details(c => c[member] = JsonNode.Parse(value)) }, idempotencyKey: Guid.NewGuid().ToString())
            .ShouldRefuse(HttpStatusCode.UnprocessableEntity, code);
        problem["errors"]!.AsObject().Single().Key.ShouldStartWith("$.client.");
    }

    [Theory]
    [InlineData("not a key set")]
    [InlineData("{\"keys\":[]}")]
    [InlineData("""{"keys":[{"kty":"oct","k":"c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0"}]}""")]
    [InlineData("{\"keys\":[1]}")]
    [InlineData("{\"keys\":\"x\"}")]
    [InlineData("[1]")]
    [InlineData("\"{}\"")]
    [InlineData("null")]
    [InlineData("private")]
    [InlineData("weak")]
    [InlineData("off its curve")]
    [InlineData("no point")]
    [InlineData("no modulus")]
    [InlineData("""{"keys":[{"kty":"EC","crv":"secp256k1","x":"AA","y":"AA"}]}""")]
    public async Task Keys_are_public_and_strong(string keys)
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        if (keys == "private")
        {
            var jwk = OAuthClient.PublicJwk(OAuthClient.NewKey("ES256"));
            jwk["d"] = Base64UrlEncoder.Encode(new byte[32]);
            keys = new JsonObject { ["keys"] = new JsonArray(jwk) }.ToJsonString();
        }
        if (keys == "weak")
        {
            using var rsa = System.Security.Cryptography.RSA.Create(1024);
            keys = OAuthClient.KeySet(new RsaSecurityKey(rsa) { KeyId = "weak" });
        }
        if (keys is "off its curve" or "no point")
        {
            var jwk = OAuthClient.PublicJwk(OAuthClient.NewKey("ES256"));
            var y = Base64UrlEncoder.DecodeBytes(jwk["y"]!.GetValue<string>());
            y[^1] ^= 1;
            jwk["y"] = keys == "no point" ? null : Base64UrlEncoder.Encode(y);
            keys = new JsonObject { ["keys"] = new JsonArray(OAuthClient.PublicJwk(OAuthClient.NewKey("ES384")), jwk) }.ToJsonString();
        }
        if (keys == "no modulus") keys = """{"keys":[{"kty":"RSA","e":"AQAB","n":"!"}]}""";
        var problem = await (await host.As(TestHost.Administrator)).SendJson(HttpMethod.Post, Clients, new
        {
            clientId = NewId(),
            client = new { name = "Adapter", type = "confidential", grantTypes = new[] { "clientCredentials" }, scopes = new[] { "system/*.rs" }, jwks = keys },
        }, idempotencyKey: Guid.NewGuid().ToString()).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "identity.client-wrong");
        problem["errors"]!.AsObject().Single().Key.ShouldBe("$.client.jwks");
    }

    [Fact]
    public async Task A_key_set_that_is_no_text_is_told_what_it_should_be()
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        var problem = await (await host.As(TestHost.Administrator)).SendJson(HttpMethod.Post, Clients, new
        {
            clientId = NewId(),
            client = new { name = "Adapter", type = "confidential", grantTypes = new[] { "clientCredentials" }, scopes = new[] { "system/*.rs" }, jwks = new { keys = Array.Empty<object>() } },
        }, idempotencyKey: Guid.NewGuid().ToString()).ShouldRefuse(HttpStatusCode.BadRequest, "platform.malformed-json");
        problem["errors"]!["$.client.jwks"]![0]!.GetValue<string>().ShouldContain("send it as a JSON string");
    }

    [Theory, EveryDatabase]
    public async Task An_id_that_differs_from_another_in_capital_letters_only_is_refused(DatabaseProvider database)
    {
        var admin = await (await TestHost.Shared(database)).As(TestHost.Administrator);
        var id = "App-" + Guid.NewGuid().ToString("N");
        await admin.Post(Clients, new { clientId = id, client = Details() });
        foreach (var alike in (string[])[id.ToLowerInvariant(), id.ToUpperInvariant()])
        {
            var problem = await admin.SendJson(HttpMethod.Post, Clients, new { clientId = alike, client = Details() }, idempotencyKey: Guid.NewGuid().ToString())
                .ShouldRefuse(HttpStatusCode.Conflict, "identity.client-id-alike");
            problem["errors"]!.AsObject().Single().Key.ShouldBe("$.clientId");
        }
        (await admin.SendJson(HttpMethod.Post, Clients, new { clientId = id, client = Details() }, idempotencyKey: Guid.NewGuid().ToString())
            .ShouldRefuse(HttpStatusCode.Conflict, "identity.client-exists")).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_removed_clients_tokens_end()
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        var client = await OAuthClient.Public(host);
        var resource = await OAuthClient.Confidential(host, "introspect");
        var answer = await client.Redeem(await client.Code("offline_access access.read"));
        using var remove = new HttpRequestMessage(HttpMethod.Delete, $"{Clients}/{client.Id}");
        remove.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        using var removed = await (await host.As(TestHost.Administrator)).SendAsync(remove);

        (await client.Refresh(answer["refresh_token"])).ShouldRefuse("invalid_client");
        (await resource.Post(Endpoints.Introspect, OAuthClient.Merge(resource.Authentication(), new() { ["token"] = answer["access_token"] }))).Body["active"]!.GetValue<bool>().ShouldBeFalse();
        (await client.Authorize("openid")).ShouldStay("invalid_client");
    }

    [Theory, EveryDatabase]
    public async Task A_removed_programs_token_stays_ended_when_its_name_is_registered_again(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var program = (await host.AddStaff(Sector.Social, Role.Adapter)).Subject;
        var (admin, resource) = (await host.As(TestHost.Administrator), await OAuthClient.Confidential(host, "introspect"));
        var old = (await (await Register()).Credentials("access.read"))["access_token"];
        (await Opens(old)).ShouldBe((HttpStatusCode.OK, true));

        using var remove = new HttpRequestMessage(HttpMethod.Delete, $"{Clients}/{program}");
        remove.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        (await admin.SendAsync(remove)).Dispose();
        (await Opens(old)).ShouldBe((HttpStatusCode.Unauthorized, false));

        var again = await Register();
        (await Opens(old)).ShouldBe((HttpStatusCode.Unauthorized, false));
        var renewed = (await again.Credentials("access.read"))["access_token"];
        (await Opens(renewed)).ShouldBe((HttpStatusCode.OK, true));
        await admin.Change(HttpMethod.Put, $"{Clients}/{program}", new { client = Of(again.Key!, "Another name") }, await admin.Get($"{Clients}/{program}"));
        (await Opens(renewed)).ShouldBe((HttpStatusCode.OK, true));

        async Task<OAuthClient> Register()
        {
            var key = OAuthClient.NewKey(SecurityAlgorithms.EcdsaSha384);
            await OAuthClient.Register(host, program, Of(key, "Program"));
            return OAuthClient.Of(host, program, key, SecurityAlgorithms.EcdsaSha384);
        }

        async Task<(HttpStatusCode Api, bool Active)> Opens(string token)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/units");
            request.Headers.Authorization = new("Bearer", token);
            var told = await resource.Post(Endpoints.Introspect, OAuthClient.Merge(resource.Authentication(), new() { ["token"] = token }));
            return ((await resource.Send(request)).Status, told.Body["active"]!.GetValue<bool>());
        }

        static object Of(SecurityKey key, string name) =>
            new { name, type = "confidential", grantTypes = new[] { "clientCredentials" }, scopes = new[] { "access.read" }, jwks = OAuthClient.KeySet(key) };
    }

    [Theory, EveryDatabase]
    public async Task Clients_of_the_settings_are_there_and_only_the_settings_change_them(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database, new Dictionary<string, string?>
        {
            ["Identity:Clients:county-app:Name"] = "County app",
            ["Identity:Clients:county-app:Type"] = "Public",
            ["Identity:Clients:county-app:GrantTypes:0"] = "AuthorizationCode",
            ["Identity:Clients:county-app:RedirectUris:0"] = "https://county.example.fi/cb",
            ["Identity:Clients:county-app:Scopes:0"] = "patient/*.read",
        });
        var admin = await host.As(TestHost.Administrator);
        var view = await admin.Get(Clients + "/county-app");
        view["fromSettings"]!.GetValue<bool>().ShouldBeTrue();
        view["client"]!["requiresConsent"]!.GetValue<bool>().ShouldBeTrue();
        await admin.SendJson(HttpMethod.Put, Clients + "/county-app", new { client = Details() }, ifMatch: "\"1\"").ShouldRefuse(HttpStatusCode.Conflict, "identity.client-from-settings");
    }

    [Theory]
    [InlineData("RedirectUris:0", "http://county.example.fi/cb", "RedirectUris")]
    [InlineData("Type", "Trusted", "Type")]
    [InlineData("Name", "", "Name")]
    [InlineData("Scopes:0", "everything", "scopes")]
    public async Task A_wrong_client_in_the_settings_stops_the_start_and_is_named(string member, string value, string named)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Identity:Clients:county-app:Name"] = "County app",
            ["Identity:Clients:county-app:Type"] = "Public",
            ["Identity:Clients:county-app:GrantTypes:0"] = "AuthorizationCode",
            ["Identity:Clients:county-app:RedirectUris:0"] = "https://county.example.fi/cb",
            ["Identity:Clients:county-app:Scopes:0"] = "openid",
            ["Identity:Clients:county-app:" + member] = value,
        };
        var failure = await Should.ThrowAsync<SettingException>(() => TestHost.StartAsync(DatabaseProvider.Sqlite, settings));
        failure.Message.ShouldContain("Identity:Clients:county-app");
        failure.Message.ShouldContain(named, Case.Insensitive);
    }

    [Fact] // "Try it out" works for every operation
    public async Task Swagger_UI_may_have_every_scope_of_the_api()
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        var scopes = (await (await host.As(TestHost.Administrator)).Get(Clients + "/swagger-ui"))["client"]!["scopes"]!.AsArray().Select(s => s!.GetValue<string>());
        Scopes.OfRest.Except(scopes).ShouldBeEmpty();
    }

    private static string NewId() => "client-" + Guid.NewGuid().ToString("N");

    private static JsonObject Details(Action<JsonObject>? change = null)
    {
        var details = new JsonObject
        {
            ["name"] = "Own plan",
            ["type"] = "public",
            ["grantTypes"] = new JsonArray("authorizationCode"),
            ["scopes"] = new JsonArray("openid", "patient/*.read"),
            ["redirectUris"] = new JsonArray("https://app.example.fi/callback"),
        };
        change?.Invoke(details);
        return details;
    }
}
