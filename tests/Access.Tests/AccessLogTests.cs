using System.Net;
using System.Text.Json.Nodes;
using Monipolku.Access.Contracts;
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

    [Theory, EveryDatabase]
    public async Task Whoever_was_shown_in_a_list_finds_it_in_their_log_and_the_auditor_by_person(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Decided, database);
        var other = await Story.At(Chapter.Decided, database);
        var client = await Client(story);
        var auditor = (await story.Host.AddStaff(Sector.Other, Role.Auditor)).Client;
        async Task<List<string>> Listed(HttpClient reader) =>
            [.. (await Log(reader, story.PersonId)).Where(e => e.Text("what") == "Näytetty useiden asiakkaiden luettelossa").Select(e => e.Text("role"))];
        var before = (await Listed(client)).Count;

        await story.SocialWorker.Client.Get("/api/v1/intake/matters");
        (await story.SocialWorker.Client.Get("/api/v1/intake/queue"))["items"]!.AsArray().Count.ShouldBe(1);
        await story.Manager.Client.Get("/api/v1/intake/matters?limit=1");
        // Neither those who saw nobody nor those who saw somebody else.
        await story.SocialWorker.Client.Get("/api/v1/intake/matters?status=assessed");
        await story.SocialWorker.Client.GetAsync("/api/v1/intake/queue?sort=x").ShouldRefuse(HttpStatusCode.BadRequest, "intake.sort-unknown");
        await other.SocialWorker.Client.Get("/api/v1/intake/matters");

        (await Listed(client)).SkipLast(before).Order().ShouldBe(["Sosiaalityöntekijä", "Sosiaalityöntekijä", "Yksikön esihenkilö"]);
        var look = (await Log(client, story.PersonId)).First(e => e["role"]?.GetValue<string>() == "Yksikön esihenkilö");
        look.Text("who").ShouldBe("Testi Työntekijä");
        look.Text("data").ShouldBe("Sinua koskeva ilmoitus tai yhteydenotto");
        var rows = (await auditor.Get($"/api/v1/audit?personId={story.PersonId}&right=list-intake"))["items"]!.AsArray();
        rows.Count.ShouldBe(3);
        rows.ShouldAllBe(r => r!["listed"]!.GetValue<int>() == 1 && r["personId"] == null);
        // The permit of what was refused for another reason is in the log too, and shows nobody.
        var own = (await auditor.Get($"/api/v1/audit?staffId={story.SocialWorker.Id}&right=list-intake"))["items"]!.AsArray();
        own.Count(r => r!["listed"] is null).ShouldBe(2);
        using var export = await auditor.GetAsync($"/api/v1/audit/export?format=csv&personId={story.PersonId}&right=list-intake");
        (await export.Content.ReadAsStringAsync()).Split("\r\n").Count(line => line.EndsWith(",\"1\"", StringComparison.Ordinal)).ShouldBe(3);
    }

    [Theory, EveryDatabase]
    public async Task Pages_of_a_log_hold_own_rows_and_lists_in_one_order(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Decided, database);
        var client = await Client(story);
        for (var i = 0; i < 3; i++)
        {
            await story.SocialWorker.Client.Get("/api/v1/intake/matters");
            await story.SocialWorker.Client.Get($"/api/v1/people/{story.PersonId}");
        }
        var whole = await Log(story.SocialWorker.Client, story.PersonId);

        var seen = new List<JsonNode>();
        string? cursor = null;
        do
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/people/{story.PersonId}/access-log?limit=2" + (cursor is null ? "" : "&cursor=" + cursor));
            request.Headers.Add("Accept-Language", "fi");
            using var answer = await client.SendAsync(request);
            var page = await answer.Success();
            seen.AddRange(page["items"]!.AsArray()!);
            cursor = page["next"]?.GetValue<string>();
        }
        while (cursor is not null);

        // The first page begins with this reading itself; what comes into the log meanwhile is newer than where the reading stands.
        seen.Skip(1).Select(e => e.ToJsonString()).ShouldBe(whole.Select(e => e.ToJsonString()));
    }

    [Theory, EveryDatabase]
    public async Task A_guardian_who_read_is_named_to_the_client_and_to_the_other_guardian(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Planned, database);
        var client = await Client(story);
        var hanna = await Guardian(story, "Hanna");
        var heikki = await Guardian(story, "Heikki");
        await hanna.Get($"/api/v1/plans/{story.PlanId}");

        foreach (var reader in (HttpClient[])[client, heikki, story.SocialWorker.Client])
        {
            var look = (await Log(reader, story.PersonId)).Single(e => e["who"]?.GetValue<string>() == "Hanna Huoltaja");
            look.Text("role").ShouldBe("Huoltaja");
            look.Text("why").ShouldBe("Huoltajasi tai edustajasi luki sen");
            look.Text("data").ShouldBe("Yhteinen suunnitelmasi");
        }
        // The client's own looks name nobody: it was they.
        (await Log(client, story.PersonId)).Where(e => e.Text("why") == "Luit sen itse").ShouldAllBe(e => e["who"] == null && e["role"] == null);
    }

    private static async Task<HttpClient> Client(Story story)
    {
        var administrator = await story.Host.As(TestHost.Administrator);
        var subject = "client." + Guid.NewGuid().ToString("N");
        await administrator.Post("/api/v1/client-users", new { subject, personId = story.PersonId });
        return await story.Host.As(subject);
    }

    private static async Task<HttpClient> Guardian(Story story, string givenNames)
    {
        var (administrator, identityCode, subject) = (await story.Host.As(TestHost.Administrator), TestHetu.New(40), "client." + Guid.NewGuid().ToString("N"));
        await story.SocialWorker.Client.Post($"/api/v1/people/{story.PersonId}/guardians", new { identityCode, givenNames, familyName = "Huoltaja", role = "guardian" });
        await administrator.Post("/api/v1/client-users", new { subject, person = new { identityCode, givenNames, familyName = "Huoltaja" } });
        return await story.Host.As(subject);
    }

    /// <summary>In Finnish.</summary>
    private static async Task<IReadOnlyList<JsonNode>> Log(HttpClient reader, Guid personId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/people/{personId}/access-log?limit=200");
        request.Headers.Add("Accept-Language", "fi");
        using var answer = await reader.SendAsync(request);
        return [.. (await answer.Success())["items"]!.AsArray().Select(e => e!)];
    }
}
