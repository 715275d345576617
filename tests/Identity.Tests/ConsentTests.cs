using System.Globalization;
using System.Net;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Identity.Tests;

/// <summary>Whom an app is about and what it may do: the user's decisions.</summary>
public class ConsentTests
{
    [Theory, EveryDatabase]
    public async Task The_user_sees_who_asks_for_what_and_may_agree_to_less(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        using var browser = new Browser(host);
        await browser.SignIn(await TestAccount.Ready(host, "client"));
        var app = await App.Asks(browser, ["openid", "patient/CarePlan.rs", "patient/Consent.rs", "offline_access"], name: "Polku & <Kumppanit>");

        var page = await browser.Get("/account/consent" + app.Query);
        page.Text.ShouldContain("May Polku &amp; &lt;Kumppanit&gt; use data?");
        page.Text.ShouldContain("See: joint plans");
        page.Text.ShouldContain("who you are in this service");
        page.Text.ShouldNotContain("value=\"openid\"");
        var answer = await browser.Submit("/account/consent" + app.Query, ("action", "allow"), ("scope", "patient/CarePlan.rs"), ("scope", "patient/Patient.cruds"));

        answer.Location.ShouldBe("/connect/continue" + app.Query);
        (await app.State(host)).ConsentedScopes.ShouldBe(["openid", "patient/CarePlan.rs"]);
    }

    [Theory, EveryDatabase]
    public async Task Saying_no_is_kept_as_no(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        using var browser = new Browser(host);
        await browser.SignIn(await TestAccount.Ready(host, "client"));
        var app = await App.Asks(browser, ["openid", "patient/CarePlan.rs"]);

        (await browser.Submit("/account/consent" + app.Query, ("action", "deny"), ("scope", "patient/CarePlan.rs"))).Location.ShouldBe("/connect/continue" + app.Query);

        var state = await app.State(host);
        (state.Denied, state.ConsentedScopes).ShouldBe((true, null));
    }

    [Theory]
    [InlineData("allow", "", "Choose at least one line")]
    [InlineData("allow", "patient/Patient.cruds", "Choose at least one line")]
    [InlineData("allow", "openid", "Choose at least one line")]
    [InlineData("", "patient/CarePlan.rs", "Press Allow what is chosen")]
    [InlineData("ALLOW", "patient/CarePlan.rs", "Press Allow what is chosen")]
    public async Task An_unclear_answer_is_no_consent(string action, string scope, string says)
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        using var browser = new Browser(host);
        await browser.SignIn(await TestAccount.Ready(host, "client"));
        var app = await App.Asks(browser, ["openid", "patient/CarePlan.rs"]);

