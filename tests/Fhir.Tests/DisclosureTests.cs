using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Monipolku.Access.Contracts;
using Monipolku.Fhir.R4;
using Monipolku.Platform;
using Monipolku.Testing;
using Task = System.Threading.Tasks.Task;

namespace Monipolku.Fhir.Tests;

/// <summary>What has gone from one register to the other is told to the holder of the first.</summary>
[Collection(nameof(RecordedWorld))]
public class DisclosureTests
{
    [Theory, EveryDatabase]
    public async Task Each_use_and_delivery_across_the_registers_is_there_and_nothing_else_is(DatabaseProvider database)
    {
        var world = await RecordedWorld.Of(database);
        var story = await world.Planned();
        var (social, nurse) = (story.SocialWorker, story.Nurse);
        var auditor = await world.Host.AddStaff(Sector.Other, Role.Auditor);
        var path = $"/api/v1/assessments/{story.AssessmentId}/parts/";

        // Own register, a question, a "no", and what both registers hold: no disclosure.
        await social.Client.Get(path + "social");
        await nurse.Client.Get(path + "health");
        await nurse.Client.Get($"/api/v1/access/explain?right=read-plan&personId={story.PersonId}");
        await nurse.Client.GetAsync(path + "social").ShouldRefuse(HttpStatusCode.Forbidden, "access.permission-missing");
        await nurse.Client.Get($"/api/v1/people/{story.PersonId}");
        (await Of(auditor, world, story)).ShouldBeEmpty();

        // One of each: joint plan by consent, delivery of the plan, permission in each direction, statute, emergency.
        await nurse.Client.Get($"/api/v1/plans/{story.PlanId}");
        await world.Deliver();
        var (out1, back) = (await story.Permit(Direction.SocialToHealth, DataClass.SocialAssessmentPart), await story.Permit(Direction.HealthToSocial, DataClass.HealthAssessmentPart));
        await nurse.Client.Get(path + "social");
        await social.Client.Get(path + "health");
        await story.Withdraw(out1);
        await nurse.Client.GetAsync(path + "social").ShouldRefuse(HttpStatusCode.Forbidden, "access.permission-withdrawn");
        await social.Client.Post("/api/v1/statutory-bases", new
        {
            personId = story.PersonId,
            paragraph = "703/2023 55 §",
            reason = "Lapsen etu vaatii tiedon heti.",
            direction = Direction.SocialToHealth,
            classes = new[] { DataClass.SocialAssessmentPart },
            recipientUnits = new[] { nurse.UnitId },
            validTo = story.Today.AddMonths(1),
        });
        await nurse.Client.Get(path + "social");
        var stranger = await world.Host.AddStaff(Sector.Health, Role.PsychiatricNurse);
        await stranger.Client.Post("/api/v1/access/break-glass", new { personId = story.PersonId, reason = "Hätätilanne päivystyksessä." });
        await stranger.Client.Get(path + "social");

        var all = await Of(auditor, world, story);
        all.Select(d => (d.Text("kind"), d.Text("register"), d.Text("dataClass"), d.Text("purpose"))).ShouldBe(
        [
            ("use", "social", "jointPlan", "TREAT"), ("delivery", "social", "jointPlan", "TREAT"), ("use", "social", "socialAssessmentPart", "TREAT"),
            ("use", "health", "healthAssessmentPart", "TREAT"), ("use", "social", "socialAssessmentPart", "TREAT"), ("use", "social", "socialAssessmentPart", "ETREAT"),
        ], ignoreOrder: true);
        all.Select(d => d.Text("id")).ShouldBeUnique();
        all.Single(d => d.Text("kind") == "delivery").Text("recordSystem").ShouldBe("health");
        all.Where(d => d.Text("basis").Contains("statutory basis", StringComparison.Ordinal)).ShouldHaveSingleItem();
        all.Single(d => d.Text("purpose") == "ETREAT")["staffId"]!.GetValue<Guid>().ShouldBe(stranger.Id);

        // The same pairs as FHIR; the grounds are those that were in force then.
        var bundle = await Bundle(auditor, world, story);
        var events = bundle.Entry.Select(e => e.Resource).OfType<AuditEvent>().ToList();
        events.Select(e => e.Id).ShouldBe(all.Select(d => d.Text("id")));
        string? Ground(JsonObject disclosure) => events.Single(e => e.Id == disclosure.Text("id")).Extension
            .SingleOrDefault(x => x.Url == "https://monipolku.fi/fhir/StructureDefinition/disclosure-consent")?.Value is ResourceReference consent ? consent.Identifier!.Value!.Value : null;
        Ground(all.Single(d => d.Text("register") == "health")).ShouldBe(back.Id().ToString());
        Ground(all.Single(d => d.Text("kind") == "delivery")).ShouldBe(story.JointWork.Id().ToString());
        Ground(all.Single(d => d.Text("dataClass") == "socialAssessmentPart" && d.Text("basis").Contains(": permission", StringComparison.Ordinal))).ShouldBe(out1.Id().ToString());
        Ground(all.Single(d => d.Text("basis").Contains("statutory basis", StringComparison.Ordinal))).ShouldBeNull();
    }

