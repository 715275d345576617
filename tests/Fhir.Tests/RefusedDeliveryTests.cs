using System.Net;
using System.Text.Json.Nodes;
using Monipolku.Platform;
using Monipolku.Testing;
using static Monipolku.Fhir.Tests.RecordedWorld;

namespace Monipolku.Fhir.Tests;

[Collection(nameof(RecordedWorld))]
public class RefusedDeliveryTests
{
    [Theory, EveryDatabase]
    public async Task Refused_delivery_is_listed_and_goes_on_when_somebody_has_looked(DatabaseProvider database)
    {
        var world = await Of(database);
        var story = await Refused(world);
        var refused = (await Listed(story)).Single();
        (refused.Text("system"), refused.Text("state"), refused.Text("reason"), refused.Text("kind")).ShouldBe(("health", "refused", "http-422", "consent"));

        var sent = await story.SocialWorker.Client.Change(HttpMethod.Post, Path(refused), new { }, refused);
        sent.Text("state").ShouldBe("sent");
        await world.Deliver();

        (await Listed(story)).ShouldBeEmpty();
        (await ConsentRecordings(story, story.JointWork))["identicalInBoth"]!.GetValue<bool>().ShouldBeTrue();
        // What waited behind it has gone too.
        (await PlanRecordings(story))["identicalInBoth"]!.GetValue<bool>().ShouldBeTrue();
        var history = (await ConsentRecordings(story, story.JointWork))["versions"]![0]!["systems"]![0]!["history"]!.AsArray();
        history.Select(h => h!.Text("state")).ShouldBe(["queued", "sent", "refused", "sent", "recorded", "verified"]);
        history[3]!.Text("reason").ShouldBe("retried-by-hand");
    }

