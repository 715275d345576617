using System.Net;
using System.Text.Json.Nodes;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Assessments.Tests;

public class ReuseTests
{
    [Theory, EveryDatabase]
    public async Task Earlier_items_are_offered_with_source_and_accepted_one_by_one(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var first = await story.StartAndComplete();
        var second = await story.Start();

        var offered = (await story.Nurse.Client.Get(Story.PathOf(second, "/reusable")))["items"]!.AsArray();
        offered.Select(o => o!["item"]!.Text("key")).ShouldContain("strength:1");
        var wellbeing = offered.Single(o => o!["item"]!.Text("key") == "answer:child.wellbeing")!;
        wellbeing["ageInDays"]!.GetValue<int>().ShouldBe(0);
        wellbeing["item"]!.Text("source").ShouldBe("Nuori ja äiti");
        wellbeing["item"]!["question"]!.Text("en").ShouldBe("The child's wellbeing");
        wellbeing["item"]!["fromAssessmentId"]!.GetValue<Guid>().ShouldBe(first.Id());

        var path = Story.PathOf(second, "/reused");
        var need = offered.First(o => o!["item"]!["need"] is not null)!["item"]!.Text("key");
        var accepted = await story.Nurse.Client.Change(HttpMethod.Put, path, Choose(first, "answer:child.wellbeing", need), second);
        var reused = (await story.SocialWorker.Client.Get(Story.PathOf(second)))["reused"]!.AsArray();
        reused.Select(r => r!["item"]!.Text("key")).ShouldBe(["answer:child.wellbeing", need]);
        reused[0]!["item"]!["answer"]!.Text("text").ShouldBe("Aamuisin ahdistunut.");
        reused[0]!["acceptedBy"]!.GetValue<Guid>().ShouldBe(story.Nurse.Id);
        // Second-hand knowledge answers no question of this assessment.
        (await story.SocialWorker.Client.Get(Story.PathOf(second)))["shared"].ShouldBeNull();

        await story.SocialWorker.Client.Change(HttpMethod.Put, path, Choose(first, need), accepted);
        var left = (await story.SocialWorker.Client.Get(Story.PathOf(second)))["reused"]!.AsArray().Single()!;
        left["acceptedBy"]!.GetValue<Guid>().ShouldBe(story.Nurse.Id);
    }

    [Theory, EveryDatabase]
    public async Task What_is_not_offered_is_not_accepted(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var first = await story.StartAndComplete();
        var other = await (await Story.Begin(database)).StartAndComplete();
        var second = await story.Start();
        var path = Story.PathOf(second, "/reused");

        foreach (var body in (object[])[Choose(other, "answer:child.wellbeing"), Choose(first, "answer:family.housing"), Choose(second, "answer:child.wellbeing"), Choose(first, "need:x")])
            await story.Nurse.Client.SendJson(HttpMethod.Put, path, body, ifMatch: "\"1\"").ShouldRefuse(HttpStatusCode.UnprocessableEntity, "assessments.not-reusable");
        await story.Nurse.Client.SendJson(HttpMethod.Put, path, Choose(first, "strength:0", "strength:0"), ifMatch: "\"1\"")
            .ShouldRefuse(HttpStatusCode.UnprocessableEntity, "assessments.reused-twice");
        await story.Nurse.Client.SendJson(HttpMethod.Put, Story.PathOf(first, "/reused"), Choose(first), ifMatch: "\"6\"").ShouldRefuse(HttpStatusCode.Conflict, "assessments.completed");
        var stranger = await story.Host.AddStaff(Access.Contracts.Sector.Social, Access.Contracts.Role.SocialWorker);
        await stranger.Client.GetAsync(Story.PathOf(second, "/reusable")).ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
    }

    [Fact]
    public void What_could_stigmatise_is_not_offered_when_it_is_old()
    {
        var written = new DateTimeOffset(2024, 1, 10, 12, 0, 0, TimeSpan.Zero);
        var part = new SharedPart(
            new ClientView("x", "x", true), null, [], [], new Explained("x", "x", "x"), "x", Guid.NewGuid(), written,
            [new Answer("services.earlier-and-present", "Korvaushoito 2015"), new Answer("child.everyday", "Arki")]);

        Keys(new DateOnly(2024, 1, 10)).ShouldBe(["answer:services.earlier-and-present", "answer:child.everyday"]);
        Keys(new DateOnly(2024, 1, 11)).ShouldBe(["answer:child.everyday"]);

        List<string> Keys(DateOnly oldBefore) => [.. ReusableItem.Of(Guid.NewGuid(), part, ShippedTemplates.All[0], oldBefore).Select(i => i.Key)];
    }

    private static object Choose(JsonObject from, params string[] keys) =>
        new { items = keys.Select(key => new { fromAssessmentId = from.Id(), key }) };
}
