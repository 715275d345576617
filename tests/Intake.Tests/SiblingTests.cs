using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Intake.Tests;

public class SiblingTests
{
    [Theory, EveryDatabase]
    public async Task Children_with_the_same_guardian_are_suggested_linked_and_unlinked_for_both_alike(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var (one, other, _) = await Siblings(intake);

        var suggested = (await Read(intake.Duty, one))["suggested"]!.AsArray().ShouldHaveSingleItem()!;
        suggested["matterId"]!.GetValue<Guid>().ShouldBe(other.Id());
        suggested["reasons"]!.AsArray().Select(r => (r!.Text("code"), r!.Text("text"))).ShouldBe([("sharedGuardian", "They have the same guardian.")]);
        (await Read(intake.Duty, one, "fi"))["suggested"]![0]!["reasons"]![0]!.Text("text").ShouldBe("Heillä on sama huoltaja.");
        (await Read(intake.Duty, one, "sv"))["suggested"]![0]!["reasons"]![0]!.Text("text").ShouldBe("De har samma vårdnadshavare.");

        var link = await intake.Duty.Client.Post(IntakeSteps.Path(one) + "/siblings", new { otherMatterId = other.Id(), reason = "Sama koti." });

        link["matterId"]!.GetValue<Guid>().ShouldBe(other.Id());
        link["linkedBy"]!.GetValue<Guid>().ShouldBe(intake.Duty.Id);
        foreach (var (here, there) in ((JsonObject, JsonObject)[])[(one, other), (other, one)])
        {
            var siblings = await Read(intake.Duty, here);
            var linked = siblings["linked"]!.AsArray().ShouldHaveSingleItem()!;
            linked["matterId"]!.GetValue<Guid>().ShouldBe(there.Id());
            linked.Text("reason").ShouldBe("Sama koti.");
            siblings["suggested"]!.AsArray().ShouldBeEmpty();
        }
        (await intake.Query(db => db.SiblingLinks.AsNoTracking().SingleAsync(l => l.OneId == one.Id() || l.OtherId == one.Id()))).ReasonSecret.ShouldNotContain("koti");

        var ended = await intake.Duty.Client.Change(HttpMethod.Post, $"{IntakeSteps.Path(other)}/siblings/{one.Id()}/end", new { reason = "Väärä lapsi." }, link);

        (ended.Text("endReason"), ended["endedBy"]!.GetValue<Guid>()).ShouldBe(("Väärä lapsi.", intake.Duty.Id));
        var after = await Read(intake.Duty, one);
        after["linked"]!.AsArray().ShouldBeEmpty();
        after["former"]!.AsArray().ShouldHaveSingleItem()!.Text("endReason").ShouldBe("Väärä lapsi.");
        after["suggested"]!.AsArray().ShouldBeEmpty();
        await intake.Duty.Client.SendJson(HttpMethod.Post, $"{IntakeSteps.Path(other)}/siblings/{one.Id()}/end", new { reason = "a" }, "\"1\"")
            .ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
        // Whoever erred in the end links them anew; both stay in the history.
        await intake.Duty.Client.Post(IntakeSteps.Path(other) + "/siblings", new { otherMatterId = one.Id(), reason = "Sittenkin." });
        after = await Read(intake.Duty, one);
        (after["linked"]!.AsArray().Count, after["former"]!.AsArray().Count).ShouldBe((1, 1));
    }

    [Theory, EveryDatabase]
    public async Task What_one_notifier_tells_on_one_day_of_one_family_is_suggested_unless_the_notifier_is_not_to_be_known(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var name = IntakeSteps.FamilyName();
        var (one, other) = (await intake.Arrive(Told(name)), await intake.Arrive(Told(name.ToUpperInvariant())));
        await intake.Arrive(Told(name + "toinen"));
        var secret = Told(name);
        (secret["notifier"]!["confidentialityAsked"], secret["notifier"]!["confidentialityReason"]) = (true, "Pelkään.");
        await intake.Arrive(secret);
        var byOther = Told(name);
        byOther["notifier"]!["name"] = "Olli Opettaja";
        await intake.Arrive(byOther);
        await intake.Arrive(IntakeSteps.OfFamily(Kinds.Contact(), name));

        var suggested = (await Read(intake.Duty, one))["suggested"]!.AsArray().ShouldHaveSingleItem()!;

        suggested["matterId"]!.GetValue<Guid>().ShouldBe(other.Id());
        suggested["reasons"]!.AsArray().Select(r => r!.Text("code")).ShouldBe(["toldTogether"]);

        static JsonObject Told(string familyName) => IntakeSteps.OfFamily(IntakeSteps.Notification(), familyName);
    }

