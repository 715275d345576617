using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;
using static Monipolku.Fhir.Tests.RecordedWorld;

namespace Monipolku.Fhir.Tests;

[Collection(nameof(RecordedWorld))]
public class DeliveryTests
{
    [Theory, EveryDatabase]
    public async Task Plan_and_consent_are_recorded_once_in_both_systems_and_proved_identical(DatabaseProvider database)
    {
        var world = await Of(database);
        var story = await world.Planned();
        await world.Deliver();

        foreach (var recordings in (JsonObject[])[await PlanRecordings(story), await ConsentRecordings(story, story.JointWork)])
        {
            recordings["identicalInBoth"]!.GetValue<bool>().ShouldBeTrue(recordings.ToJsonString());
            var version = recordings["versions"]!.AsArray().Single()!;
            version["version"]!.GetValue<int>().ShouldBe(1);
            foreach (var system in version["systems"]!.AsArray())
            {
                system!.Text("state").ShouldBe("verified");
                system!["attempts"]!.GetValue<int>().ShouldBe(1);
                system!["history"]!.AsArray().Select(s => s!.Text("state")).ShouldBe(["queued", "sent", "recorded", "verified"]);
            }
        }
        var receipts = Receipts(await PlanRecordings(story), "health");
        receipts.Select(r => r.Text("resource")).ShouldBe(["Goal", "CareTeam", "CarePlan"]);
        foreach (var recorder in (Recorder[])[world.Social, world.Health])
        {
            var plan = (await recorder.Find("CarePlan", "plan", story.PlanId.ToString())).Single();
            plan["meta"]!.Text("versionId").ShouldBe("1");
            // The references lead to what the record system holds.
            var patient = await recorder.Search("Patient?_id=" + plan["subject"]!.Text("reference")["Patient/".Length..]);
            patient.Single()["identifier"]![0]!.Text("value").ShouldBe(story.IdentityCode);
        }
        var there = (await world.Health.Find("CarePlan", "plan", story.PlanId.ToString())).Single();
        receipts[^1]!.Text("idThere").ShouldBe(there.Text("id"));
        receipts[^1]!.Text("digest").ShouldMatch("^[0-9a-f]{64}$");
    }

    [Theory, EveryDatabase]
    public async Task Both_guardians_who_gave_a_permission_stand_in_both_systems_with_what_it_is_for(DatabaseProvider database)
    {
        var world = await Of(database);
        var story = await (await Story.Begin(world.Host, age: 5)).Until(Chapter.Decided);
        JsonObject person = [];
        foreach (var name in (string[])["Hanna", "Heikki"])
        {
            person = await story.SocialWorker.Client.Post($"/api/v1/people/{story.PersonId}/guardians",
                new { identityCode = TestHetu.New(40), givenNames = name, familyName = "Huoltaja", role = "guardian" });
        }
        var guardians = person["guardians"]!.AsArray().Select(g => g!["id"]!.GetValue<Guid>()).ToList();
        var permission = await story.SocialWorker.Client.Post("/api/v1/consents", new
        {
            personId = story.PersonId,
            matterId = story.MatterId,
            kind = "disclosurePermission",
            givenBy = new { guardianId = guardians[0] },
            otherGuardians = new[] { new { guardianId = guardians[1] } },
            form = "paper",
            language = "fi",
            informationTextVersion = "2026-1",
            signedOn = story.Today.AddDays(-1),
            purpose = "Puheterapian ja perhetyön yhteinen suunnittelu",
            direction = "socialToHealth",
            classes = new[] { "socialAssessmentPart" },
        });
        await world.Deliver();

        (await ConsentRecordings(story, permission))["identicalInBoth"]!.GetValue<bool>().ShouldBeTrue();
        foreach (var recorder in (Recorder[])[world.Social, world.Health])
        {
            var consent = (await recorder.Find("Consent", "consent", permission.Id().ToString())).Single();
            consent.Text("dateTime").ShouldBe($"{story.Today.AddDays(-1):yyyy-MM-dd}");
            consent["extension"]!.AsArray().Select(e => e!["valueString"]?.GetValue<string>()).ShouldContain("Puheterapian ja perhetyön yhteinen suunnittelu");
            var there = new List<string>();
            foreach (var performer in consent["performer"]!.AsArray())
                there.Add((await recorder.Search("RelatedPerson?_id=" + performer!.Text("reference")["RelatedPerson/".Length..])).Single()["name"]![0]!["given"]![0]!.GetValue<string>());
            there.ShouldBe(["Hanna", "Heikki"]);
        }
    }

