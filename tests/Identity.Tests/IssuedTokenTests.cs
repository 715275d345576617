using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Monipolku.Access.Contracts;
using Monipolku.Identity.Accounts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Identity.Tests;

/// <summary>RFC 7662, RFC 7009, RFC 8414, RFC 7517: what is told of tokens, how they end, and the keys that sign them.</summary>
public class IssuedTokenTests
{
    [Theory, EveryDatabase]
    public async Task Rfc7662_2_a_client_sees_its_own_tokens_only(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (client, other) = (await OAuthClient.Confidential(host), await OAuthClient.Confidential(host));
        var answer = await client.Redeem(await client.Code("offline_access access.read"));

        var own = await Introspect(client, answer["access_token"]);
        own["active"]!.GetValue<bool>().ShouldBeTrue();
        own.Text("client_id").ShouldBe(client.Id);
        own.Text("scope").ShouldBe("offline_access access.read");
        own.Text("token_type").ShouldBe("Bearer");
        (await Introspect(client, answer["refresh_token"])).Text("sub").ShouldBe(TestHost.Administrator);
        (await Introspect(other, answer["access_token"])).ToJsonString().ShouldBe("""{"active":false}""");
        (await Introspect(other, answer["refresh_token"])).ToJsonString().ShouldBe("""{"active":false}""");
        (await Introspect(client, "nonsense")).ToJsonString().ShouldBe("""{"active":false}""");
        (await Introspect(client, "e30.e30.e30")).ToJsonString().ShouldBe("""{"active":false}""");
    }

    [Fact]
    public async Task Rfc7662_2_1_introspection_takes_a_client_that_proves_itself()
    {
        var host = await Host();
        var client = await OAuthClient.Public(host);
        (await client.Post(Endpoints.Introspect, new() { ["client_id"] = client.Id, ["token"] = "x" })).ShouldRefuse("invalid_client");
        (await client.Post(Endpoints.Introspect, new() { ["token"] = "x" })).ShouldRefuse("invalid_client");
        var confidential = await OAuthClient.Confidential(host);
        (await confidential.Post(Endpoints.Introspect, confidential.Authentication())).ShouldRefuse("invalid_request");
        (await client.Post(Endpoints.Token, new() { ["client_id"] = "a\0b" })).Body.Text("error_description").ShouldBe(OAuthRefusals.NotText.Description);
    }

