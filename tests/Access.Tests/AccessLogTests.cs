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
        question.Text("why").ShouldBe("To know whether it may be used");
        await client.Get($"/api/v1/access/explain?right=read-plan&personId={story.PersonId}");
        (await Log(client, story.PersonId)).First(e => e.Text("what").StartsWith("Kysytty", StringComparison.Ordinal)).Text("why").ShouldBe("Kysyit sitä itse");
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

        foreach (var (reader, why, data) in ((HttpClient, string, string)[])
            [
                (client, "Huoltajasi tai edustajasi luki sen", "Yhteinen suunnitelmasi"), (story.SocialWorker.Client, "Huoltajasi tai edustajasi luki sen", "Yhteinen suunnitelmasi"),
                // To a guardian it is said of the child.
                (heikki, "Lapsen toinen huoltaja tai edustaja luki sen", "Lapsen yhteinen suunnitelma"),
            ])
        {
            var look = (await Log(reader, story.PersonId)).Single(e => e["who"]?.GetValue<string>() == "Hanna Huoltaja" && e.Text("data") == data);
            look.Text("role").ShouldBe("Huoltaja");
            look.Text("why").ShouldBe(why);
        }
        // What she did herself she knows: a row of it that went or stayed would tell what the child keeps from her.
        var hers = await Log(hanna, story.PersonId);
        hers.ShouldContain(e => e.Text("why") == "Lapsi luki sen itse");
        hers.ShouldNotContain(e => e["who"] != null && e.Text("who") == "Hanna Huoltaja");
        // The client's own looks name nobody: it was they.
        (await Log(client, story.PersonId)).Where(e => e.Text("why") == "Luit sen itse").ShouldAllBe(e => e["who"] == null && e["role"] == null);
    }

    [Theory, EveryDatabase]
    public async Task A_repeat_with_the_same_key_is_decided_anew_and_logged_about_the_same_person(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Planned, database);
        var (key, code) = (Guid.NewGuid().ToString(), TestHetu.New(40));
        Task<HttpResponseMessage> Press() => story.SocialWorker.Client.SendJson(HttpMethod.Post, $"/api/v1/people/{story.PersonId}/guardians",
            new { identityCode = code, givenNames = "Hanna", familyName = "Huoltaja", role = "guardian" }, idempotencyKey: key);
        foreach (var status in (bool[])[false, true])
        {
            using var answer = await Press();
            (answer.StatusCode, answer.Headers.Contains("Idempotency-Replayed")).ShouldBe((HttpStatusCode.Created, status));
        }
        var auditor = await story.Host.AddStaff(Sector.Other, Role.Auditor);
        (await auditor.Client.Get($"/api/v1/audit?personId={story.PersonId}&limit=200"))["items"]!.AsArray().ShouldContain(r => r!["right"]!.GetValue<string>() == "write-person again");

        // She turns out to be the guardian herself.
        var administrator = await story.Host.As(TestHost.Administrator);
        var staff = await administrator.Get($"/api/v1/staff/{story.SocialWorker.Id}");
        await administrator.Change(HttpMethod.Put, $"/api/v1/staff/{story.SocialWorker.Id}",
            new { name = staff.Text("name"), roles = staff["roles"], unitId = staff["unitId"], identityCode = code }, staff);
        await Press().ShouldRefuse(HttpStatusCode.Forbidden, "access.own-record");
    }

    [Theory, EveryDatabase]
    public async Task A_guardian_sees_no_other_guardian_s_phone_and_the_client_sees_no_ids_of_rows(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Planned, database);
        var (client, hanna) = (await Client(story), await Guardian(story, "Hanna"));
        await story.SocialWorker.Client.Post($"/api/v1/people/{story.PersonId}/guardians",
            new { identityCode = TestHetu.New(41), givenNames = "Heikki", familyName = "Huoltaja", role = "guardian", phone = "+358401234567" });
        static string? Phone(JsonObject person) => person["guardians"]!.AsArray().Single(g => g!.AsObject().Text("givenNames") == "Heikki")!["phone"]?.GetValue<string>();

        Phone(await hanna.Get($"/api/v1/people/{story.PersonId}")).ShouldBeNull();
        Phone(await client.Get($"/api/v1/people/{story.PersonId}")).ShouldBe("+358401234567");
        (await Log(client, story.PersonId)).ShouldContain(e => e.Text("basis") == "guardian (703/2023 51 §)");
    }

    [Theory, EveryDatabase]
    public async Task Nothing_in_a_guardian_s_log_tells_of_a_veto(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Planned, database);
        var (client, hanna, worker) = (await Client(story), await Guardian(story, "Hanna"), story.SocialWorker.Client);
        var competence = new { assessed = true, competent = true };
        static bool Handled(JsonNode entry) => entry.Text("what") == "Käsitelty" && entry.Text("data").Contains("suostumukse", StringComparison.OrdinalIgnoreCase);
        async Task<(int Consents, int All)> Seen(HttpClient reader)
        {
            var log = await Log(reader, story.PersonId);
            return (log.Count(Handled), log.Count);
        }
        var (before, own) = (await Seen(hanna), (await Seen(client)).Consents);

        var veto = await worker.Post("/api/v1/prohibitions", new
        {
            personId = story.PersonId,
            kind = "guardians",
            givenBy = new { client = true },
            classes = new[] { "healthAssessmentPart" },
            competence,
        });
        await worker.Get($"/api/v1/prohibitions/{veto.Id()}");
        await worker.Get($"/api/v1/prohibitions/{veto.Id()}/recordings");
        await worker.Change(HttpMethod.Post, $"/api/v1/prohibitions/{veto.Id()}/withdraw", new { withdrawnBy = new { client = true } }, veto);
        await hanna.GetAsync($"/api/v1/prohibitions/{veto.Id()}").ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");

        // The client's look at the log is one more in it.
        (await Seen(hanna)).ShouldBe((before.Consents, before.All + 1));
        (await Seen(client)).Consents.ShouldBe(own + 2);
        await worker.Post("/api/v1/prohibitions", new
        {
            personId = story.PersonId,
            kind = "disclosure",
            givenBy = new { client = true },
            direction = "healthToSocial",
            classes = new[] { "healthAssessmentPart" },
            competence,
        });
        (await Seen(hanna)).Consents.ShouldBe(before.Consents + 1);
    }

    [Theory, EveryDatabase]
    public async Task What_administrators_and_supervisors_did_is_said_as_it_was(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Decided, database);
        var administrator = await story.Host.As(TestHost.Administrator);
        var client = await Client(story);
        var users = (await administrator.Get($"/api/v1/client-users?personId={story.PersonId}"))["items"]!.AsArray();
        var user = await administrator.Get($"/api/v1/client-users/{users.Single()!["id"]}");
        var second = await administrator.Post("/api/v1/client-users", new { subject = "client." + Guid.NewGuid().ToString("N"), personId = story.PersonId });
        await administrator.Change(HttpMethod.Post, $"/api/v1/client-users/{second.Id()}/end", new { }, second);
        user.Id().ShouldNotBe(second.Id());

        (await Log(client, story.PersonId)).Where(e => e.Text("data") == "Kirjautumisesi tähän palveluun").Select(e => e.Text("what"))
            .ShouldBe(["Käsitelty", "Käsitelty", "Luettu", "Näytetty useiden asiakkaiden luettelossa", "Käsitelty"]);

        var opened = await story.Outsider.Client.Post("/api/v1/access/break-glass", new { personId = story.PersonId, reason = "Hengenvaara: äkillinen sekavuus" });
        var manager = (await story.Host.AddStaff(Sector.Other, Role.Auditor)).Client;
        var glass = (await manager.Get("/api/v1/access/break-glass?limit=200&acknowledged=false"))["items"]!.AsArray().Single(b => b!["id"]!.GetValue<Guid>() == opened.Id())!.AsObject();
        await manager.Change(HttpMethod.Post, $"/api/v1/access/break-glass/{opened.Id()}/acknowledge", new { }, glass);
        await manager.Get($"/api/v1/audit?personId={story.PersonId}");

        (await Log(client, story.PersonId)).Where(e => e["role"]?.GetValue<string>() == "Lokivalvoja").Select(e => (e.Text("what"), e.Text("data"))).ShouldBe(
        [
            ("Luettu", "Loki siitä, kuka on käyttänyt tietojasi"), ("Käsitelty", "Tietojesi avaaminen hätätilanteessa"),
            ("Näytetty useiden asiakkaiden luettelossa", "Tietojesi avaaminen hätätilanteessa"),
        ]);
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
