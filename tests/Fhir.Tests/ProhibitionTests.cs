using System.Net;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Fhir.Tests;

/// <summary>What the client forbids is in both record systems with proof, and is read over FHIR; a minor's veto is not.</summary>
[Collection(nameof(RecordedWorld))]
public class ProhibitionTests
{
    private static readonly object Competent = new { assessed = true, competent = true };

    [Theory, EveryDatabase]
    public async Task Prohibition_and_its_withdrawal_are_the_same_in_both_record_systems(DatabaseProvider database)
    {
        var world = await RecordedWorld.Of(database);
        var story = await (await Story.Begin(world.Host)).Until(Chapter.Consented);
        var client = story.SocialWorker.Client;
        var said = await client.Post("/api/v1/prohibitions", new
        {
            personId = story.PersonId,
            kind = "disclosure",
            givenBy = new { client = true },
            competence = Competent,
            direction = "socialToHealth",
            classes = (string[])["socialAssessmentPart"],
        });
        await world.Deliver();
        (await client.Change(HttpMethod.Post, $"/api/v1/prohibitions/{said.Id()}/withdraw", new { withdrawnBy = new { client = true } }, said)).ShouldNotBeNull();
        await world.Deliver();

        var recordings = await client.Get($"/api/v1/prohibitions/{said.Id()}/recordings");
        recordings["versions"]!.AsArray().Select(v => (v!["version"]!.GetValue<int>(), v["identicalInBoth"]!.GetValue<bool>())).ShouldBe([(2, true), (1, true)]);
        foreach (var recorder in (Recorder[])[world.Social, world.Health])
        {
            var there = (await recorder.Find("Consent", "consent", $"{said.Id()}")).ShouldHaveSingleItem();
            there["status"]!.GetValue<string>().ShouldBe("inactive");
            there["provision"]!["type"]!.GetValue<string>().ShouldBe("deny");
        }
        var stranger = await world.Host.AddStaff(Sector.Social, Role.SocialWorker);
        (await stranger.Client.GetAsync($"/api/v1/prohibitions/{said.Id()}/recordings")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await client.GetAsync($"/api/v1/prohibitions/{Guid.NewGuid()}/recordings")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory, EveryDatabase]
    public async Task Prohibition_is_read_and_searched_as_a_Consent_with_its_provenance(DatabaseProvider database)
    {
        var world = await RecordedWorld.Of(database);
        var story = await (await Story.Begin(world.Host)).Until(Chapter.Consented);
        var client = story.SocialWorker.Client;
        var said = await client.Post("/api/v1/prohibitions", new
        {
            personId = story.PersonId,
            kind = "disclosure",
            givenBy = new { client = true },
            competence = Competent,
            direction = "healthToSocial",
            holdsInEmergency = true,
        });

        (await client.Get($"/fhir/Consent/{said.Id()}"))["provision"]!["type"]!.GetValue<string>().ShouldBe("deny");
        var found = await client.Get($"/fhir/Consent?patient={story.PersonId}");
        found["entry"]!.AsArray().Count(e => e!["resource"]!["id"]!.GetValue<string>() == $"{said.Id()}").ShouldBe(1);
        (await client.Get($"/fhir/Provenance?target=Consent/{said.Id()}"))["entry"]!.AsArray().Count.ShouldBe(1);
        (await client.Get($"/fhir/Provenance/{said.Id()}-1"))["target"]![0]!["reference"]!.GetValue<string>().ShouldBe($"Consent/{said.Id()}");
        (await client.GetAsync($"/fhir/Provenance/{said.Id()}-2")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var stranger = await world.Host.AddStaff(Sector.Social, Role.SocialWorker);
        (await stranger.Client.GetAsync($"/fhir/Consent/{said.Id()}")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory, EveryDatabase]
    public async Task Minors_veto_goes_to_the_record_systems_and_is_not_served(DatabaseProvider database)
    {
        var world = await RecordedWorld.Of(database);
        var story = await (await Story.Begin(world.Host)).Until(Chapter.Consented);
        var client = story.SocialWorker.Client;
        var veto = await client.Post("/api/v1/prohibitions", new
        {
            personId = story.PersonId,
            kind = "guardians",
            givenBy = new { client = true },
            competence = Competent,
            classes = (string[])["healthAssessmentPart"],
        });
        await world.Deliver();

        (await client.Get($"/api/v1/prohibitions/{veto.Id()}/recordings"))["identicalInBoth"]!.GetValue<bool>().ShouldBeTrue();
        (await world.Health.Find("Consent", "consent", $"{veto.Id()}")).ShouldHaveSingleItem()["category"]![0]!["coding"]![0]!["code"]!.GetValue<string>().ShouldBe("veto-of-minor");
        (await client.GetAsync($"/fhir/Consent/{veto.Id()}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await client.GetAsync($"/fhir/Provenance/{veto.Id()}-1")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await client.Get($"/fhir/Consent?patient={story.PersonId}"))["entry"]!.AsArray().ShouldNotContain(e => e!["resource"]!["id"]!.GetValue<string>() == $"{veto.Id()}");

        // A guardian's log leaves out what the log calls by a veto's own name.
        var delivery = (await client.Get("/api/v1/deliveries?state=verified&limit=200"))["items"]!.AsArray().First(d => d!["sourceId"]!.GetValue<Guid>() == veto.Id())!.AsObject();
        await client.SendJson(HttpMethod.Post, $"/api/v1/deliveries/{delivery.Id()}/retry", new { }, ifMatch: $"\"{delivery["version"]}\"").ShouldRefuse(HttpStatusCode.Conflict, "fhir.delivery-not-refused");
        var auditor = await world.Host.AddStaff(Sector.Other, Role.Auditor);
        var rights = (await auditor.Client.Get($"/api/v1/audit?personId={story.PersonId}&limit=200"))["items"]!.AsArray().Select(r => r!.AsObject().Text("right")).ToList();
        rights.ShouldContain("retry-veto-delivery");
        rights.ShouldNotContain("retry-delivery");
    }
}