    [Theory, EveryDatabase]
    public async Task Withdrawal_follows_its_consent_as_version_2_in_both_systems(DatabaseProvider database)
    {
        var world = await Of(database);
        var story = await (await Story.Begin(world.Host)).Until(Chapter.Consented);
        var permission = await story.Permit(Direction.HealthToSocial, DataClass.HealthAssessmentPart);
        await story.Withdraw(permission);
        await world.Deliver();

        var recordings = await ConsentRecordings(story, permission);
        recordings["versions"]!.AsArray().Select(v => v!["version"]!.GetValue<int>()).ShouldBe([2, 1]);
        recordings["versions"]!.AsArray().ShouldAllBe(v => v!["identicalInBoth"]!.GetValue<bool>());
        foreach (var recorder in (Recorder[])[world.Social, world.Health])
        {
            var consent = (await recorder.Find("Consent", "consent", permission.Id().ToString())).Single();
            (await recorder.History("Consent", consent.Text("id"))).Select(v => v.Text("status")).ShouldBe(["active", "inactive"]);
            var provenances = await recorder.Search("Provenance?_tag=" + Uri.EscapeDataString($"https://monipolku.fi/fhir/tag/record|{permission.Id()}-2"));
            provenances.Single()["target"]![0]!.Text("reference").ShouldBe("Consent/" + consent.Text("id"));
        }
    }

    [Theory, EveryDatabase]
    public async Task New_version_of_a_plan_replaces_the_old_and_a_goal_that_is_left_out_is_cancelled(DatabaseProvider database)
    {
        var world = await Of(database);
        var story = await world.Planned();
        await world.Deliver();
        var body = story.PlanBody();
        foreach (var member in (string[])["personId", "assessmentId"]) body.Remove(member);
        body["title"] = "Kohti kevättä";
        body["goals"]![0]!["text"] = "Haluan nukkua yöni";
        var path = $"/api/v1/plans/{story.PlanId}";
        var changed = await story.SocialWorker.Client.Change(HttpMethod.Put, path, body, await story.SocialWorker.Client.Get(path));
        await story.Approve(changed);
        await world.Deliver();

        var recordings = await PlanRecordings(story);
        recordings["identicalInBoth"]!.GetValue<bool>().ShouldBeTrue(recordings.ToJsonString());
        recordings["versions"]!.AsArray().Count.ShouldBe(2);
        var plan = (await world.Social.Find("CarePlan", "plan", story.PlanId.ToString())).Single();
        plan["meta"]!.Text("versionId").ShouldBe("2");
        var goals = Receipts(recordings, "social").Where(r => r.Text("resource") == "Goal").ToList();
        goals.Select(g => g.Text("versionThere")).Order().ShouldBe(["1", "2"]);
        var old = await world.Social.Find("Goal", "goal", goals.Single(g => g.Text("versionThere") == "2").Text("id"));
        old.Single().Text("lifecycleStatus").ShouldBe("cancelled");
    }

