using System.Net;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Options;
using Monipolku.Identity.Accounts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Identity.Tests;

/// <summary>Password, initial password, session, sign-out.</summary>
public class SignInTests
{
    private const string SessionCookie = "monipolku-session";

    [Theory, EveryDatabase]
    public async Task The_initial_password_is_changed_and_then_the_own_one_opens(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var account = await TestAccount.Create(host);
        using var browser = new Browser(host);

        var first = await browser.Submit("/account/login", ("username", account.Username), ("password", account.InitialPassword));
        first.Location.ShouldBe("/account/password");
        (await browser.Get("/account")).Location.ShouldBe("/account/login");
        var changed = await browser.Submit("/account/password", ("new-password", Browser.Password));
        changed.Location.ShouldBe("/account", changed.Text);
        (await browser.Get("/account")).Text.ShouldContain("You are signed in");

        using var later = new Browser(host);
        (await later.Submit("/account/login", ("username", account.Username), ("password", account.InitialPassword))).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await later.SignIn(account)).Location.ShouldBe("/account");
        (await account.Read(host))["passwordIsInitial"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Theory, EveryDatabase]
    public async Task An_initial_password_is_of_no_use_after_a_week(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var account = await TestAccount.Create(host);
        using var browser = new Browser(host);
        host.Clock.Advance(TimeSpan.FromDays(7));

        var answer = await browser.Submit("/account/login", ("username", account.Username), ("password", account.InitialPassword));

        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Text.ShouldContain("The username or the password is wrong");
    }

    [Theory]
    [InlineData("short", "at least 12 characters")]
    [InlineData("elevenchars", "at least 12 characters")]
    [InlineData("", "at least 12 characters")]
    [InlineData("qwertyuiop12", "too common")]
    [InlineData("Salasana1234", "too common")]
    [InlineData("aaaaaaaaaaaabab", "too common")]
    [InlineData("USERNAME and more", "must not hold the username")]
    [InlineData("LONG", "at most 256 characters")]
    [InlineData("INITIAL", "another password than the present one")]
    public async Task A_poor_password_is_not_taken(string password, string says)
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        var account = await TestAccount.Create(host);
        using var browser = new Browser(host);
        await browser.Submit("/account/login", ("username", account.Username), ("password", account.InitialPassword));
        var chosen = password switch
        {
            "LONG" => string.Concat(Enumerable.Repeat("väärä ", 60)),
            "INITIAL" => account.InitialPassword,
            _ => password.Replace("USERNAME", account.Username.ToUpperInvariant(), StringComparison.Ordinal),
        };

