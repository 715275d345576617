using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Assessments.Tests;

public class WritePartsTests
{
    [Theory, EveryDatabase]
    public async Task Shared_part_is_read_back_as_written(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var assessment = await story.Start();

        var written = await story.Nurse.Client.Change(HttpMethod.Put, Story.PathOf(assessment, "/shared"), Story.SharedBody(), assessment);
        written["version"]!.GetValue<int>().ShouldBe(2);
        var read = (await story.SocialWorker.Client.Get(Story.PathOf(assessment)))["shared"]!.AsObject();

        JsonNode.DeepEquals(read, written["shared"]).ShouldBeTrue();
        var body = Story.SharedBody();
        foreach (var (member, value) in body["clientView"]!.AsObject()) JsonNode.DeepEquals(read["clientView"]![member], value).ShouldBeTrue(member);
        foreach (var member in (string[])["guardianView", "strengths", "explained", "source"])
            JsonNode.DeepEquals(read[member], body[member]).ShouldBeTrue(member);
        read["needs"]!.AsArray().Select(n => (n!.Text("code"), n!.Text("text"), n!["name"]!.Text("sv"))).ShouldBe(
        [
            ("9", "Ahdistus", "Stödbehov på grund av problem med den psykiska hälsan"),
            ("7", "Koulunkäynti", "Stödbehov relaterat till en harmonisk utveckling och välbefinnande hos barn"),
            ("8", "Päihteiden käyttö", "Stödbehov på grund av drogmissbruk"),
        ]);
        read["writtenBy"]!.GetValue<Guid>().ShouldBe(story.Nurse.Id);
    }

    [Theory, EveryDatabase]
    public async Task Need_keeps_its_id_and_one_left_out_is_removed(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var assessment = await story.Start();
        var path = Story.PathOf(assessment, "/shared");
        var first = await story.Nurse.Client.Change(HttpMethod.Put, path, Story.SharedBody(), assessment);
        var kept = first["shared"]!["needs"]![1]!["id"]!.GetValue<Guid>();

        var second = await story.Nurse.Client.Change(HttpMethod.Put, path, WithNeeds($$"""[{"code":"4","text":"Uusi"},{"code":"7","text":"Muutettu","id":"{{kept}}"}]"""), first);

        var needs = second["shared"]!["needs"]!.AsArray();
        needs.Count.ShouldBe(2);
        needs[1]!["id"]!.GetValue<Guid>().ShouldBe(kept);
        needs[1]!.Text("text").ShouldBe("Muutettu");
        needs[0]!["id"]!.GetValue<Guid>().ShouldNotBe(kept);
    }

    [Theory, EveryDatabase]
    public async Task Wrong_need_is_named_by_its_path(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var assessment = await story.Start();
        var first = await story.Nurse.Client.Change(HttpMethod.Put, Story.PathOf(assessment, "/shared"), Story.SharedBody(), assessment);
        var known = first["shared"]!["needs"]![0]!["id"]!.GetValue<Guid>();

        await Refused("""[{"code":"9","text":"a"},{"code":"12","text":"b"}]""", "assessments.need-code-unknown", "$.needs[1].code");
        await Refused($$"""[{"code":"9","text":"a","id":"{{Guid.NewGuid()}}"}]""", "assessments.need-unknown", "$.needs[0].id");
        await Refused($$"""[{"code":"9","text":"a","id":"{{known}}"},{"code":"8","text":"b","id":"{{known}}"}]""", "assessments.need-twice", "$.needs[1].id");

        async Task Refused(string needs, string code, string path)
        {
            var problem = await Put(story.Nurse, Story.PathOf(assessment, "/shared"), WithNeeds(needs), "\"2\"").ShouldRefuse(HttpStatusCode.UnprocessableEntity, code);
            problem["errors"]!.AsObject().ShouldContainKey(path);
        }
    }

    [Theory, EveryDatabase]
    public async Task Too_long_blank_or_missing_text_is_named_by_its_path(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var assessment = await story.Start();

        await Refused(b => b["clientView"]!["text"] = new string('a', 4001), "$.clientView.text");
        await Refused(b => b["clientView"]!["text"] = "   ", "$.clientView.text");
        await Refused(b => b["clientView"]!["howObtained"] = "", "$.clientView.howObtained");
        await Refused(b => b["guardianView"]!["text"] = "", "$.guardianView.text");
        await Refused(b => b["needs"]![2]!["text"] = new string('a', 2001), "$.needs[2].text");
        await Refused(b => b["needs"] = new JsonArray([.. Enumerable.Range(0, 31).Select(_ => JsonNode.Parse("""{"code":"9","text":"a"}"""))]), "$.needs");
        await Refused(b => b["explained"]!["howUnderstood"] = "", "$.explained.howUnderstood");
        await Refused(b => b["source"] = "", "$.source");
        await Refused(b => b["strengths"]![1] = "", "$.strengths[1]", "assessments.strength-wrong");
        await Refused(b => b["strengths"]![0] = new string('a', 501), "$.strengths[0]", "assessments.strength-wrong");
        await Refused(b => b["source"] = "a\u0000b", "$.source", "platform.malformed-json");
        await Refused(b => b["needs"]![0]!["colour"] = "x", "$.needs[0].colour", "platform.malformed-json");
        foreach (var required in (string[])["clientView", "needs", "strengths", "explained", "source"])
            await Refused(b => b.Remove(required), "$", "platform.malformed-json");
        await Refused(b => b["clientView"] = null, "$.clientView", "platform.malformed-json");

        (await story.Nurse.Client.Get(Story.PathOf(assessment)))["shared"].ShouldBeNull();

        async Task Refused(Action<JsonObject> spoil, string path, string code = "platform.invalid-request")
        {
            var body = Story.SharedBody();
            spoil(body);
            var problem = await Put(story.Nurse, Story.PathOf(assessment, "/shared"), body, "\"1\"").ShouldRefuse(HttpStatusCode.BadRequest, code);
            problem["errors"]!.AsObject().ShouldContainKey(path, problem.ToJsonString());
        }
    }

