using System.Net;
using System.Text.Json.Nodes;
using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;
using static Monipolku.Consents.Tests.ConsentSteps;

namespace Monipolku.Consents.Tests;

/// <summary>Chains of replacement, overlaps, and who is told of a withdrawal.</summary>
public class WithdrawnAtOnceTests
{
    [Theory, EveryDatabase]
    public async Task Chain_of_replacement_is_read_from_any_link(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var (worker, person) = await host.AddClient();
        var chain = new List<Guid>();
        for (var i = 0; i < 4; i++)
        {
            chain.Add((await worker.Record(Permission(person, Direction.SocialToHealth))).Id());
            host.Clock.Advance(TimeSpan.FromSeconds(1));
        }
        var other = await worker.Record(Permission(person, Direction.HealthToSocial));
        // A new beginning after a withdrawal is a chain of its own.
        await worker.Withdraw(await worker.Client.Get($"/api/v1/consents/{chain[3]}"));
        var anew = await worker.Record(Permission(person, Direction.SocialToHealth));

        foreach (var link in chain) (await Read(link)).ShouldBe(chain);
        (await Read(other.Id())).ShouldBe([other.Id()]);
        (await Read(anew.Id())).ShouldBe([anew.Id()]);
        var page = await worker.Client.Get($"/api/v1/consents/{chain[2]}/chain?limit=3");
        page["items"]!.AsArray().Count.ShouldBe(3);
        (await worker.Client.Get($"/api/v1/consents/{chain[2]}/chain?limit=3&cursor={page.Text("next")}"))["items"]!.AsArray().Single()!["id"]!.GetValue<Guid>().ShouldBe(chain[3]);
        await worker.Client.GetAsync($"/api/v1/consents/{Guid.NewGuid()}/chain").ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
        var stranger = await host.AddStaff(Sector.Social, Role.SocialWorker);
        await stranger.Client.GetAsync($"/api/v1/consents/{chain[0]}/chain").ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");

        async Task<IReadOnlyList<Guid>> Read(Guid id) =>
            [.. (await worker.Client.Get($"/api/v1/consents/{id}/chain"))["items"]!.AsArray().Select(c => c!["id"]!.GetValue<Guid>())];
    }

    [Theory, EveryDatabase]
    public async Task Overlaps_are_shown_when_a_permission_is_recorded(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, person) = await host.AddClient();
        var unit = await host.AddUnit(Sector.Health);
        (await worker.Record(JointWork(person)))["overlaps"].ShouldBeNull();
        var first = await worker.Record(Permission(person, Direction.SocialToHealth, DataClass.JointPlan, DataClass.IntakeMatter));
        first["overlaps"].ShouldBeNull();
        var prohibition = await worker.Client.Post("/api/v1/prohibitions",
            new { personId = person, kind = "disclosure", givenBy = new { client = true }, direction = "socialToHealth", classes = new[] { "intakeMatter" } });
        var basis = await worker.Client.Post("/api/v1/statutory-bases", new
        {
            personId = person,
            paragraph = "703/2023 55 §",
            reason = "Lapsen etu vaatii tiedon heti.",
            direction = "socialToHealth",
            classes = new[] { "intakeMatter" },
            recipientUnits = new[] { unit },
            validTo = Today.AddMonths(1),
        });

        var second = await worker.Record(Permission(person, Direction.SocialToHealth, DataClass.IntakeMatter, DataClass.SocialAssessmentPart));