    [Theory, EveryDatabase]
    public async Task Register_holder_sees_what_left_their_own_register_and_others_see_nothing(DatabaseProvider database)
    {
        var world = await RecordedWorld.Of(database);
        var story = await world.Planned();
        await story.Permit(Direction.HealthToSocial, DataClass.HealthAssessmentPart);
        await story.Nurse.Client.Get($"/api/v1/plans/{story.PlanId}");
        await story.SocialWorker.Client.Get($"/api/v1/assessments/{story.AssessmentId}/parts/health");

        var (social, health) = (await world.Host.AddStaff(Sector.Social, Role.Adapter), await world.Host.AddStaff(Sector.Health, Role.Adapter));
        (await Of(social, world, story)).Select(d => d.Text("register")).ShouldBe(["social"]);
        (await Of(health, world, story)).Select(d => d.Text("register")).ShouldBe(["health"]);
        (await Bundle(health, world, story)).Entry.Select(e => e.Resource).OfType<AuditEvent>().Single().Meta.ShouldBeNull();
        var nobodys = await world.Host.AddStaff(Sector.Other, Role.Adapter);
        await nobodys.Client.GetAsync(List(world, story)).ShouldRefuse(HttpStatusCode.Forbidden, "fhir.no-register");
        await nobodys.Client.GetAsync(Export(world, story)).ShouldRefuse(HttpStatusCode.Forbidden, "fhir.no-register");
        foreach (var staff in (TestStaff[])[story.SocialWorker, story.Nurse, story.Manager, story.Coordinator, story.Provider])
        {
            await staff.Client.GetAsync(List(world, story)).ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
            await staff.Client.GetAsync(Export(world, story)).ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
        }
        var narrow = await world.Host.As(social.Subject, "plans.read");
        await narrow.GetAsync(List(world, story)).ShouldRefuse(HttpStatusCode.Forbidden, "platform.scope-missing");

        // Whoever looked at whom is in the log of that person.
        var auditor = await world.Host.AddStaff(Sector.Other, Role.Auditor);
        var looked = await auditor.Client.Get($"/api/v1/audit?personId={story.PersonId}&right=read-disclosures");
        looked["items"]!.AsArray().Select(r => r!["staffId"]!.GetValue<Guid>()).Where(id => id == social.Id || id == health.Id).Order()
            .ShouldBe(new[] { social.Id, health.Id, health.Id }.Order());
    }

