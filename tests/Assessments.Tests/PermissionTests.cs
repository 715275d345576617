using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Assessments.Tests;

public class PermissionTests
{
    [Theory, EveryDatabase]
    public async Task Permission_opens_one_direction_and_its_withdrawal_closes_it_at_the_next_read(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var assessment = await story.StartAndWrite();
        var part = Story.PathOf(assessment, "/parts/health");

        await Give(story, new { kind = "jointWork" });
        await story.SocialWorker.Client.GetAsync(part).ShouldRefuse(HttpStatusCode.Forbidden, "access.permission-missing");
        var permission = await Give(story, new { kind = "disclosurePermission", direction = "healthToSocial", classes = new[] { "healthAssessmentPart" } });

        (await story.SocialWorker.Client.Get(part)).Text("text").ShouldBe("Terveydenhuollon osuus");
        PartOf(await story.SocialWorker.Client.Get(Story.PathOf(assessment)), "health")["content"]!.Text("text").ShouldBe("Terveydenhuollon osuus");
        await story.Nurse.Client.GetAsync(Story.PathOf(assessment, "/parts/social")).ShouldRefuse(HttpStatusCode.Forbidden, "access.permission-missing");

        await story.SocialWorker.Client.Change(HttpMethod.Post, $"/api/v1/consents/{permission.Id()}/withdraw", new { withdrawnBy = new { client = true } }, permission);

        await story.SocialWorker.Client.GetAsync(part).ShouldRefuse(HttpStatusCode.Forbidden, "access.permission-withdrawn");
        PartOf(await ReadKnowing(story, assessment), "health")["withheld"]!.Text("code").ShouldBe("access.permission-withdrawn");
    }

    [Theory, EveryDatabase]
    public async Task Permission_to_health_opens_the_social_part_to_the_nurse_and_nothing_to_the_social_worker(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var assessment = await story.StartAndWrite();

        await Give(story, new { kind = "jointWork" });
        await Give(story, new { kind = "disclosurePermission", direction = "socialToHealth", classes = new[] { "socialAssessmentPart" } });

        (await story.Nurse.Client.Get(Story.PathOf(assessment, "/parts/social"))).Text("text").ShouldBe("Sosiaalihuollon osuus");
        await story.SocialWorker.Client.GetAsync(Story.PathOf(assessment, "/parts/health")).ShouldRefuse(HttpStatusCode.Forbidden, "access.permission-missing");
    }

    [Theory, EveryDatabase]
    public async Task Permission_lets_read_and_never_write_the_other_sectors_part(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var assessment = await story.StartAndWrite();

        await Give(story, new { kind = "jointWork" });
        await Give(story, new { kind = "disclosurePermission", direction = "healthToSocial", classes = new[] { "healthAssessmentPart" } });

        await story.SocialWorker.Client.SendJson(HttpMethod.Put, Story.PathOf(assessment, "/parts/health"), Story.PartBody("x"), ifMatch: "\"4\"")
            .ShouldRefuse(HttpStatusCode.Forbidden, "assessments.other-sectors-part");
    }

    [Theory, EveryDatabase]
    public async Task Permission_of_some_days_opens_what_was_written_on_them_and_one_of_service_tasks_opens_no_part(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var assessment = await story.StartAndWrite();
        var part = Story.PathOf(assessment, "/parts/social");
        var today = new DateOnly(2026, 9, 15);
        object Limited(object? from, object? to, params string[] tasks) =>
            new { kind = "disclosurePermission", direction = "socialToHealth", classes = new[] { "socialAssessmentPart" }, dataFrom = from, dataTo = to, serviceTasks = tasks };

        await Give(story, new { kind = "jointWork" });
        await Give(story, Limited(null, today.AddDays(-1)));
        await story.Nurse.Client.GetAsync(part).ShouldRefuse(HttpStatusCode.Forbidden, "access.permission-does-not-cover");
        await Give(story, Limited(today.AddDays(1), null));
        PartOf(await story.Nurse.Client.Get(Story.PathOf(assessment)), "social")["withheld"]!.Text("code").ShouldBe("access.permission-does-not-cover");
        await Give(story, Limited(today, today));
        (await story.Nurse.Client.Get(part)).Text("text").ShouldBe("Sosiaalihuollon osuus");
        PartOf(await story.Nurse.Client.Get(Story.PathOf(assessment)), "social")["withheld"].ShouldBeNull();
        // An assessment has no service task: it is not known to be one of those permitted.
        await Give(story, Limited(null, null, "4"));
        await story.Nurse.Client.GetAsync(part).ShouldRefuse(HttpStatusCode.Forbidden, "access.permission-does-not-cover");
    }

    /// <summary>Reads as one who has the present version already.</summary>
    private static async Task<JsonObject> ReadKnowing(Story story, JsonObject assessment)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Story.PathOf(assessment));
        request.Headers.IfNoneMatch.ParseAdd("\"4\"");
        using var answer = await story.SocialWorker.Client.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await answer.Success();
    }

    private static Task<JsonObject> Give(Story story, object terms)
    {
        var body = new JsonObject
        {
            ["personId"] = story.PersonId,
            ["matterId"] = story.MatterId,
            ["givenBy"] = new JsonObject { ["client"] = true },
            ["form"] = "paper",
            ["language"] = "fi",
            ["informationTextVersion"] = "2026-1",
            ["signedOn"] = "2026-09-15",
            ["purpose"] = "Yhteinen arviointi",
            ["competence"] = new JsonObject { ["assessed"] = true, ["competent"] = true },
        };
        foreach (var (name, value) in JsonSerializer.SerializeToNode(terms, JsonRules.Options)!.AsObject()) body[name] = value?.DeepClone();
        return story.SocialWorker.Client.Post("/api/v1/consents", body);
    }

    private static JsonNode PartOf(JsonObject view, string sector) => view["parts"]!.AsArray().Single(p => p!.Text("sector") == sector)!;
}