    [Theory, EveryDatabase]
    public async Task An_unborn_child_of_the_guardian_is_suggested_from_both_sides(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var mother = TestHetu.New(28);
        var child = await WithGuardian(intake, await intake.Arrive(IntakeSteps.OfFamily(IntakeSteps.Notification())), mother);
        var unborn = await intake.Arrive(IntakeSteps.OfFamily(Kinds.Anticipatory(mother)));

        foreach (var (here, there) in ((JsonObject, JsonObject)[])[(child, unborn), (unborn, child)])
        {
            var suggested = (await Read(intake.Duty, here))["suggested"]!.AsArray().ShouldHaveSingleItem()!;
            suggested["matterId"]!.GetValue<Guid>().ShouldBe(there.Id());
            suggested["reasons"]!.AsArray().Select(r => r!.Text("code")).ShouldBe(["guardianExpects"]);
        }
        await intake.Duty.Client.Post(IntakeSteps.Path(unborn) + "/siblings", new { otherMatterId = child.Id(), reason = "Sama äiti." });
    }

    [Theory, EveryDatabase]
    public async Task Who_may_open_one_child_learns_nothing_of_the_sibling(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var owner = await intake.Host.AddStaff(Sector.Social, Role.SocialWorker);
        var (one, other, _) = await Siblings(intake);
        var link = await intake.Duty.Client.Post(IntakeSteps.Path(one) + "/siblings", new { otherMatterId = other.Id(), reason = "Sama koti." });
        await intake.Decide(await intake.AssessUrgency(one), IntakeSteps.Decision(owner.Id));

        var seen = await Read(owner, one);

        seen.ToJsonString().ShouldBe("""{"linked":[],"former":[],"suggested":[]}""");
        await owner.Client.GetAsync(IntakeSteps.Path(other)).ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
        await owner.Client.GetAsync(IntakeSteps.Path(other) + "/siblings").ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
        await Link(owner, one, other).ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
        await Link(owner, other, one).ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
        // The same answer whether there is a link or not.
        var third = await intake.Arrive();
        foreach (var (id, version) in ((Guid, string)[])[(other.Id(), $"\"{link["version"]}\""), (third.Id(), "\"1\"")])
        {
            await owner.Client.SendJson(HttpMethod.Post, $"{IntakeSteps.Path(one)}/siblings/{id}/end", new { reason = "a" }, version)
                .ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
        }
    }

    [Theory, EveryDatabase]
    public async Task A_relatives_record_is_not_shown_as_a_sibling(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var (mother, father) = (TestHetu.New(40), TestHetu.New(41));
        var one = await WithGuardian(intake, await intake.Arrive(IntakeSteps.OfFamily(IntakeSteps.Notification())), mother);
        var other = await WithGuardian(intake, await WithGuardian(intake, await intake.Arrive(IntakeSteps.OfFamily(IntakeSteps.Notification())), mother), father);
        await intake.Duty.Client.Post(IntakeSteps.Path(one) + "/siblings", new { otherMatterId = other.Id(), reason = "Sama äiti." });
        var administrator = await intake.Host.As(TestHost.Administrator);
        var subject = "staff." + Guid.NewGuid().ToString("N");
        await administrator.Post("/api/v1/staff", new { subject, name = "Isä", roles = new[] { Role.DutyWorker }, unitId = intake.Duty.UnitId, identityCode = father });

        var seen = await (await intake.Host.As(subject)).Get(IntakeSteps.Path(one) + "/siblings");

        seen["linked"]!.AsArray().ShouldBeEmpty();
        seen["suggested"]!.AsArray().ShouldBeEmpty();
    }

    [Theory, EveryDatabase]
    public async Task Of_many_who_link_at_once_one_does(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var (one, other, _) = await Siblings(intake);

        var statuses = await Task.WhenAll(Enumerable.Range(0, 6).Select(async i =>
        {
            using var answer = await (i % 2 == 0 ? Link(intake.Duty, one, other) : Link(intake.Duty, other, one));
            return (int)answer.StatusCode;
        }));

        statuses.Order().ShouldBe([201, 409, 409, 409, 409, 409]);
        (await Read(intake.Duty, other))["linked"]!.AsArray().Count.ShouldBe(1);
        (await intake.Query(db => db.SiblingLinks.CountAsync(l => l.OneId == one.Id() || l.OtherId == one.Id()))).ShouldBe(1);
    }

    [Theory, EveryDatabase]
    public async Task A_link_goes_along_when_the_matter_is_joined_to_another(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var child = await intake.Arrive();
        var (own, second) = await intake.TwoOfOnePerson();
        second = await intake.AssessUrgency(second);
        var link = await intake.Duty.Client.Post(IntakeSteps.Path(second) + "/siblings", new { otherMatterId = child.Id(), reason = "Sama äiti." });
        var join = IntakeSteps.Decision(intake.Duty.Id, "joinOther");
        join["joinsMatterId"] = own.Id();
        await intake.Decide(second, join);

        (await Read(intake.Duty, own))["linked"]!.AsArray().ShouldHaveSingleItem()!["matterId"]!.GetValue<Guid>().ShouldBe(child.Id());
        (await Read(intake.Duty, child))["linked"]!.AsArray().ShouldHaveSingleItem()!["matterId"]!.GetValue<Guid>().ShouldBe(own.Id());
        var ended = await intake.Duty.Client.Change(HttpMethod.Post, $"{IntakeSteps.Path(child)}/siblings/{own.Id()}/end", new { reason = "Ei." }, link);
        ended["endedAt"].ShouldNotBeNull();
    }

