using System.Net;
using Microsoft.IdentityModel.JsonWebTokens;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Identity.Tests;

/// <summary>RFC 6749 4.1.3, 4.4 and 6, RFC 7636 4.6, RFC 9700 4.14, RFC 9068, OpenID Connect Core 2: what tokens are given for.</summary>
public class TokenRequestTests
{
    [Theory, EveryDatabase]
    public async Task Rfc6749_4_1_4_a_code_gives_tokens(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var client = await OAuthClient.Public(host);
        var user = client.User();
        var answer = (await client.Redeem(await client.Code("openid fhirUser offline_access access.read", user, null, ("nonce", "n-1")))).ShouldGive();

        var access = new JsonWebToken(answer["access_token"]);
        access.Typ.ShouldBe("at+jwt");
        access.Issuer.ShouldBe(client.Issuer);
        access.Subject.ShouldBe(TestHost.Administrator);
        access.GetPayloadValue<string>("client_id").ShouldBe(client.Id);
        access.GetPayloadValue<string>("sid").ShouldBe(user.SessionId);
        access.GetPayloadValue<string>("fhirUser").ShouldStartWith("Practitioner/");
        (access.ValidTo - access.IssuedAt).ShouldBe(TimeSpan.FromMinutes(5));
        access.Claims.ShouldNotContain(c => c.Type.Contains("role", StringComparison.OrdinalIgnoreCase));

        var id = new JsonWebToken(answer["id_token"]);
        id.Alg.ShouldBe("RS256");
        id.Audiences.ShouldBe([client.Id]);
        id.GetPayloadValue<string>("nonce").ShouldBe("n-1");
        id.GetPayloadValue<string>("sid").ShouldBe(user.SessionId);
        id.GetPayloadValue<string>("fhirUser").ShouldStartWith(client.FhirBase + "/Practitioner/");

        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/units");
        request.Headers.Authorization = new("Bearer", answer["access_token"]);
        (await client.Send(request)).Status.ShouldBe(HttpStatusCode.OK);
        using var info = new HttpRequestMessage(HttpMethod.Get, Endpoints.UserInfo);
        info.Headers.Authorization = new("Bearer", answer["access_token"]);
        (await client.Send(info))["sub"].ShouldBe(TestHost.Administrator);
    }

