using System.Net;
using System.Text.RegularExpressions;
using Monipolku.Access.Contracts;
using Monipolku.Identity.Accounts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Identity.Tests;

/// <summary>The authenticator app of staff.</summary>
public partial class SecondFactorTests
{
    private static readonly Dictionary<string, string?> Required = new() { ["Identity:StaffSecondFactor"] = "true" };

    [Theory] // RFC 6238 appendix B, the last six digits
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void Codes_are_the_standards(long seconds, string code) => Totp.CodeAt("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", seconds / 30).ShouldBe(code);

    [Fact]
    public void A_secret_has_160_bits_and_an_address_for_apps()
    {
        var secret = Totp.NewSecret();
        secret.ShouldMatch("^[A-Z2-7]{32}$");
        Totp.NewSecret().ShouldNotBe(secret);
        Totp.UriOf(secret, "sari@example.fi").ShouldBe($"otpauth://totp/Monipolku:sari%40example.fi?secret={secret}&issuer=Monipolku&algorithm=SHA1&digits=6&period=30");
    }

    [Theory, EveryDatabase]
    public async Task Staff_set_up_an_app_and_sign_in_with_its_codes(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database, Required);
        var (account, secret, _) = await Enrolled(host);
        (await account.Read(host))["secondFactor"]!.GetValue<bool>().ShouldBeTrue();

        using var browser = new Browser(host);
        (await browser.SignIn(account)).Location.ShouldBe("/account/second-factor");
        (await browser.Get("/account")).Location.ShouldBe("/account/login");
        (await browser.Get("/account/enrol")).Location.ShouldBe("/account/login");
        (await browser.Submit("/account/second-factor", ("code", "000000"))).Text.ShouldContain("The code is wrong or was used");

        host.Clock.Advance(TimeSpan.FromSeconds(30));
        var code = Code(host, secret);
        (await browser.Submit("/account/second-factor", ("code", code.Insert(3, " ")))).Location.ShouldBe("/account");
        (await browser.Get("/account")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory, EveryDatabase]
    public async Task A_code_is_taken_once_and_one_step_early_or_late(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database, Required);
        var (account, secret, _) = await Enrolled(host);
        async Task<bool> Takes(int steps)
        {
            using var browser = new Browser(host);
            await browser.SignIn(account);
            return (await browser.Submit("/account/second-factor", ("code", Code(host, secret, steps)))).Location == "/account";
        }