    [Theory, EveryDatabase]
    public async Task Pages_meet_without_gap_and_the_period_is_kept(DatabaseProvider database)
    {
        var world = await RecordedWorld.Of(database);
        var story = await world.Planned();
        await world.Deliver();
        for (var i = 0; i < 3; i++) await story.Nurse.Client.Get($"/api/v1/plans/{story.PlanId}");
        world.Host.Clock.Advance(TimeSpan.FromSeconds(1));
        var now = world.Host.Clock.GetUtcNow();
        await story.Nurse.Client.Get($"/api/v1/plans/{story.PlanId}");
        var adapter = await world.Host.AddStaff(Sector.Social, Role.Adapter);
        var whole = (await Of(adapter, world, story)).Select(d => d.Text("id")).ToList();
        whole.Count.ShouldBe(5);

        var paged = new List<string>();
        string? next = null;
        do
        {
            var page = await adapter.Client.Get(List(world, story) + "&limit=1" + (next is null ? "" : "&cursor=" + next));
            paged.AddRange(page["items"]!.AsArray().Select(d => d!.Text("id")));
            next = page["next"]?.GetValue<string>();
        }
        while (next is not null);
        paged.ShouldBe(whole);

        var exported = new List<string>();
        var address = Export(world, story) + "&limit=2";
        while (address is not null)
        {
            var bundle = await Read(adapter, address);
            exported.AddRange(bundle.Entry.Select(e => e.Resource).OfType<AuditEvent>().Select(e => e.Id!));
            address = bundle.Link.SingleOrDefault(l => l.Relation!.Value == "next")?.Url!.Value;
        }
        exported.ShouldBe(whole);

        string Period(DateTimeOffset from, DateTimeOffset to) => $"/api/v1/disclosures?personId={story.PersonId}&from={Time(from)}&to={Time(to)}";
        (await adapter.Client.Get(Period(now, now.AddHours(1))))["items"]!.AsArray().Count.ShouldBe(1);
        (await adapter.Client.Get(Period(now.AddHours(-1), now)))["items"]!.AsArray().Count.ShouldBe(4);
        await adapter.Client.GetAsync(Period(now, now)).ShouldRefuse(HttpStatusCode.BadRequest, "fhir.period-backwards");
        await adapter.Client.GetAsync(Period(now.AddDays(-367), now)).ShouldRefuse(HttpStatusCode.BadRequest, "fhir.period-too-long");
        await adapter.Client.GetAsync(Period(now.AddHours(-1), now) + "&cursor=eA").ShouldRefuse(HttpStatusCode.BadRequest, "platform.cursor-invalid");
        await adapter.Client.GetAsync($"/api/v1/disclosures?personId={story.PersonId}").ShouldRefuse(HttpStatusCode.BadRequest, "platform.invalid-request");
        (await adapter.Client.Get($"/api/v1/disclosures?from={Time(now.AddHours(-1))}&to={Time(now.AddHours(1))}&limit=200"))["items"]!.AsArray()
            .Select(d => d!.Text("id")).ShouldContain(whole[0]);
    }