    [Theory, EveryDatabase]
    public async Task Guardians_view_may_be_missing(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var assessment = await story.Start();
        var body = Story.SharedBody();
        body.Remove("guardianView");

        var written = await story.Nurse.Client.Change(HttpMethod.Put, Story.PathOf(assessment, "/shared"), body, assessment);

        written["shared"]!["guardianView"].ShouldBeNull();
    }

    [Theory, EveryDatabase]
    public async Task Changes_are_decided_on_the_present_version(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var assessment = await story.Start();
        await story.Nurse.Client.Change(HttpMethod.Put, Story.PathOf(assessment, "/shared"), Story.SharedBody(), assessment);

        foreach (var (method, below, body) in ((HttpMethod, string, object)[])[
            (HttpMethod.Put, "/shared", Story.SharedBody()), (HttpMethod.Put, "/parts/social", Story.PartBody("x")), (HttpMethod.Post, "/complete", Story.SummaryBody())])
        {
            await story.SocialWorker.Client.SendJson(method, Story.PathOf(assessment, below), body, ifMatch: "\"1\"")
                .ShouldRefuse(HttpStatusCode.PreconditionFailed, "platform.version-stale");
            await story.SocialWorker.Client.SendJson(method, Story.PathOf(assessment, below), body)
                .ShouldRefuse((HttpStatusCode)428, "platform.version-missing");
        }
    }