    [Fact]
    public async Task Rfc7662_4_a_token_that_has_expired_is_not_active()
    {
        await using var host = await TestHost.StartAsync(DatabaseProvider.Sqlite);
        var client = await OAuthClient.Confidential(host);
        var token = (await client.Redeem(await client.Code("access.read")))["access_token"];
        host.Clock.Advance(TimeSpan.FromMinutes(5));
        (await Introspect(client, token))["active"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Theory, EveryDatabase]
    public async Task Rfc7009_2_a_revoked_refresh_token_takes_its_family_along(DatabaseProvider database)
    {
        var client = await OAuthClient.Confidential(await TestHost.Shared(database));
        var answer = await client.Redeem(await client.Code("offline_access access.read"));
        (await Revoke(client, answer["refresh_token"])).Status.ShouldBe(HttpStatusCode.OK);
        (await client.Refresh(answer["refresh_token"])).ShouldRefuse("invalid_grant");
        (await Introspect(client, answer["access_token"]))["active"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Fact]
    public async Task Rfc7009_2_a_revoked_access_token_goes_alone()
    {
        var client = await OAuthClient.Confidential(await Host());
        var answer = await client.Redeem(await client.Code("offline_access access.read"));
        (await Revoke(client, answer["access_token"])).Status.ShouldBe(HttpStatusCode.OK);
        (await Revoke(client, answer["access_token"])).Status.ShouldBe(HttpStatusCode.OK);
        (await Introspect(client, answer["access_token"]))["active"]!.GetValue<bool>().ShouldBeFalse();
        (await client.Refresh(answer["refresh_token"])).ShouldGive();
    }

    [Theory, EveryDatabase]
    public async Task What_is_revoked_opens_nothing_at_the_next_request(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var client = await OAuthClient.Confidential(host, "openid", "online_access", "offline_access", "access.read");
        async Task<T> With<T>(Func<Grants, Task<T>> change)
        {
            await using var scope = host.Services.CreateAsyncScope();
            return await change(scope.ServiceProvider.GetRequiredService<Grants>());
        }

        // The code comes again, a used refresh token comes again, the client revokes the one or the other, the user signs out or is locked.
        foreach (var end in (Func<string, SignedIn, OAuthAnswer, Task>[])
            [
                (code, _, _) => client.Redeem(code),
                async (_, _, answer) =>
                {
                    (await client.Refresh(answer["refresh_token"])).ShouldGive();
                    (await client.Refresh(answer["refresh_token"])).ShouldRefuse("invalid_grant");
                },
                (_, _, answer) => Revoke(client, answer["refresh_token"]),
                (_, _, answer) => Revoke(client, answer["access_token"]),
                (_, user, _) => With(async grants =>
                {
                    await grants.EndSession(user.SessionId, default);
                    return true;
                }),
                (_, user, _) => With(grants => grants.EndUser(user.Subject, default)),
            ])
        {
            // Somebody of their own: what ends here ends for nobody else.
            var staff = await host.AddStaff(Sector.Social, Role.Administrator);
            var user = client.User(staff.Subject);
            var code = await client.Code("openid online_access access.read", user);
            var answer = await client.Redeem(code);
            (await Opens(client, answer["access_token"])).ShouldBe((HttpStatusCode.OK, HttpStatusCode.OK));

            await end(code, user, answer);

            (await Opens(client, answer["access_token"])).ShouldBe((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized));
        }
    }

    [Theory, EveryDatabase]
    public async Task A_revoked_token_of_a_client_s_own_opens_nothing_and_others_of_it_do(DatabaseProvider database)
    {
        var client = await OAuthClient.Confidential(await TestHost.Shared(database), "access.read");
        var (one, other) = ((await client.Credentials("access.read"))["access_token"], (await client.Credentials("access.read"))["access_token"]);
        (await Opens(client, one)).Api.ShouldBe(HttpStatusCode.Forbidden); // nobody in the staff register, but a token that is taken

        (await Revoke(client, one)).Status.ShouldBe(HttpStatusCode.OK);

        (await Opens(client, one)).Api.ShouldBe(HttpStatusCode.Unauthorized);
        (await Opens(client, other)).Api.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory, EveryDatabase]
    public async Task A_removed_program_s_token_ends_with_it(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var client = await OAuthClient.Confidential(host, "access.read");
        var token = (await client.Credentials("access.read"))["access_token"];
        (await Opens(client, token)).Api.ShouldBe(HttpStatusCode.Forbidden); // nobody in the staff register, but a token that is taken
        var administrator = await host.As(TestHost.Administrator);
        var registered = await administrator.Get($"/api/v1/oauth-clients/{client.Id}");

        using var removal = new HttpRequestMessage(HttpMethod.Delete, $"/api/v1/oauth-clients/{client.Id}");
        removal.Headers.TryAddWithoutValidation("If-Match", $"\"{registered["version"]}\"");
        (await administrator.SendAsync(removal)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await Opens(client, token)).Api.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory, EveryDatabase]
    public async Task A_narrowed_program_s_tokens_open_less_at_the_next_request(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var client = await OAuthClient.Confidential(host, "openid", "offline_access", "access.read", "plans.read", "user/*.rs");
        var users = await client.Redeem(await client.Code("openid offline_access access.read plans.read user/*.rs"));
        var own = (await client.Credentials("access.read plans.read"))["access_token"];
        var late = await client.Code("openid access.read");
        (await Opens(client, users["access_token"])).ShouldBe((HttpStatusCode.OK, HttpStatusCode.OK));
        Task Narrow(params string[] scopes) => Change(host, client, details => details["scopes"] = new JsonArray([.. scopes.Select(s => (JsonNode)s)]));

        await Narrow("openid", "offline_access", "plans.read", "user/Patient.rs");

        (await Opens(client, users["access_token"])).ShouldBe((HttpStatusCode.Forbidden, HttpStatusCode.OK));
        (await Introspect(client, users["access_token"])).Text("scope").ShouldBe("openid offline_access plans.read user/Patient.rs");
        (await Introspect(client, users["refresh_token"])).Text("scope").ShouldBe("openid offline_access plans.read user/Patient.rs");
        (await Introspect(client, own)).Text("scope").ShouldBe("plans.read");
        (await Opens(client, own)).Api.ShouldBe(HttpStatusCode.Forbidden);
        (await client.Redeem(late)).Body.Text("scope").ShouldBe("openid");
        using (var fhir = new HttpRequestMessage(HttpMethod.Get, "/fhir/Organization?_id=1"))
        {
            fhir.Headers.Authorization = new("Bearer", users["access_token"]);
            (await client.Send(fhir)).Status.ShouldBe(HttpStatusCode.Forbidden);
        }

        // Given back, the same token opens it again; without any scope left it is none.
        await Narrow("openid", "offline_access", "access.read");
        (await Opens(client, users["access_token"])).ShouldBe((HttpStatusCode.OK, HttpStatusCode.OK));
        await Narrow("referrals.read");
        (await Opens(client, users["access_token"])).ShouldBe((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized));
        (await Introspect(client, users["access_token"])).ToJsonString().ShouldBe("""{"active":false}""");
        (await Introspect(client, users["refresh_token"])).ToJsonString().ShouldBe("""{"active":false}""");
        (await Introspect(client, own)).ToJsonString().ShouldBe("""{"active":false}""");
    }

    [Theory, EveryDatabase]
    public async Task A_claim_goes_with_its_scope(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var client = await OAuthClient.Confidential(host, "openid", "fhirUser", "access.read");
        var staff = await host.AddStaff(Sector.Social, Role.SocialWorker);
        var token = (await client.Redeem(await client.Code("openid fhirUser access.read", client.User(staff.Subject))))["access_token"];
        (await Introspect(client, token)).ContainsKey("fhirUser").ShouldBeTrue();
        (await UserInfo()).Text("fhirUser").ShouldEndWith(staff.Id.ToString());

        await Change(host, client, details => details["scopes"] = new JsonArray("openid", "access.read"));

        (await Introspect(client, token)).ContainsKey("fhirUser").ShouldBeFalse();
        (await UserInfo()).ContainsKey("fhirUser").ShouldBeFalse();

        async Task<JsonObject> UserInfo()
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, Endpoints.UserInfo);
            request.Headers.Authorization = new("Bearer", token);
            return (await client.Send(request)).ShouldGive().Body;
        }
    }

