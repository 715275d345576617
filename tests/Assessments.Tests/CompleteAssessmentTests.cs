using System.Net;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Assessments.Tests;

public class CompleteAssessmentTests
{
    [Theory, EveryDatabase]
    public async Task Completed_assessment_shows_its_summary_and_stops_the_matters_clock(DatabaseProvider database)
    {
        var story = await Story.Begin(database);

        var overview = await story.StartAndComplete();
        await story.Host.DrainAsync();

        overview.Text("status").ShouldBe("completed");
        overview.Text("outcome").ShouldBe("needsServices");
        overview.Text("completedOn").ShouldBe("2026-09-15");
        var read = await story.Nurse.Client.Get(Story.PathOf(overview));
        read["summary"]!.Text("text").ShouldBe("Tarvitset apua ahdistukseen, kouluun ja päihteisiin.");
        read["summary"]!.Text("language").ShouldBe("fi");
        read["summary"]!["completedBy"]!.GetValue<Guid>().ShouldBe(story.SocialWorker.Id);
        var matter = await story.SocialWorker.Client.Get($"/api/v1/intake/matters/{story.MatterId}");
        matter.Text("status").ShouldBe("assessed");
    }

    [Theory, EveryDatabase]
    public async Task What_is_missing_is_listed(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var assessment = await story.Start();

        var problem = await Complete(story, Story.SummaryBody(), story.SocialWorker, "\"1\"").ShouldRefuse(HttpStatusCode.Conflict, "assessments.incomplete");

        problem.Text("detail").ShouldBe("The assessment still lacks: the client's own view, at least one need, the social part, the health part.");
        problem["allowed"]!.AsArray().Select(a => a!.GetValue<string>()).ShouldBe(["write-shared-part", "write-social-part", "write-health-part"]);
        (await story.Nurse.Client.Get(Story.PathOf(assessment))).Text("status").ShouldBe("inProgress");

        Task<HttpResponseMessage> Complete(Story _, object body, TestStaff staff, string ifMatch) =>
            staff.Client.SendJson(HttpMethod.Post, Story.PathOf(assessment, "/complete"), body, ifMatch: ifMatch);
    }

    [Theory, EveryDatabase]
    public async Task Nurse_does_not_complete(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var assessment = await story.StartAndWrite();

        await story.Nurse.Client.SendJson(HttpMethod.Post, Story.PathOf(assessment, "/complete"), Story.SummaryBody(), ifMatch: "\"4\"")
            .ShouldRefuse(HttpStatusCode.Forbidden, "assessments.social-worker-completes");
    }

    [Theory, EveryDatabase]
    public async Task No_need_takes_a_reason(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var assessment = await story.Start();
        var body = Story.SharedBody();
        body["needs"]!.AsArray().Clear();
        var shared = await story.Nurse.Client.Change(HttpMethod.Put, Story.PathOf(assessment, "/shared"), body, assessment);
        var social = await story.SocialWorker.Client.Change(HttpMethod.Put, Story.PathOf(assessment, "/parts/social"), Story.PartBody("a"), shared);
        var written = await story.Nurse.Client.Change(HttpMethod.Put, Story.PathOf(assessment, "/parts/health"), Story.PartBody("b"), social);
        var signed = await Story.Sign(story.Nurse, written);
        var path = Story.PathOf(assessment, "/complete");

        foreach (var missing in (string?[])[null, "", "  "])
        {
            var problem = await story.SocialWorker.Client.SendJson(HttpMethod.Post, path, Body(missing), ifMatch: "\"5\"")
                .ShouldRefuse(HttpStatusCode.UnprocessableEntity, "assessments.reason-missing");
            problem["errors"]!.AsObject().ShouldContainKey("$.reason");
        }
        var completed = await story.SocialWorker.Client.Change(HttpMethod.Post, path, Body("Perheen oma tuki riittää."), signed);

        completed.Text("outcome").ShouldBe("noNeed");
        (await story.SocialWorker.Client.Get(Story.PathOf(assessment)))["summary"]!.Text("reason").ShouldBe("Perheen oma tuki riittää.");

        static object Body(string? reason) => new { summary = "Ei tarvetta.", summaryLanguage = "fi", howGiven = "Puhelimessa", outcome = "noNeed", reason };
    }

