using System.Collections;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Monipolku.Access.Contracts;
using Monipolku.Identity.SignIn;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Identity.Tests;

/// <summary>What holds for every page: languages, headers, forms, encoding, access for all.</summary>
public partial class PageTests
{
    private static readonly string[] Languages = ["fi", "sv", "en"];

    public static TheoryData<string, string> EveryPage
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var page in new[] { "login", "login wrong", "password", "password wrong", "enrol", "enrol wrong", "account", "sign-out", "signed out", "choose-person",
                "choose-person wrong", "consent", "consent wrong", "unknown request", "not found", "bad request", "old form" })
                foreach (var language in Languages) data.Add(page, language);
            return data;
        }
    }

    [Theory, MemberData(nameof(EveryPage))]
    public async Task Every_page_is_in_its_language_safe_and_open_to_all(string page, string language)
    {
        var shown = await Show(page, language);

        shown.Headers["Content-Type"].ShouldBe("text/html; charset=utf-8");
        shown.Headers["Content-Language"].ShouldBe(language);
        shown.Headers["Content-Security-Policy"].ShouldMatch("^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'( https://app\\.example)?; frame-ancestors 'none'; base-uri 'none'$");
        shown.Headers["X-Frame-Options"].ShouldBe("DENY");
        shown.Headers["X-Content-Type-Options"].ShouldBe("nosniff");
        shown.Headers["Referrer-Policy"].ShouldBe("no-referrer");
        shown.Headers["Cache-Control"].ShouldContain("no-store");
        ShouldBeAccessible(shown.Text, language);
        foreach (var other in Languages.Except([language]))
            shown.Text.ShouldNotContain($">{PageTexts.In(other)["page.skip"]}<");
    }

    [Fact]
    public async Task The_style_is_the_one_that_the_policy_names()
    {
        var shown = await Show("login", "en");
        var style = Style().Match(shown.Text).Groups[1].Value;
        var hash = Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(style)));
        shown.Headers["Content-Security-Policy"].ShouldContain("'sha256-" + hash + "'");
    }

    [Fact]
    public void Every_text_is_there_in_three_languages_with_the_same_places_for_values()
    {
        Dictionary<string, string> Texts(string culture) => PageTexts.Resources.GetResourceSet(CultureInfo.GetCultureInfo(culture), createIfNotExists: true, tryParents: culture == "en")!
            .Cast<DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string)e.Value!);
        var english = Texts("en");
        english.Count.ShouldBeGreaterThan(100);
        foreach (var language in new[] { "fi", "sv" })
        {
            var texts = Texts(language);
            texts.Keys.Order(StringComparer.Ordinal).ShouldBe(english.Keys.Order(StringComparer.Ordinal), language);
            foreach (var (key, text) in texts)
                Places().Matches(text).Select(m => m.Value).Order().ShouldBe(Places().Matches(english[key]).Select(m => m.Value).Order(), $"{language} {key}");
        }
    }

    [Fact]
    public void Every_scope_of_rest_has_words_in_three_languages()
    {
        foreach (var scope in Rights.All.Select(r => r.Scope).Distinct())
            foreach (var language in Languages)
                ScopeWords.Of(scope, PageTexts.In(language)).ShouldNotBe(scope, $"{language} {scope}");
    }

    [Theory]
    [InlineData("patient/CarePlan.rs", "See: joint plans")]
    [InlineData("patient/CarePlan.rs?category=assess-plan", "See: joint plans (limited to: category=assess-plan)")]
    [InlineData("patient/Task.cu", "Add and change: how matters proceed")]
    [InlineData("user/*.cruds", "See, add and change: all data – of everybody whose data you may open yourself")]
    [InlineData("patient/Substance.r", "See: other data (Substance)")]
    [InlineData("plans.read", "See: joint plans")]
    [InlineData("strange.scope", "strange.scope")]
    [InlineData("offline_access", "Use this permission also when you are not signed in")]
    public void Scopes_in_plain_words(string scope, string words) => ScopeWords.Of(scope, PageTexts.In("en")).ShouldBe(words);

    [Fact]
    public async Task The_language_is_the_users_choice_then_the_apps_then_the_accounts_then_the_browsers()
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        async Task<string> Of(Browser browser, string path) => (await browser.Get(path)).Headers["Content-Language"];

        using var unknown = new Browser(host, "de");
        (await Of(unknown, "/account/login")).ShouldBe("fi");
        using var swedish = new Browser(host, "de, sv-FI;q=0.8, en;q=0.7");
        (await Of(swedish, "/account/login")).ShouldBe("sv");
        var app = await App.Asks(swedish, ["openid"], uiLocales: ["en"]);
        (await Of(swedish, "/account/login" + app.Query)).ShouldBe("en");
        (await Of(swedish, $"/account/login{app.Query}&lang=fi")).ShouldBe("fi");
        (await Of(swedish, "/account/login" + app.Query)).ShouldBe("fi");
        (await Of(swedish, "/account/login?lang=klingon")).ShouldBe("fi");
        using var user = new Browser(host, "sv");
        await user.SignIn(await TestAccount.Ready(host));
        (await Of(user, "/account")).ShouldBe("en");
    }

    public static TheoryData<string> PagesThatPost => ["login", "password", "enrol", "second-factor", "choose-person", "consent", "sign-out"];

    [Theory, MemberData(nameof(PagesThatPost))]
    public async Task A_form_from_elsewhere_changes_nothing(string page)
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        var account = await TestAccount.Ready(host);
        using var browser = new Browser(host);
        await browser.SignIn(account);
        var app = await App.Asks(browser, ["openid", "patient/CarePlan.rs"]);
        using var attacker = new Browser(host);
        var others = (await attacker.Get("/account/login")).FormToken;
        (string, string)[] fields = [("username", account.Username), ("password", Browser.Password), ("new-password", "aivan uusi salasana"), ("code", "123456"),
            ("action", "allow"), ("scope", "patient/CarePlan.rs"), ("person", Guid.NewGuid().ToString())];

        foreach (var token in new[] { null, "", "x", others })
        {
            var answer = await browser.Post($"/account/{page}{app.Query}", token is null ? fields : [("check", token), .. fields]);
            answer.Status.ShouldBe(HttpStatusCode.BadRequest, answer.Text);
            answer.Text.ShouldContain("Nothing was changed");
        }
        (await browser.Get("/account")).Status.ShouldBe(HttpStatusCode.OK);
        var state = await app.State(host);
        (state.ConsentedScopes, state.Denied, state.PersonId).ShouldBe((null, false, null));
    }

    public static TheoryData<string, string, string> GarbledForms
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (string page in PagesThatPost)
            {
                data.Add(page, "application/x-www-form-urlencoded", "a=%00");
                data.Add(page, "application/x-www-form-urlencoded", string.Join('&', Enumerable.Range(0, 3000).Select(i => $"f{i}=x")));
                data.Add(page, "application/x-www-form-urlencoded", new string('k', 5000) + "=x");
                data.Add(page, "multipart/form-data", "--x");
                data.Add(page, "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"check\"\r\n\r\nbroken");
                data.Add(page, "text/plain", "check=x");
            }
            return data;
        }
    }

    [Theory, MemberData(nameof(GarbledForms))]
    public async Task A_form_that_cannot_be_read_is_none(string page, string contentType, string body)
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        using var client = host.Anonymous();
        using var form = await client.GetAsync("/account/login");
        form.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/account/" + page) { Content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);

        using var answer = await client.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_form_made_for_one_user_is_not_taken_from_another()
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        var (one, two) = (await TestAccount.Ready(host), await TestAccount.Ready(host));
        using var browser = new Browser(host);
        await browser.SignIn(one);
        var form = await browser.Get("/account/password");
        await browser.SignIn(two);

        var answer = await browser.Post("/account/password", ("check", form.FormToken), ("password", Browser.Password), ("new-password", "aivan uusi salasana"));

        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        using var later = new Browser(host);
        (await later.SignIn(two)).Location.ShouldBe("/account");
    }

    [Theory]
    [InlineData("application/json", "{\"username\":\"a\"}")]
    [InlineData("text/plain", "username=a&password=b")]
    [InlineData("multipart/form-data; boundary=x", "--x--")]
    public async Task A_body_that_is_no_form_is_refused(string type, string body)
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        using var client = host.Anonymous();
        using var content = new StringContent(body);
        content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(type);
        using var answer = await client.PostAsync("/account/login", content);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
    }

    [Fact]
    public async Task What_a_user_types_comes_back_encoded()
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        using var browser = new Browser(host);
        const string Attack = "\"><script>alert('x')</script>&amp;";

        var answer = await browser.Submit("/account/login", ("username", Attack), ("password", "whatever it is"));

        answer.Text.ShouldContain("value=\"&quot;&gt;&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;&amp;amp;\"");
        answer.Text.ShouldNotContain("<script");
        answer.Text.ShouldNotContain("whatever it is");
    }

    [Theory]
    [InlineData("?request=%22%3E%3Cscript%3E")]
    [InlineData("?request=https://evil.example")]
    [InlineData("?request=//evil.example&lang=%22onload=x")]
    [InlineData("?next=https://evil.example&request=00000000-0000-0000-0000-000000000000")]
    [InlineData("?request=1&request=2")]
    public async Task A_strange_address_leads_nowhere(string query)
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        using var browser = new Browser(host);

        var answer = await browser.Get("/account/login" + query);

        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Headers["Content-Type"].ShouldStartWith("text/html");
        answer.Text.ShouldNotContain("evil");
        answer.Text.ShouldNotContain("<script");
        answer.Text.ShouldNotContain("onload");
    }

    [Fact]
    public async Task Another_browsers_request_is_not_shown()
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        using var attacker = new Browser(host);
        using var victim = new Browser(host);
        var app = await App.Asks(attacker, ["openid", "patient/CarePlan.rs"], name: "Pahis");
        await victim.SignIn(await TestAccount.Ready(host));

        foreach (var page in new[] { "login", "consent", "choose-person" })
        {
            var answer = await victim.Get($"/account/{page}{app.Query}");
            answer.Status.ShouldBe(HttpStatusCode.BadRequest);
            answer.Text.ShouldNotContain("Pahis");
            answer.Headers["Content-Security-Policy"].ShouldNotContain("app.example");
        }
    }

    [Theory]
    [InlineData("https://app.example/callback", "form-action 'self' https://app.example;")]
    [InlineData("http://127.0.0.1:7777/cb", "form-action 'self' http://127.0.0.1:7777;")]
    [InlineData("fi.example.app:/cb", "form-action 'self' fi.example.app:;")]
    public async Task The_apps_own_address_may_follow_a_form(string redirectUri, string policy)
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        using var browser = new Browser(host);
        var app = await App.Asks(browser, ["openid"], redirectUri: redirectUri);
        (await browser.Get("/account/login" + app.Query)).Headers["Content-Security-Policy"].ShouldContain(policy);
    }

    [Fact]
    public async Task Cookies_are_out_of_reach_of_scripts_and_other_sites()
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        var account = await TestAccount.Ready(host);
        using var browser = new Browser(host);

        var form = (await browser.Get("/account/login")).Headers["Set-Cookie"];
        var session = (await browser.SignIn(account)).Headers["Set-Cookie"];

        foreach (var cookie in new[] { form, session })
        {
            cookie.ShouldContain("httponly");
            cookie.ShouldContain("samesite=lax");
            cookie.ShouldContain("path=/");
            cookie.ShouldNotContain("secure;");
            cookie.ShouldNotContain("domain");
            cookie.ShouldNotContain("expires");
        }
    }

    [Fact]
    public async Task With_a_public_address_cookies_are_secure_and_for_this_host_only()
    {
        await using var host = await TestHost.StartAsync(DatabaseProvider.Sqlite, new Dictionary<string, string?> { ["Identity:Issuer"] = "https://monipolku.example.fi" });
        using var client = host.Anonymous();
        using var answer = await client.GetAsync("/account/login");

        var cookie = answer.Headers.GetValues("Set-Cookie").Single();
        cookie.ShouldStartWith("__Host-monipolku-form=");
        cookie.ShouldContain("secure");
        cookie.ShouldContain("path=/;");
    }

    private static async Task<BrowserPage> Show(string page, string language)
    {
        var host = page.StartsWith("enrol", StringComparison.Ordinal) ? await EnrolHost.Value : await TestHost.Shared(DatabaseProvider.Sqlite);
        using var browser = new Browser(host, language);
        async Task<App> Asked(params string[] scopes)
        {
            var story = await Story.At(Chapter.Decided, DatabaseProvider.Sqlite);
            var app = await App.Asks(browser, scopes, name: "App & <Co>");
            await browser.SignIn(await TestAccount.Ready(host, subject: story.SocialWorker.Subject));
            await browser.Get("/account?lang=" + language);
            return app;
        }
        async Task Begun()
        {
            var account = await TestAccount.Create(host, language: language);
            await browser.Submit("/account/login", ("username", account.Username), ("password", account.InitialPassword));
            if (host != await TestHost.Shared(DatabaseProvider.Sqlite)) await browser.Submit("/account/password", ("new-password", Browser.Password));
        }
        async Task SignedIn()
        {
            await browser.Get("/account/login?lang=" + language);
            await browser.SignIn(await TestAccount.Ready(host));
        }
        switch (page)
        {
            case "login": return await browser.Get("/account/login");
            case "login wrong": return await browser.Submit("/account/login", ("username", "nobody"), ("password", "no password at all"));
            case "password": await Begun(); return await browser.Get("/account/password");
            case "password wrong": await Begun(); return await browser.Submit("/account/password", ("new-password", "short"));
            case "enrol": await Begun(); return await browser.Get("/account/enrol");
            case "enrol wrong": await Begun(); return await browser.Submit("/account/enrol", ("code", "1"));
            case "account": await SignedIn(); return await browser.Get("/account");
            case "sign-out": await SignedIn(); return await browser.Get("/account/sign-out");
            case "signed out": await SignedIn(); return await browser.Submit("/account/sign-out");
            case "choose-person": return await browser.Get("/account/choose-person" + (await Asked("launch/patient")).Query);
            case "choose-person wrong": return await browser.Submit("/account/choose-person" + (await Asked("launch/patient")).Query, ("action", "choose"));
            case "consent": return await browser.Get("/account/consent" + (await Asked("openid", "fhirUser", "patient/CarePlan.rs", "offline_access")).Query);
            case "consent wrong": return await browser.Submit("/account/consent" + (await Asked("openid", "patient/CarePlan.rs")).Query, ("action", "allow"));
            case "unknown request": return await browser.Get("/account/login?request=" + Guid.NewGuid());
            case "not found": return await browser.Get("/account/nothing-here");
            case "bad request": return await browser.Get("/account/login?request=x");
            default: return await browser.Post("/account/login", ("username", "x"));
        }
    }

    private static readonly Lazy<Task<TestHost>> EnrolHost = new(() =>
        TestHost.StartAsync(DatabaseProvider.Sqlite, new Dictionary<string, string?> { ["Identity:StaffSecondFactor"] = "true" }));

    /// <summary>What a program can check of WCAG 2.2 AA.</summary>
    private static void ShouldBeAccessible(string html, string language)
    {
        html.ShouldStartWith("<!DOCTYPE html>\n<html lang=\"" + language + "\">");
        html.ShouldNotContain("<script");
        html.ShouldNotContain("maximum-scale");
        html.ShouldNotContain("http-equiv");
        Regex.Count(html, "<h1>").ShouldBe(1);
        Regex.Count(html, "<main id=\"main\"").ShouldBe(1);
        Regex.Count(html, "<title>[^<]{10,}</title>").ShouldBe(1);
        // Every field has a label, every reference a target, every id is one element's.
        var ids = Ids().Matches(html).Select(m => m.Groups[1].Value).ToList();
        ids.ShouldBeUnique();
        foreach (Match input in Inputs().Matches(html))
        {
            if (input.Value.Contains("type=\"hidden\"", StringComparison.Ordinal)) continue;
            var id = Ids().Match(input.Value).Groups[1].Value;
            html.ShouldContain($"<label for=\"{id}\">", Case.Sensitive, input.Value);
            if (input.Value.Contains("type=\"text\"", StringComparison.Ordinal) || input.Value.Contains("type=\"password\"", StringComparison.Ordinal))
                input.Value.ShouldContain("autocomplete=\"");
        }
        foreach (Match reference in References().Matches(html))
            foreach (var id in reference.Groups[1].Value.Split(' ')) ids.ShouldContain(id, reference.Value);
        foreach (Match link in Fragments().Matches(html)) ids.ShouldContain(link.Groups[1].Value);
        if (Regex.Count(html, "type=\"(radio|checkbox)\"") > 0) html.ShouldContain("<legend>");
        if (html.Contains("class=\"errors\"", StringComparison.Ordinal)) html.IndexOf("class=\"errors\"", StringComparison.Ordinal).ShouldBeLessThan(html.IndexOf("<form", StringComparison.Ordinal));
    }

    [GeneratedRegex("<style>(.*)</style>", RegexOptions.Singleline)]
    private static partial Regex Style();

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Places();

    [GeneratedRegex(" id=\"([^\"]+)\"")]
    private static partial Regex Ids();

    [GeneratedRegex("<input[^>]*>")]
    private static partial Regex Inputs();

    [GeneratedRegex("aria-(?:describedby|labelledby)=\"([^\"]+)\"")]
    private static partial Regex References();

    [GeneratedRegex("href=\"#([^\"]+)\"")]
    private static partial Regex Fragments();
}
