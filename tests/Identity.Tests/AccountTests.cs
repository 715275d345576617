using System.Net;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Identity.Tests;

/// <summary>Accounts as an administrator sees them.</summary>
public class AccountTests
{
    [Fact]
    public async Task Only_an_administrator_learns_which_accounts_and_programs_there_are()
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        var (worker, administrator) = ((await host.AddStaff(Sector.Social, Role.SocialWorker)).Client, await host.As(TestHost.Administrator));
        var program = (await OAuthClient.Confidential(host, "access.read")).Id;
        var account = (await TestAccount.Create(host)).Path;
        foreach (var path in (string[])[account, $"/api/v1/accounts/{Guid.NewGuid()}", "/api/v1/oauth-clients/" + program, "/api/v1/oauth-clients/nobody"])
            await worker.GetAsync(path).ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
        foreach (var path in (string[])["lock", "unlock", "reset-password", "remove-second-factor"])
        {
            await worker.SendJson(HttpMethod.Post, $"{account}/{path}", new { }, "\"1\"").ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
            await worker.SendJson(HttpMethod.Post, $"/api/v1/accounts/{Guid.NewGuid()}/{path}", new { }, "\"1\"").ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
            await administrator.SendJson(HttpMethod.Post, $"/api/v1/accounts/{Guid.NewGuid()}/{path}", new { }, "\"1\"").ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
        }
    }

    [Theory, EveryDatabase]
    public async Task An_account_is_created_read_and_listed(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var account = await TestAccount.Create(host, "client", language: "sv");
        var administrator = await host.As(TestHost.Administrator);

        account.InitialPassword.ShouldMatch("^([a-km-np-z2-9]{4}-){3}[a-km-np-z2-9]{4}$");
        var read = await account.Read(host);
        (read.Text("kind"), read.Text("language"), read.Text("username")).ShouldBe(("client", "sv", account.Username));
        read["passwordIsInitial"]!.GetValue<bool>().ShouldBeTrue();
        read.ToJsonString().ShouldNotContain("assword\":\"");
        (await administrator.Get($"/api/v1/accounts?username={account.Username}"))["items"]!.AsArray().Single()!["id"]!.GetValue<Guid>().ShouldBe(account.Id);
        (await administrator.Get($"/api/v1/accounts?subject={account.Subject}"))["items"]!.AsArray().Count.ShouldBe(1);
        (await administrator.Get("/api/v1/accounts?limit=1"))["next"].ShouldNotBeNull();
    }

    [Theory, EveryDatabase]
    public async Task Subject_and_username_are_one_accounts_only(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var account = await TestAccount.Create(host);
        var administrator = await host.As(TestHost.Administrator);

        await Create(administrator, account.Subject, "other." + Guid.NewGuid()).ShouldRefuse(HttpStatusCode.Conflict, "identity.subject-taken");
        await Create(administrator, "other." + Guid.NewGuid(), account.Username).ShouldRefuse(HttpStatusCode.Conflict, "identity.username-taken");
    }

    [Theory, EveryDatabase]
    public async Task A_staff_members_account_is_of_their_kind(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var staff = await host.AddStaff(Sector.Social, Role.SocialWorker);

        await Create(await host.As(TestHost.Administrator), staff.Subject, "u" + Guid.NewGuid().ToString("N"), "client")
            .ShouldRefuse(HttpStatusCode.Conflict, "identity.subject-is-staffs");
    }

    [Theory, EveryDatabase]
    public async Task Of_many_who_create_one_account_at_once_one_does_and_the_others_are_told(DatabaseProvider database)
    {
        var administrator = await (await TestHost.Shared(database)).As(TestHost.Administrator);
        var subject = "u" + Guid.NewGuid().ToString("N");

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Create(administrator, subject, subject)));

        answers.Count(a => a.StatusCode == HttpStatusCode.Created).ShouldBe(1);
        answers.Count(a => a.StatusCode == HttpStatusCode.Conflict).ShouldBe(5);
    }

    [Theory]
    [InlineData("ab")]
    [InlineData(".begins-with-a-dot")]
    [InlineData("With.Capitals")]
    [InlineData("with space")]
    [InlineData("<script>")]
    [InlineData("ä.öljy")]
    [InlineData("")]
    public async Task A_wrong_username_is_refused(string username)
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        await Create(await host.As(TestHost.Administrator), "subject." + Guid.NewGuid(), username).ShouldRefuse(HttpStatusCode.BadRequest, "platform.invalid-request");
    }

    [Theory, EveryDatabase]
    public async Task Locking_ends_sessions_and_unlocking_opens(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var account = await TestAccount.Ready(host);
        var administrator = await host.As(TestHost.Administrator);
        using var browser = new Browser(host);
        await browser.SignIn(account);

        var locked = await administrator.Change(HttpMethod.Post, account.Path + "/lock", new { }, await account.Read(host));

        locked["lockedAt"].ShouldNotBeNull();
        (await browser.Get("/account")).Location.ShouldBe("/account/login");
        (await browser.SignIn(account)).Status.ShouldBe(HttpStatusCode.BadRequest);
        await administrator.SendJson(HttpMethod.Post, account.Path + "/lock", new { }, $"\"{locked["version"]}\"").ShouldRefuse(HttpStatusCode.Conflict, "identity.account-locked");
        await administrator.Change(HttpMethod.Post, account.Path + "/unlock", new { }, locked);
        (await browser.SignIn(account)).Location.ShouldBe("/account");
    }

    [Theory, EveryDatabase]
    public async Task A_reset_password_works_once_and_the_old_one_no_more(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var account = await TestAccount.Ready(host);
        using var browser = new Browser(host);
        await browser.SignIn(account);

        var reset = await (await host.As(TestHost.Administrator)).Change(HttpMethod.Post, account.Path + "/reset-password", new { }, await account.Read(host));

        (await browser.Get("/account")).Location.ShouldBe("/account/login");
        (await browser.SignIn(account)).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await browser.Submit("/account/login", ("username", account.Username), ("password", reset.Text("initialPassword")))).Location.ShouldBe("/account/password");
    }

    [Theory, EveryDatabase]
    public async Task Every_change_is_an_administrators_and_on_the_version_seen(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var account = await TestAccount.Create(host);
        var administrator = await host.As(TestHost.Administrator);
        var worker = (await host.AddStaff(Sector.Social, Role.SocialWorker)).Client;

        await Create(worker, "subject." + Guid.NewGuid(), "user." + Guid.NewGuid()).ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
        await worker.GetAsync("/api/v1/accounts").ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
        await worker.GetAsync(account.Path).ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
        foreach (var change in new[] { "lock", "unlock", "reset-password", "remove-second-factor" })
        {
            var path = $"{account.Path}/{change}";
            await worker.SendJson(HttpMethod.Post, path, new { }, "\"1\"").ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
            await administrator.SendJson(HttpMethod.Post, path, new { }, "\"7\"").ShouldRefuse(HttpStatusCode.PreconditionFailed, "platform.version-stale");
            await administrator.SendJson(HttpMethod.Post, path, new { }).ShouldRefuse(HttpStatusCode.PreconditionRequired, "platform.version-missing");
            await administrator.SendJson(HttpMethod.Post, $"/api/v1/accounts/{Guid.NewGuid()}/{change}", new { }, "\"1\"").ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
        }
        await administrator.SendJson(HttpMethod.Post, account.Path + "/remove-second-factor", new { }, $"\"{(await account.Read(host))["version"]}\"")
            .ShouldRefuse(HttpStatusCode.Conflict, "identity.no-second-factor");
        await administrator.GetAsync($"/api/v1/accounts/{Guid.NewGuid()}").ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
        await administrator.GetAsync("/api/v1/accounts?cursor=%20").ShouldRefuse(HttpStatusCode.BadRequest, "platform.cursor-invalid");
    }

    private static Task<HttpResponseMessage> Create(HttpClient client, string subject, string username, string kind = "staff") => client.SendJson(
        HttpMethod.Post, "/api/v1/accounts", new { subject, kind, username }, idempotencyKey: Guid.NewGuid().ToString());
}