        var answer = await browser.Submit("/account/consent" + app.Query, ("action", action), ("scope", scope));

        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Text.ShouldContain(says);
        (await app.State(host)).ConsentedScopes.ShouldBeNull();
    }

    [Theory, EveryDatabase]
    public async Task Without_a_finished_sign_in_there_is_nothing_to_decide(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var account = await TestAccount.Create(host, "client");
        using var browser = new Browser(host);
        var app = await App.Asks(browser, ["openid", "launch/patient", "patient/CarePlan.rs"]);
        (await browser.Get("/account/consent" + app.Query)).Location.ShouldBe("/account/login" + app.Query);

        await browser.Submit("/account/login" + app.Query, ("username", account.Username), ("password", account.InitialPassword));

        (await browser.Get("/account/consent" + app.Query)).Location.ShouldBe("/account/login" + app.Query);
        (await browser.Get("/account/choose-person" + app.Query)).Location.ShouldBe("/account/login" + app.Query);
        (await browser.Submit("/account/password" + app.Query, ("new-password", Browser.Password))).Location.ShouldBe("/connect/continue" + app.Query);
    }

    [Theory, EveryDatabase]
    public async Task Pressed_twice_at_once_it_goes_on_and_gives_one_code(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        using var browser = new Browser(host);
        await browser.SignIn(await TestAccount.Ready(host, "client"));
        for (var round = 0; round < 5; round++)
        {
            var app = await App.Asks(browser, ["openid", "access.read"]);
            var form = (await browser.Get("/account/consent" + app.Query)).FormToken;

            var pressed = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
                browser.Post("/account/consent" + app.Query, ("check", form), ("action", "allow"), ("scope", "access.read"))));
            pressed.ShouldAllBe(answer => answer.Location == "/connect/continue" + app.Query, string.Join('\n', pressed.Select(p => $"{p.Status} {p.Text}")));

            var onward = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => browser.Get("/connect/continue" + app.Query)));
            var got = string.Join('\n', onward.Select(p => $"{p.Status} {p.Location} {p.Text}"));
            onward.Count(answer => answer.Location?.StartsWith(App.RedirectUri, StringComparison.Ordinal) == true).ShouldBe(1, got);
            onward.ShouldAllBe(answer => answer.Location != null || answer.Text.Contains("identity.request-unknown"), got);
        }
    }

    [Fact]
    public async Task Rfc8252_8_6_whoever_uses_an_app_of_the_own_machine_is_asked_each_time()
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        using var browser = new Browser(host);
        await browser.SignIn(await TestAccount.Ready(host, "client"));
        foreach (var (redirect, again) in new[] { ("https://app.example.fi/callback", false), ("fi.example.app:/callback", true), ("http://127.0.0.1/callback", true) })
        {
            var id = "app-" + Guid.NewGuid().ToString("N");
            await OAuthClient.Register(host, id, new { name = "App", type = "public", grantTypes = new[] { "authorizationCode" }, scopes = new[] { "openid", "profile" }, redirectUris = new[] { redirect } });
            var client = await OAuthClient.Public(host);
            async Task<string> Arrives() => (await browser.Get((await browser.Get(client.AuthorizeUrl("openid profile", ("client_id", id), ("redirect_uri", redirect)))).Location!)).Location!;

            var consent = await Arrives();
            consent.ShouldStartWith("/account/consent?request=", customMessage: redirect);
            (await browser.Get((await browser.Submit(consent, ("action", "allow"))).Location!)).Location!.ShouldStartWith(redirect + "?");
            (await Arrives()).ShouldStartWith(again ? "/account/consent?request=" : redirect + "?", customMessage: redirect);
        }
    }

    [Theory, EveryDatabase]
    public async Task Whom_a_professional_may_choose_from_finds_it_in_their_log(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Decided, database);
        using var browser = new Browser(story.Host);
        await browser.SignIn(await TestAccount.Ready(story.Host, subject: story.SocialWorker.Subject));
        var app = await App.Asks(browser, ["openid", "launch/patient", "patient/CarePlan.rs"]);
        (await browser.Get("/account/choose-person" + app.Query)).Text.ShouldContain("Nella Nuori");

        var auditor = (await story.Host.AddStaff(Sector.Other, Role.Auditor)).Client;
        var row = (await auditor.Get($"/api/v1/audit?personId={story.PersonId}&right=choose-person"))["items"]!.AsArray().Single()!;
        row["listed"]!.GetValue<int>().ShouldBe(1);
        row["staffId"]!.GetValue<Guid>().ShouldBe(story.SocialWorker.Id);
    }

    [Theory, EveryDatabase]
    public async Task Another_user_of_the_browser_does_not_go_on_with_a_begun_request(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Decided, database);
        var host = story.Host;
        using var browser = new Browser(host);
        await browser.SignIn(await TestAccount.Ready(host, subject: story.SocialWorker.Subject));
        var app = await App.Asks(browser, ["openid", "launch/patient", "patient/CarePlan.rs"]);
        await browser.Submit("/account/choose-person" + app.Query, ("action", "choose"), ("person", story.PersonId.ToString()));

        await browser.SignIn(await TestAccount.Ready(host, "client"));
        var answer = await browser.Get("/account/consent" + app.Query);

        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Text.ShouldNotContain("Nuori");
    }

    [Theory, EveryDatabase]
    public async Task A_request_ends_in_time(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        using var browser = new Browser(host);
        var account = await TestAccount.Ready(host, "client");
        var app = await App.Asks(browser, ["openid", "patient/CarePlan.rs"]);
        host.Clock.Advance(TimeSpan.FromMinutes(31));

        var answer = await browser.Get("/account/login" + app.Query);
        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Text.ShouldContain("Go back to the app");
        await browser.SignIn(account);
        (await browser.Get("/account/consent" + app.Query)).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory, EveryDatabase]
    public async Task A_guardian_chooses_themselves_or_the_child_and_nobody_else(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Decided, database);
        var stranger = await Story.At(Chapter.Decided, database);
        var (browser, own) = await Guardian(story);
        var app = await App.Asks(browser, ["openid", "launch/patient", "patient/CarePlan.rs"]);

        var page = await browser.Get("/account/choose-person" + app.Query);
        page.Text.ShouldContain("Hanna Huoltaja");
        page.Text.ShouldContain("Nella Nuori");
        var born = DateOnly.Parse((await story.SocialWorker.Client.Get($"/api/v1/people/{story.PersonId}")).Text("birthDate"), CultureInfo.InvariantCulture);
        page.Text.ShouldContain(born.ToString("d MMMM yyyy", CultureInfo.InvariantCulture));
        page.Text.ShouldNotContain("name=\"name\"");
        foreach (var person in new[] { stranger.PersonId.ToString(), Guid.NewGuid().ToString(), "x", "" })
            (await browser.Submit("/account/choose-person" + app.Query, ("action", "choose"), ("person", person))).Status.ShouldBe(HttpStatusCode.BadRequest, person);
        (await app.State(story.Host)).PersonId.ShouldBeNull();

        (await browser.Submit("/account/choose-person" + app.Query, ("action", "choose"), ("person", story.PersonId.ToString()))).Location.ShouldBe("/connect/continue" + app.Query);
        (await app.State(story.Host)).PersonId.ShouldBe(story.PersonId);
        var auditor = (await story.Host.AddStaff(Sector.Other, Role.Auditor)).Client;
        (await auditor.Get($"/api/v1/audit?personId={story.PersonId}&right=read-person"))["items"]!.AsArray()
            .Where(row => row!.Text("purpose") == "FAMRQT").Select(row => row!.Text("decision")).Distinct().ShouldBe(["permit"]);
        (await auditor.Get($"/api/v1/audit?personId={stranger.PersonId}&decision=deny"))["items"]!.AsArray().ShouldContain(row => row!.Text("basis") == "access.not-yours");
        (await browser.Get("/account/consent" + app.Query)).Text.ShouldContain("<strong>Nella Nuori</strong>");
        (await browser.Submit("/account/choose-person" + app.Query, ("action", "choose"), ("person", own.ToString()))).Location.ShouldNotBeNull();
        browser.Dispose();
    }

    [Theory, EveryDatabase]
    public async Task Neither_the_offer_nor_the_choice_tells_a_guardian_of_a_veto(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Decided, database);
        var (browser, _) = await Guardian(story);
        await story.SocialWorker.Client.Post("/api/v1/prohibitions", new
        {
            personId = story.PersonId,
            kind = "guardians",
            givenBy = new { client = true },
            reason = "Turvallisuus",
            notAgainstInterest = true,
            competence = new { assessed = true, competent = true },
        });
        var app = await App.Asks(browser, ["openid", "launch/patient", "patient/CarePlan.rs"]);

        (await browser.Get("/account/choose-person" + app.Query)).Text.ShouldContain("Nella Nuori");
        (await browser.Submit("/account/choose-person" + app.Query, ("action", "choose"), ("person", story.PersonId.ToString()))).Location.ShouldBe("/connect/continue" + app.Query);
        browser.Dispose();
    }

    [Theory, EveryDatabase]
    public async Task A_professional_chooses_a_client_of_the_unit_and_the_gate_records_it(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Decided, database);
        var stranger = await (await Story.Begin(story.Host)).Until(Chapter.Decided);
        var host = story.Host;
        using var browser = new Browser(host);
        await browser.SignIn(await TestAccount.Ready(host, subject: story.SocialWorker.Subject));
        var app = await App.Asks(browser, ["launch/patient", "user/CarePlan.rs"]);
        var path = "/account/choose-person" + app.Query;

        (await browser.Get(path)).Text.ShouldContain(story.PersonId.ToString());
        (await browser.Get(path)).Text.ShouldNotContain(stranger.PersonId.ToString());
        (await browser.Submit(path, ("action", "find"), ("name", "nuor"))).Text.ShouldContain(story.PersonId.ToString());
        var none = await browser.Submit(path, ("action", "find"), ("name", "<b>Virtanen"));
        none.Text.ShouldContain("Nobody was found");
        none.Text.ShouldContain("value=\"&lt;b&gt;Virtanen\"");
        var refused = await browser.Submit(path, ("action", "choose"), ("person", stranger.PersonId.ToString()));
        refused.Status.ShouldBe(HttpStatusCode.BadRequest);
        refused.Text.ShouldContain("You may not open this person");
        (await browser.Submit(path, ("action", "choose"), ("person", story.PersonId.ToString()))).Location.ShouldBe("/connect/continue" + app.Query);
        (await app.State(host)).PersonId.ShouldBe(story.PersonId);
    }

    [Theory]
    [InlineData("staff", true)]
    [InlineData("staff", false)]
    [InlineData("client", false)]
    public async Task Who_has_nobody_to_choose_is_told_so(string kind, bool known)
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        var subject = known ? (await host.AddStaff(Sector.Other, Role.Auditor)).Subject : null;
        using var browser = new Browser(host);
        await browser.SignIn(await TestAccount.Ready(host, kind, subject));
        var app = await App.Asks(browser, ["launch/patient"]);

        var answer = await browser.Get("/account/choose-person" + app.Query);

        answer.Status.ShouldBe(HttpStatusCode.Forbidden);
        answer.Text.ShouldContain("nobody can be chosen");
    }

    [Fact]
    public async Task Choosing_can_be_cancelled()
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        var story = await Story.At(Chapter.Decided, DatabaseProvider.Sqlite);
        using var browser = new Browser(host);
        await browser.SignIn(await TestAccount.Ready(host, subject: story.SocialWorker.Subject));
        var app = await App.Asks(browser, ["launch/patient"]);

        (await browser.Submit("/account/choose-person" + app.Query, ("action", "deny"))).Location.ShouldBe("/connect/continue" + app.Query);
        (await app.State(host)).Denied.ShouldBeTrue();
    }

    [Theory, EveryDatabase]
    public async Task From_the_app_through_every_page_and_back_to_it(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Decided, database);
        var host = story.Host;
        var (id, account) = ("app-" + Guid.NewGuid().ToString("N"), await TestAccount.Create(host, subject: story.SocialWorker.Subject));
        await OAuthClient.Register(host, id, new
        {
            name = "Polkuni",
            type = "public",
            grantTypes = new[] { "authorizationCode" },
            scopes = new[] { "openid", "launch/patient", "patient/CarePlan.rs", "patient/Goal.rs" },
            redirectUris = new[] { OAuthClient.Redirect },
        });
        using var browser = new Browser(host);
        async Task<string> Next(string address) => (await browser.Get(address)).Location.ShouldNotBeNull(address);

        var start = "/connect/authorize?response_type=code&state=abcdefgh12345678&scope=openid%20launch/patient%20patient/CarePlan.rs%20patient/Goal.rs"
            + $"&client_id={id}&redirect_uri={Uri.EscapeDataString(OAuthClient.Redirect)}&aud={Uri.EscapeDataString(host.Address + "fhir")}"
            + $"&code_challenge={OAuthClient.Challenge}&code_challenge_method=S256";
        var login = await Next(await Next(start));
        login.ShouldStartWith("/account/login?request=");
        var password = (await browser.Submit(login, ("username", account.Username), ("password", account.InitialPassword))).Location!;
        var choose = await Next((await browser.Submit(password, ("new-password", Browser.Password))).Location!);
        choose.ShouldStartWith("/account/choose-person?request=");
        var consent = await Next((await browser.Submit(choose, ("action", "choose"), ("person", story.PersonId.ToString()))).Location!);
        consent.ShouldStartWith("/account/consent?request=");
        var back = await Next((await browser.Submit(consent, ("action", "allow"), ("scope", "patient/CarePlan.rs"))).Location!);

        back.ShouldStartWith(OAuthClient.Redirect + "?");
        back.ShouldContain("code=");
        back.ShouldContain("state=abcdefgh12345678");
        back.ShouldContain("iss=");
        // The code is given once: the same step again leads to no second one.
        (await browser.Get(consent)).Status.ShouldBe(HttpStatusCode.BadRequest);

        // The next time the sign-in is known, and what was agreed to less than asked is asked again.
        (await Next(await Next(start))).ShouldStartWith("/account/choose-person?request=");
    }

    [Fact]
    public async Task A_request_that_is_no_more_is_a_page_for_a_browser()
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        using var client = host.Anonymous();
        client.DefaultRequestHeaders.Add("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");

        using var answer = await client.GetAsync("/connect/continue?request=" + Guid.NewGuid());

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("Palaa sovellukseen");
    }

    /// <summary>Hanna, guardian of the story's client, signed in.</summary>
    private static async Task<(Browser Browser, Guid PersonId)> Guardian(Story story)
    {
        var code = TestHetu.New(40);
        await story.SocialWorker.Client.Post($"/api/v1/people/{story.PersonId}/guardians",
            new { identityCode = code, givenNames = "Hanna", familyName = "Huoltaja", role = "guardian" });
        var account = await TestAccount.Ready(story.Host, "client");
        var user = await (await story.Host.As(TestHost.Administrator)).Post("/api/v1/client-users",
            new { subject = account.Subject, person = new { identityCode = code, givenNames = "Hanna", familyName = "Huoltaja" } });
        var browser = new Browser(story.Host);
        await browser.SignIn(account);
        return (browser, user["personId"]!.GetValue<Guid>());
    }
}