    [Theory, EveryDatabase]
    public async Task Of_two_who_write_at_once_one_writes(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var assessment = await story.Start();

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Put(story.Nurse, Story.PathOf(assessment, "/shared"), Story.SharedBody(), "\"1\"")));

        answers.Count(a => a.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        answers.Count(a => a.StatusCode == HttpStatusCode.PreconditionFailed).ShouldBe(3);
    }

    [Theory, EveryDatabase]
    public async Task Colleague_who_does_not_take_part_writes_nothing(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var assessment = await story.Start();
        var colleague = await story.Host.AddStaff(story.SocialWorker.UnitId, Role.SocialWorker);

        await Put(colleague, Story.PathOf(assessment, "/shared"), Story.SharedBody(), "\"1\"").ShouldRefuse(HttpStatusCode.Forbidden, "assessments.not-participant");
        await Put(colleague, Story.PathOf(assessment, "/parts/social"), Story.PartBody("x"), "\"1\"").ShouldRefuse(HttpStatusCode.Forbidden, "assessments.not-participant");
        await colleague.Client.SendJson(HttpMethod.Post, Story.PathOf(assessment, "/complete"), Story.SummaryBody(), ifMatch: "\"1\"")
            .ShouldRefuse(HttpStatusCode.Forbidden, "assessments.not-participant");
    }

    [Theory, EveryDatabase]
    public async Task Nobody_writes_the_other_sectors_part(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var assessment = await story.Start();

        await Put(story.SocialWorker, Story.PathOf(assessment, "/parts/health"), Story.PartBody("x"), "\"1\"")
            .ShouldRefuse(HttpStatusCode.Forbidden, "assessments.other-sectors-part");
        await Put(story.Nurse, Story.PathOf(assessment, "/parts/social"), Story.PartBody("x"), "\"1\"")
            .ShouldRefuse(HttpStatusCode.Forbidden, "assessments.other-sectors-part");
        await Put(story.Nurse, Story.PathOf(assessment, "/parts/other"), Story.PartBody("x"), "\"1\"").ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
    }

    [Theory, EveryDatabase]
    public async Task Part_is_checked_member_by_member(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var assessment = await story.Start();
        var path = Story.PathOf(assessment, "/parts/health");

        await Refused(new { text = "" }, HttpStatusCode.BadRequest, "platform.invalid-request", "$.text");
        await Refused(new { text = new string('a', 10_001) }, HttpStatusCode.BadRequest, "platform.invalid-request", "$.text");
        await Refused(new { text = "a", riskPrompts = new[] { new { code = "selfHarm", answer = "" } } }, HttpStatusCode.BadRequest, "platform.invalid-request", "$.riskPrompts[0].answer");
        await Refused(new { text = "a", riskPrompts = new[] { new { code = "weather", answer = "x" } } }, HttpStatusCode.BadRequest, "platform.malformed-json", "$.riskPrompts[0].code");
        await Refused(
            new { text = "a", riskPrompts = new[] { new { code = "other", answer = "x" }, new { code = "other", answer = "y" } } },
            HttpStatusCode.UnprocessableEntity, "assessments.risk-prompt-twice", "$.riskPrompts[1].code");

        async Task Refused(object body, HttpStatusCode status, string code, string member)
        {
            var whole = System.Text.Json.JsonSerializer.SerializeToNode(body, JsonRules.Options)!.AsObject();
            whole["sources"] = JsonNode.Parse("""[{ "told": "writer", "on": "2026-09-15" }]""");
            var problem = await Put(story.Nurse, path, whole, "\"1\"").ShouldRefuse(status, code);
            problem["errors"]!.AsObject().ShouldContainKey(member, problem.ToJsonString());
        }
    }

    [Theory, EveryDatabase]
    public async Task Unknown_assessment_is_not_found(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var path = $"/api/v1/assessments/{Guid.NewGuid()}";

        await story.Nurse.Client.GetAsync(path).ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
        await story.Nurse.Client.GetAsync(path + "/parts/health").ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
        await Put(story.Nurse, path + "/shared", Story.SharedBody(), "\"1\"").ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
        await Put(story.Nurse, path + "/parts/health", Story.PartBody("x"), "\"1\"").ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
        await story.Nurse.Client.SendJson(HttpMethod.Post, path + "/complete", Story.SummaryBody(), ifMatch: "\"1\"")
            .ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
    }

    [Theory, EveryDatabase]
    public async Task Strangers_and_other_roles_neither_read_nor_write(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var assessment = await story.StartAndWrite();
        var stranger = await story.Host.AddStaff(Sector.Health, Role.PsychiatricNurse);
        var provider = await story.Host.AddStaff(story.SocialWorker.UnitId, Role.ServiceProvider);

        foreach (var (staff, code) in ((TestStaff, string)[])[(stranger, "access.no-relationship"), (provider, "access.role-missing")])
        {
            await staff.Client.GetAsync(Story.PathOf(assessment)).ShouldRefuse(HttpStatusCode.Forbidden, code);
            await staff.Client.GetAsync(Story.PathOf(assessment, "/parts/social")).ShouldRefuse(HttpStatusCode.Forbidden, code);
            await staff.Client.GetAsync($"/api/v1/assessments?personId={story.PersonId}").ShouldRefuse(HttpStatusCode.Forbidden, code);
            // The gate before the version: a wrong If-Match tells a stranger nothing.
            await Put(staff, Story.PathOf(assessment, "/shared"), Story.SharedBody(), "\"99\"").ShouldRefuse(HttpStatusCode.Forbidden, code);
            await Put(staff, Story.PathOf(assessment, "/parts/health"), Story.PartBody("x"), "\"99\"").ShouldRefuse(HttpStatusCode.Forbidden, code);
            await staff.Client.SendJson(HttpMethod.Post, Story.PathOf(assessment, "/complete"), Story.SummaryBody(), ifMatch: "\"99\"")
                .ShouldRefuse(HttpStatusCode.Forbidden, code);
        }
        var writer = await story.Host.As(story.SocialWorker.Subject, "assessments.write");
        await writer.GetAsync(Story.PathOf(assessment)).ShouldRefuse(HttpStatusCode.Forbidden, "platform.scope-missing");
        var reader = await story.Host.As(story.SocialWorker.Subject, "assessments.read");
        await reader.SendJson(HttpMethod.Put, Story.PathOf(assessment, "/shared"), Story.SharedBody(), ifMatch: "\"4\"")
            .ShouldRefuse(HttpStatusCode.Forbidden, "platform.scope-missing");
    }

    [Theory, EveryDatabase]
    public async Task Nothing_that_was_written_stands_readable_in_the_database_or_the_logs(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var assessment = await story.StartAndComplete();
        await using var scope = story.Host.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AssessmentsDb>();

        var row = await db.Assessments.AsNoTracking().SingleAsync(a => a.Id == assessment.Id());

        string[] secrets = [row.SharedSecret!, row.SummarySecret!, .. row.Parts.Select(p => p.Secret)];
        secrets.Length.ShouldBe(4);
        foreach (var secret in secrets) secret.ShouldStartWith("v1.");
        foreach (var written in (string[])["Haluan takaisin kouluun", "Terveydenhuollon osuus", "Sosiaalihuollon osuus", "Tarvitset apua"])
            story.Host.Logs.Lines.ShouldNotContain(line => line.Contains(written, StringComparison.Ordinal));
    }

    private static JsonObject WithNeeds(string needs)
    {
        var body = Story.SharedBody();
        body["needs"] = JsonNode.Parse(needs);
        return body;
    }

    private static Task<HttpResponseMessage> Put(TestStaff staff, string path, object body, string ifMatch) =>
        staff.Client.SendJson(HttpMethod.Put, path, body, ifMatch: ifMatch);
}
