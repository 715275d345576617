using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Identity.Accounts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Identity.Tests;

/// <summary>Guessing is slow, for known and unknown usernames alike.</summary>
public class ThrottleTests
{
    private const string Wrong = "this is a wrong password";

    [Theory, EveryDatabase]
    public async Task After_five_wrong_attempts_the_wait_doubles_each_time(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var account = await TestAccount.Ready(host);
        using var browser = new Browser(host);
        for (var i = 0; i < 5; i++) await Try(browser, account.Username, Wrong);

        foreach (var minutes in new[] { 1, 2, 4, 8, 16, 32, 60, 60 })
        {
            host.Clock.Advance(TimeSpan.FromMinutes(minutes) - TimeSpan.FromSeconds(1));
            (await Try(browser, account.Username, Browser.Password)).ShouldBe(HttpStatusCode.BadRequest, $"within {minutes} minutes");
            host.Clock.Advance(TimeSpan.FromSeconds(1));
            (await Try(browser, account.Username, Wrong)).ShouldBe(HttpStatusCode.BadRequest);
        }
        host.Clock.Advance(TimeSpan.FromMinutes(60));
        (await Try(browser, account.Username, Browser.Password)).ShouldBe(HttpStatusCode.Found);
    }

    [Theory, EveryDatabase]
    public async Task Signing_in_forgets_earlier_mistakes(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var account = await TestAccount.Ready(host);
        using var browser = new Browser(host);
        for (var turn = 0; turn < 3; turn++)
        {
            for (var i = 0; i < 4; i++) (await Try(browser, account.Username, Wrong)).ShouldBe(HttpStatusCode.BadRequest);
            (await Try(browser, account.Username, Browser.Password)).ShouldBe(HttpStatusCode.Found);
        }
    }

    [Theory, EveryDatabase]
    public async Task Mistakes_are_forgotten_after_a_day(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var account = await TestAccount.Ready(host);
        using var browser = new Browser(host);
        for (var i = 0; i < 4; i++) await Try(browser, account.Username, Wrong);
        host.Clock.Advance(TimeSpan.FromDays(1));

        for (var i = 0; i < 4; i++) await Try(browser, account.Username, Wrong);
        (await Try(browser, account.Username, Browser.Password)).ShouldBe(HttpStatusCode.Found);
    }

    [Theory, EveryDatabase]
    public async Task Many_guesses_at_once_are_counted_one_by_one(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var account = await TestAccount.Ready(host);
        var browsers = Enumerable.Range(0, 12).Select(_ => new Browser(host)).ToList();

        await Task.WhenAll(browsers.Select(b => Try(b, account.Username, Wrong)));

        (await Count(host, account.Username)).ShouldBe(5);
        (await Try(browsers[0], account.Username, Browser.Password)).ShouldBe(HttpStatusCode.BadRequest);
        browsers.ForEach(b => b.Dispose());
    }

    [Theory, EveryDatabase]
    public async Task Guesses_at_an_unknown_username_are_counted_too(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        using var browser = new Browser(host);
        var nobody = "nobody." + Guid.NewGuid().ToString("N");

        for (var i = 0; i < 7; i++) await Try(browser, nobody, Wrong);

        (await Count(host, nobody)).ShouldBe(5);
    }

    [Theory, EveryDatabase]
    public async Task An_administrator_forgives(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var account = await TestAccount.Ready(host);
        using var browser = new Browser(host);
        for (var i = 0; i < 6; i++) await Try(browser, account.Username, Wrong);

        await (await host.As(TestHost.Administrator)).Change(HttpMethod.Post, account.Path + "/unlock", new { }, await account.Read(host));

        (await Try(browser, account.Username, Browser.Password)).ShouldBe(HttpStatusCode.Found);
    }