        host.Clock.Advance(TimeSpan.FromMinutes(5));
        (await Takes(-2)).ShouldBeFalse();
        (await Takes(2)).ShouldBeFalse();
        (await Takes(-1)).ShouldBeTrue();
        (await Takes(-1)).ShouldBeFalse();
        (await Takes(0)).ShouldBeTrue();
        (await Takes(1)).ShouldBeTrue();
        (await Takes(0)).ShouldBeFalse();
    }

    [Theory, EveryDatabase]
    public async Task The_same_code_at_once_in_many_windows_opens_one(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database, Required);
        var (account, secret, _) = await Enrolled(host);
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        var browsers = Enumerable.Range(0, 4).Select(_ => new Browser(host)).ToList();
        foreach (var browser in browsers) await browser.SignIn(account);

        var answers = await Task.WhenAll(browsers.Select(b => b.Submit("/account/second-factor", ("code", Code(host, secret)))));

        answers.Count(a => a.Location == "/account").ShouldBe(1);
        browsers.ForEach(b => b.Dispose());
    }

    [Theory, EveryDatabase]
    public async Task A_recovery_code_opens_once(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database, Required);
        var (account, _, codes) = await Enrolled(host);
        codes.Count.ShouldBe(8);
        async Task<string?> Try(string code)
        {
            using var browser = new Browser(host);
            await browser.SignIn(account);
            return (await browser.Submit("/account/second-factor", ("code", code))).Location;
        }

        (await Try(codes[0].ToUpperInvariant())).ShouldBe("/account");
        (await Try(codes[0])).ShouldBeNull();
        (await Try(codes[1].Replace("-", "", StringComparison.Ordinal))).ShouldBe("/account");
    }

    [Theory, EveryDatabase]
    public async Task Guessing_codes_locks_like_guessing_passwords_and_the_right_password_forgives_nothing(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database, Required);
        var (account, secret, _) = await Enrolled(host);
        using var browser = new Browser(host);
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        for (var i = 0; i < 5; i++)
        {
            if (i % 2 == 0) await browser.SignIn(account);
            (await browser.Submit("/account/second-factor", ("code", "000000"))).Status.ShouldBe(HttpStatusCode.BadRequest);
        }

        (await browser.Submit("/account/second-factor", ("code", Code(host, secret)))).Status.ShouldBe(HttpStatusCode.BadRequest);
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        (await browser.Submit("/account/second-factor", ("code", Code(host, secret)))).Location.ShouldBe("/account");
    }

    [Theory, EveryDatabase]
    public async Task A_removed_second_factor_is_set_up_anew_under_another_key(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database, Required);
        var (account, secret, _) = await Enrolled(host);
        var administrator = await host.As(TestHost.Administrator);
        await administrator.Change(HttpMethod.Post, account.Path + "/remove-second-factor", new { }, await account.Read(host));

        using var browser = new Browser(host);
        (await browser.SignIn(account)).Location.ShouldBe("/account/enrol");
        (await browser.Submit("/account/enrol", ("code", Code(host, secret)))).Status.ShouldBe(HttpStatusCode.BadRequest);
        SecretOf(await browser.Get("/account/enrol")).ShouldNotBe(secret);
    }

    [Theory]
    [InlineData("")]
    [InlineData("12345")]
    [InlineData("1234567")]
    [InlineData("abcdef")]
    [InlineData("١٢٣٤٥٦")]
    public async Task A_wrong_code_sets_nothing_up(string code)
    {
        await using var host = await TestHost.StartAsync(DatabaseProvider.Sqlite, Required);
        var account = await TestAccount.Create(host);
        using var browser = new Browser(host);
        await browser.Submit("/account/login", ("username", account.Username), ("password", account.InitialPassword));
        (await browser.Submit("/account/password", ("new-password", Browser.Password))).Location.ShouldBe("/account/enrol");

        var answer = await browser.Submit("/account/enrol", ("code", code));

        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Text.ShouldContain("href=\"#code\"");
        (await browser.Get("/account")).Location.ShouldBe("/account/login");
    }

    [Theory, EveryDatabase]
    public async Task Clients_of_the_services_need_none(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database, Required);
        var account = await TestAccount.Ready(host, "client");
        using var browser = new Browser(host);

        (await browser.SignIn(account)).Location.ShouldBe("/account");

        // Who becomes staff later needs one from then on.
        var administrator = await host.As(TestHost.Administrator);
        await administrator.Post("/api/v1/staff", new { subject = account.Subject, name = "Testi Työntekijä", roles = new[] { "socialWorker" }, unitId = await host.AddUnit(Sector.Social) });
        using var another = new Browser(host);
        (await another.SignIn(account)).Location.ShouldBe("/account/enrol");
    }

    private static string Code(TestHost host, string secret, int steps = 0) => Totp.CodeAt(secret, (host.Clock.GetUtcNow().ToUnixTimeSeconds() / 30) + steps);

    private static string SecretOf(BrowserPage page) => SecretInUri().Match(page.Text).Groups[1].Value;

    /// <summary>A staff member with password and app, and the recovery codes as shown.</summary>
    private static async Task<(TestAccount Account, string Secret, IReadOnlyList<string> Codes)> Enrolled(TestHost host)
    {
        var account = await TestAccount.Create(host);
        using var browser = new Browser(host);
        await browser.Submit("/account/login", ("username", account.Username), ("password", account.InitialPassword));
        (await browser.Submit("/account/password", ("new-password", Browser.Password))).Location.ShouldBe("/account/enrol");
        var secret = SecretOf(await browser.Get("/account/enrol"));
        var done = await browser.Submit("/account/enrol", ("code", Code(host, secret)));
        done.Text.ShouldContain("Save the recovery codes");
        (await browser.Get("/account")).Status.ShouldBe(HttpStatusCode.OK);
        return (account, secret, [.. RecoveryCode().Matches(done.Text).Select(m => m.Groups[1].Value)]);
    }

    [GeneratedRegex("secret=([A-Z2-7]{32})&amp;")]
    private static partial Regex SecretInUri();

    [GeneratedRegex("<code>([a-z2-9]{5}-[a-z2-9]{5})</code>")]
    private static partial Regex RecoveryCode();
}
