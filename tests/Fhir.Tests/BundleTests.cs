using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Access.Contracts;
using Monipolku.Fhir.Deliveries;
using Monipolku.Fhir.R4;
using Monipolku.Platform;
using Monipolku.Platform.Secrets;
using Monipolku.Testing;
using Task = System.Threading.Tasks.Task;

namespace Monipolku.Fhir.Tests;

/// <summary>What record systems get, as reviewed promises: the real bodies of one story, with ids and the invented person's code made equal at each run.</summary>
[Collection(nameof(RecordedWorld))]
public partial class BundleTests
{
    [Fact]
    public async Task Bundles_are_as_promised()
    {
        await using var world = await RecordedWorld.StartAsync(DatabaseProvider.Sqlite);
        var story = await (await Story.Begin(world.Host)).Until(Chapter.Consented);
        var permission = await story.Permit(Direction.SocialToHealth, DataClass.SocialAssessmentPart);
        await world.Deliver();
        await story.Withdraw(permission);
        await story.Plan();
        await world.Deliver();

        var bodies = await Bodies(world, story.PersonId);
        bodies.Keys.Count.ShouldBe(4);
        foreach (var body in bodies.Values) FhirJson.Parse(body).Issues.ShouldBeEmpty();
        Snapshots.ShouldMatch(Normal(bodies[(DeliveryKind.Consent, story.JointWork.Id(), 1)], story), "contracts/fhir/bundle-joint-work-consent.json");
        Snapshots.ShouldMatch(Normal(bodies[(DeliveryKind.Consent, permission.Id(), 1)], story), "contracts/fhir/bundle-permission.json");
        Snapshots.ShouldMatch(Normal(bodies[(DeliveryKind.Consent, permission.Id(), 2)], story), "contracts/fhir/bundle-permission-withdrawn.json");
        Snapshots.ShouldMatch(Normal(bodies[(DeliveryKind.Plan, story.PlanId, 1)], story), "contracts/fhir/bundle-plan.json");
    }

    [Theory, EveryDatabase]
    public async Task Retry_sends_the_same_bytes_though_what_is_shared_has_changed_meanwhile(DatabaseProvider database)
    {
        var world = await RecordedWorld.Of(database);
        var story = await (await Story.Begin(world.Host)).Until(Chapter.Consented);
        await world.Social.Switch(new() { ["down"] = true });
        await world.Deliver();
        var before = await Bodies(world, story.PersonId);
        var person = await story.SocialWorker.Client.Get($"/api/v1/people/{story.PersonId}");
        await story.SocialWorker.Client.Change(HttpMethod.Put, $"/api/v1/people/{story.PersonId}/contact",
            new { contact = new { phone = "+358401112223" }, nonDisclosure = true, language = "sv" }, person);
        await world.Social.Switch([]);
        await world.DeliverLater();

        var after = await Bodies(world, story.PersonId);
        after[(DeliveryKind.Consent, story.JointWork.Id(), 1)].ShouldBe(before[(DeliveryKind.Consent, story.JointWork.Id(), 1)]);
        (await RecordedWorld.ConsentRecordings(story, story.JointWork))["identicalInBoth"]!.GetValue<bool>().ShouldBeTrue();
    }

    /// <summary>Frozen bodies to the social record system.</summary>
    private static async Task<Dictionary<(DeliveryKind, Guid, int), string>> Bodies(RecordedWorld world, Guid personId)
    {
        await using var scope = world.Host.Services.CreateAsyncScope();
        var deliveries = await scope.ServiceProvider.GetRequiredService<FhirDb>().Deliveries
            .Where(d => d.PersonId == personId && d.System == "social").ToListAsync();
        var secrets = scope.ServiceProvider.GetRequiredService<SecretText>();
        return deliveries.ToDictionary(d => (d.Kind, d.SourceId, d.SourceVersion), d => secrets.Unprotect(d.BodySecret!, "fhir.delivery-body"));
    }

    private static JsonNode Normal(string body, Story story)
    {
        var guids = new Dictionary<string, string>();
        string Number(Match match)
        {
            if (!guids.TryGetValue(match.Value, out var known))
                guids[match.Value] = known = $"00000000-0000-0000-0000-{(guids.Count + 1).ToString("D12", CultureInfo.InvariantCulture)}";
            return known;
        }

        var text = Guids().Replace(body.Replace(story.IdentityCode, "010190-900P", StringComparison.Ordinal), Number);
        var oids = new Dictionary<string, string>();
        text = Oids().Replace(text, match => oids.TryGetValue(match.Value, out var known) ? known : oids[match.Value] = $"1.2.246.10.1234567.10.{oids.Count + 1}");
        var bundle = JsonNode.Parse(text)!;
        var patient = bundle["entry"]![0]!["resource"]!;
        (patient["gender"], patient["birthDate"]) = ("female", "1990-01-01");
        return bundle;
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Guids();

    [GeneratedRegex(@"1\.2\.246\.10\.1234567\.\d+\.\d+")]
    private static partial Regex Oids();
}
