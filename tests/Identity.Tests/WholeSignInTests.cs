using System.Net;
using Microsoft.AspNetCore.WebUtilities;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Identity.Tests;

/// <summary>From the app's request over the pages to its tokens, and out again, as a browser goes (OpenID Connect Core 3.1.2, RP-Initiated Logout).</summary>
public class WholeSignInTests
{
    [Theory, EveryDatabase]
    public async Task OpenId_3_1_2_the_user_signs_in_once_and_the_next_app_goes_through(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var account = await TestAccount.Ready(host, subject: TestHost.Administrator);
        var client = await OAuthClient.Public(host);
        using var browser = new Browser(host);

        var login = await browser.Get((await browser.Get(client.AuthorizeUrl("openid access.read"))).Location!);
        login.Location.ShouldStartWith("/account/login?request=");
        var onward = await browser.Submit(login.Location!, ("username", account.Username), ("password", Browser.Password));
        var code = Code((await browser.Get(onward.Location!)).Location!);
        var answer = (await client.Redeem(code)).ShouldGive();
        answer["id_token"].ShouldNotBeEmpty();

        // Single sign-on, also without asking; prompt=login asks again.
        (await client.Redeem(Code(await Through(browser, client.AuthorizeUrl("openid access.read"))))).ShouldGive();
        (await client.Redeem(Code(await Through(browser, client.AuthorizeUrl("openid", ("prompt", "none")))))).ShouldGive();
        (await Through(browser, client.AuthorizeUrl("openid", ("prompt", "login")))).ShouldStartWith("/account/login?request=");
        (await Through(browser, client.AuthorizeUrl("openid", ("prompt", "consent")))).ShouldStartWith("/account/consent?request=");
        (await Through(browser, client.AuthorizeUrl("openid", ("max_age", "3600")))).ShouldStartWith(OAuthClient.Redirect);
    }

    [Fact]
    public async Task OpenId_3_1_2_1_max_age_asks_an_old_session_again()
    {
        await using var host = await TestHost.StartAsync(DatabaseProvider.Sqlite);
        var (browser, client, _) = await SignedIn(host);
        host.Clock.Advance(TimeSpan.FromMinutes(10));
        (await Through(browser, client.AuthorizeUrl("openid", ("max_age", "300")))).ShouldStartWith("/account/login?request=");
        (await Through(browser, client.AuthorizeUrl("openid", ("max_age", "300"), ("prompt", "none")))).ShouldContain("error=login_required");
        (await Through(browser, client.AuthorizeUrl("openid", ("max_age", "3600")))).ShouldContain("code=");
        browser.Dispose();
    }