        second["overlaps"]!.AsArray().Select(o => (o!.AsObject().Text("kind"), o.AsObject().Id(), string.Join(',', o["classes"]!.AsArray().Select(c => c!.GetValue<string>()))))
            .ShouldBe([("replaced", first.Id(), "intakeMatter"), ("prohibition", prohibition.Id(), "intakeMatter"), ("statutoryBasis", basis.Id(), "intakeMatter")]);
        (await worker.Client.Get($"/api/v1/consents/{second.Id()}"))["overlaps"].ShouldBeNull();
        (await worker.Record(Permission(person, Direction.HealthToSocial)))["overlaps"].ShouldBeNull();
    }

    [Theory, EveryDatabase]
    public async Task Who_must_be_told_of_a_withdrawal_is_listed_and_ticked(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, person) = await host.AddClient();
        var nurse = await host.AddStaff(Sector.Health, Role.PsychiatricNurse);
        var otherSocial = await host.AddStaff(Sector.Social, Role.SocialWorker);
        await host.Relate(person, nurse, otherSocial);
        var joint = await worker.Record(JointWork(person));
        var permission = await worker.Record(Permission(person, Direction.SocialToHealth));
        var path = $"/api/v1/consents/{permission.Id()}/told";
        (await worker.Client.Get(path))["items"]!.AsArray().ShouldBeEmpty();
        await Tick(worker, path, nurse.UnitId, "\"1\"").ShouldRefuse(HttpStatusCode.UnprocessableEntity, "consents.nobody-to-tell");

        await worker.Withdraw(permission);
        var line = (await worker.Client.Get(path))["items"]!.AsArray().Single()!.AsObject();
        line["unitId"]!.GetValue<Guid>().ShouldBe(nurse.UnitId);
        line["toldOn"].ShouldBeNull();

        await Tick(worker, path, nurse.UnitId, null).ShouldRefuse(HttpStatusCode.PreconditionRequired, "platform.version-missing");
        await Tick(worker, path, nurse.UnitId, "\"2\"").ShouldRefuse(HttpStatusCode.PreconditionFailed, "platform.version-stale");
        await Tick(worker, path, nurse.UnitId, "\"1\"", Today.AddDays(1)).ShouldRefuse(HttpStatusCode.BadRequest, "consents.notice-in-future");
        await Tick(worker, path, nurse.UnitId, "\"1\"", Today.AddDays(-1)).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "consents.notice-before-withdrawal");
        await Tick(worker, path, otherSocial.UnitId, "\"1\"").ShouldRefuse(HttpStatusCode.UnprocessableEntity, "consents.nobody-to-tell");
        var ticked = await (await Tick(worker, path, nurse.UnitId, "\"1\"")).Success();
        ticked.Text("toldOn").ShouldBe("2026-09-15");
        ticked["toldBy"]!.GetValue<Guid>().ShouldBe(worker.Id);
        ticked.Text("how").ShouldBe("phone");
        await Tick(worker, path, nurse.UnitId, "\"2\"").ShouldRefuse(HttpStatusCode.Conflict, "consents.already-told");
        (await nurse.Client.Get(path))["items"]!.AsArray().Single()!.ToJsonString().ShouldBe(ticked.ToJsonString());

        // Consent to joint work concerns everybody who works together, but for who received the withdrawal.
        await worker.Withdraw(joint);
        var all = (await worker.Client.Get($"/api/v1/consents/{joint.Id()}/told"))["items"]!.AsArray().Select(l => l!["unitId"]!.GetValue<Guid>());
        all.ShouldBe([nurse.UnitId, otherSocial.UnitId], ignoreOrder: true);
    }

    [Theory, EveryDatabase]
    public async Task Named_recipients_are_told_though_they_never_served_the_client(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, person) = await host.AddClient();
        var (named, nurse) = (await host.AddUnit(Sector.Health), await host.AddStaff(Sector.Health, Role.PsychiatricNurse));
        await host.Relate(person, nurse);
        var permission = await worker.Record(Permission(person, Direction.SocialToHealth) with { RecipientUnits = [named] });
        await worker.Withdraw(permission);
        (await worker.Client.Get($"/api/v1/consents/{permission.Id()}/told"))["items"]!.AsArray().Single()!["unitId"]!.GetValue<Guid>().ShouldBe(named);
    }

    [Theory, EveryDatabase]
    public async Task Whoever_read_on_a_permission_is_told_though_they_serve_the_client_no_more(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var story = await (await Testing.Story.Begin(host)).Until(Chapter.Planned);
        var (social, nurse) = (story.SocialWorker, story.Nurse);
        var permission = await story.Permit(Direction.SocialToHealth, DataClass.JointPlan);
        var told = $"/api/v1/consents/{permission.Id()}/told";
        Units(await social.Client.Get(told)).ShouldBeEmpty();
        await nurse.Client.Get($"/api/v1/plans/{story.PlanId}");
        await host.EndRelationship(story.PersonId, nurse.UnitId);

        await social.Client.Change(
            HttpMethod.Post, $"/api/v1/consents/{permission.Id()}/withdraw", ByClient(), await social.Client.Get($"/api/v1/consents/{permission.Id()}"));
        Units(await social.Client.Get(told)).ShouldContain(nurse.UnitId);
    }

    [Theory, EveryDatabase]
    public async Task Who_loses_by_a_narrower_permission_is_told_and_nobody_else(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, person) = await host.AddClient();
        var (keeps, loses) = (await host.AddStaff(Sector.Health, Role.PsychiatricNurse), await host.AddStaff(Sector.Health, Role.PsychiatricNurse));
        await host.Relate(person, keeps, loses);
        var wide = await worker.Record(Permission(person, Direction.SocialToHealth));
        var same = await worker.Record(Permission(person, Direction.SocialToHealth, DataClass.SocialAssessmentPart, DataClass.JointPlan));
        Units(await worker.Client.Get($"/api/v1/consents/{wide.Id()}/told")).ShouldBeEmpty();
        var narrow = await worker.Record(Permission(person, Direction.SocialToHealth, DataClass.SocialAssessmentPart, DataClass.JointPlan) with { RecipientUnits = [keeps.UnitId] });
        Units(await worker.Client.Get($"/api/v1/consents/{same.Id()}/told")).ShouldBe([loses.UnitId]);
        await worker.Record(Permission(person, Direction.SocialToHealth, DataClass.JointPlan) with { RecipientUnits = [keeps.UnitId] });
        Units(await worker.Client.Get($"/api/v1/consents/{narrow.Id()}/told")).ShouldBe([keeps.UnitId]);
    }

    [Theory, EveryDatabase]
    public async Task A_prohibition_is_told_when_it_begins_and_when_it_ends(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, person) = await host.AddClient(Child);
        var (nurse, social) = (await host.AddStaff(Sector.Health, Role.PsychiatricNurse), await host.AddStaff(Sector.Social, Role.SocialWorker));
        await host.Relate(person, nurse, social);
        var named = await host.AddUnit(Sector.Health);
        var competent = new CompetenceAssessment(Assessed: true, Competent: true);
        await worker.Record(Permission(person, Direction.SocialToHealth) with { RecipientUnits = [named], Competence = competent });

        var prohibition = await worker.Client.Post("/api/v1/prohibitions",
            new RecordProhibitionRequest(person, ProhibitionKind.Disclosure, new GivenBy(Client: true), Direction.SocialToHealth, Competence: competent));
        var path = $"/api/v1/prohibitions/{prohibition.Id()}/told";
        Units(await worker.Client.Get(path)).ShouldBe([nurse.UnitId, named], ignoreOrder: true);
        (await Tick(worker, path, nurse.UnitId, "\"1\"")).EnsureSuccessStatusCode();
        await worker.Client.Change(HttpMethod.Post, $"/api/v1/prohibitions/{prohibition.Id()}/withdraw", ByClient(), prohibition);
        var lines = (await worker.Client.Get(path))["items"]!.AsArray();
        lines.Count(l => l!["aboutVersion"]!.GetValue<int>() == 2).ShouldBe(2);
        // The newest of the unit's lines unless another is named.
        (await (await Tick(worker, path, nurse.UnitId, "\"1\"")).Success())["aboutVersion"]!.GetValue<int>().ShouldBe(2);
        (await (await Tick(worker, path, named, "\"1\"", version: 1)).Success())["aboutVersion"]!.GetValue<int>().ShouldBe(1);
        await Tick(worker, path, named, "\"1\"", version: 3).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "consents.nobody-to-tell");
        await Tick(worker, path, social.UnitId, "\"1\"").ShouldRefuse(HttpStatusCode.UnprocessableEntity, "consents.nobody-to-tell");

        // A veto concerns everybody who may speak with a guardian.
        var veto = await worker.Client.Post("/api/v1/prohibitions", new RecordProhibitionRequest(
            person, ProhibitionKind.Guardians, new GivenBy(Client: true), Classes: [DataClass.HealthAssessmentPart], Competence: competent));
        Units(await worker.Client.Get($"/api/v1/prohibitions/{veto.Id()}/told")).ShouldBe([nurse.UnitId, social.UnitId], ignoreOrder: true);
        var stranger = await host.AddStaff(Sector.Social, Role.SocialWorker);
        await stranger.Client.GetAsync(path).ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
        await Tick(stranger, path, named, "\"1\"").ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
        await worker.Client.GetAsync($"/api/v1/prohibitions/{Guid.NewGuid()}/told").ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
    }

    [Theory, EveryDatabase]
    public async Task The_end_of_a_statutory_basis_is_told_to_the_units_that_it_named(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, person) = await host.AddClient();
        var (nurse, named) = (await host.AddStaff(Sector.Health, Role.PsychiatricNurse), await host.AddUnit(Sector.Health));
        await host.Relate(person, nurse);
        var basis = await worker.Client.Post("/api/v1/statutory-bases", new RecordStatutoryBasisRequest(
            person, "703/2023 55 §", "Lapsen etu vaatii tiedon nyt.", Direction.SocialToHealth, [DataClass.SocialAssessmentPart], [named], Today.AddDays(30)));
        var path = $"/api/v1/statutory-bases/{basis.Id()}/told";
        Units(await worker.Client.Get(path)).ShouldBeEmpty();
        await worker.Client.Change(HttpMethod.Post, $"/api/v1/statutory-bases/{basis.Id()}/end", new { }, basis);
        Units(await worker.Client.Get(path)).ShouldBe([named]);
        (await worker.Client.Get(path))["recordSystems"]!.AsArray().ShouldBeEmpty();
        (await (await Tick(worker, path, named, "\"1\"")).Success()).Text("toldOn").ShouldBe("2026-09-15");
    }

    private static IEnumerable<Guid> Units(JsonObject list) => list["items"]!.AsArray().Select(l => l!["unitId"]!.GetValue<Guid>());

    private static Task<HttpResponseMessage> Tick(TestStaff staff, string path, Guid unit, string? ifMatch, DateOnly? on = null, int? version = null) =>
        staff.Client.SendJson(HttpMethod.Post, path, new { unitId = unit, how = "phone", on = on ?? Today, aboutVersion = version }, ifMatch);
}
