using System.Net;
using System.Text.Json.Nodes;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Assessments.Tests;

public class OtherSectorTests
{
    [Theory, EveryDatabase]
    public async Task Each_sees_the_shared_part_and_the_own_sectors_part(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var assessment = await story.StartAndWrite();

        foreach (var (staff, own, other) in ((TestStaff, string, string)[])[(story.SocialWorker, "social", "health"), (story.Nurse, "health", "social")])
        {
            var view = await staff.Client.Get(Story.PathOf(assessment));
            view["shared"]!["clientView"]!.Text("text").ShouldBe("Haluan takaisin kouluun.");
            PartOf(view, own)["withheld"].ShouldBeNull();
            PartOf(view, own)["content"]!["riskPrompts"]![0]!.Text("code").ShouldBe("selfHarm");
            PartOf(view, other)["content"].ShouldBeNull();
            PartOf(view, other)["withheld"]!.Text("code").ShouldBe("access.joint-work-consent-missing");
            PartOf(view, other)["withheld"]!.Text("text").ShouldNotBeEmpty();
        }
    }

    [Theory, EveryDatabase]
    public async Task Withheld_part_looks_the_same_whether_it_is_written_or_not(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var started = await story.Start();
        var before = PartOf(await story.SocialWorker.Client.Get(Story.PathOf(started)), "health");
        await story.SocialWorker.Client.GetAsync(Story.PathOf(started, "/parts/health")).ShouldRefuse(HttpStatusCode.Forbidden, "access.joint-work-consent-missing");

        await story.Nurse.Client.Change(HttpMethod.Put, Story.PathOf(started, "/parts/health"), Story.PartBody("Terveydenhuollon osuus"), started);

        var after = PartOf(await story.SocialWorker.Client.Get(Story.PathOf(started)), "health");
        JsonNode.DeepEquals(before, after).ShouldBeTrue();
        await story.SocialWorker.Client.GetAsync(Story.PathOf(started, "/parts/health")).ShouldRefuse(HttpStatusCode.Forbidden, "access.joint-work-consent-missing");
    }

    [Theory, EveryDatabase]
    public async Task Own_part_is_read_alone_and_is_not_found_before_it_is_written(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var started = await story.Start();
        await story.Nurse.Client.GetAsync(Story.PathOf(started, "/parts/health")).ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
        PartOf(await story.Nurse.Client.Get(Story.PathOf(started)), "health")["content"].ShouldBeNull();

        await story.Nurse.Client.Change(HttpMethod.Put, Story.PathOf(started, "/parts/health"), Story.PartBody("Terveydenhuollon osuus"), started);

        var part = await story.Nurse.Client.Get(Story.PathOf(started, "/parts/health"));
        part.Text("text").ShouldBe("Terveydenhuollon osuus");
        part.Text("sector").ShouldBe("health");
        part["writtenBy"]!.GetValue<Guid>().ShouldBe(story.Nurse.Id);
        part["version"]!.GetValue<int>().ShouldBe(2);
    }

    private static JsonNode PartOf(JsonObject view, string sector) => view["parts"]!.AsArray().Single(p => p!.Text("sector") == sector)!;
}
