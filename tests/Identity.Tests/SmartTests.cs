using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.JsonWebTokens;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Identity.Tests;

/// <summary>SMART App Launch 2.2: scopes, launch context and audience.</summary>
public class SmartTests
{
    [Theory]
    [InlineData("patient/*.read", "patient/*.rs", "patient/*.rs")]
    [InlineData("patient/CarePlan.read", "patient/*.rs", "patient/CarePlan.rs")]
    [InlineData("patient/*.*", "patient/*.rs", "patient/*.rs")]
    [InlineData("patient/*.write", "patient/*.rs", "")]
    [InlineData("patient/*.cruds", "patient/CarePlan.rs patient/Goal.r", "patient/CarePlan.rs patient/Goal.r")]
    [InlineData("patient/CarePlan.rs?category=assess-plan", "patient/*.rs", "patient/CarePlan.rs?category=assess-plan")]
    [InlineData("patient/CarePlan.rs", "patient/CarePlan.rs?category=assess-plan", "patient/CarePlan.rs?category=assess-plan")]
    [InlineData("patient/CarePlan.rs?category=a", "patient/CarePlan.rs?category=b", "")]
    [InlineData("user/*.rs", "patient/*.rs", "")]
    [InlineData("patient/*.sr", "patient/*.rs", "")]
    [InlineData("patient/*.rr", "patient/*.rs", "")]
    [InlineData("patient/*.", "patient/*.rs", "")]
    [InlineData("patient/careplan.rs", "patient/*.rs", "")]
    [InlineData("patient/CarePlan.rs?", "patient/*.rs", "")]
    [InlineData("Patient/CarePlan.rs", "patient/*.rs", "")]
    [InlineData("openid fhirUser", "openid", "openid")]
    public void Smart_3_scopes_are_narrowed_to_what_the_client_may_have(string asked, string allowed, string given) =>
        string.Join(' ', Scopes.Narrow(asked.Split(' '), allowed.Split(' '))).ShouldBe(given);

    [Fact] // a law: nothing that was narrowed goes beyond what was asked or what is allowed
    public void Smart_3_narrowing_never_widens()
    {
        var random = new Random(11);
        string Any() => $"{Pick("patient", "user")}/{Pick("*", "CarePlan", "Goal")}.{Pick("r", "rs", "cruds", "cud", "s")}{Pick("", "?a=1", "?b=2")}";
        string Pick(params string[] from) => from[random.Next(from.Length)];
        for (var i = 0; i < 5000; i++)
        {
            var (asked, allowed) = (new[] { Any(), Any() }, new[] { Any(), Any() });
            foreach (var scope in Scopes.Narrow(asked, allowed))
            {
                var given = SmartScope.Parse(scope)!;
                asked.ShouldContain(a => SmartScope.Parse(a)!.Within(given) == given || given.Within(SmartScope.Parse(a)!) == given, $"{scope} of {string.Join(' ', asked)}");
                allowed.ShouldContain(a => given.Within(SmartScope.Parse(a)!) == given, $"{scope} within {string.Join(' ', allowed)}");
            }
        }
    }

    [Theory]
    [InlineData(null, "invalid_request")]
    [InlineData("https://elsewhere.example/fhir", "invalid_request")]
    [InlineData("http://127.0.0.1/fhir", "invalid_request")]
    public async Task Smart_2_1_1_fhir_scopes_need_this_services_address_as_audience(string? audience, string error)
    {
        var client = await OAuthClient.Public(await Host(), "patient/*.rs", "launch/patient", "openid");
        (await client.Authorize("patient/CarePlan.rs", ("aud", audience))).ShouldRedirectWith(error, client.Issuer);
        (await client.Authorize("openid", ("aud", null))).ShouldGoOn();
    }

    [Theory]
    [InlineData("category=a", "category=a", "category=a")]
    [InlineData("category=http://x|a", "category=http%3A%2F%2Fx%7Ca", "category=http://x|a")]
    [InlineData("category=a%2Cb", "category=b,a", "category=a%2Cb")]
    [InlineData("category=a,b", "category=b,c", "category=b")]
    [InlineData("category=a", "category=b", null)]
    [InlineData("category=a", "status=a", null)]
    [InlineData("category=a", "category=a&status=b", null)]
    [InlineData(null, "category=a", "category=a")]
    public void A_limited_scope_is_compared_by_its_categories_and_not_by_its_text(string? asked, string allowed, string? given)
    {
        static SmartScope Of(string? query) => SmartScope.Parse("user/CarePlan.rs" + (query is null ? "" : "?" + query))!;
        Of(asked).Within(Of(allowed)).ShouldBe(given is null ? null : Of(given));
    }

    [Fact]
    public async Task Rfc8707_resource_stands_for_aud()
    {
        var client = await OAuthClient.Public(await Host(), "patient/*.rs", "launch/patient");
        (await client.Authorize("patient/*.rs", ("aud", null), ("resource", client.FhirBase))).ShouldGoOn();
        (await client.Authorize("patient/*.rs", ("aud", null), ("resource", client.Issuer))).ShouldRedirectWith("invalid_target", client.Issuer);
    }

    [Fact]
    public async Task Smart_2_1_1_the_chosen_person_is_in_answer_and_token()
    {
        var client = await OAuthClient.Public(await Host(), "patient/*.rs", "launch/patient", "openid", "fhirUser", "offline_access");
        var person = Guid.NewGuid();
        var answer = (await client.Redeem(await client.Code("launch/patient patient/*.read openid offline_access", null, person))).ShouldGive();
        answer["patient"].ShouldBe(person.ToString());
        answer["scope"].ShouldBe("launch/patient patient/*.rs openid offline_access");
        var token = new JsonWebToken(answer["access_token"]);
        token.GetPayloadValue<string>("patient").ShouldBe(person.ToString());
        token.Audiences.ShouldBe([client.FhirBase]);
        (await client.Refresh(answer["refresh_token"])).ShouldGive()["patient"].ShouldBe(person.ToString());
    }