    [Theory, EveryDatabase]
    public async Task System_that_is_down_for_a_while_gets_everything_later_and_holds_up_nobody_else(DatabaseProvider database)
    {
        var world = await Of(database);
        var story = await world.Planned();
        await world.Health.Switch(new() { ["down"] = true });
        await world.Deliver();

        (State(await ConsentRecordings(story, story.JointWork), "social"), State(await PlanRecordings(story), "social")).ShouldBe(("verified", "verified"));
        var late = await ConsentRecordings(story, story.JointWork);
        (State(late, "health"), System(late, "health").Text("reason")).ShouldBe(("sent", "unreachable"));
        late["identicalInBoth"].ShouldBeNull();
        // The plan waits behind the consent.
        System(await PlanRecordings(story), "health")["attempts"]!.GetValue<int>().ShouldBe(0);

        await world.Health.Switch([]);
        await world.DeliverLater();
        await world.DeliverLater();

        (await PlanRecordings(story))["identicalInBoth"]!.GetValue<bool>().ShouldBeTrue();
        System(await ConsentRecordings(story, story.JointWork), "health")["attempts"]!.GetValue<int>().ShouldBeGreaterThan(1);
        (await world.Health.Find("CarePlan", "plan", story.PlanId.ToString())).Count.ShouldBe(1);
    }

    [Theory, EveryDatabase]
    public async Task Answer_that_is_lost_after_recording_makes_no_second_version(DatabaseProvider database)
    {
        var world = await Of(database);
        var story = await world.Planned();
        await world.Social.Switch(new() { ["dropAfterRecording"] = 3 });
        await world.Deliver();
        await world.DeliverLater();

        var recordings = await PlanRecordings(story);
        recordings["identicalInBoth"]!.GetValue<bool>().ShouldBeTrue(recordings.ToJsonString());
        foreach (var receipt in Receipts(recordings, "social")) receipt.Text("versionThere").ShouldBe("1");
        (await world.Social.Statistics())["sharedIdentifiers"]!.GetValue<int>().ShouldBe(0);
    }

