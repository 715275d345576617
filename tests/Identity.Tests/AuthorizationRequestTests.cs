using System.Net;
using System.Text;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Identity.Tests;

/// <summary>RFC 6749 4.1.1, RFC 7636, RFC 9126, RFC 9207, RFC 9700 2.1 and 4: what may be asked of a user, and where an error goes.</summary>
public class AuthorizationRequestTests
{
    [Theory, EveryDatabase]
    public async Task Rfc6749_4_1_1_a_right_request_waits_for_its_user(DatabaseProvider database)
    {
        var client = await OAuthClient.Public(await TestHost.Shared(database));
        (await client.Authorize("openid plans.read")).ShouldGoOn();
    }

    [Fact]
    public async Task Rfc6749_3_1_the_request_may_come_as_a_form()
    {
        var client = await OAuthClient.Public(await Host());
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { BaseAddress = new Uri(client.Issuer) };
        using var answer = await http.PostAsync(new Uri(Endpoints.Authorize, UriKind.Relative), new FormUrlEncodedContent(client.Request("openid")));
        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        answer.Headers.GetValues("Set-Cookie").Single().ShouldContain("httponly");
    }

    /// <summary>RFC 9700 4.1: what differs from the registered address in anything gets no answer, and the user sees why.</summary>
    public static TheoryData<string> Redirects =>
    [
        "", "https://app.example.fi/callback/", "https://app.example.fi/callback?x=1", "https://app.example.fi/callback#x", "https://app.example.fi/Callback",
        "HTTPS://app.example.fi/callback", "http://app.example.fi/callback", "https://app.example.fi:443/callback", "https://app.example.fi/callback/../evil",
        "https://app.example.fi.evil.example/callback", "https://app.example.fi@evil.example/callback", "https://evil.example/callback",
        "//app.example.fi/callback", "/callback", "javascript:alert(1)", "data:text/html,x", "https://app.example.fi/call%62ack", " https://app.example.fi/callback",
        "https://app.example.fi/callback\\@evil.example", "https://app.example.fi/callback\r\nSet-Cookie: a=b",
    ];

    [Theory, MemberData(nameof(Redirects))]
    public async Task Rfc9700_4_1_a_redirect_address_is_compared_character_by_character(string redirect)
    {
        var client = await OAuthClient.Public(await Host());
        (await client.Authorize("openid", ("redirect_uri", redirect))).ShouldStay("invalid_request");
    }

    [Fact]
    public async Task Rfc8252_7_3_only_the_port_of_the_own_machine_may_differ()
    {
        var host = await Host();
        await OAuthClient.Register(host, "cli-" + host.Provider + Guid.NewGuid().ToString("N"), new { name = "Tool", type = "public", grantTypes = new[] { "authorizationCode" }, scopes = new[] { "openid" }, redirectUris = new[] { "http://127.0.0.1/callback" } });
        var client = await OAuthClient.Public(host);
        var id = "native-" + Guid.NewGuid().ToString("N");
        await OAuthClient.Register(host, id, new { name = "Tool", type = "public", grantTypes = new[] { "authorizationCode" }, scopes = new[] { "openid" }, redirectUris = new[] { "http://127.0.0.1/callback", "fi.example.app:/callback" } });

        (await client.Authorize("openid", ("client_id", id), ("redirect_uri", "http://127.0.0.1:49152/callback"))).ShouldGoOn();
        (await client.Authorize("openid", ("client_id", id), ("redirect_uri", "fi.example.app:/callback"))).ShouldGoOn();
        foreach (var wrong in new[] { "http://127.0.0.1:49152/other", "http://127.0.0.1:49152@evil.example/callback", "http://localhost:49152/callback", "http://127.0.0.1:1/callback\n", "https://127.0.0.1:49152/callback", "http://127.0.0.2/callback" })
            (await client.Authorize("openid", ("client_id", id), ("redirect_uri", wrong))).ShouldStay("invalid_request");
    }

    [Fact]
    public async Task Rfc6749_4_1_2_1_an_unknown_client_sends_nobody_anywhere()
    {
        var client = await OAuthClient.Public(await Host());
        (await client.Authorize("openid", ("client_id", "nobody"))).ShouldStay("invalid_client");
        (await client.Authorize("openid", ("client_id", null))).ShouldStay("invalid_request");
    }