    [Theory, EveryDatabase]
    public async Task A_way_to_tokens_that_is_taken_away_ends_the_tokens_that_came_by_it(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var client = await OAuthClient.Confidential(host, "openid", "offline_access", "access.read");
        var users = await client.Redeem(await client.Code("openid offline_access access.read"));
        var own = (await client.Credentials("access.read"))["access_token"];
        Task Ways(params string[] names) => Change(host, client, details =>
        {
            details["grantTypes"] = new JsonArray([.. names.Select(n => (JsonNode)n)]);
            if (!names.Contains("authorizationCode")) details["redirectUris"] = new JsonArray();
        });

        await Ways("authorizationCode", "refreshToken");
        (await Introspect(client, own)).ToJsonString().ShouldBe("""{"active":false}""");
        (await Opens(client, own)).Api.ShouldBe(HttpStatusCode.Unauthorized);
        (await Introspect(client, users["refresh_token"]))["active"]!.GetValue<bool>().ShouldBeTrue();

        await Ways("authorizationCode");
        (await Introspect(client, users["refresh_token"])).ToJsonString().ShouldBe("""{"active":false}""");
        (await Opens(client, users["access_token"])).ShouldBe((HttpStatusCode.OK, HttpStatusCode.OK));

        await Ways("clientCredentials");
        (await Introspect(client, users["access_token"])).ToJsonString().ShouldBe("""{"active":false}""");
        (await Opens(client, users["access_token"])).ShouldBe((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized));
        (await Introspect(client, own))["active"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Theory, EveryDatabase]
    public async Task Whose_work_has_ended_signs_in_no_more_and_keeps_no_token(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var administrator = await host.As(TestHost.Administrator);
        var story = await (await Story.Begin(host)).Until(Chapter.Notified);
        var day = WorkingDays.Today(host.Clock);
        foreach (var end in (Func<string, Task<string>>[])
            [
                async subject =>
                {
                    var staff = await Staff(subject);
                    await administrator.Change(HttpMethod.Post, $"/api/v1/staff/{staff.Id()}/end", new { }, staff);
                    return "staff";
                },
                async subject =>
                {
                    var staff = await Staff(subject);
                    await administrator.Change(HttpMethod.Put, $"/api/v1/staff/{staff.Id()}",
                        new { name = "Testi Työntekijä", roles = new[] { "socialWorker" }, unitId = staff["unitId"], validTo = day.AddDays(-1) }, staff);
                    return "staff";
                },
                async subject =>
                {
                    var user = await administrator.Post("/api/v1/client-users", new { subject, personId = story.PersonId });
                    await administrator.Change(HttpMethod.Post, $"/api/v1/client-users/{user.Id()}/end", new { }, user);
                    return "client";
                },
            ])
        {
            var subject = "leaves." + Guid.NewGuid().ToString("N");
            // The account is made while nobody is registered under the subject.
            var account = await TestAccount.Ready(host, "staff", subject);
            var client = await OAuthClient.Confidential(host, "openid", "offline_access", "access.read");
            var user = client.User(subject);
            var answer = await client.Redeem(await client.Code("openid offline_access access.read", user));
            var late = await client.Code("openid", user);
            using var browser = new Browser(host);
            (await browser.SignIn(account)).Location.ShouldBe("/account");
            (await browser.Get("/account")).Status.ShouldBe(HttpStatusCode.OK);
            (await Introspect(client, answer["access_token"]))["active"]!.GetValue<bool>().ShouldBeTrue();

            await end(subject);

            using var again = new Browser(host);
            var refused = await again.SignIn(account);
            var wrong = await again.Submit("/account/login", ("username", account.Username), ("password", "väärä salasana taas"));
            (refused.Status, Shown(refused)).ShouldBe((wrong.Status, Shown(wrong)));
            refused.Text.ShouldContain("The username or the password is wrong");
            (await browser.Get("/account")).Location.ShouldBe("/account/login");
            (await client.Refresh(answer["refresh_token"])).ShouldRefuse("invalid_grant");
            (await client.Redeem(late)).ShouldRefuse("invalid_grant");
            (await Introspect(client, answer["access_token"])).ToJsonString().ShouldBe("""{"active":false}""");
            (await Introspect(client, answer["refresh_token"])).ToJsonString().ShouldBe("""{"active":false}""");
            (await Opens(client, answer["access_token"])).ShouldBe((HttpStatusCode.Forbidden, HttpStatusCode.Unauthorized));
        }

        async Task<JsonObject> Staff(string subject) => await administrator.Post("/api/v1/staff",
            new { subject, name = "Testi Työntekijä", roles = new[] { "socialWorker" }, unitId = story.SocialWorker.UnitId });
        static string Shown(BrowserPage page) => System.Text.RegularExpressions.Regex.Replace(page.Text, "(name=\"check\" value|value)=\"[^\"]*\"", "");
    }

    [Theory, EveryDatabase]
    public async Task An_adapter_whose_work_has_ended_gets_no_token(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var adapter = await host.AddStaff(Sector.Social, Role.Adapter);
        var key = OAuthClient.NewKey(SecurityAlgorithms.EcdsaSha384);
        await OAuthClient.Register(host, adapter.Subject, new { name = "Program", type = "confidential", grantTypes = new[] { "clientCredentials" }, scopes = new[] { "access.read" }, jwks = OAuthClient.KeySet(key) });
        var program = OAuthClient.Of(host, adapter.Subject, key, SecurityAlgorithms.EcdsaSha384);
        var token = (await program.Credentials("access.read"))["access_token"];
        var administrator = await host.As(TestHost.Administrator);
        var staff = await administrator.Get($"/api/v1/staff/{adapter.Id}");

        await administrator.Change(HttpMethod.Post, $"/api/v1/staff/{adapter.Id}/end", new { }, staff);

        (await program.Credentials("access.read")).ShouldRefuse("unauthorized_client");
        (await Introspect(program, token))["active"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Theory, EveryDatabase]
    public async Task Rfc9700_4_15_a_program_called_like_a_person_is_not_that_person(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (person, adapter) = (await host.AddStaff(Sector.Social, Role.Administrator), await host.AddStaff(Sector.Social, Role.Adapter));
        var administrator = await host.As(TestHost.Administrator);
        var (clients, namesake) = ("client." + Guid.NewGuid().ToString("N"), "namesake." + Guid.NewGuid().ToString("N"));
        await administrator.Post("/api/v1/client-users", new { subject = clients, person = new { identityCode = TestHetu.New(40), givenNames = "Hanna", familyName = "Huoltaja" } });
        var signsIn = await host.AddStaff(Sector.Social, Role.Adapter);
        await administrator.Post("/api/v1/accounts", new { subject = signsIn.Subject, kind = "staff", username = "u" + Guid.NewGuid().ToString("N") });
        foreach (var human in new[] { person.Subject, clients, signsIn.Subject, person.Subject.ToUpperInvariant(), clients.ToUpperInvariant(), signsIn.Subject.ToUpperInvariant() })
            await administrator.SendJson(HttpMethod.Post, "/api/v1/oauth-clients", new { clientId = human, client = Details(OAuthClient.NewKey(SecurityAlgorithms.EcdsaSha384)) }, idempotencyKey: Guid.NewGuid().ToString())
                .ShouldRefuse(HttpStatusCode.Conflict, "identity.client-id-is-humans");

        // Who comes to the register after the program may have its name all the same.
        foreach (var (subject, opens) in new[] { (namesake, HttpStatusCode.Forbidden), (adapter.Subject, HttpStatusCode.OK) })
        {
            var key = OAuthClient.NewKey(SecurityAlgorithms.EcdsaSha384);
            await OAuthClient.Register(host, subject, Details(key));
            if (subject == namesake) await administrator.Post("/api/v1/staff", new { subject, name = "Testi Työntekijä", roles = new[] { "administrator" }, unitId = person.UnitId });
            var program = OAuthClient.Of(host, subject, key, SecurityAlgorithms.EcdsaSha384);
            (await Opens(program, (await program.Credentials("access.read"))["access_token"])).Api.ShouldBe(opens, subject);
        }
        await person.Client.Get("/api/v1/units");

        // And the other way: a person who would sign in as the program.
        foreach (var taken in new[] { adapter.Subject, adapter.Subject.ToUpperInvariant(), namesake })
        {
            foreach (var kind in new[] { "staff", "client" })
                await Refused("accounts", new { subject = taken, kind, username = "u" + Guid.NewGuid().ToString("N") }, "identity.subject-is-programs");
            await Refused("client-users", new { subject = taken, person = new { identityCode = TestHetu.New(40), givenNames = "Hanna", familyName = "Huoltaja" } }, "access.subject-is-programs");
        }

        async Task Refused(string path, object body, string code) =>
            (await administrator.SendJson(HttpMethod.Post, "/api/v1/" + path, body, idempotencyKey: Guid.NewGuid().ToString())
                .ShouldRefuse(HttpStatusCode.Conflict, code))["errors"]!.AsObject().Single().Key.ShouldBe("$.subject");
        static object Details(SecurityKey key) => new
        { name = "Program", type = "confidential", grantTypes = new[] { "clientCredentials" }, scopes = new[] { "access.read" }, jwks = OAuthClient.KeySet(key) };
    }

    [Theory]
    [InlineData("a.b.c")]
    [InlineData("eyJhbGciOiJFUzI1NiIsImtpZCI6e319.eyJleHAiOiJ4In0.x")]
    public async Task A_logout_hint_that_is_no_token_is_a_bad_request(string hint)
    {
        var host = await Host();
        using var browser = host.Anonymous();
        using var answer = await browser.GetAsync(new Uri($"{Endpoints.EndSession}?id_token_hint={hint}", UriKind.Relative));
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Rfc7009_2_1_another_clients_token_is_refused_and_an_unknown_one_is_a_success()
    {
        var host = await Host();
        var (client, other) = (await OAuthClient.Public(host), await OAuthClient.Public(host));
        var answer = await client.Redeem(await client.Code("offline_access access.read"));
        (await Revoke(other, answer["refresh_token"])).ShouldRefuse("invalid_grant");
        (await Revoke(other, answer["access_token"])).ShouldRefuse("invalid_grant");
        (await Revoke(other, "unknown")).Status.ShouldBe(HttpStatusCode.OK);
        (await other.Post(Endpoints.Revoke, other.Authentication())).ShouldRefuse("invalid_request");
        (await client.Refresh(answer["refresh_token"])).ShouldGive();
    }

    [Theory, EveryDatabase]
    public async Task A_session_that_ends_takes_along_what_rested_on_it(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var client = await OAuthClient.Confidential(host, "online_access", "offline_access", "access.read");
        var user = client.User();
        var online = await client.Redeem(await client.Code("online_access access.read", user));
        var offline = await client.Redeem(await client.Code("offline_access access.read", user));

        await using (var scope = host.Services.CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<Grants>().EndSession(user.SessionId, default);

        (await client.Refresh(online["refresh_token"])).ShouldRefuse("invalid_grant");
        (await Introspect(client, online["access_token"]))["active"]!.GetValue<bool>().ShouldBeFalse();
        (await client.Refresh(offline["refresh_token"])).ShouldGive();
    }

    [Fact]
    public async Task Rfc8414_both_documents_name_the_endpoints_and_nothing_that_is_off()
    {
        var client = await OAuthClient.Public(await Host());
        using var http = (await Host()).Anonymous();
        foreach (var path in new[] { "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server" })
        {
            var document = await http.Get(path);
            document.Text("issuer").ShouldBe(client.Issuer);
            document["response_types_supported"]!.ToJsonString().ShouldBe("[\"code\"]");
            document["grant_types_supported"]!.ToJsonString().ShouldNotContain("password");
            document["grant_types_supported"]!.ToJsonString().ShouldNotContain("implicit");
            document["token_endpoint_auth_methods_supported"]!.ToJsonString().ShouldNotContain("client_secret");
            document["authorization_response_iss_parameter_supported"]!.GetValue<bool>().ShouldBeTrue();
            document.ContainsKey("registration_endpoint").ShouldBeFalse();
            foreach (var name in document.Select(m => m.Key).Where(k => k.EndsWith("_endpoint", StringComparison.Ordinal) || k == "jwks_uri"))
                document.Text(name).ShouldStartWith(client.Issuer + "/connect/");
        }
        using var registration = await http.PostAsync(new Uri("/connect/register", UriKind.Relative), null);
        registration.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact] // a client that was told a strange Host must not learn endpoints from it
    public async Task Rfc8414_the_issuer_does_not_follow_the_host_header()
    {
        var client = await OAuthClient.Public(await Host());
        using var request = new HttpRequestMessage(HttpMethod.Get, "/.well-known/openid-configuration");
        request.Headers.Host = "evil.example";
        (await client.Send(request))["issuer"].ShouldBe(client.Issuer);
    }

    [Fact]
    public async Task Rfc7517_the_published_keys_check_the_tokens_and_hold_no_secret()
    {
        var client = await OAuthClient.Public(await Host());
        var answer = await client.Redeem(await client.Code("openid access.read"));
        var keys = await Keys(await Host());
        keys.ShouldNotContain("\"d\"");
        keys.ShouldNotContain("\"p\"");
        foreach (var (token, audience) in new[] { (answer["access_token"], "monipolku"), (answer["id_token"], client.Id) })
        {
            var result = await new JsonWebTokenHandler().ValidateTokenAsync(token, new TokenValidationParameters
            {
                ValidIssuer = client.Issuer,
                ValidAudience = audience,
                ValidateLifetime = false,
                IssuerSigningKeys = JsonWebKeySet.Create(keys).GetSigningKeys(),
            });
            result.IsValid.ShouldBeTrue(result.Exception?.Message);
        }
    }

    [Theory, EveryDatabase]
    public async Task Rfc7517_keys_are_rotated_and_the_old_one_stays_until_its_tokens_have_expired(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database, new Dictionary<string, string?> { ["Identity:SigningKeyDays"] = "30" });
        var client = await OAuthClient.Public(host);
        var first = (await client.Redeem(await client.Code("access.read")))["access_token"];
        var published = KeyIds(await Keys(host));
        published.Count.ShouldBe(2);

        // A day before: the next ones are published, and do not sign yet.
        host.Clock.Advance(TimeSpan.FromDays(29.5));
        var before = (await client.Redeem(await client.Code("access.read")))["access_token"];
        new JsonWebToken(before).Kid.ShouldBe(new JsonWebToken(first).Kid);
        KeyIds(await Keys(host)).Count.ShouldBe(4);

        host.Clock.Advance(TimeSpan.FromDays(0.5) - TimeSpan.FromMinutes(1));
        var last = (await client.Redeem(await client.Code("access.read")))["access_token"];
        host.Clock.Advance(TimeSpan.FromMinutes(2));
        var next = (await client.Redeem(await client.Code("access.read")))["access_token"];
        new JsonWebToken(next).Kid.ShouldNotBe(new JsonWebToken(last).Kid);
        foreach (var token in new[] { last, next })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/units");
            request.Headers.Authorization = new("Bearer", token);
            (await client.Send(request)).Status.ShouldBe(HttpStatusCode.OK);
        }

        host.Clock.Advance(TimeSpan.FromDays(1));
        KeyIds(await Keys(host)).ShouldNotContain(new JsonWebToken(first).Kid);
    }

    [Fact]
    public async Task Keys_tokens_and_codes_lie_in_no_readable_form_in_the_database()
    {
        await using var host = await TestHost.StartAsync(DatabaseProvider.Sqlite);
        var client = await OAuthClient.Public(host);
        var code = await client.Code("offline_access access.read");
        var unused = await client.Code("offline_access access.read");
        var answer = await client.Redeem(code);
        await using (var scope = host.Services.CreateAsyncScope())
            (await scope.ServiceProvider.GetRequiredService<IdentityDb>().SigningKeys.ToListAsync()).ShouldNotBeEmpty();
        foreach (var file in Directory.EnumerateFiles(host.Folder, "monipolku.db*"))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
            var text = await reader.ReadToEndAsync();
            foreach (var secret in new[] { "PRIVATE KEY", code, unused, answer["refresh_token"], answer["access_token"] }) text.ShouldNotContain(secret, Case.Sensitive);
        }
    }

    private static async Task Change(TestHost host, OAuthClient client, Action<JsonObject> change)
    {
        var administrator = await host.As(TestHost.Administrator);
        var registered = await administrator.Get($"/api/v1/oauth-clients/{client.Id}");
        var details = registered["client"]!.DeepClone().AsObject();
        change(details);
        await administrator.Change(HttpMethod.Put, $"/api/v1/oauth-clients/{client.Id}", new { client = details }, registered);
    }

    private static async Task<JsonObject> Introspect(OAuthClient client, string token) =>
        (await client.Post(Endpoints.Introspect, OAuthClient.Merge(client.Authentication(), new() { ["token"] = token }))).ShouldGive().Body;

    private static Task<OAuthAnswer> Revoke(OAuthClient client, string token) =>
        client.Post(Endpoints.Revoke, OAuthClient.Merge(client.Authentication(), new() { ["token"] = token, ["token_type_hint"] = "refresh_token" }));

    private static async Task<(HttpStatusCode Api, HttpStatusCode UserInfo)> Opens(OAuthClient client, string token)
    {
        async Task<HttpStatusCode> Get(string path)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Authorization = new("Bearer", token);
            var answer = await client.Send(request);
            if (answer.Status == HttpStatusCode.Unauthorized) answer.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer error=\"invalid_token\"");
            return answer.Status;
        }
        return (await Get("/api/v1/units"), await Get(Endpoints.UserInfo));
    }

    private static async Task<string> Keys(TestHost host)
    {
        using var http = host.Anonymous();
        return await http.GetStringAsync(new Uri(Endpoints.Keys, UriKind.Relative));
    }

    private static List<string> KeyIds(string keys) => [.. JsonNode.Parse(keys)!["keys"]!.AsArray().Select(k => k!.AsObject().Text("kid"))];

    private static Task<TestHost> Host() => TestHost.Shared(DatabaseProvider.Sqlite);
}
