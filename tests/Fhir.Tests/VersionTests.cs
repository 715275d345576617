using System.Net;
using System.Text.Json.Nodes;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Fhir.Tests;

/// <summary>Past versions over FHIR: vread and history of an instance.</summary>
public class VersionTests
{
    [Theory, EveryDatabase]
    public async Task Each_version_of_a_plan_its_team_and_its_goals_is_read_as_it_was(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        var first = await story.Plan();
        var client = story.SocialWorker.Client;
        var kept = first["document"]!["goals"]![0]!.Text("id");
        var before = new Dictionary<string, JsonObject>();
        foreach (var path in (string[])[$"CarePlan/{story.PlanId}", $"CareTeam/{story.PlanId}", $"Goal/{kept}"]) before[path] = await client.Fhir(path);

        // A second goal comes in version 2 and goes in version 3; the title and the first goal's words change.
        var second = await Revise(story, first, body =>
        {
            body["title"] = "Kouluun joka päivä";
            body["goals"]![0]!["text"] = "Haluan kouluun joka päivä";
            body["goals"]!.AsArray().Add(new JsonObject { ["text"] = "Vähemmän juomista", ["actions"] = new JsonArray(new JsonObject { ["text"] = "Keskustelut", ["responsibleId"] = story.Nurse.Id, ["dueOn"] = "2026-12-01" }) });
        });
        var added = second["document"]!["goals"]![1]!.Text("id");
        await Revise(story, second, body => body["goals"]!.AsArray().RemoveAt(1));

        foreach (var (path, then) in before)
        {
            JsonNode.DeepEquals(await client.Fhir(path + "/_history/1"), then).ShouldBeTrue(path);
            var present = await client.Fhir(path);
            present["meta"]!.Text("versionId").ShouldBe("3");
            JsonNode.DeepEquals(await client.Fhir(path + "/_history/3"), present).ShouldBeTrue(path);
            var history = await client.Fhir(path + "/_history");
            Versions(history).ShouldBe(["3", "2", "1"], path);
            history.Text("type").ShouldBe("history");
            history["total"]?.GetValue<int>().ShouldBe(3);
            history["entry"]!.AsArray().Select(e => (e!["request"]!.Text("method"), e["request"]!.Text("url"), e["response"]!.Text("status"), e["response"]!.Text("etag")))
                .ShouldBe([("PUT", path, "200 OK", "W/\"3\""), ("PUT", path, "200 OK", "W/\"2\""), ("POST", path.Split('/')[0], "201 Created", "W/\"1\"")]);
            history["entry"]!.AsArray().ShouldAllBe(e => e!.Text("fullUrl") == $"{story.Host.Address}fhir/{path}" && e!["response"]!.Text("lastModified") == e["resource"]!["meta"]!.Text("lastUpdated"));
            foreach (var entry in history["entry"]!.AsArray())
                JsonNode.DeepEquals(await client.Fhir($"{path}/_history/{entry!["resource"]!["meta"]!.Text("versionId")}"), entry["resource"]).ShouldBeTrue(path);
            foreach (var none in (string[])["0", "4", "01", "+1", "x", "99999999999"])
                await client.Get($"{path}/_history/{none}", HttpStatusCode.NotFound, "not-found");
        }

        var left = await client.Fhir($"Goal/{added}/_history");
        Versions(left).ShouldBe(["3", "2"]);
        left["entry"]!.AsArray().Select(e => e!["resource"]!.Text("lifecycleStatus")).ShouldBe(["cancelled", "active"]);
        left["entry"]![1]!["request"]!.Text("method").ShouldBe("POST");
        (await client.Fhir($"Goal/{added}/_history/2")).Text("lifecycleStatus").ShouldBe("active");
        JsonNode.DeepEquals(await client.Fhir($"Goal/{added}/_history/3"), await client.Fhir("Goal/" + added)).ShouldBeTrue();
        await client.Get($"Goal/{added}/_history/1", HttpStatusCode.NotFound, "not-found");
    }