    [Theory]
    [InlineData("openid", "error=consent_required")]
    [InlineData("patient/*.rs", "error=interaction_required")]
    public async Task OpenId_3_1_2_6_prompt_none_says_what_is_missing(string scope, string error)
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        var (browser, _, _) = await SignedIn(host);
        var id = "asking-" + Guid.NewGuid().ToString("N");
        await OAuthClient.Register(host, id, new { name = "App", type = "public", grantTypes = new[] { "authorizationCode" }, scopes = new[] { "openid", "patient/*.rs" }, redirectUris = new[] { OAuthClient.Redirect } });
        var client = await OAuthClient.Public(host);
        (await Through(browser, client.AuthorizeUrl(scope, ("client_id", id), ("prompt", "none")))).ShouldContain(error);
        browser.Dispose();
    }

    [Fact]
    public async Task Smart_2_0_another_users_launch_is_access_denied()
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        var story = await (await Story.Begin(host)).Until(Chapter.Decided);
        var app = await OAuthClient.Public(host, "launch", "patient/*.rs");
        var launch = await story.DutyWorker.Client.Post("/api/v1/launches", new { clientId = app.Id, personId = story.PersonId });
        var (browser, _, _) = await SignedIn(host);
        (await Through(browser, app.AuthorizeUrl("launch patient/*.rs", ("launch", launch.Text("launch"))))).ShouldContain("error=access_denied");
        browser.Dispose();

        // Neither that nor an attempt of somebody who never signed in spent it.
        (await app.Authorize("launch patient/*.rs", ("launch", launch.Text("launch")))).Query("request").ShouldNotBeEmpty();
        var begun = await app.Authorize("launch patient/*.rs", ("launch", launch.Text("launch")));
        var code = await app.Code("launch patient/*.rs", app.User(story.DutyWorker.Subject), null, ("launch", launch.Text("launch")));
        (await app.Redeem(code)).ShouldGive().Body["patient"]!.GetValue<Guid>().ShouldBe(story.PersonId);
        // Once: what was begun meanwhile is not answered, nor is anything begun any more.
        (await app.Answer(Guid.Parse(begun.Query("request")), app.User(story.DutyWorker.Subject))).ShouldContain("error=invalid_request");
        (await app.Authorize("launch patient/*.rs", ("launch", launch.Text("launch")))).ShouldRedirectWith("invalid_request", app.Issuer);
    }

    [Theory, EveryDatabase]
    public async Task Logout_2_with_its_id_token_a_session_ends_at_once_and_with_it_what_it_gave(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (browser, client, answer) = await SignedIn(host, "openid online_access");
        var url = QueryHelpers.AddQueryString(Endpoints.EndSession, new Dictionary<string, string?>
        {
            ["id_token_hint"] = answer["id_token"],
            ["post_logout_redirect_uri"] = OAuthClient.Redirect,
            ["state"] = "bye",
        });

        (await browser.Get(url)).Location.ShouldBe(OAuthClient.Redirect + "?state=bye");

        (await browser.Get("/account")).Location.ShouldBe("/account/login");
        (await client.Refresh(answer["refresh_token"])).ShouldRefuse("invalid_grant");
        browser.Dispose();
    }

    [Fact]
    public async Task Logout_2_without_a_hint_of_this_session_the_user_is_asked()
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        var (browser, client, _) = await SignedIn(host);
        var (other, _, foreign) = await SignedIn(host);
        (await browser.Get(Endpoints.EndSession)).Location.ShouldBe("/account/sign-out");
        (await browser.Get($"{Endpoints.EndSession}?client_id={client.Id}&post_logout_redirect_uri={Uri.EscapeDataString(OAuthClient.Redirect)}")).Location.ShouldBe("/account/sign-out");
        (await browser.Get($"{Endpoints.EndSession}?id_token_hint={foreign["id_token"]}")).Location.ShouldBe("/account/sign-out");
        (await browser.Get("/account")).Status.ShouldBe(HttpStatusCode.OK);
        browser.Dispose();
        other.Dispose();
    }

    [Fact]
    public async Task Logout_3_nobody_is_sent_to_a_strangers_address()
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        var (browser, client, answer) = await SignedIn(host);
        foreach (var query in new[]
        {
            $"id_token_hint={answer["id_token"]}&post_logout_redirect_uri=https://evil.example",
            $"client_id={client.Id}&post_logout_redirect_uri=https://evil.example",
            $"post_logout_redirect_uri={Uri.EscapeDataString(OAuthClient.Redirect)}",
            $"id_token_hint={answer["access_token"]}",
            $"id_token_hint={answer["id_token"][..^8]}AAAAAAAA",
            $"id_token_hint={answer["id_token"]}&client_id=another",
        })
        {
            var refused = await browser.Get(Endpoints.EndSession + "?" + query);
            refused.Status.ShouldBe(HttpStatusCode.BadRequest, query);
            refused.Text.ShouldContain("identity.invalid-request");
            refused.Location.ShouldBeNull();
        }
        browser.Dispose();
    }

    private static async Task<(Browser Browser, OAuthClient Client, OAuthAnswer Answer)> SignedIn(TestHost host, string scope = "openid")
    {
        var account = await TestAccount.Ready(host);
        var client = await OAuthClient.Public(host, "openid", "online_access", "fhirUser");
        var browser = new Browser(host);
        (await browser.SignIn(account)).Location.ShouldBe("/account");
        return (browser, client, await client.Redeem(Code(await Through(browser, client.AuthorizeUrl(scope)))));
    }

    /// <summary>Where the browser is sent after the continuation.</summary>
    private static async Task<string> Through(Browser browser, string url) => (await browser.Get((await browser.Get(url)).Location!)).Location!;

    private static string Code(string location) => QueryHelpers.ParseQuery(new Uri(location).Query)["code"].ToString();
}