    [Theory, EveryDatabase]
    public async Task A_summary_in_another_language_than_the_clients_says_why(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var signed = await Story.Sign(story.Nurse, await story.StartAndWrite());
        var path = Story.PathOf(signed, "/complete");
        foreach (var (language, why) in ((string, string?)[])[("en", null), ("sv", null), ("fi", "Asiakas pyysi.")])
        {
            var problem = await story.SocialWorker.Client.SendJson(HttpMethod.Post, path, Body(language, why), $"\"{signed["version"]}\"")
                .ShouldRefuse(HttpStatusCode.UnprocessableEntity, "assessments.summary-language");
            problem["errors"]!.AsObject().ShouldContainKey("$.languageReason");
        }
        await story.SocialWorker.Client.SendJson(HttpMethod.Post, path, Body("en", " "), $"\"{signed["version"]}\"").ShouldRefuse(HttpStatusCode.BadRequest, "platform.invalid-request");

        await story.SocialWorker.Client.Change(HttpMethod.Post, path, Body("en", "Asiakas pyysi."), signed);

        var summary = (await story.SocialWorker.Client.Get(Story.PathOf(signed)))["summary"]!;
        (summary.Text("language"), summary.Text("languageReason")).ShouldBe(("en", "Asiakas pyysi."));

        static object Body(string summaryLanguage, string? languageReason) =>
            new { summary = "You need help with anxiety.", summaryLanguage, languageReason, howGiven = "Read together", outcome = "needsServices" };
    }

    [Theory, EveryDatabase]
    public async Task Summary_is_checked_member_by_member(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var assessment = await story.StartAndWrite();

        await Refused(new { summary = "", summaryLanguage = "fi", howGiven = "x", outcome = "needsServices" }, "platform.invalid-request", "$.summary");
        await Refused(new { summary = "x", summaryLanguage = "de", howGiven = "x", outcome = "needsServices" }, "platform.invalid-request", "$.summaryLanguage");
        await Refused(new { summary = "x", summaryLanguage = "fi", howGiven = " ", outcome = "needsServices" }, "platform.invalid-request", "$.howGiven");
        await Refused(new { summary = "x", summaryLanguage = "fi", howGiven = "x", outcome = "maybe" }, "platform.malformed-json", "$.outcome");

        async Task Refused(object body, string code, string member)
        {
            var problem = await story.SocialWorker.Client.SendJson(HttpMethod.Post, Story.PathOf(assessment, "/complete"), body, ifMatch: "\"4\"")
                .ShouldRefuse(HttpStatusCode.BadRequest, code);
            problem["errors"]!.AsObject().ShouldContainKey(member, problem.ToJsonString());
        }
    }

    [Theory, EveryDatabase]
    public async Task Completed_assessment_is_frozen_and_a_new_one_may_start(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var assessment = await story.StartAndComplete();

        foreach (var (method, below, body) in ((HttpMethod, string, object)[])[
            (HttpMethod.Put, "/shared", Story.SharedBody()), (HttpMethod.Put, "/parts/social", Story.PartBody("x")), (HttpMethod.Post, "/complete", Story.SummaryBody())])
        {
            var problem = await story.SocialWorker.Client.SendJson(method, Story.PathOf(assessment, below), body, ifMatch: "\"6\"")
                .ShouldRefuse(HttpStatusCode.Conflict, "assessments.completed");
            problem["allowed"]!.AsArray().Count.ShouldBeGreaterThan(0);
        }
        (await story.Nurse.Client.Get(Story.PathOf(assessment)))["version"]!.GetValue<int>().ShouldBe(6);
    }

    [Theory, EveryDatabase]
    public async Task One_sectors_assessment_completes_without_the_others_part(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var assessment = await story.SocialWorker.Client.Post("/api/v1/assessments", new { matterId = story.MatterId, participants = new[] { story.SocialWorker.Id } });
        var shared = await story.SocialWorker.Client.Change(HttpMethod.Put, Story.PathOf(assessment, "/shared"), Story.SharedBody(), assessment);
        var social = await story.SocialWorker.Client.Change(HttpMethod.Put, Story.PathOf(assessment, "/parts/social"), Story.PartBody("a"), shared);

        var completed = await story.SocialWorker.Client.Change(HttpMethod.Post, Story.PathOf(assessment, "/complete"), Story.SummaryBody(), social);

        completed.Text("status").ShouldBe("completed");
        (await story.SocialWorker.Client.Get(Story.PathOf(assessment)))["parts"]!.AsArray().Select(p => p!.Text("sector")).ShouldBe(["social"]);
    }
}