    [Theory, EveryDatabase]
    public async Task A_goal_that_was_left_out_keeps_the_day_on_which_it_was(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var story = await (await Story.Begin(host)).Until(Chapter.Consented);
        var plan = await story.Plan();
        plan = await Revise(story, plan, body => body["goals"]!.AsArray().Add(
            new JsonObject { ["text"] = "Vähemmän juomista", ["actions"] = new JsonArray(new JsonObject { ["text"] = "Keskustelut", ["responsibleId"] = story.Nurse.Id, ["dueOn"] = "2026-12-01" }) }));
        var (left, client) = (plan["document"]!["goals"]![1]!.Text("id"), story.SocialWorker.Client);
        foreach (var title in (string[])["Kouluun", "Kouluun joka päivä"])
        {
            host.Clock.Advance(TimeSpan.FromDays(1));
            client = await host.As(story.SocialWorker.Subject);
            var body = plan["document"]!.DeepClone().AsObject();
            body["title"] = title;
            while (body["goals"]!.AsArray().Count > 1) body["goals"]!.AsArray().RemoveAt(1);
            plan = await client.Change(HttpMethod.Put, $"/api/v1/plans/{story.PlanId}", body, plan);
            plan = await client.Change(HttpMethod.Post, $"/api/v1/plans/{story.PlanId}/approve", new { madeWithClient = true, clientsView = "Tämä on minun.", involvement = Story.Heard }, plan);
        }

        var goal = await client.Fhir($"Goal/{left}");
        (goal["meta"]!.Text("versionId"), goal.Text("lifecycleStatus"), goal.Text("statusDate")).ShouldBe(("4", "cancelled", "2026-09-16"));
        var history = await client.Fhir($"Goal/{left}/_history");
        history["entry"]!.AsArray().Select(e => e!["resource"]!["statusDate"]?.GetValue<string>()).ShouldBe(["2026-09-16", "2026-09-16", null]);
    }

    [Theory, EveryDatabase]
    public async Task Pages_of_a_history_follow_each_other(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        var plan = await story.Plan();
        for (var i = 0; i < 4; i++) plan = await Revise(story, plan, body => body["title"] = "Kouluun " + i);
        var client = story.SocialWorker.Client;
        foreach (var path in (string[])[$"CarePlan/{story.PlanId}", $"Goal/{plan["document"]!["goals"]![0]!.Text("id")}"])
        {
            var seen = new List<string>();
            var next = $"/fhir/{path}/_history?_count=2";
            var created = 0;
            while (next is not null)
            {
                var page = await client.Fhir(next);
                page["entry"]!.AsArray().Count.ShouldBeLessThanOrEqualTo(2);
                page["total"]?.GetValue<int>().ShouldBe(5);
                seen.AddRange(Versions(page));
                created += page["entry"]!.AsArray().Count(e => e!["request"]!.Text("method") == "POST");
                JsonNode.DeepEquals((await client.Fhir(page["link"]!.AsArray().Single(l => l!.Text("relation") == "self")!.Text("url")))["entry"], page["entry"]).ShouldBeTrue();
                next = page["link"]!.AsArray().FirstOrDefault(l => l!.Text("relation") == "next")?.Text("url");
            }
            (string.Join(',', seen), created).ShouldBe(("5,4,3,2,1", 1), path);
            var counted = await client.Fhir(path + "/_history?_count=0");
            (counted.ContainsKey("entry"), counted["link"]!.AsArray().Count).ShouldBe((false, 1));
            Versions(await client.Fhir(path + "/_history?_count=5")).Count.ShouldBe(5);
            (await client.Fhir(path + "/_history?_count=5"))["link"]!.AsArray().Count.ShouldBe(1);
        }
        foreach (var (query, issue) in ((string, string)[])[("_since=2026-01-01", "not-supported"), ("_count=x", "invalid"), ("_count=1&_count=2", "invalid"), ("_page=x!", "invalid"), ("_page=eA", "invalid"), ("patient=1", "not-supported")])
            await client.Get($"CarePlan/{story.PlanId}/_history?{query}", HttpStatusCode.BadRequest, issue);
        await client.Get($"CarePlan/{story.PlanId}/_history/1?_count=1", HttpStatusCode.BadRequest, "not-supported");
    }

    [Theory, EveryDatabase]
    public async Task A_consent_and_a_prohibition_are_read_as_they_were_before_they_ended(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        var client = story.SocialWorker.Client;
        var said = await client.Post("/api/v1/prohibitions", new
        {
            personId = story.PersonId,
            kind = "disclosure",
            givenBy = new { client = true },
            direction = "healthToSocial",
            competence = new { assessed = true, competent = true },
        });
        foreach (var id in (Guid[])[story.JointWork.Id(), said.Id()])
        {
            var given = await client.Fhir($"Consent/{id}");
            Versions(await client.Fhir($"Consent/{id}/_history")).ShouldBe(["1"]);
            _ = id == said.Id()
                ? await client.Change(HttpMethod.Post, $"/api/v1/prohibitions/{id}/withdraw", new { withdrawnBy = new { client = true } }, said)
                : await story.Withdraw();

            var history = await client.Fhir($"Consent/{id}/_history");
            history["total"]!.GetValue<int>().ShouldBe(2);
            history["entry"]!.AsArray().Select(e => e!["resource"]!.Text("status")).ShouldBe(["inactive", "active"]);
            JsonNode.DeepEquals(history["entry"]![1]!["resource"], given).ShouldBeTrue();
            JsonNode.DeepEquals(await client.Fhir($"Consent/{id}/_history/1"), given).ShouldBeTrue();
            JsonNode.DeepEquals(await client.Fhir($"Consent/{id}/_history/2"), await client.Fhir($"Consent/{id}")).ShouldBeTrue();
            var rest = await client.Fhir($"Consent/{id}/_history?_count=1");
            Versions(rest).ShouldBe(["2"]);
            Versions(await client.Fhir(rest["link"]!.AsArray().Single(l => l!.Text("relation") == "next")!.Text("url"))).ShouldBe(["1"]);
            foreach (var version in (int[])[1, 2])
            {
                var record = await client.Fhir($"Provenance/{id}-{version}/_history");
                (record["total"]!.GetValue<int>(), record["entry"]!.AsArray().Single()!["request"]!.Text("method")).ShouldBe((1, "POST"));
                JsonNode.DeepEquals(await client.Fhir($"Provenance/{id}-{version}/_history/1"), record["entry"]![0]!["resource"]).ShouldBeTrue();
                await client.Get($"Provenance/{id}-{version}/_history/2", HttpStatusCode.NotFound, "not-found");
                await client.Get($"Provenance/{id}-{version}/_history/0", HttpStatusCode.NotFound, "not-found");
            }
        }
    }