    public static TheoryData<string, string?, string> Wrong => new()
    {
        { "response_type", null, "invalid_request" },
        { "response_type", "token", "unsupported_response_type" },
        { "response_type", "id_token", "unsupported_response_type" },
        { "response_type", "code id_token", "unsupported_response_type" },
        { "response_type", "code token", "unsupported_response_type" },
        { "response_mode", "fragment", "invalid_request" },
        { "response_mode", "form_post", "invalid_request" },
        { "code_challenge", null, "invalid_request" },
        { "code_challenge", "short", "invalid_request" },
        { "code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c+", "invalid_request" },
        { "code_challenge_method", null, "invalid_request" },
        { "code_challenge_method", "plain", "invalid_request" },
        { "code_challenge_method", "s256", "invalid_request" },
        { "scope", null, "invalid_scope" },
        { "scope", "everything", "invalid_scope" },
        { "scope", "system/*.rs", "invalid_scope" },
        { "scope", "access.admin", "invalid_scope" },
        { "scope", "openid\"", "invalid_scope" },
        { "scope", "open\\id", "invalid_scope" },
        { "prompt", "none login", "invalid_request" },
        { "prompt", "create", "invalid_request" },
        { "max_age", "-1", "invalid_request" },
        { "max_age", "soon", "invalid_request" },
        { "request", "e30.e30.", "request_not_supported" },
        { "registration", "{}", "registration_not_supported" },
        { "dpop_jkt", "short", "invalid_request" },
        { "resource", "https://elsewhere.example/fhir", "invalid_target" },
        { "aud", "https://elsewhere.example/fhir", "invalid_request" },
        { "launch", "abc", "invalid_request" },
    };

    [Theory, MemberData(nameof(Wrong))]
    public async Task Rfc6749_4_1_2_1_an_error_goes_to_the_client_with_state_and_issuer(string name, string? value, string error)
    {
        var client = await OAuthClient.Public(await Host());
        var answer = await client.Authorize("openid plans.read", (name, value));
        answer.ShouldRedirectWith(error, client.Issuer);
        answer.Query("state").ShouldBe("xyz");
    }

    [Theory]
    [InlineData("request_uri", "https://elsewhere.example/request.jwt")]
    [InlineData("request_uri", "urn:ietf:params:oauth:request_uri:guessed")]
    public async Task Rfc9101_a_request_uri_of_anybody_elses_is_not_fetched(string name, string value)
    {
        var client = await OAuthClient.Public(await Host());
        (await client.Authorize("openid", (name, value))).ShouldStay("invalid_request_uri");
    }

    [Fact]
    public async Task Rfc6749_4_1_2_1_a_client_without_that_grant_is_told()
    {
        var host = await Host();
        var id = "service-" + Guid.NewGuid().ToString("N");
        var key = OAuthClient.NewKey("ES256");
        await OAuthClient.Register(host, id, new { name = "Service", type = "confidential", grantTypes = new[] { "clientCredentials" }, scopes = new[] { "system/*.rs" }, jwks = OAuthClient.KeySet(key) });
        // It has no redirect address: nobody is sent anywhere.
        (await OAuthClient.Of(host, id, key, "ES256").Authorize("system/*.rs")).ShouldStay("invalid_request");
    }

    [Theory]
    [InlineData("client_id")]
    [InlineData("redirect_uri")]
    [InlineData("scope")]
    [InlineData("state")]
    [InlineData("response_type")]
    [InlineData("code_challenge")]
    [InlineData("code_challenge_method")]
    public async Task Rfc6749_3_1_a_parameter_that_stands_twice_is_invalid_request(string name)
    {
        var client = await OAuthClient.Public(await Host());
        var url = client.AuthorizeUrl("openid") + $"&{name}=" + Uri.EscapeDataString(name == "redirect_uri" ? "https://evil.example/cb" : "other");
        var answer = await client.Browse(url);
        if (name is "client_id" or "redirect_uri") answer.ShouldStay("invalid_request");
        else answer.ShouldRedirectWith("invalid_request", client.Issuer);
    }

