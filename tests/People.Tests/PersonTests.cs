using System.Net;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.People.Tests;

public class PersonTests
{
    [Theory, EveryDatabase]
    public async Task Search_answers_an_unknown_code_like_somebody_elses_client(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var worker = await host.AddStaff(Sector.Social, Role.SocialWorker);

        await worker.Client.SendJson(HttpMethod.Post, "/api/v1/people/search", new { identityCode = TestHetu.New() })
            .ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
    }

    [Theory, EveryDatabase]
    public async Task Wrong_check_character_is_named_by_its_path(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var worker = await host.AddStaff(Sector.Social, Role.SocialWorker);

        var problem = await worker.Client.SendJson(HttpMethod.Post, "/api/v1/people/search", new { identityCode = "010190-999X" })
            .ShouldRefuse(HttpStatusCode.BadRequest, "people.identity-code-wrong");

        problem["errors"]!.AsObject().ShouldContainKey("$.identityCode");
    }

    [Theory, EveryDatabase]
    public async Task Empty_and_invisible_text_is_refused_where_a_pattern_or_a_name_is_wanted(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var story = await (await Story.Begin(host)).Until(Chapter.Decided);
        var worker = story.SocialWorker.Client;
        var person = await worker.Get($"/api/v1/people/{story.PersonId}");
        object Guardian(string givenNames, string? phone) =>
            new { identityCode = TestHetu.New(40), givenNames, familyName = "Huoltaja", role = "guardian", phone };

        (string Path, HttpMethod Method, object Body, string Member)[] wrong =
        [
            ("guardians", HttpMethod.Post, Guardian("Hanna", ""), "$.phone"),
            ("guardians", HttpMethod.Post, Guardian("Hanna", "+٣٥٨٤٠١٢٣٤٥٦٧"), "$.phone"),
            ("guardians", HttpMethod.Post, Guardian("   ", null), "$.givenNames"),
            ("guardians", HttpMethod.Post, Guardian("\u200b", null), "$.givenNames"),
            ("contact", HttpMethod.Put, new { contact = new { phone = "" }, language = "fi" }, "$.contact.phone"),
            ("contact", HttpMethod.Put, new { contact = new { city = "" }, language = "fi" }, "$.contact.city"),
            ("contact", HttpMethod.Put, new { contact = new { }, language = "" }, "$.language"),
        ];
        foreach (var (path, method, body, member) in wrong)
        {
            var problem = await worker.SendJson(
                    method, $"/api/v1/people/{story.PersonId}/{path}", body, ifMatch: $"\"{person["version"]}\"", idempotencyKey: Guid.NewGuid().ToString())
                .ShouldRefuse(HttpStatusCode.BadRequest, "platform.invalid-request");
            problem["errors"]!.AsObject().ShouldContainKey(member);
        }
    }

    [Theory, EveryDatabase]
    public async Task The_same_key_at_the_same_address_in_another_spelling_is_a_repeat(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var story = await (await Story.Begin(host)).Until(Chapter.Decided);
        var body = new { identityCode = TestHetu.New(40), givenNames = "Hanna", familyName = "Huoltaja", role = "guardian" };
        var key = Guid.NewGuid().ToString();
        var path = $"/api/v1/people/{story.PersonId}/guardians";

        using var first = await story.SocialWorker.Client.SendJson(HttpMethod.Post, path, body, idempotencyKey: key);
        using var again = await story.SocialWorker.Client.SendJson(HttpMethod.Post, path.ToUpperInvariant() + "/", body, idempotencyKey: key);

        first.StatusCode.ShouldBe(HttpStatusCode.Created);
        again.Headers.GetValues("Idempotency-Replayed").ShouldBe(["true"]);
    }

    [Theory, EveryDatabase]
    public async Task A_request_id_is_a_uuid_and_an_empty_body_is_named_as_the_body(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var worker = await host.AddStaff(Sector.Social, Role.SocialWorker);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/people/search");
        request.Headers.Add("X-Request-ID", "150311A9032");
        request.Content = new StringContent("", System.Text.Encoding.UTF8, "application/json");

        using var answer = await worker.Client.SendAsync(request);

        answer.Headers.GetValues("X-Request-ID").Single().ShouldNotBe("150311A9032");
        (await answer.Content.ReadAsStringAsync()).ShouldContain("\"$\"");
    }
}