    [Theory, EveryDatabase]
    public async Task Lost_answer_to_a_second_version_makes_no_third(DatabaseProvider database)
    {
        var world = await Of(database);
        var story = await (await Story.Begin(world.Host)).Until(Chapter.Consented);
        await world.Deliver();
        await story.Withdraw();
        await world.Host.DrainAsync();
        await world.Social.Switch(new() { ["dropAfterRecording"] = 1 });
        await world.Deliver();
        await world.DeliverLater();

        var consent = (await world.Social.Find("Consent", "consent", story.JointWork.Id().ToString())).Single();
        (await world.Social.History("Consent", consent.Text("id"))).Select(v => v.Text("status")).ShouldBe(["active", "inactive"]);
        (await ConsentRecordings(story, story.JointWork))["identicalInBoth"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Theory, EveryDatabase]
    public async Task System_that_fails_now_and_then_gets_everything_in_the_end(DatabaseProvider database)
    {
        var world = await Of(database);
        var story = await world.Planned();
        await world.Social.Switch(new() { ["errorRate"] = 0.3 });
        for (var i = 0; i < 60; i++)
        {
            await world.DeliverLater();
            if (State(await PlanRecordings(story), "social") == "verified") break;
            world.Host.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        await world.Social.Switch([]);
        (await PlanRecordings(story))["identicalInBoth"]!.GetValue<bool>().ShouldBeTrue();
        var plan = (await world.Social.Find("CarePlan", "plan", story.PlanId.ToString())).Single();
        plan["meta"]!.Text("versionId").ShouldBe("1");
    }

    [Theory, EveryDatabase]
    public async Task Refused_delivery_holds_back_that_person_there_and_nothing_else(DatabaseProvider database)
    {
        var world = await Of(database);
        var refused = await world.Planned();
        await world.Host.DrainAsync();
        await world.Health.Switch(new() { ["refuse"] = true });
        await world.Deliver();
        await world.Health.Switch([]);
        var other = await world.Planned();
        await world.Deliver();

        var consent = await ConsentRecordings(refused, refused.JointWork);
        (State(consent, "health"), System(consent, "health").Text("reason")).ShouldBe(("refused", "http-422"));
        consent["identicalInBoth"]!.GetValue<bool>().ShouldBeFalse();
        State(consent, "social").ShouldBe("verified");
        State(await PlanRecordings(refused), "health").ShouldBe("queued");
        State(await PlanRecordings(refused), "social").ShouldBe("verified");
        (await PlanRecordings(other))["identicalInBoth"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Theory, EveryDatabase]
    public async Task What_is_there_under_our_identifier_but_differs_is_refused_and_not_called_verified(DatabaseProvider database)
    {
        var world = await Of(database);
        var story = await (await Story.Begin(world.Host)).Until(Chapter.Consented);
        await world.Social.Write(HttpMethod.Post, "Consent", JsonNode.Parse($$"""
            {
              "resourceType": "Consent", "status": "rejected",
              "identifier": [{ "system": "https://monipolku.fi/fhir/identifier/consent", "value": "{{story.JointWork.Id()}}" }],
              "scope": { "text": "somebody else's" }, "category": [{ "text": "somebody else's" }],
              "patient": { "display": "X" }, "policy": [{ "uri": "https://example.org" }]
            }
            """)!);
        await world.Deliver();

        var recordings = await ConsentRecordings(story, story.JointWork);
        (State(recordings, "social"), System(recordings, "social").Text("reason")).ShouldBe(("refused", "digest-differs"));
        System(recordings, "social")["receipts"]!.AsArray().ShouldBeEmpty();
        recordings["identicalInBoth"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Theory, EveryDatabase]
    public async Task What_somebody_has_changed_there_is_not_overwritten(DatabaseProvider database)
    {
        var world = await Of(database);
        var story = await (await Story.Begin(world.Host)).Until(Chapter.Consented);
        await world.Deliver();
        var consent = (await world.Social.Find("Consent", "consent", story.JointWork.Id().ToString())).Single();
        consent["status"] = "rejected";
        await world.Social.Write(HttpMethod.Put, "Consent/" + consent.Text("id"), consent);
        await story.Withdraw();
        await world.Deliver();

        var recordings = await ConsentRecordings(story, story.JointWork);
        (State(recordings, "social"), System(recordings, "social").Text("reason")).ShouldBe(("refused", "http-412"));
        (await world.Social.Find("Consent", "consent", story.JointWork.Id().ToString())).Single().Text("status").ShouldBe("rejected");
        State(recordings, "health").ShouldBe("verified");
    }

    [Theory, EveryDatabase]
    public async Task Plan_is_not_sent_to_the_other_sector_after_the_consent_is_withdrawn(DatabaseProvider database)
    {
        var world = await Of(database);
        var story = await world.Planned();
        await story.Withdraw();
        await world.Deliver();

        var recordings = await PlanRecordings(story);
        (State(recordings, "health"), System(recordings, "health").Text("reason")).ShouldBe(("stopped", "access.joint-work-consent-withdrawn"));
        State(recordings, "social").ShouldBe("verified");
        recordings["identicalInBoth"]!.GetValue<bool>().ShouldBeFalse();
        (await world.Health.Find("CarePlan", "plan", story.PlanId.ToString())).ShouldBeEmpty();
        // The consent and its end are known to both.
        (await ConsentRecordings(story, story.JointWork))["identicalInBoth"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Theory, EveryDatabase]
    public async Task Withdrawal_stops_the_plan_that_waits_and_the_apps_token_at_once(DatabaseProvider database)
    {
        var world = await RecordedWorld.Of(database);
        var story = await world.Planned();
        using var app = await world.Host.As(story.Nurse.Subject, "user/CarePlan.rs");
        await world.Host.DrainAsync();
        (await app.GetAsync($"/fhir/CarePlan/{story.PlanId}")).StatusCode.ShouldBe(HttpStatusCode.OK);

        await story.Withdraw();
        (await app.GetAsync($"/fhir/CarePlan/{story.PlanId}")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        await world.Host.DrainAsync();

        // Nobody has tried to deliver anything yet. The social register is the plan's own: there it goes.
        var recordings = await RecordedWorld.PlanRecordings(story);
        (State(recordings, "health"), System(recordings, "health").Text("reason")).ShouldBe(("stopped", "access.joint-work-consent-withdrawn"));
        State(recordings, "social").ShouldBe("queued");
        await world.Deliver();
        State(await RecordedWorld.PlanRecordings(story), "health").ShouldBe("stopped");
        State(await RecordedWorld.PlanRecordings(story), "social").ShouldBe("verified");
        State(await RecordedWorld.ConsentRecordings(story, story.JointWork), "health").ShouldBe("verified");
    }

    [Theory, EveryDatabase]
    public async Task Workers_at_the_same_time_send_once(DatabaseProvider database)
    {
        var world = await Of(database);
        var stories = new[] { await world.Planned(), await world.Planned(), await world.Planned() };
        await world.Host.DrainAsync();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => world.Deliveries.DrainAsync()));
        await world.Deliver();

        foreach (var story in stories)
        {
            var recordings = await PlanRecordings(story);
            recordings["identicalInBoth"]!.GetValue<bool>().ShouldBeTrue(recordings.ToJsonString());
            System(recordings, "social")["attempts"]!.GetValue<int>().ShouldBe(1);
            (await world.Social.Find("CarePlan", "plan", story.PlanId.ToString())).Single()["meta"]!.Text("versionId").ShouldBe("1");
        }
    }

    [Theory, EveryDatabase]
    public async Task Neither_the_log_nor_the_database_holds_the_identity_code_that_was_sent(DatabaseProvider database)
    {
        var world = await Of(database);
        var story = await world.Planned();
        await world.Deliver();

        world.Host.Logs.Lines.ShouldAllBe(line => !line.Contains(story.IdentityCode));
        await using var scope = world.Host.Services.CreateAsyncScope();
        var deliveries = await scope.ServiceProvider.GetRequiredService<FhirDb>().Deliveries.Where(d => d.PersonId == story.PersonId).ToListAsync();
        deliveries.Count.ShouldBe(4);
        deliveries.ShouldAllBe(d => d.BodySecret!.StartsWith("v1.", StringComparison.Ordinal));
    }

    [Theory, EveryDatabase]
    public async Task Recordings_are_shown_to_those_who_may_see_the_document(DatabaseProvider database)
    {
        var world = await Of(database);
        var story = await world.Planned();

        await story.Outsider.Client.GetAsync($"/api/v1/plans/{story.PlanId}/recordings").ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
        await story.Outsider.Client.GetAsync($"/api/v1/consents/{story.JointWork.Id()}/recordings").ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
        await story.SocialWorker.Client.GetAsync($"/api/v1/plans/{Guid.NewGuid()}/recordings").ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
        await story.SocialWorker.Client.GetAsync($"/api/v1/consents/{Guid.NewGuid()}/recordings").ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
        // Approved, and not queued yet: events wait for their effects.
        var early = await PlanRecordings(story);
        early["versions"]!.AsArray().ShouldBeEmpty();
        early["identicalInBoth"].ShouldBeNull();
    }

    [Theory, EveryDatabase]
    public async Task Without_record_systems_nothing_is_delivered_and_the_log_says_so_once(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Planned, database);
        await story.Host.DrainAsync();
        (await story.Host.Services.GetRequiredService<Deliveries.Deliveries>().DrainAsync()).ShouldBe(0);

        (await PlanRecordings(story))["versions"]!.AsArray().ShouldBeEmpty();
        story.Host.Logs.Lines.Count(line => line.Contains("No setting RecordSystems")).ShouldBe(1);
    }

    private static JsonNode System(JsonObject recordings, string name) =>
        recordings["versions"]![0]!["systems"]!.AsArray().Single(s => s!.Text("system") == name)!;

    private static string State(JsonObject recordings, string name) => System(recordings, name).Text("state");

    private static List<JsonNode> Receipts(JsonObject recordings, string name) =>
        [.. System(recordings, name)["receipts"]!.AsArray().Select(r => r!)];
}