        var answer = await browser.Submit("/account/password", ("new-password", chosen));

        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Text.ShouldContain(says);
        answer.Text.ShouldContain("href=\"#new-password\"");
        answer.Text.ShouldNotContain("väärä väärä");
    }

    [Theory]
    [InlineData("tolv tecken ü")]
    [InlineData("🦔🦔🐝🐝🦊🦊🐸🐸🐢🐢🦉🦉")]
    [InlineData("123 apinaa hyppii")]
    public async Task A_long_enough_password_needs_no_kinds_of_characters(string password)
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        var account = await TestAccount.Create(host);
        using var browser = new Browser(host);
        await browser.Submit("/account/login", ("username", account.Username), ("password", account.InitialPassword));

        (await browser.Submit("/account/password", ("new-password", password))).Location.ShouldBe("/account");
        (await browser.Submit("/account/login", ("username", $" {account.Username.ToUpperInvariant()} "), ("password", password))).Location.ShouldBe("/account");
    }

    [Theory, EveryDatabase]
    public async Task A_user_changes_the_password_later_and_other_sessions_end(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var account = await TestAccount.Ready(host);
        using var browser = new Browser(host);
        using var other = new Browser(host);
        await browser.SignIn(account);
        await other.SignIn(account);

        (await browser.Submit("/account/password", ("password", "not this one at all"), ("new-password", "neljä kukkoa pihalla")))
            .Text.ShouldContain("The present password is wrong");
        (await browser.Submit("/account/password", ("password", Browser.Password), ("new-password", "neljä kukkoa pihalla"))).Location.ShouldBe("/account");

        (await browser.Get("/account")).Status.ShouldBe(HttpStatusCode.OK);
        (await other.Get("/account")).Location.ShouldBe("/account/login");
    }

    [Theory]
    [InlineData("", "", "Type your username", "Type your password")]
    [InlineData("somebody", "", "", "Type your password")]
    [InlineData("   ", "something", "Type your username", "")]
    public async Task Missing_fields_are_named(string username, string password, string one, string two)
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        using var browser = new Browser(host);

        var answer = await browser.Submit("/account/login", ("username", username), ("password", password));

        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        foreach (var says in new[] { one, two }) answer.Text.ShouldContain(says);
        answer.Text.ShouldContain("<title>Error: Sign in");
    }

    [Theory, EveryDatabase]
    public async Task Unknown_user_wrong_password_and_locked_account_look_the_same(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var known = await TestAccount.Ready(host);
        var locked = await TestAccount.Ready(host);
        await (await host.As(TestHost.Administrator)).Change(HttpMethod.Post, locked.Path + "/lock", new { }, await locked.Read(host));
        using var browser = new Browser(host);
        async Task<string> Try(string username, string password)
        {
            var answer = await browser.Submit("/account/login", ("username", username), ("password", password));
            answer.Status.ShouldBe(HttpStatusCode.BadRequest);
            return answer.Text.Replace(username, "*", StringComparison.Ordinal).Replace(answer.FormToken, "*", StringComparison.Ordinal);
        }

        var unknown = await Try("nobody." + Guid.NewGuid().ToString("N"), Browser.Password);

        (await Try(known.Username, "this is not it at all")).ShouldBe(unknown);
        (await Try(locked.Username, Browser.Password)).ShouldBe(unknown);
        unknown.ShouldContain("The username or the password is wrong");
    }

    [Fact] // the slow hash is most of the work: it is done for nobody's account too
    public void An_unknown_username_costs_a_hash_like_a_known_one()
    {
        var hasher = new CountingHasher();
        var passwords = new Passwords(hasher);
        var account = new Account { Id = Guid.NewGuid(), Subject = "sari", Username = "sari", Kind = AccountKind.Staff, Language = "fi" };
        account.SetPassword(passwords.Hash("whatever it is"), initial: false, DateTimeOffset.UnixEpoch);
        hasher.Verified.Clear();

        passwords.Verify(account, "whatever it is").ShouldBe(PasswordVerificationResult.Success);
        passwords.Verify(null, "whatever it is").ShouldBe(PasswordVerificationResult.Failed);

        hasher.Verified.Count.ShouldBe(2);
        hasher.Verified[1].Length.ShouldBe(hasher.Verified[0].Length);
    }

    /// <summary>Keeps the hashes that passwords were compared with.</summary>
    private sealed class CountingHasher : IPasswordHasher<Account>
    {
        private readonly PasswordHasher<Account> _hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = 1000 }));

        public List<string> Verified { get; } = [];

        public string HashPassword(Account user, string password) => _hasher.HashPassword(user, password);

        public PasswordVerificationResult VerifyHashedPassword(Account user, string hashedPassword, string providedPassword)
        {
            Verified.Add(hashedPassword);
            return _hasher.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }
    }

    [Theory, EveryDatabase]
    public async Task An_old_hash_is_renewed_at_sign_in(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var account = await TestAccount.Ready(host);
        var weak = new PasswordHasher<string>(Options.Create(new PasswordHasherOptions { IterationCount = 10 })).HashPassword("", Browser.Password);
        string Stored(IdentityDb db) => db.Set<Account>().Single(a => a.Id == account.Id).PasswordHash;
        await using (var scope = host.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
            db.Set<Account>().Single(a => a.Id == account.Id).Rehash(weak);
            await db.SaveChangesAsync();
        }
        using var browser = new Browser(host);

        (await browser.SignIn(account)).Location.ShouldBe("/account");

        await using var after = host.Services.CreateAsyncScope();
        var renewed = Stored(after.ServiceProvider.GetRequiredService<IdentityDb>());
        renewed.ShouldNotBe(weak);
        (await browser.SignIn(account)).Location.ShouldBe("/account");
    }

    [Theory, EveryDatabase]
    public async Task Each_sign_in_gets_a_new_session_and_an_old_cookie_becomes_nothing(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (victim, attacker) = (await TestAccount.Ready(host), await TestAccount.Create(host));
        using var browser = new Browser(host);
        // The attacker's half-done sign-in, planted into the victim's browser.
        await browser.Submit("/account/login", ("username", attacker.Username), ("password", attacker.InitialPassword));
        var planted = browser.Cookies.GetCookies(host.Address)[SessionCookie]!.Value;

        await browser.SignIn(victim);

        browser.Cookies.GetCookies(host.Address)[SessionCookie]!.Value.ShouldNotBe(planted);
        using var other = new Browser(host);
        other.Cookies.Add(host.Address, new Cookie(SessionCookie, planted, "/"));
        (await other.Get("/account")).Location.ShouldBe("/account/login");
        (await other.Get("/account/password")).Location.ShouldBe("/account/login");
    }

    [Theory, EveryDatabase]
    public async Task A_session_ends_when_idle_and_at_its_longest(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var account = await TestAccount.Ready(host);
        using var browser = new Browser(host);
        await browser.SignIn(account);

        host.Clock.Advance(TimeSpan.FromMinutes(29));
        (await browser.Get("/account")).Status.ShouldBe(HttpStatusCode.OK);
        host.Clock.Advance(TimeSpan.FromMinutes(30));
        (await browser.Get("/account")).Location.ShouldBe("/account/login");

        await browser.SignIn(account);
        for (var i = 0; i < 19; i++)
        {
            host.Clock.Advance(TimeSpan.FromMinutes(25));
            (await browser.Get("/account")).Status.ShouldBe(HttpStatusCode.OK);
        }
        host.Clock.Advance(TimeSpan.FromMinutes(5));
        (await browser.Get("/account")).Location.ShouldBe("/account/login");
    }

    [Theory, EveryDatabase]
    public async Task A_restart_keeps_session_and_open_form(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var account = await TestAccount.Ready(host);
        using var browser = new Browser(host);
        await browser.SignIn(account);
        var form = await browser.Get("/account/sign-out");

        await using var another = host.Another();
        using var same = browser.At(another);

        (await same.Get("/account")).Text.ShouldContain("You are signed in");
        (await same.Post("/account/sign-out", ("check", form.FormToken))).Text.ShouldContain("You are signed out");
        (await browser.Get("/account")).Location.ShouldBe("/account/login");
    }

    [Theory, EveryDatabase]
    public async Task Signing_out_asks_first_and_ends_the_session_for_good(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var account = await TestAccount.Ready(host);
        using var browser = new Browser(host);
        await browser.SignIn(account);
        var cookie = browser.Cookies.GetCookies(host.Address)[SessionCookie]!.Value;

        (await browser.Get("/account/sign-out")).Text.ShouldContain("<form");
        (await browser.Get("/account")).Status.ShouldBe(HttpStatusCode.OK);
        (await browser.Submit("/account/sign-out")).Text.ShouldContain("You are signed out");

        using var thief = new Browser(host);
        thief.Cookies.Add(host.Address, new Cookie(SessionCookie, cookie, "/"));
        (await thief.Get("/account")).Location.ShouldBe("/account/login");
        (await browser.Get("/account/sign-out")).Text.ShouldContain("You are signed out");
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("CfDJ8AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("chunks-9")]
    public async Task A_cookie_that_is_not_ours_is_no_session(string value)
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        using var browser = new Browser(host);
        browser.Cookies.Add(host.Address, new Cookie(SessionCookie, value, "/"));

        (await browser.Get("/account")).Location.ShouldBe("/account/login");
    }

    [Fact] // a cookie is sent by the browser whoever asks: it must open nothing but the pages
    public async Task The_session_cookie_opens_nothing_of_the_api()
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        using var browser = new Browser(host);
        await browser.SignIn(await TestAccount.Ready(host, subject: (await host.AddStaff(Access.Contracts.Sector.Social, Access.Contracts.Role.SocialWorker)).Subject));

        (await browser.Get("/api/v1/units")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await browser.Get("/fhir/Patient")).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory, EveryDatabase]
    public async Task What_the_database_holds_opens_nothing(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var account = await TestAccount.Ready(host);
        await using var scope = host.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();

        db.Set<DataProtectionKey>().ToList().ShouldAllBe(k => k.Xml.Contains(">v1.") && !k.Xml.Contains("<masterKey"));
        db.Set<DataProtectionKey>().Any().ShouldBeTrue();
        db.Set<Account>().Single(a => a.Id == account.Id).PasswordHash.ShouldNotContain(Browser.Password);
        db.Set<SignInFailures>().ToList().ShouldAllBe(f => f.Key.Length == 43);
    }

    [Fact]
    public async Task Neither_passwords_nor_usernames_reach_the_log()
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        var account = await TestAccount.Ready(host);
        using var browser = new Browser(host);
        await browser.Submit("/account/login", ("username", account.Username), ("password", "a wrong password here"));
        await browser.SignIn(account);

        host.Logs.Lines.ShouldContain(line => line.Contains("signed in", StringComparison.Ordinal) && line.Contains(account.Id.ToString(), StringComparison.Ordinal));
        foreach (var secret in new[] { account.Username, account.InitialPassword, Browser.Password, "a wrong password here" })
            host.Logs.Lines.ShouldNotContain(line => line.Contains(secret, StringComparison.Ordinal), secret);
    }

    [Theory, EveryDatabase]
    public async Task The_first_administrators_account_comes_from_the_settings_once(DatabaseProvider database)
    {
        var settings = new Dictionary<string, string?> { ["Identity:FirstPassword"] = "kaksi kettua metsässä" };
        await using var host = await TestHost.StartAsync(database, settings);
        using var browser = new Browser(host);
        (await browser.Submit("/account/login", ("username", TestHost.Administrator), ("password", "kaksi kettua metsässä"))).Location.ShouldBe("/account/password");
        await browser.Submit("/account/password", ("new-password", Browser.Password));

        await using var again = host.Another(settings);
        using var other = new Browser(again);
        (await other.Submit("/account/login", ("username", TestHost.Administrator), ("password", "kaksi kettua metsässä"))).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await other.Submit("/account/login", ("username", TestHost.Administrator), ("password", Browser.Password))).Location.ShouldBe("/account");
    }

    [Theory]
    [InlineData("Identity:FirstPassword", "short")]
    [InlineData("Identity:FailuresPerAddress", "0")]
    [InlineData("Identity:SignInsPerMinute", "-1")]
    public async Task A_wrong_setting_stops_the_start_with_its_name(string name, string value)
    {
        var settings = new Dictionary<string, string?> { [name] = value };
        var stopped = await Should.ThrowAsync<SettingException>(async () => await TestHost.StartAsync(DatabaseProvider.Sqlite, settings));
        stopped.Message.ShouldContain(name);
    }

    [Theory]
    [InlineData("Identity:StaffSecondFactor", "false")]
    [InlineData("Identity:PasswordIterations", "100000")]
    public void What_is_weaker_is_for_development_only(string name, string value)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new(name, value)]).Build();
        AccountSettings.From(settings, new HostingEnvironment { EnvironmentName = "Development" }).SecureCookies.ShouldBeFalse();
        Should.Throw<SettingException>(() => AccountSettings.From(settings, new HostingEnvironment { EnvironmentName = "Production" })).Message.ShouldContain(name);
    }
}