    [Theory, EveryDatabase]
    public async Task A_past_version_is_decided_as_the_present_one(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Planned, database);
        await story.Withdraw();
        var id = story.JointWork.Id();
        foreach (var path in (string[])[$"CarePlan/{story.PlanId}", $"CareTeam/{story.PlanId}", $"Consent/{id}", $"Provenance/{id}-1"])
        {
            // Of another's client, and what has been withdrawn: as a read, whichever version, also one that there is not.
            foreach (var reader in path.StartsWith("Ca", StringComparison.Ordinal) ? new[] { story.Outsider, story.Nurse } : [story.Outsider])
            {
                var read = await reader.Client.Get(path, HttpStatusCode.Forbidden, "forbidden");
                foreach (var more in (string[])["/_history", "/_history?_count=0", "/_history/1", "/_history/2", "/_history/99"])
                    (await reader.Client.Get(path + more, HttpStatusCode.Forbidden, "forbidden")).ToJsonString().ShouldBe(read.ToJsonString(), path + more);
            }
        }
        foreach (var path in (string[])["CarePlan/" + Guid.NewGuid(), "Goal/" + Guid.NewGuid(), "Consent/x", "Provenance/x-1"])
        {
            var read = await story.SocialWorker.Client.Get(path, HttpStatusCode.NotFound, "not-found");
            foreach (var more in (string[])["/_history", "/_history/1"])
                (await story.SocialWorker.Client.Get(path + more, HttpStatusCode.NotFound, "not-found")).ToJsonString().ShouldBe(read.ToJsonString());
        }
        // The scope to read opens them; the one to search does not; nor does another category's.
        await (await story.Host.As(story.SocialWorker.Subject, "user/CarePlan.r")).Fhir($"CarePlan/{story.PlanId}/_history/1");
        await (await story.Host.As(story.SocialWorker.Subject, "user/CarePlan.r?category=734163000")).Fhir($"CarePlan/{story.PlanId}/_history");
        foreach (var scope in (string[])["user/CarePlan.s", "user/CarePlan.r?category=none", "user/Goal.rs"])
        {
            var app = await story.Host.As(story.SocialWorker.Subject, scope);
            foreach (var more in (string[])["/_history", "/_history/1"])
                (await app.Get($"CarePlan/{story.PlanId}{more}", HttpStatusCode.Forbidden, "forbidden"))["issue"]![0]!["details"]!["coding"]![0]!.Text("code").ShouldBe("fhir.scope-missing");
        }
    }

    [Theory, EveryDatabase]
    public async Task What_a_child_keeps_from_a_guardian_has_no_past_either(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Referred, database);
        var hanna = await Guardian(story);
        var id = story.JointWork.Id();
        string[] hidden = [$"CarePlan/{story.PlanId}", $"CareTeam/{story.PlanId}", $"Consent/{id}", $"Provenance/{id}-1"];
        foreach (var path in hidden) Versions(await hanna.Fhir(path + "/_history")).ShouldBe(["1"]);
        await story.SocialWorker.Client.Post("/api/v1/prohibitions", new
        {
            personId = story.PersonId,
            kind = "guardians",
            givenBy = new { client = true },
            classes = new[] { "jointPlan", "consentRecord" },
            reason = "Nuori ei halua huoltajan tietävän suunnitelmasta.",
            notAgainstInterest = true,
            competence = new { assessed = true, competent = true },
        });
        foreach (var path in hidden)
        {
            var unknown = await hanna.Get(path.Split('/')[0] + "/" + Guid.NewGuid(), HttpStatusCode.NotFound, "not-found");
            foreach (var more in (string[])["", "/_history", "/_history/1"])
                (await hanna.Get(path + more, HttpStatusCode.NotFound, "not-found")).ToJsonString().ShouldBe(unknown.ToJsonString());
        }
        // What is shown of the referral today is what its version shows.
        (await hanna.Fhir($"ServiceRequest/{story.ReferralId}/_history/{(await hanna.Fhir($"ServiceRequest/{story.ReferralId}"))["meta"]!.Text("versionId")}"))["basedOn"].ShouldBeNull();
    }

    [Theory, EveryDatabase]
    public async Task Of_what_keeps_no_past_the_present_version_is_read_and_there_is_no_history(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Referred, database);
        var client = story.SocialWorker.Client;
        foreach (var path in (string[])
        [
            $"Patient/{story.PersonId}", $"Practitioner/{story.Nurse.Id}", $"PractitionerRole/{story.Nurse.Id}", $"Organization/{story.Nurse.UnitId}",
            $"ServiceRequest/{story.ReferralId}", $"Task/{story.ReferralId}", $"QuestionnaireResponse/{story.AssessmentId}", "Questionnaire/childAndFamily-2026-1",
        ])
        {
            var present = await client.Fhir(path);
            var version = present["meta"]!.Text("versionId");
            using var read = await client.Ask($"{path}/_history/{version}");
            JsonNode.DeepEquals(await read.Resource(HttpStatusCode.OK), present).ShouldBeTrue(path);
            read.Headers.ETag!.ToString().ShouldBe($"W/\"{version}\"");
            using var known = await client.Ask($"{path}/_history/{version}", ("If-None-Match", $"W/\"{version}\""));
            known.StatusCode.ShouldBe(HttpStatusCode.NotModified);
            foreach (var none in (string[])["0", version + "0", "x"]) await client.Get($"{path}/_history/{none}", HttpStatusCode.NotFound, "not-found");
            using var history = await client.Ask(path + "/_history");
            await history.Outcome(HttpStatusCode.MethodNotAllowed, "not-supported");
            history.Content.Headers.GetValues("Allow").ShouldBe([""]);
        }
        await client.Get("Observation/1/_history", HttpStatusCode.NotFound, "not-supported");
        await client.Get("Observation/1/_history/1", HttpStatusCode.NotFound, "not-supported");
    }

    [Theory, EveryDatabase]
    public async Task A_history_takes_as_many_queries_however_long_it_is(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        var plan = await story.Plan();
        var goal = plan["document"]!["goals"]![0]!.Text("id");
        async Task<int> Queries(string path) => (await QueryLog.Of(story.SocialWorker.Client.SendAsync, new HttpRequestMessage(HttpMethod.Get, "/fhir/" + path))).Count;
        // The caller, the present version and the versions; of a goal, twice the plan that has it last and the first without it, and the present one.
        var (ofPlan, ofGoal) = (await Queries($"CarePlan/{story.PlanId}/_history"), await Queries($"Goal/{goal}/_history"));
        (ofPlan, ofGoal).ShouldBe((3, 7));
        for (var i = 0; i < 3; i++) plan = await Revise(story, plan, body => body["title"] = "Kouluun " + i);
        (await Queries($"CarePlan/{story.PlanId}/_history"), await Queries($"Goal/{goal}/_history")).ShouldBe((ofPlan, ofGoal));
        (await Queries($"CarePlan/{story.PlanId}/_history/1")).ShouldBe(3);
    }

    internal static async Task<HttpClient> Guardian(Story story)
    {
        var (administrator, identityCode, subject) = (await story.Host.As(TestHost.Administrator), TestHetu.New(40), "client." + Guid.NewGuid().ToString("N"));
        await story.SocialWorker.Client.Post($"/api/v1/people/{story.PersonId}/guardians", new { identityCode, givenNames = "Hanna", familyName = "Huoltaja", role = "guardian" });
        await administrator.Post("/api/v1/client-users", new { subject, person = new { identityCode, givenNames = "Hanna", familyName = "Huoltaja" } });
        return await story.Host.As(subject);
    }

    /// <summary>The plan changed and approved as its next version.</summary>
    internal static async Task<JsonObject> Revise(Story story, JsonObject approved, Action<JsonObject> change)
    {
        var body = approved["document"]!.DeepClone().AsObject();
        change(body);
        return await story.Approve(await story.SocialWorker.Client.Change(HttpMethod.Put, $"/api/v1/plans/{story.PlanId}", body, approved));
    }

    private static List<string> Versions(JsonObject history) => [.. history["entry"]!.AsArray().Select(e => e!["resource"]!["meta"]!.Text("versionId"))];
}