    [Theory, EveryDatabase]
    public async Task An_address_that_tries_many_accounts_waits_and_another_does_not(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database, new Dictionary<string, string?> { ["Identity:FailuresPerAddress"] = "6" });
        var account = await TestAccount.Ready(host);
        using var attacker = new Browser(host, from: IPAddress.Parse("127.0.0.66"));
        using var user = new Browser(host, from: IPAddress.Parse("127.0.0.7"));
        for (var i = 0; i < 6; i++) await Try(attacker, $"nobody.{i}", Wrong);

        (await Try(attacker, account.Username, Browser.Password)).ShouldBe(HttpStatusCode.BadRequest);
        (await Try(user, account.Username, Browser.Password)).ShouldBe(HttpStatusCode.Found);
        host.Clock.Advance(TimeSpan.FromSeconds(30));
        (await Try(attacker, "nobody.7", Wrong)).ShouldBe(HttpStatusCode.BadRequest);
        host.Clock.Advance(TimeSpan.FromSeconds(59));
        (await Try(attacker, account.Username, Browser.Password)).ShouldBe(HttpStatusCode.BadRequest);
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        (await Try(attacker, account.Username, Browser.Password)).ShouldBe(HttpStatusCode.Found);
    }

    [Theory, EveryDatabase]
    public async Task Many_who_sign_in_rightly_from_one_address_never_wait(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database, new Dictionary<string, string?> { ["Identity:FailuresPerAddress"] = "3" });
        var account = await TestAccount.Ready(host);
        using var browser = new Browser(host);

        for (var i = 0; i < 8; i++) (await Try(browser, account.Username, Browser.Password)).ShouldBe(HttpStatusCode.Found);
    }

    [Fact]
    public async Task One_address_sends_so_many_forms_a_minute()
    {
        await using var host = await TestHost.StartAsync(DatabaseProvider.Sqlite, new Dictionary<string, string?> { ["Identity:SignInsPerMinute"] = "3" });
        using var browser = new Browser(host, from: IPAddress.Parse("127.0.0.66"));
        using var other = new Browser(host, from: IPAddress.Parse("127.0.0.7"));
        for (var i = 0; i < 3; i++) (await Try(browser, $"nobody.{i}", Wrong)).ShouldBe(HttpStatusCode.BadRequest);

        var answer = await browser.Submit("/account/login", ("username", "nobody"), ("password", Wrong));

        answer.Status.ShouldBe(HttpStatusCode.TooManyRequests);
        answer.Text.ShouldContain("Wait a minute");
        (await Try(other, "nobody", Wrong)).ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    public void Whose_address_it_is(string one, string other, bool same) =>
        (Addresses.NetworkOf(IPAddress.Parse(one)) == Addresses.NetworkOf(IPAddress.Parse(other))).ShouldBe(same);

    [Theory, EveryDatabase]
    public async Task Old_sessions_and_counts_are_removed(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var account = await TestAccount.Ready(host);
        using var browser = new Browser(host);
        await browser.SignIn(account);
        await Try(browser, "nobody", Wrong);
        host.Clock.Advance(TimeSpan.FromDays(2));

        await using var scope = host.Services.CreateAsyncScope();
        await host.Services.GetRequiredService<IdentityHousekeeping>().RunAsync(CancellationToken.None);

        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        (await db.Set<SignInFailures>().CountAsync()).ShouldBe(0);
        (await db.Set<Session>().CountAsync()).ShouldBe(0);
    }

    private static async Task<HttpStatusCode> Try(Browser browser, string username, string password) =>
        (await browser.Submit("/account/login", ("username", username), ("password", password))).Status;

    private static async Task<int> Count(TestHost host, string username)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var key = scope.ServiceProvider.GetRequiredService<Platform.Secrets.SecretText>().KeyedHash("account:" + username, "identity.sign-in-failures");
        return (await scope.ServiceProvider.GetRequiredService<IdentityDb>().Set<SignInFailures>().FindAsync(key))?.Count ?? 0;
    }
}