    [Fact]
    public async Task OpenId_3_1_3_7_an_id_token_is_no_access_token()
    {
        var client = await OAuthClient.Public(await Host());
        var answer = await client.Redeem(await client.Code("openid access.read"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/units");
        request.Headers.Authorization = new("Bearer", answer["id_token"]);
        (await client.Send(request)).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task OpenId_5_3_userinfo_needs_the_openid_scope()
    {
        var client = await OAuthClient.Public(await Host());
        var answer = await client.Redeem(await client.Code("access.read"));
        using var request = new HttpRequestMessage(HttpMethod.Get, Endpoints.UserInfo);
        request.Headers.Authorization = new("Bearer", answer["access_token"]);
        var refused = await client.Send(request);
        refused.Status.ShouldBe(HttpStatusCode.Forbidden);
        refused.Headers.WwwAuthenticate.ToString().ShouldContain("insufficient_scope");
    }

    public static TheoryData<string, string?, string> WrongCodeRequests => new()
    {
        { "code", null, "invalid_request" },
        { "code", "guessed", "invalid_grant" },
        { "redirect_uri", null, "invalid_request" },
        { "redirect_uri", "https://evil.example/cb", "invalid_grant" },
        { "redirect_uri", "https://app.example.fi/callback/", "invalid_grant" },
        { "code_verifier", null, "invalid_request" },
        { "code_verifier", "x", "invalid_grant" },
        { "code_verifier", OAuthClient.Challenge, "invalid_grant" },
        { "code_verifier", "aBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "invalid_grant" },
        { "grant_type", null, "invalid_request" },
        { "grant_type", "password", "unsupported_grant_type" },
        { "grant_type", "implicit", "unsupported_grant_type" },
        { "grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer", "unsupported_grant_type" },
        { "grant_type", "client_credentials", "unauthorized_client" },
    };

    [Theory, MemberData(nameof(WrongCodeRequests))]
    public async Task Rfc6749_5_2_a_wrong_code_request_has_the_standards_error(string name, string? value, string error)
    {
        var client = await OAuthClient.Public(await Host());
        (await client.Redeem(await client.Code("access.read"), null, (name, value))).ShouldRefuse(error);
    }

    [Theory, EveryDatabase]
    public async Task Rfc9700_4_2_a_code_that_comes_again_ends_what_it_gave(DatabaseProvider database)
    {
        var client = await OAuthClient.Public(await TestHost.Shared(database));
        var resource = await OAuthClient.Confidential(await TestHost.Shared(database), "introspect");
        var code = await client.Code("offline_access access.read");
        var first = (await client.Redeem(code)).ShouldGive();
        (await IsActive(resource, first["access_token"])).ShouldBeTrue();

        (await client.Redeem(code)).ShouldRefuse("invalid_grant");

        (await client.Refresh(first["refresh_token"])).ShouldRefuse("invalid_grant");
        (await IsActive(resource, first["access_token"])).ShouldBeFalse();
        (await IsActive(resource, first["refresh_token"])).ShouldBeFalse();
    }

    [Theory, EveryDatabase]
    public async Task Rfc6749_4_1_2_of_one_code_redeemed_many_times_at_once_at_most_one_gives(DatabaseProvider database)
    {
        var client = await OAuthClient.Public(await TestHost.Shared(database));
        var code = await client.Code("offline_access access.read");
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.Redeem(code)));
        var given = answers.Where(a => a.Status == HttpStatusCode.OK).ToList();
        given.Count.ShouldBe(1);
        answers.Where(a => a.Status != HttpStatusCode.OK).ShouldAllBe(a => a["error"] == "invalid_grant");
        (await client.Refresh(given[0]["refresh_token"])).ShouldRefuse("invalid_grant");
    }

    [Fact]
    public async Task Rfc6749_4_1_2_a_code_lives_60_seconds()
    {
        await using var host = await TestHost.StartAsync(DatabaseProvider.Sqlite);
        var client = await OAuthClient.Public(host);
        var (young, old) = (await client.Code("access.read"), await client.Code("access.read"));
        host.Clock.Advance(TimeSpan.FromSeconds(59));
        (await client.Redeem(young)).ShouldGive();
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        (await client.Redeem(old)).ShouldRefuse("invalid_grant");
    }

    [Fact]
    public async Task Rfc6749_4_1_3_a_code_of_another_client_gives_nothing_and_stays_its_own()
    {
        var host = await Host();
        var (client, thief) = (await OAuthClient.Public(host), await OAuthClient.Public(host));
        var code = await client.Code("access.read");
        (await thief.Redeem(code)).ShouldRefuse("invalid_grant");
        (await client.Redeem(code)).ShouldGive();
    }

    [Theory, EveryDatabase]
    public async Task Rfc9700_4_14_a_refresh_token_works_once_and_its_second_use_ends_the_family(DatabaseProvider database)
    {
        var client = await OAuthClient.Public(await TestHost.Shared(database));
        var first = (await client.Redeem(await client.Code("offline_access access.read")))["refresh_token"];
        var second = (await client.Refresh(first)).ShouldGive()["refresh_token"];
        second.ShouldNotBe(first);
        var third = (await client.Refresh(second)).ShouldGive()["refresh_token"];

        (await client.Refresh(first)).ShouldRefuse("invalid_grant");

        (await client.Refresh(third)).ShouldRefuse("invalid_grant");
    }

    [Theory, EveryDatabase]
    public async Task Rfc9700_4_14_of_one_refresh_token_used_many_times_at_once_the_family_ends(DatabaseProvider database)
    {
        var client = await OAuthClient.Public(await TestHost.Shared(database));
        var token = (await client.Redeem(await client.Code("offline_access access.read")))["refresh_token"];
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.Refresh(token)));
        var given = answers.Where(a => a.Status == HttpStatusCode.OK).ToList();
        given.Count.ShouldBeLessThanOrEqualTo(1);
        if (given is [var one]) (await client.Refresh(one["refresh_token"])).ShouldRefuse("invalid_grant");
    }

