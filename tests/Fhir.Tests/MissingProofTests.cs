using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Fhir.Tests;

/// <summary>A consent or prohibition without both receipts is told to a person, once.</summary>
public class MissingProofTests
{
    private const string Alerts = "/api/v1/missing-proofs";

    [Theory, EveryDatabase]
    public async Task Consent_without_both_receipts_is_told_once_and_taken_back_when_they_come(DatabaseProvider database)
    {
        await using var world = await RecordedWorld.StartAsync(database, ("Deliveries:ProofWithinHours", "1"));
        await world.Health.Switch(new() { ["down"] = true });
        var (first, second) = (await world.Planned(), await world.Planned());
        await world.Deliver();
        await Watch(world);
        (await Of(first.SocialWorker)).ShouldBeEmpty();

        var kept = await second.SocialWorker.Client.Post("/api/v1/prohibitions", new
        {
            personId = second.PersonId,
            kind = "disclosure",
            givenBy = new { client = true },
            direction = "healthToSocial",
            competence = new { assessed = true, competent = true },
        });
        await world.Deliver();
        world.Host.Clock.Advance(TimeSpan.FromMinutes(61));
        await Watch(world, times: 3);
        var alert = (await Of(first.SocialWorker)).Single();
        alert["sourceId"]!.GetValue<Guid>().ShouldBe(first.JointWork.Id());
        alert["sourceVersion"]!.GetValue<int>().ShouldBe(1);
        alert["staffId"]!.GetValue<Guid>().ShouldBe(first.SocialWorker.Id);
        (await Of(first.SocialWorker, "?mine=true")).Count.ShouldBe(1);
        (await Of(first.Nurse)).Count.ShouldBe(1);
        (await Of(first.Nurse, "?mine=true")).ShouldBeEmpty();
        (await Of(first.Outsider)).ShouldBeEmpty();
        // The duty worker records consents too.
        (await Of(first.DutyWorker)).Select(a => a.Id()).ShouldContain(alert.Id());

        var path = $"{Alerts}/{alert.Id()}/acknowledge";
        await first.SocialWorker.Client.SendJson(HttpMethod.Post, path, new { }).ShouldRefuse(HttpStatusCode.PreconditionRequired, "platform.version-missing");
        await first.Outsider.Client.SendJson(HttpMethod.Post, path, new { }, ifMatch: "\"1\"").ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
        await first.SocialWorker.Client.SendJson(HttpMethod.Post, $"{Alerts}/{Guid.NewGuid()}/acknowledge", new { }, ifMatch: "\"1\"")
            .ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
        (await first.SocialWorker.Client.Change(HttpMethod.Post, path, new { }, alert))["acknowledgedBy"]!.GetValue<Guid>().ShouldBe(first.SocialWorker.Id);
        await first.SocialWorker.Client.SendJson(HttpMethod.Post, path, new { }, ifMatch: "\"2\"").ShouldRefuse(HttpStatusCode.Conflict, "fhir.proof-not-missing");
        await Watch(world);
        (await Of(first.SocialWorker)).ShouldBeEmpty();

        // Nobody has looked at the second one, and the receipt comes by itself.
        var both = await Of(second.SocialWorker);
        both.Select(a => (a.Text("kind"), a["sourceId"]!.GetValue<Guid>(), a["staffId"]!.GetValue<Guid>())).ShouldBe(
            [("consent", second.JointWork.Id(), second.SocialWorker.Id), ("prohibition", kept.Id(), second.SocialWorker.Id)], ignoreOrder: true);
        var open = both.Single(a => a.Text("kind") == "consent");
        (await second.DutyWorker.Client.Change(HttpMethod.Post, $"{Alerts}/{both.Single(a => a != open).Id()}/acknowledge", new { }, both.Single(a => a != open)))["acknowledgedBy"]!
            .GetValue<Guid>().ShouldBe(second.DutyWorker.Id);
        await world.Health.Switch([]);
        for (var i = 0; i < 8; i++) await world.DeliverLater();
        await Watch(world);
        (await Of(second.SocialWorker)).ShouldBeEmpty();
        await second.SocialWorker.Client.SendJson(HttpMethod.Post, $"{Alerts}/{open.Id()}/acknowledge", new { }, ifMatch: "\"2\"")
            .ShouldRefuse(HttpStatusCode.Conflict, "fhir.proof-not-missing");
    }

    private static async Task Watch(RecordedWorld world, int times = 1)
    {
        for (var i = 0; i < times; i++) await world.Host.Services.GetRequiredService<MissingProofWatch>().RunAsync(CancellationToken.None);
    }

    private static async Task<IReadOnlyList<JsonObject>> Of(TestStaff staff, string query = "") =>
        [.. (await staff.Client.Get(Alerts + query))["items"]!.AsArray().Select(a => a!.AsObject())];
}