    [Theory, EveryDatabase]
    public async Task What_cannot_be_linked_is_refused(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var coordinator = await intake.Host.AddStaff(intake.Duty.UnitId, Role.Coordinator);
        var mother = TestHetu.New(28);
        var (one, adult, unborn) = (await intake.Arrive(), await intake.Arrive(Kinds.Contact(mother)), await intake.Arrive(Kinds.Anticipatory(mother)));
        var path = IntakeSteps.Path(one) + "/siblings";

        foreach (var (other, code) in ((Guid, string)[])
            [(Guid.NewGuid(), "intake.sibling-unknown"), (one.Id(), "intake.sibling-is-the-child"), (adult.Id(), "intake.siblings-are-children")])
        {
            var problem = await Post(intake.Duty, path, new { otherMatterId = other, reason = "a" }).ShouldRefuse(HttpStatusCode.UnprocessableEntity, code);
            problem["errors"]!.AsObject().ShouldContainKey("$.otherMatterId");
        }
        await Link(intake.Duty, unborn, adult).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "intake.sibling-is-the-child");
        await Post(intake.Duty, path, new { otherMatterId = unborn.Id(), reason = "" }).ShouldRefuse(HttpStatusCode.BadRequest, "platform.invalid-request");
        await Post(intake.Duty, path, new { otherMatterId = unborn.Id(), reason = new string('a', 1001) }).ShouldRefuse(HttpStatusCode.BadRequest, "platform.invalid-request");
        await Link(coordinator, one, unborn).ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
        await coordinator.Client.Get(path);
        await intake.Curator.Client.GetAsync(path).ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
        var unknown = $"/api/v1/intake/matters/{Guid.NewGuid()}/siblings";
        await intake.Duty.Client.GetAsync(unknown).ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
        await Post(intake.Duty, unknown, new { otherMatterId = one.Id(), reason = "a" }).ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
        (await Read(intake.Duty, adult))["suggested"]!.AsArray().ShouldBeEmpty();

        var link = await intake.Duty.Client.Post(path, new { otherMatterId = unborn.Id(), reason = "Sama koti." });
        await Link(intake.Duty, unborn, one).ShouldRefuse(HttpStatusCode.Conflict, "intake.siblings-linked");
        var end = $"{path}/{unborn.Id()}/end";
        await intake.Duty.Client.SendJson(HttpMethod.Post, end, new { reason = "a" }).ShouldRefuse(HttpStatusCode.PreconditionRequired, "platform.version-missing");
        await intake.Duty.Client.SendJson(HttpMethod.Post, end, new { reason = "a" }, "\"7\"").ShouldRefuse(HttpStatusCode.PreconditionFailed, "platform.version-stale");
        await coordinator.Client.SendJson(HttpMethod.Post, end, new { reason = "a" }, "\"1\"").ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
        link["version"]!.GetValue<int>().ShouldBe(1);
    }

    private static async Task<(JsonObject One, JsonObject Other, string Guardian)> Siblings(IntakeSteps intake)
    {
        var mother = TestHetu.New(40);
        return (
            await WithGuardian(intake, await intake.Arrive(IntakeSteps.OfFamily(IntakeSteps.Notification())), mother),
            await WithGuardian(intake, await intake.Arrive(IntakeSteps.OfFamily(IntakeSteps.Notification())), mother), mother);
    }

    private static async Task<JsonObject> WithGuardian(IntakeSteps intake, JsonObject matter, string identityCode)
    {
        await intake.Duty.Client.Post($"/api/v1/people/{matter["personId"]}/guardians", new { identityCode, givenNames = "Hanna", familyName = "Huoltaja", role = "guardian" });
        return matter;
    }

    private static async Task<JsonObject> Read(TestStaff reader, JsonObject matter, string language = "en")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, IntakeSteps.Path(matter) + "/siblings");
        request.Headers.AcceptLanguage.Add(new StringWithQualityHeaderValue(language));
        using var answer = await reader.Client.SendAsync(request);
        return await answer.Success();
    }

    private static Task<HttpResponseMessage> Link(TestStaff by, JsonObject one, JsonObject other) =>
        Post(by, IntakeSteps.Path(one) + "/siblings", new { otherMatterId = other.Id(), reason = "Sama koti." });

    private static Task<HttpResponseMessage> Post(TestStaff by, string path, object body) =>
        by.Client.SendJson(HttpMethod.Post, path, body, idempotencyKey: Guid.NewGuid().ToString());
}