    [Fact]
    public async Task Rfc6749_6_a_refresh_gives_less_when_asked_and_never_more()
    {
        var client = await OAuthClient.Public(await Host());
        var token = (await client.Redeem(await client.Code("offline_access access.read plans.read")))["refresh_token"];
        (await client.Refresh(token, "access.read openid")).ShouldRefuse("invalid_scope");
        (await client.Refresh(token, "access.admin")).ShouldRefuse("invalid_scope");
        (await client.Refresh(token, "bad\"scope")).ShouldRefuse("invalid_scope");
        var less = (await client.Refresh(token, "access.read")).ShouldGive();
        less["scope"].ShouldBe("access.read");
        (await client.Refresh(less["refresh_token"])).ShouldGive()["scope"].ShouldBe("offline_access access.read plans.read");
    }

    [Fact]
    public async Task Rfc6749_6_a_refresh_token_is_its_clients()
    {
        var host = await Host();
        var (client, thief) = (await OAuthClient.Public(host), await OAuthClient.Public(host));
        var token = (await client.Redeem(await client.Code("offline_access access.read")))["refresh_token"];
        (await thief.Refresh(token)).ShouldRefuse("invalid_grant");
        (await client.Refresh("guessed")).ShouldRefuse("invalid_grant");
        (await client.Token(new() { ["grant_type"] = "refresh_token" })).ShouldRefuse("invalid_request");
        (await client.Refresh(token)).ShouldGive();
    }

    [Fact]
    public async Task Smart_1_without_offline_or_online_access_there_is_no_refresh_token()
    {
        var client = await OAuthClient.Public(await Host());
        (await client.Redeem(await client.Code("access.read"))).ShouldGive().Body.ContainsKey("refresh_token").ShouldBeFalse();
    }

    [Fact]
    public async Task Rfc9700_4_14_a_family_ends_after_90_days_however_often_it_was_refreshed()
    {
        await using var host = await TestHost.StartAsync(DatabaseProvider.Sqlite);
        var client = await OAuthClient.Public(host);
        var token = (await client.Redeem(await client.Code("offline_access access.read")))["refresh_token"];
        host.Clock.Advance(TimeSpan.FromDays(89));
        token = (await client.Refresh(token)).ShouldGive()["refresh_token"];
        host.Clock.Advance(TimeSpan.FromDays(1));
        (await client.Refresh(token)).ShouldRefuse("invalid_grant");
    }

    [Theory]
    [InlineData(null, "invalid_scope")]
    [InlineData("openid", "invalid_scope")]
    [InlineData("offline_access system/*.rs", "invalid_scope")]
    [InlineData("user/*.rs", "invalid_scope")]
    [InlineData("patient/*.rs", "invalid_scope")]
    [InlineData("system/*.cud", "invalid_scope")]
    [InlineData("access.admin", "invalid_scope")]
    public async Task Rfc6749_4_4_client_credentials_give_no_more_than_the_client_may(string? scope, string error)
    {
        var client = await OAuthClient.Confidential(await Host(), "system/*.rs", "user/*.rs", "openid", "offline_access");
        (await client.Token(OAuthClient.With(new() { ["grant_type"] = "client_credentials" }, ("scope", scope)))).ShouldRefuse(error);
    }

    [Fact]
    public async Task Rfc8707_a_resource_elsewhere_is_invalid_target()
    {
        var client = await OAuthClient.Confidential(await Host(), "system/*.rs");
        (await client.Token(new() { ["grant_type"] = "client_credentials", ["scope"] = "system/*.rs", ["resource"] = "https://elsewhere.example/fhir" })).ShouldRefuse("invalid_target");
    }

    [Fact]
    public async Task Smart_backend_services_get_no_refresh_token_and_are_themselves()
    {
        var client = await OAuthClient.Confidential(await Host(), "system/*.rs");
        var answer = (await client.Credentials("system/*.read")).ShouldGive();
        answer["scope"].ShouldBe("system/*.rs");
        answer.Body.ContainsKey("refresh_token").ShouldBeFalse();
        var token = new JsonWebToken(answer["access_token"]);
        token.Subject.ShouldBe(client.Id);
        token.Audiences.ShouldBe([client.FhirBase]);
    }

    private static async Task<bool> IsActive(OAuthClient resource, string token) =>
        (await resource.Post(Endpoints.Introspect, OAuthClient.Merge(resource.Authentication(), new() { ["token"] = token }))).Body["active"]!.GetValue<bool>();

    private static Task<TestHost> Host() => TestHost.Shared(DatabaseProvider.Sqlite);
}
