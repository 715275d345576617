using System.Net;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Access.Tests;

/// <summary>703/2023 11 §: the client gets to know who has used their data, when and why.</summary>
public class AccessLogTests
{
    [Theory, EveryDatabase]
    public async Task Client_and_the_worker_who_hands_a_copy_read_who_when_what_and_why_in_their_language(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Planned, database);
        await story.Nurse.Client.Get($"/api/v1/plans/{story.PlanId}");
        var administrator = await story.Host.As(TestHost.Administrator);
        var subject = "client." + Guid.NewGuid().ToString("N");
        await administrator.Post("/api/v1/client-users", new { subject, personId = story.PersonId });
        var client = await story.Host.As(subject);
        var path = $"/api/v1/people/{story.PersonId}/access-log?limit=200";

        foreach (var (reader, language, role, data) in ((HttpClient, string, string, string)[])
            [(client, "fi", "Psykiatrinen sairaanhoitaja", "Yhteinen suunnitelmasi"), (client, "sv", "Psykiatrisk sjukskötare", "Din gemensamma plan"), (story.SocialWorker.Client, "en", "Psychiatric nurse", "Your joint plan")])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Add("Accept-Language", language);
            using var answer = await reader.SendAsync(request);
            var entries = (await answer.Success())["items"]!.AsArray();
            var look = entries.First(e => e!["role"]?.GetValue<string>() == role && e.Text("data") == data)!;
            look.Text("who").ShouldBe("Testi Työntekijä");
            look["unit"].ShouldNotBeNull();
            look.Text("basis").ShouldContain("703/2023 9 §");
            look["emergency"]!.GetValue<bool>().ShouldBeFalse();
            entries.Select(e => e!["at"]!.GetValue<DateTimeOffset>()).ShouldBe(entries.Select(e => e!["at"]!.GetValue<DateTimeOffset>()).OrderDescending());
        }

        await story.Nurse.Client.Get($"/api/v1/access/explain?right=read-plan&personId={story.PersonId}");
        using var again = new HttpRequestMessage(HttpMethod.Get, path);
        again.Headers.Add("Accept-Language", "en");
        using var answered = await client.SendAsync(again);
        // Newest first; what the client just asked is before it.
        var question = (await answered.Success())["items"]!.AsArray().First(e => e!["role"]?.GetValue<string>() == "Psychiatric nurse")!;
        question.Text("what").ShouldBe("Asked whether it may be used; no data was shown");
        await story.Outsider.Client.GetAsync(path).ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
        await story.Nurse.Client.GetAsync(path).ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
        var other = await Story.At(Chapter.Notified, database);
        await client.GetAsync($"/api/v1/people/{other.PersonId}/access-log").ShouldRefuse(HttpStatusCode.Forbidden, "access.not-yours");
    }
}