    [Theory]
    [InlineData("state")]
    [InlineData("nonce")]
    [InlineData("login_hint")]
    [InlineData("unknown")]
    public async Task Rfc9700_oversized_parameters_are_invalid_request(string name)
    {
        var client = await OAuthClient.Public(await Host());
        (await client.Authorize("openid", (name, new string('a', 3000)))).ShouldRedirectWith("invalid_request", client.Issuer);
    }

    [Fact]
    public async Task Rfc9700_too_many_parameters_are_invalid_request()
    {
        var client = await OAuthClient.Public(await Host());
        var many = string.Concat(Enumerable.Range(0, 100).Select(i => $"&p{i}=1"));
        (await client.Browse(client.AuthorizeUrl("openid") + many)).ShouldRedirectWith("invalid_request", client.Issuer);
    }

    [Theory]
    [InlineData("a\r\nSet-Cookie: b=c")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    public async Task Rfc9700_control_characters_in_state_are_invalid_request_and_no_header(string state)
    {
        var client = await OAuthClient.Public(await Host());
        var answer = await client.Authorize("openid", ("state", state));
        answer.ShouldRedirectWith("invalid_request", client.Issuer);
        answer.Query("state").ShouldBe("");
    }

    [Fact]
    public async Task Rfc9207_2_the_issuer_is_in_every_answer()
    {
        var client = await OAuthClient.Public(await Host());
        (await client.Authorize("nothing")).Query("iss").ShouldBe(client.Issuer);
    }

    [Fact] // the scope answer names what was given
    public async Task Rfc6749_3_3_what_the_client_may_not_have_is_left_out()
    {
        var client = await OAuthClient.Public(await Host(), "plans.read");
        var token = (await client.Redeem(await client.Code("plans.read access.admin nonsense"))).ShouldGive();
        token["scope"].ShouldBe("plans.read");
    }

    [Fact]
    public async Task OpenId_3_1_2_1_prompt_none_without_a_session_is_login_required()
    {
        var client = await OAuthClient.Public(await Host());
        var begun = await client.Authorize("openid", ("prompt", "none"));
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { BaseAddress = new Uri(client.Issuer) };
        using var first = await http.GetAsync(new Uri(client.AuthorizeUrl("openid", ("prompt", "none")), UriKind.Relative));
        using var second = await http.GetAsync(first.Headers.Location);
        new BrowserAnswer(second.StatusCode, second.Headers.Location, []).ShouldRedirectWith("login_required", client.Issuer);
        // Once only.
        using var third = await http.GetAsync(first.Headers.Location);
        third.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        begun.ShouldGoOn();
    }

    [Fact]
    public async Task Rfc9700_4_7_a_request_of_another_browser_cannot_be_continued()
    {
        var client = await OAuthClient.Public(await Host());
        var begun = await client.Authorize("openid");
        var answer = await client.Browse(begun.Location!.ToString());
        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Body.Text("code").ShouldBe("identity.request-unknown");
    }

    [Fact]
    public async Task Rfc9700_4_11_the_continuation_takes_nobody_to_a_strangers_address()
    {
        var client = await OAuthClient.Public(await Host());
        foreach (var url in new[] { "/connect/continue", "/connect/continue?request=https://evil.example", "/connect/continue?request=" + Guid.NewGuid(), "/connect/continue?request=" + Guid.NewGuid() + "&returnUrl=https://evil.example" })
        {
            var answer = await client.Browse(url);
            answer.Status.ShouldBe(HttpStatusCode.BadRequest);
            answer.Location.ShouldBeNull();
        }
    }

    [Theory, EveryDatabase]
    public async Task Rfc9126_2_a_pushed_request_works_once_for_its_client(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var client = await OAuthClient.Confidential(host, "openid", "plans.read");
        var pushed = await Push(client, client.Request("openid plans.read"));
        pushed.Status.ShouldBe(HttpStatusCode.Created, pushed.Body.ToJsonString());
        pushed.Body["expires_in"]!.GetValue<int>().ShouldBe(90);
        var url = $"{Endpoints.Authorize}?client_id={client.Id}&request_uri={Uri.EscapeDataString(pushed["request_uri"])}";
        var other = await OAuthClient.Public(host);

        (await client.Browse(url.Replace(client.Id, other.Id, StringComparison.Ordinal))).ShouldStay("invalid_request_uri");
        (await client.Browse(url)).ShouldGoOn();
        (await client.Browse(url)).ShouldStay("invalid_request_uri");
    }

    [Fact]
    public async Task Rfc9126_2_2_a_pushed_request_ends_after_90_seconds()
    {
        await using var host = await TestHost.StartAsync(DatabaseProvider.Sqlite);
        var client = await OAuthClient.Public(host);
        var pushed = await Push(client, client.Request("openid"));
        host.Clock.Advance(TimeSpan.FromSeconds(90));
        (await client.Browse($"{Endpoints.Authorize}?client_id={client.Id}&request_uri={Uri.EscapeDataString(pushed["request_uri"])}")).ShouldStay("invalid_request_uri");
    }

    [Theory]
    [InlineData("redirect_uri", "https://evil.example/cb", "invalid_request")]
    [InlineData("redirect_uri", null, "invalid_request")]
    [InlineData("request_uri", "urn:ietf:params:oauth:request_uri:x", "invalid_request")]
    [InlineData("code_challenge_method", "plain", "invalid_request")]
    [InlineData("code_challenge", null, "invalid_request")]
    [InlineData("response_type", "token", "unsupported_response_type")]
    [InlineData("scope", "nothing", "invalid_scope")]
    [InlineData("resource", "https://elsewhere.example", "invalid_target")]
    public async Task Rfc9126_2_3_a_wrong_pushed_request_is_told_at_once(string name, string? value, string error)
    {
        var client = await OAuthClient.Confidential(await Host(), "openid");
        (await Push(client, client.Request("openid", (name, value)))).ShouldRefuse(error);
    }

    [Fact]
    public async Task Rfc9126_2_1_a_confidential_client_proves_itself_when_it_pushes()
    {
        var client = await OAuthClient.Confidential(await Host(), "openid");
        (await client.Post(Endpoints.PushedRequest, client.Request("openid"))).ShouldRefuse("invalid_client");
    }

    [Theory]
    [InlineData(Endpoints.Token)]
    [InlineData(Endpoints.PushedRequest)]
    [InlineData(Endpoints.Introspect)]
    [InlineData(Endpoints.Revoke)]
    public async Task Rfc6749_3_2_parameters_come_in_the_body_as_a_form_and_once(string path)
    {
        var client = await OAuthClient.Public(await Host());
        (await client.Post(path + "?client_id=" + client.Id, new() { ["token"] = "x" })).ShouldRefuse("invalid_request");
        using var json = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        (await client.Send(json)).ShouldRefuse("invalid_request");
        using var twice = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent($"client_id={client.Id}&client_id={client.Id}&grant_type=refresh_token", Encoding.UTF8, "application/x-www-form-urlencoded"),
        };
        (await client.Send(twice)).ShouldRefuse("invalid_request");
        using var get = new HttpRequestMessage(HttpMethod.Get, path);
        var wrongMethod = await client.Send(get);
        wrongMethod.Status.ShouldBe(HttpStatusCode.MethodNotAllowed);
        wrongMethod.Body.Text("error").ShouldBe("invalid_request");
        wrongMethod.Body.Text("error_description").ShouldNotBeEmpty();
        using var huge = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent("client_id=" + new string('x', (int)PlatformSetup.LargestBody), Encoding.UTF8, "application/x-www-form-urlencoded"),
        };
        // Who is refused by the length alone is answered before the body is sent.
        huge.Headers.ExpectContinue = true;
        var tooLarge = await client.Send(huge);
        tooLarge.Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        tooLarge.Body.Text("error").ShouldBe("invalid_request");
    }

    private static Task<OAuthAnswer> Push(OAuthClient client, Dictionary<string, string> request) =>
        client.Post(Endpoints.PushedRequest, OAuthClient.Merge(request, client.Authentication()));

    private static Task<TestHost> Host() => TestHost.Shared(DatabaseProvider.Sqlite);
}