    [Theory, EveryDatabase]
    public async Task What_was_mended_in_the_record_system_is_read_back_once_more(DatabaseProvider database)
    {
        var world = await Of(database);
        var story = await (await Story.Begin(world.Host)).Until(Chapter.Consented);
        var tampered = JsonNode.Parse($$"""
            {
              "resourceType": "Consent", "status": "rejected",
              "identifier": [{ "system": "https://monipolku.fi/fhir/identifier/consent", "value": "{{story.JointWork.Id()}}" }],
              "scope": { "text": "x" }, "category": [{ "text": "x" }], "patient": { "display": "X" }, "policy": [{ "uri": "https://example.org" }]
            }
            """)!;
        await world.Social.Write(HttpMethod.Post, "Consent", tampered);
        await world.Deliver();
        var refused = (await Listed(story)).Single();
        refused.Text("reason").ShouldBe("digest-differs");

        var there = (await world.Social.Find("Consent", "consent", story.JointWork.Id().ToString())).Single();
        var right = (await world.Health.Find("Consent", "consent", story.JointWork.Id().ToString())).Single();
        right["id"] = there.Text("id");
        // References of one system mean nothing in another.
        await Repoint(world, right, story);
        await world.Social.Write(HttpMethod.Put, "Consent/" + there.Text("id"), right);
        (await story.SocialWorker.Client.Change(HttpMethod.Post, Path(refused), new { }, refused)).Text("state").ShouldBe("recorded");
        await world.Deliver();

        (await ConsentRecordings(story, story.JointWork))["identicalInBoth"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Theory, EveryDatabase]
    public async Task Retry_is_for_refused_ones_and_for_those_who_serve_the_client(DatabaseProvider database)
    {
        var world = await Of(database);
        var story = await Refused(world);
        var refused = (await Listed(story)).Single();
        (await Listed(story, story.Outsider)).ShouldBeEmpty();

        await story.Outsider.Client.SendJson(HttpMethod.Post, Path(refused), new { }, ifMatch: "\"1\"").ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
        await story.Notifier.Client.SendJson(HttpMethod.Post, Path(refused), new { }, ifMatch: "\"1\"").ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
        await story.SocialWorker.Client.SendJson(HttpMethod.Post, Path(refused), new { }).ShouldRefuse(HttpStatusCode.PreconditionRequired, "platform.version-missing");
        await story.SocialWorker.Client.SendJson(HttpMethod.Post, Path(refused), new { }, ifMatch: "\"99\"").ShouldRefuse(HttpStatusCode.PreconditionFailed, "platform.version-stale");
        await story.SocialWorker.Client.SendJson(HttpMethod.Post, $"/api/v1/deliveries/{Guid.NewGuid()}/retry", new { }, ifMatch: "\"1\"")
            .ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
        var verified = (await Listed(story, state: "verified"))[0];
        await story.SocialWorker.Client.SendJson(HttpMethod.Post, Path(verified), new { }, ifMatch: $"\"{verified["version"]}\"")
            .ShouldRefuse(HttpStatusCode.Conflict, "fhir.delivery-not-refused");
        // Whoever records consents sees whether they arrive.
        (await Listed(story, story.DutyWorker)).Select(d => d.Id()).ShouldContain(refused.Id());
        await story.Notifier.Client.GetAsync("/api/v1/deliveries").ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
        await story.SocialWorker.Client.GetAsync("/api/v1/deliveries?state=lost").ShouldRefuse(HttpStatusCode.BadRequest, "fhir.delivery-state-unknown");
        await story.SocialWorker.Client.GetAsync("/api/v1/deliveries?cursor=x").ShouldRefuse(HttpStatusCode.BadRequest, "platform.cursor-invalid");
    }

    [Theory, EveryDatabase]
    public async Task Stopped_plan_goes_by_itself_after_the_prohibition_has_ended_and_by_hand_the_gate_decides_again(DatabaseProvider database)
    {
        var world = await Of(database);
        var story = await world.Planned();
        var no = await story.SocialWorker.Client.Post("/api/v1/prohibitions", new
        {
            personId = story.PersonId,
            kind = "disclosure",
            givenBy = new { client = true },
            competence = new { assessed = true, competent = true },
            direction = "socialToHealth",
        });
        await world.Deliver();
        var stopped = (await Listed(story, state: "stopped")).Single();
        (stopped.Text("system"), stopped.Text("kind")).ShouldBe(("health", "plan"));
        var why = stopped.Text("reason");

        // Nothing has changed: it stops again, and says why.
        (await story.SocialWorker.Client.Change(HttpMethod.Post, Path(stopped), new { }, stopped)).Text("state").ShouldBe("queued");
        await world.Deliver();
        stopped = (await Listed(story, state: "stopped")).Single();
        stopped.Text("reason").ShouldBe(why);
        (await world.Health.Find("CarePlan", "plan", story.PlanId.ToString())).ShouldBeEmpty();

        // Of two versions the newer one goes, and never the older one after it.
        var content = story.PlanBody();
        content.Remove("personId");
        content.Remove("assessmentId");
        await story.Approve(await story.SocialWorker.Client.Change(
            HttpMethod.Put, $"/api/v1/plans/{story.PlanId}", content, await story.SocialWorker.Client.Get($"/api/v1/plans/{story.PlanId}")));
        await world.Deliver();
        var both = await Listed(story, state: "stopped");
        var (older, newer) = (both.Single(d => d["sourceVersion"]!.GetValue<int>() == 1), both.Single(d => d["sourceVersion"]!.GetValue<int>() == 2));
        await story.SocialWorker.Client.SendJson(HttpMethod.Post, Path(older), new { }, ifMatch: $"\"{older["version"]}\"")
            .ShouldRefuse(HttpStatusCode.Conflict, "fhir.delivery-outdated");

        // The end of the prohibition goes first, and the plan after it.
        await world.Health.Switch(new() { ["down"] = true });
        await story.SocialWorker.Client.Change(HttpMethod.Post, $"/api/v1/prohibitions/{no.Id()}/withdraw", new { withdrawnBy = new { client = true } }, no);
        await world.Deliver();
        await story.SocialWorker.Client.SendJson(HttpMethod.Post, Path(newer), new { }, ifMatch: $"\"{newer["version"]}\"")
            .ShouldRefuse(HttpStatusCode.Conflict, "fhir.delivery-not-next");
        await world.Health.Switch([]);
        for (var i = 0; i < 3; i++) await world.DeliverLater();
        (await Listed(story, state: "stopped")).Select(d => d.Id()).ShouldBe([older.Id()]);
        (await PlanRecordings(story))["identicalInBoth"]!.GetValue<bool>().ShouldBeTrue();
        (await world.Health.Find("CarePlan", "plan", story.PlanId.ToString())).ShouldHaveSingleItem();
    }

    [Theory, EveryDatabase]
    public async Task Stopped_plan_goes_after_the_consent_that_is_given_anew(DatabaseProvider database)
    {
        var world = await Of(database);
        var story = await world.Planned();
        await story.Withdraw();
        await world.Deliver();
        (await Listed(story, state: "stopped")).Single().Text("system").ShouldBe("health");

        await story.Consent();
        await world.Deliver();

        (await Listed(story, state: "stopped")).ShouldBeEmpty();
        var recordings = await PlanRecordings(story);
        recordings["identicalInBoth"]!.GetValue<bool>().ShouldBeTrue();
        var history = recordings["versions"]![0]!["systems"]!.AsArray().Single(s => s!.Text("system") == "health")!["history"]!.AsArray();
        history.Select(h => h!.Text("state")).ShouldBe(["queued", "stopped", "queued", "sent", "recorded", "verified"]);
        history[2]!.Text("reason").ShouldBe("permission-changed");
    }

    [Theory, EveryDatabase]
    public async Task List_is_paged(DatabaseProvider database)
    {
        var world = await Of(database);
        var story = await world.Planned();
        await world.Deliver();
        var first = await story.SocialWorker.Client.Get("/api/v1/deliveries?state=verified&limit=3");
        var second = await story.SocialWorker.Client.Get("/api/v1/deliveries?state=verified&limit=3&cursor=" + first.Text("next"));

        first["items"]!.AsArray().Concat(second["items"]!.AsArray()).Select(i => i!.Text("id")).Distinct().Count().ShouldBe(4);
        second["next"].ShouldBeNull();
    }

    /// <summary>The health system refuses the consent; the plan waits behind it.</summary>
    private static async Task<Story> Refused(RecordedWorld world)
    {
        var story = await world.Planned();
        await world.Health.Switch(new() { ["refuse"] = true });
        await world.Deliver();
        await world.Health.Switch([]);
        return story;
    }

    private static async Task Repoint(RecordedWorld world, JsonNode consent, Story story)
    {
        var patient = (await world.Social.Search("Patient?identifier=" + Uri.EscapeDataString("urn:oid:1.2.246.21|" + story.IdentityCode))).Single();
        var unit = (await world.Social.Find("Organization", "unit", story.SocialWorker.UnitId.ToString())).Single();
        consent["patient"]!["reference"] = "Patient/" + patient.Text("id");
        consent["performer"]![0]!["reference"] = "Patient/" + patient.Text("id");
        consent["organization"]![0]!["reference"] = "Organization/" + unit.Text("id");
    }

    private static async Task<IReadOnlyList<JsonObject>> Listed(Story story, TestStaff? who = null, string? state = null)
    {
        var page = await (who ?? story.SocialWorker).Client.Get("/api/v1/deliveries" + (state is null ? "" : "?state=" + state));
        return [.. page["items"]!.AsArray().Select(i => i!.AsObject())];
    }

    private static string Path(JsonObject delivery) => $"/api/v1/deliveries/{delivery.Text("id")}/retry";
}