    [Fact]
    public async Task A_token_for_one_person_opens_no_log_of_everybody()
    {
        var host = await Host();
        var auditor = await host.AddStaff(Sector.Social, Role.Auditor);
        var client = await OAuthClient.Public(host, "launch/patient", "audit.read");
        var answer = (await client.Redeem(await client.Code("launch/patient audit.read", client.User(auditor.Subject), Guid.CreateVersion7()))).ShouldGive();
        using var app = host.Anonymous();
        app.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", answer["access_token"]);

        foreach (var path in (string[])["/api/v1/audit", "/api/v1/audit/export"])
        {
            await auditor.Client.GetStringAsync(new Uri(path, UriKind.Relative));
            await app.GetAsync(new Uri(path, UriKind.Relative)).ShouldRefuse(HttpStatusCode.Forbidden, "access.outside-launch");
        }
    }

    [Fact]
    public async Task Smart_2_0_an_ehr_launch_carries_its_person_once_to_its_app()
    {
        var host = await Host();
        var story = await (await Story.Begin(host)).Until(Chapter.Decided);
        var app = await OAuthClient.Public(host, "launch", "patient/*.rs", "openid", "fhirUser");
        var other = await OAuthClient.Public(host, "launch", "patient/*.rs");
        var launch = await story.DutyWorker.Client.Post("/api/v1/launches", new { clientId = app.Id, personId = story.PersonId });
        var query = QueryHelpers.ParseQuery(new Uri(launch.Text("url")).Query);
        query["iss"].ToString().ShouldBe(app.FhirBase);
        var handle = query["launch"].ToString();
        handle.ShouldBe(launch.Text("launch"));

        (await other.Authorize("launch patient/*.rs", ("launch", handle))).ShouldRedirectWith("invalid_request", app.Issuer);
        var answer = (await app.Redeem(await app.Code("launch patient/*.rs openid", app.User(story.DutyWorker.Subject), null, ("launch", handle)))).ShouldGive();
        answer["patient"].ShouldBe(story.PersonId.ToString());
        (await app.Authorize("launch patient/*.rs", ("launch", handle))).ShouldRedirectWith("invalid_request", app.Issuer);
    }

    [Fact]
    public async Task Smart_2_0_a_launch_needs_its_scope_and_the_scope_its_launch()
    {
        var client = await OAuthClient.Public(await Host(), "launch", "patient/*.rs");
        (await client.Authorize("launch patient/*.rs")).ShouldRedirectWith("invalid_request", client.Issuer);
        (await client.Authorize("launch patient/*.rs", ("launch", "guessed"))).ShouldRedirectWith("invalid_request", client.Issuer);
        (await client.Authorize("patient/*.rs", ("launch", "guessed"))).ShouldRedirectWith("invalid_request", client.Issuer);
    }

    [Fact]
    public async Task Smart_2_0_a_launch_ends_after_5_minutes()
    {
        await using var host = await TestHost.StartAsync(DatabaseProvider.Sqlite);
        var story = await (await Story.Begin(host)).Until(Chapter.Decided);
        var app = await OAuthClient.Public(host, "launch", "patient/*.rs");
        var launch = await story.DutyWorker.Client.Post("/api/v1/launches", new { clientId = app.Id, personId = story.PersonId });
        host.Clock.Advance(TimeSpan.FromMinutes(5));
        (await app.Authorize("launch patient/*.rs", ("launch", launch.Text("launch")))).ShouldRedirectWith("invalid_request", app.Issuer);
    }

    [Fact]
    public async Task Smart_2_0_only_who_may_read_the_person_launches_an_app_for_them()
    {
        var host = await Host();
        var story = await (await Story.Begin(host)).Until(Chapter.Decided);
        var app = await OAuthClient.Public(host, "launch", "patient/*.rs");
        var stranger = await host.AddStaff(Sector.Social, Role.SocialWorker);
        await stranger.Client.SendJson(HttpMethod.Post, "/api/v1/launches", new { clientId = app.Id, personId = story.PersonId }, idempotencyKey: Guid.NewGuid().ToString())
            .ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
        await story.DutyWorker.Client.SendJson(HttpMethod.Post, "/api/v1/launches", new { clientId = "no-such-app", personId = story.PersonId }, idempotencyKey: Guid.NewGuid().ToString())
            .ShouldRefuse(HttpStatusCode.UnprocessableEntity, "identity.client-not-launched");
    }

    [Fact]
    public async Task Smart_8_discovery_says_what_is_here()
    {
        var client = await OAuthClient.Public(await Host());
        using var http = (await Host()).Anonymous();
        var smart = await http.Get("/fhir/.well-known/smart-configuration");
        smart.Text("issuer").ShouldBe(client.Issuer);
        smart.Text("token_endpoint").ShouldBe(client.TokenEndpoint);
        smart["code_challenge_methods_supported"]!.ToJsonString().ShouldBe("[\"S256\"]");
        smart["capabilities"]!.ToJsonString().ShouldContain("launch-ehr");
        smart["capabilities"]!.ToJsonString().ShouldContain("permission-v2");
    }

    private static Task<TestHost> Host() => TestHost.Shared(DatabaseProvider.Sqlite);
}