    /// <summary>What Kanta's published texts of the profile ask for (kanta.sosiaalihuolto.r4 1.0.0 and 0.3), and R4's own rules.</summary>
    [Theory, EveryDatabase]
    public async Task Notices_keep_R4_and_what_Kanta_publishes_of_its_profile(DatabaseProvider database)
    {
        var world = await RecordedWorld.Of(database);
        var story = await world.Planned();
        await world.Deliver();
        await story.Nurse.Client.Get($"/api/v1/plans/{story.PlanId}");
        var adapter = await world.Host.AddStaff(Sector.Social, Role.Adapter);
        using var answer = await adapter.Client.GetAsync(Export(world, story));
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/fhir+json");
        var text = await answer.Content.ReadAsStringAsync();
        text.ShouldNotContain(story.IdentityCode);
        FhirJson.Parse(text).Issues.ShouldBeEmpty();
        var bundle = FhirJson.Parse<Bundle>(text);

        bundle.Type!.Value.ShouldBe(R4.Bundle.BundleType.Transaction);
        bundle.Entry.Count.ShouldBe(4);
        bundle.Entry.Select(e => e.FullUrl!.Value).ShouldBeUnique();
        foreach (var pair in bundle.Entry.Chunk(2))
        {
            var (notice, provenance) = ((AuditEvent)pair[0].Resource!, (Provenance)pair[1].Resource!);
            pair.ShouldAllBe(e => e.Request!.Method!.Value == R4.Bundle.HTTPVerb.POST && e.Request.Url!.Value == e.Resource!.TypeName);
            notice.Id.ShouldNotBeNull();
            notice.Id!.ShouldMatch(@"^2\.25\.[1-9][0-9]{0,38}$");
            pair[0].FullUrl!.Value.ShouldBe("urn:oid:" + notice.Id);
            notice.Meta!.Profile.Single().Value.ShouldBe("https://shark.kanta.fi/fhir/StructureDefinition/SocialWelfareAuditEvent");
            (notice.Type!.System, notice.Type.Code, notice.Type.Display).ShouldSatisfyAllConditions(t => t.System.ShouldNotBeNull(), t => t.Code.ShouldNotBeNull(), t => t.Display.ShouldNotBeNull());
            (notice.Type.Version, notice.Type.UserSelected, notice.Type.Id).ShouldBe((null, null, null));
            notice.Subtype.Count.ShouldBeLessThanOrEqualTo(1);
            (notice.Action, notice.Outcome, notice.OutcomeDesc, notice.Period!.End).ShouldBe((null, null, null, null));
            notice.Period.Start.ShouldNotBeNull();
            notice.Recorded.ShouldNotBeNull();
            notice.PurposeOfEvent.ShouldAllBe(p => p.Text == null && p.Coding.All(c => c.System != null && c.Code != null && c.Display != null));
            notice.Agent.ShouldAllBe(a => a.Who!.Reference != null && a.Who.Type == null && a.Who.Identifier == null && a.Who.Display == null && a.Requestor != null);
            notice.Agent.Count(a => a.Requestor!.Value == true).ShouldBe(1);
            // Each contained resource is referred to, and the disclosing controller's register is told.
            var references = notice.Descendants().OfType<ResourceReference>().Select(r => r.Reference?.Value).OfType<string>().ToList();
            notice.Contained.ShouldAllBe(c => references.Contains("#" + c.Id));
            var holder = notice.Contained.OfType<Organization>().Single(o => o.Id == "holder");
            ((Coding)holder.Extension.Single().Value!).Code!.Value.ShouldBe("1");
            holder.Identifier.Single().Value!.Value.ShouldBe("urn:oid:1.2.246.10.1234567");
            notice.Entity.Count(e => e.Description is not null).ShouldBe(1);
            provenance.Language!.Value.ShouldBe("fi");
            provenance.Target.Single().Reference!.Value.ShouldBe("urn:oid:" + notice.Id);
        }
        // The same notices again, byte for byte.
        (await adapter.Client.GetStringAsync(Export(world, story))).ShouldBe(text);
    }

    private static string Period(RecordedWorld world) =>
        $"from={Time(world.Host.Clock.GetUtcNow().AddHours(-1))}&to={Time(world.Host.Clock.GetUtcNow().AddHours(1))}";

    private static string List(RecordedWorld world, Story story) => $"/api/v1/disclosures?personId={story.PersonId}&{Period(world)}";

    private static string Export(RecordedWorld world, Story story) => $"/api/v1/people/{story.PersonId}/disclosures/export?{Period(world)}";

    private static async Task<IReadOnlyList<JsonObject>> Of(TestStaff staff, RecordedWorld world, Story story) =>
        [.. (await staff.Client.Get(List(world, story)))["items"]!.AsArray().Select(d => d!.AsObject())];

    private static Task<Bundle> Bundle(TestStaff staff, RecordedWorld world, Story story) => Read(staff, Export(world, story));

    private static async Task<Bundle> Read(TestStaff staff, string address) => FhirJson.Parse<Bundle>(Encoding.UTF8.GetBytes(await staff.Client.GetStringAsync(address)));

    private static string Time(DateTimeOffset at) => Uri.EscapeDataString(at.ToString("O", System.Globalization.CultureInfo.InvariantCulture));
}
