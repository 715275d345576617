using System.Net;
using Monipolku.Access.Contracts;
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

    private static Task<HttpResponseMessage> Tick(TestStaff staff, string path, Guid unit, string? ifMatch, DateOnly? on = null) =>
        staff.Client.SendJson(HttpMethod.Post, path, new { unitId = unit, how = "phone", on = on ?? Today }, ifMatch);
}
