using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Demo;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Intake.Tests;

public class DuplicateTests
{
    private static int _number = Random.Shared.Next(0, 300_000);

    [Theory, EveryDatabase]
    public async Task What_is_told_twice_is_suggested_with_its_reasons_merged_by_hand_and_separated_again(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var (own, second) = await intake.TwoOfOnePerson();

        var candidate = (await Read(intake.Duty, second))["candidates"]!.AsArray().ShouldHaveSingleItem()!;
        candidate["matterId"]!.GetValue<Guid>().ShouldBe(own.Id());
        candidate["mergeable"]!.GetValue<bool>().ShouldBeTrue();
        candidate["reasons"]!.AsArray().Select(r => r!.Text("code")).ShouldBe(["samePerson", "arrivedClose", "sameNotifierKind", "sharedReason"]);
        candidate["reasons"]!.AsArray().Select(r => r!.Text("text")).ShouldAllBe(text => text.EndsWith('.'));
        // Nothing is merged by itself.
        (await intake.Duty.Client.Get(IntakeSteps.Path(second))).Text("status").ShouldBe("arrived");
        await Merge(intake.Duty, second, own).ShouldRefuse(HttpStatusCode.Conflict, "intake.urgency-not-assessed");
        second = await intake.AssessUrgency(second);

        var merged = await Merged(intake.Duty, second, own);

        merged.Text("status").ShouldBe("closed");
        merged["joinedInto"]!.GetValue<Guid>().ShouldBe(own.Id());
        merged["decision"]!.Text("outcome").ShouldBe("joinOther");
        merged["decision"]!.Text("reasons").ShouldBe("Sama asia.");
        var into = await intake.Duty.Client.Get(IntakeSteps.Path(own));
        (into["notificationCount"]!.GetValue<int>(), into["awaitsUrgency"]!.GetValue<bool>()).ShouldBe((2, true));
        (await Read(intake.Duty, own))["candidates"]!.AsArray().ShouldBeEmpty();
        (await Read(intake.Duty, second))["candidates"]!.AsArray().ShouldBeEmpty();

        var separate = await intake.Duty.Client.Change(HttpMethod.Post, IntakeSteps.Path(merged) + "/undo-join", new { }, merged);

        separate.Text("status").ShouldBe("evaluated");
        separate["undoneDecisions"]!.AsArray().ShouldHaveSingleItem()!.Text("reasons").ShouldBe("Sama asia.");
        (await intake.Duty.Client.Get(IntakeSteps.Path(own)))["notificationCount"]!.GetValue<int>().ShouldBe(1);
        // Whoever separated them has said that they are two.
        (await Read(intake.Duty, own))["candidates"]!.AsArray().ShouldBeEmpty();
        (await Read(intake.Duty, second))["candidates"]!.AsArray().ShouldBeEmpty();
    }

    [Theory, EveryDatabase]
    public async Task A_dismissed_pair_is_kept_with_the_reason_and_not_suggested_again(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var (own, second) = await intake.TwoOfOnePerson();

        var statuses = await Task.WhenAll(Enumerable.Range(0, 4).Select(async i =>
        {
            using var answer = await (i % 2 == 0 ? Dismiss(intake.Duty, own, second) : Dismiss(intake.Duty, second, own));
            return (int)answer.StatusCode;
        }));

        statuses.Order().ShouldBe([201, 409, 409, 409]);
        foreach (var (here, there) in ((JsonObject, JsonObject)[])[(own, second), (second, own)])
        {
            var seen = await Read(intake.Duty, here);
            seen["candidates"]!.AsArray().ShouldBeEmpty();
            var dismissed = seen["dismissed"]!.AsArray().ShouldHaveSingleItem()!;
            (dismissed["matterId"]!.GetValue<Guid>(), dismissed.Text("reason"), dismissed["by"]!.GetValue<Guid>()).ShouldBe((there.Id(), "Eri asioita.", intake.Duty.Id));
        }
        await Dismiss(intake.Duty, own, second).ShouldRefuse(HttpStatusCode.Conflict, "intake.duplicate-dismissed");
        (await intake.Query(db => db.DismissedDuplicates.AsNoTracking().SingleAsync(d => d.OneId == own.Id() || d.OtherId == own.Id()))).ReasonSecret.ShouldNotContain("asioita");
    }

    [Theory, EveryDatabase]
    public async Task Whoever_a_dismissed_pair_shows_finds_it_in_their_own_log(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var ((one, other), family) = (Records(), IntakeSteps.FamilyName());
        var (mine, theirs) = (await intake.Arrive(Named(one, "Liina", family)), await intake.Arrive(Named(other, "Liina", family)));
        (await Dismiss(intake.Duty, mine, theirs)).StatusCode.ShouldBe(HttpStatusCode.Created);
        var before = await Shown();

        (await Read(intake.Duty, mine))["dismissed"]!.AsArray().Count.ShouldBe(1);

        (await Shown()).ShouldBe(before + 1);

        Task<long> Shown()
        {
            var person = theirs["personId"]!.GetValue<Guid>();
            return intake.Query(db => db.Database.SqlQuery<long>($"SELECT COUNT(*) AS \"Value\" FROM access_audit_persons WHERE \"PersonId\" = {person}").SingleAsync());
        }
    }

    [Theory, EveryDatabase]
    public async Task What_was_decided_shortly_before_is_suggested_and_cannot_be_merged_into(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var code = TestHetu.New();
        var before = await intake.Decide(await intake.AssessUrgency(await intake.Arrive(IntakeSteps.OfFamily(IntakeSteps.Notification(code)))), IntakeSteps.Decision(intake.Duty.Id, "obviouslyUnnecessary"));
        var again = await intake.AssessUrgency(await intake.Arrive(IntakeSteps.Notification(code)));

        var candidate = (await Read(intake.Duty, again))["candidates"]!.AsArray().ShouldHaveSingleItem()!;

        (candidate["matterId"]!.GetValue<Guid>(), candidate["mergeable"]!.GetValue<bool>()).ShouldBe((before.Id(), false));
        var problem = await Merge(intake.Duty, again, before).ShouldRefuse(HttpStatusCode.Conflict, "intake.joined-matter-ended");
        problem.Text("detail").ShouldNotContain("Nella");
        // Another reason is another event.
        var other = IntakeSteps.OfFamily(IntakeSteps.Notification());
        await intake.Decide(await intake.AssessUrgency(await intake.Arrive((JsonObject)other.DeepClone())), IntakeSteps.Decision(intake.Duty.Id, "guideOnward"));
        other["reasonCodes"] = new JsonArray("33");
        (await Read(intake.Duty, await intake.Arrive(other)))["candidates"]!.AsArray().ShouldBeEmpty();
    }

    [Theory, EveryDatabase]
    public async Task Two_records_of_one_person_are_suggested_by_name_and_merged_only_when_somebody_says_so(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var ((one, other), born) = (Records(), "Liina");
        var right = await intake.Arrive(Named(one, born + " Maria", "Kaksikirjattu"));
        var wrong = await intake.AssessUrgency(await intake.Arrive(Named(other, born, "Kaksikirjatu")));

        var candidate = (await Read(intake.Duty, wrong))["candidates"]!.AsArray().ShouldHaveSingleItem()!;
        candidate["matterId"]!.GetValue<Guid>().ShouldBe(right.Id());
        candidate["personId"]!.GetValue<Guid>().ShouldBe(right["personId"]!.GetValue<Guid>());
        candidate["reasons"]!.AsArray().Select(r => r!.Text("code")).ShouldBe(["nearName"]);
        candidate.ToJsonString().ShouldNotContain("Kaksikirjattu");

        var problem = await Merge(intake.Duty, wrong, right).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "intake.same-person-not-confirmed");
        problem["errors"]!.AsObject().ShouldContainKey("$.samePerson");
        var merged = await Merged(intake.Duty, wrong, right, samePerson: true);

        merged["joinedInto"]!.GetValue<Guid>().ShouldBe(right.Id());
        var into = await intake.Duty.Client.Get(IntakeSteps.Path(right));
        into["notifications"]!.AsArray().Select(n => n!.AsObject().Id()).ShouldBe([right.Id(), wrong.Id()], ignoreOrder: true);
        var separate = await intake.Duty.Client.Change(HttpMethod.Post, IntakeSteps.Path(merged) + "/undo-join", new { }, merged);
        separate.Text("personId").ShouldBe(wrong.Text("personId"));
        (await intake.Duty.Client.Get(IntakeSteps.Path(right)))["notificationCount"]!.GetValue<int>().ShouldBe(1);
        await Merge(intake.Duty, separate, right, samePerson: true).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "intake.not-likely-the-same");
    }

    [Theory, EveryDatabase]
    public async Task Nobody_is_merged_with_somebody_else(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var (one, other) = Records();
        var first = await intake.AssessUrgency(await intake.Arrive(Named(one, "Aino", "Eriläinen")));
        var second = await intake.Arrive(Named(other, "Pihla", "Toisenlainen"));

        (await Read(intake.Duty, first))["candidates"]!.AsArray().ShouldBeEmpty();
        await Merge(intake.Duty, first, second, samePerson: true).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "intake.not-likely-the-same");
        await Merge(intake.Duty, first, await intake.Arrive(), samePerson: true).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "intake.not-likely-the-same");
        await Merge(intake.Duty, first, first).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "intake.duplicate-unknown");
        // What has ended takes nothing in, whoever it is about.
        var ended = await intake.Decide(await intake.AssessUrgency(await intake.Arrive()), IntakeSteps.Decision(intake.Duty.Id, "guideOnward"));
        var refused = await Merge(intake.Duty, first, ended, samePerson: true).ShouldRefuse(HttpStatusCode.Conflict, "intake.joined-matter-ended");
        refused["errors"]!.AsObject().Select(e => e.Key).ShouldBe(["$.intoMatterId"]);
        await Dismiss(intake.Duty, first, second).ShouldRefuse(HttpStatusCode.Conflict, "intake.duplicate-not-suggested");
        await Send(intake.Duty, first, "/duplicates/dismiss", new { otherMatterId = Guid.NewGuid(), reason = "a" }).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "intake.duplicate-unknown");
        await Send(intake.Duty, first, "/duplicates/dismiss", new { otherMatterId = second.Id(), reason = " " }).ShouldRefuse(HttpStatusCode.BadRequest, "platform.invalid-request");
        await intake.Duty.Client.SendJson(HttpMethod.Post, IntakeSteps.Path(first) + "/merge", new { intoMatterId = Guid.NewGuid(), reasons = "a" }, $"\"{first["version"]}\"")
            .ShouldRefuse(HttpStatusCode.UnprocessableEntity, "intake.duplicate-unknown");
        await intake.Duty.Client.SendJson(HttpMethod.Post, IntakeSteps.Path(first) + "/merge", new { intoMatterId = second.Id(), reasons = "a" })
            .ShouldRefuse(HttpStatusCode.PreconditionRequired, "platform.version-missing");
        await intake.Duty.Client.SendJson(HttpMethod.Post, IntakeSteps.Path(first) + "/merge", new { intoMatterId = second.Id(), reasons = "a" }, "\"99\"")
            .ShouldRefuse(HttpStatusCode.PreconditionFailed, "platform.version-stale");
        await intake.Duty.Client.GetAsync($"/api/v1/intake/matters/{Guid.NewGuid()}/duplicates").ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
    }

    [Theory, EveryDatabase]
    public async Task Another_units_matters_are_neither_suggested_nor_merged(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var owner = await intake.Host.AddStaff(Sector.Social, Role.SocialWorker);
        var coordinator = await intake.Host.AddStaff(intake.Duty.UnitId, Role.Coordinator);
        var (one, other) = Records();
        var theirs = await intake.Decide(await intake.AssessUrgency(await intake.Arrive(Named(one, "Vieno", "Yksikköläinen"))), IntakeSteps.Decision(owner.Id));
        var elsewhere = await intake.AssessUrgency(await intake.Arrive(Named(other, "Vieno", "Yksikköläinen")));
        (await Read(intake.Duty, elsewhere))["candidates"]!.AsArray().Count.ShouldBe(1);

        (await Read(owner, theirs)).ToJsonString().ShouldBe("""{"candidates":[],"dismissed":[],"withinMatter":[]}""");
        await owner.Client.GetAsync(IntakeSteps.Path(elsewhere) + "/duplicates").ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
        await Merge(owner, elsewhere, theirs, samePerson: true).ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
        await owner.Client.SendJson(HttpMethod.Post, IntakeSteps.Path(theirs) + "/merge", new { intoMatterId = elsewhere.Id(), reasons = "a", samePerson = true }, $"\"{theirs["version"]}\"")
            .ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
        await Dismiss(owner, theirs, elsewhere).ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
        (await Read(coordinator, elsewhere))["candidates"]!.AsArray().Count.ShouldBe(1);
        await Dismiss(coordinator, elsewhere, theirs).ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
        await Merge(coordinator, elsewhere, theirs, samePerson: true).ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");

        // Merged into the other unit's matter, that unit may read what it handles now; separated, only who may handle both does it.
        var merged = await Merged(intake.Duty, elsewhere, theirs, samePerson: true);
        merged["ownerUnitId"]!.GetValue<Guid>().ShouldBe(owner.UnitId);
        (await owner.Client.Get($"/api/v1/intake/notifications/{elsewhere.Id()}")).Text("matterId").ShouldBe(elsewhere.Id().ToString());
    }

    [Theory, EveryDatabase]
    public async Task Of_two_who_merge_at_once_one_does(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var (own, second) = await intake.TwoOfOnePerson();
        second = await intake.AssessUrgency(second);

        var statuses = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            using var answer = await Merge(intake.Duty, second, own);
            return (int)answer.StatusCode;
        }));

        statuses.Count(s => s == 200).ShouldBe(1);
        statuses.ShouldAllBe(s => s == 200 || s == 409);
        (await intake.Duty.Client.Get(IntakeSteps.Path(own)))["notificationCount"]!.GetValue<int>().ShouldBe(2);
    }

    [Theory, EveryDatabase]
    public async Task What_nobody_has_assessed_awaits_its_urgency_also_after_another_was_separated(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var ((one, other), family) = (Records(), IntakeSteps.FamilyName());
        var joining = await intake.AssessUrgency(await intake.Arrive(Named(one, "Liina", family)));
        var receiving = await intake.Arrive(Named(other, "Liina", family));
        var merged = await Merged(intake.Duty, joining, receiving, samePerson: true);
        // The document is of the person whom the notification named.
        var document = await intake.Duty.Client.Get($"{IntakeSteps.Path(receiving)}/document?type=thl&notification={joining.Id()}");
        document.ToJsonString().ShouldContain(one);
        document.ToJsonString().ShouldNotContain(other);
        (await intake.AssessUrgency(await intake.Duty.Client.Get(IntakeSteps.Path(receiving))))["awaitsUrgency"]!.GetValue<bool>().ShouldBeFalse();
        (await intake.Arrive(Named(other, "Liina", family)))["notificationCount"]!.GetValue<int>().ShouldBe(3);

        await intake.Duty.Client.Change(HttpMethod.Post, IntakeSteps.Path(merged) + "/undo-join", new { }, merged);

        receiving = await intake.Duty.Client.Get(IntakeSteps.Path(receiving));
        (receiving["notificationCount"]!.GetValue<int>(), receiving["awaitsUrgency"]!.GetValue<bool>()).ShouldBe((2, true));
        (await intake.AssessUrgency(receiving))["awaitsUrgency"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Theory, EveryDatabase]
    public async Task A_separated_matter_takes_the_next_notification_when_the_one_that_took_its_place_has_ended(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var ((one, other), family) = (Records(), IntakeSteps.FamilyName());
        var first = await intake.AssessUrgency(await intake.Arrive(Named(one, "Liina", family)));
        var merged = await Merged(intake.Duty, first, await intake.Arrive(Named(other, "Liina", family)), samePerson: true);
        var second = await intake.AssessUrgency(await intake.Arrive(Named(one, "Liina", family)));
        second.Id().ShouldNotBe(first.Id());
        await intake.Duty.Client.Change(HttpMethod.Post, IntakeSteps.Path(merged) + "/undo-join", new { }, merged);
        await intake.Decide(second, IntakeSteps.Decision(intake.Duty.Id, "obviouslyUnnecessary"));

        (await intake.Arrive(Named(one, "Liina", family))).Id().ShouldBe(first.Id());
        (await intake.Arrive(Named(one, "Liina", family)))["notificationCount"]!.GetValue<int>().ShouldBe(3);
    }

    [Theory, EveryDatabase]
    public async Task A_child_welfare_matter_makes_a_contact_into_which_it_is_merged_one(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var ((one, other), family) = (Records(), IntakeSteps.FamilyName());
        var paper = Named(one, "Liina", family);
        (paper["channel"], paper["arrivedOn"]) = ("paper", "2026-09-10");
        var contact = Kinds.Contact(other);
        (contact["person"]!["givenNames"], contact["person"]!["familyName"]) = ("Liina", family);
        var joining = await intake.AssessUrgency(await intake.Arrive(paper, intake.Duty));
        var receiving = await intake.Arrive(contact);
        receiving.Text("kind").ShouldBe("contact");

        await Merged(intake.Duty, joining, receiving, samePerson: true);

        receiving = await intake.AssessUrgency(await intake.Duty.Client.Get(IntakeSteps.Path(receiving)));
        (receiving.Text("kind"), receiving.Text("arrivedOn")).ShouldBe(("childWelfareNotification", "2026-09-10"));
        receiving["toTell"]!.AsArray().Single(t => t!.Text("who") == "guardian")!.Text("basis").ShouldBe("LSL 27 §");
        IntakeSteps.Clock(receiving, "startAssessment").Text("dueOn").ShouldBe(IntakeSteps.Clock(joining, "startAssessment").Text("dueOn"));
        var (mine, theirs) = (await intake.Query(db => db.Matters.AsNoTracking().SingleAsync(m => m.Id == receiving.Id())),
            await intake.Query(db => db.Matters.AsNoTracking().SingleAsync(m => m.Id == joining.Id())));
        mine.ProcessId.ShouldBe(theirs.ProcessId);
        using var evaluation = await intake.Duty.Client.GetAsync(IntakeSteps.Path(receiving) + "/document?type=1006");
        // Whether all that THL wants is recorded is another matter.
        ((int)evaluation.StatusCode).ShouldBeOneOf(200, 409);
    }

    [Theory, EveryDatabase]
    public async Task Notifications_of_one_matter_that_tell_of_the_same_event_are_pointed_out(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var code = TestHetu.New();
        var first = await intake.Arrive(IntakeSteps.Notification(code));
        await intake.Arrive(IntakeSteps.Notification(code));
        var different = IntakeSteps.Notification(code);
        different["reasonCodes"] = new JsonArray("33");
        await intake.Arrive(different);

        var pair = (await Read(intake.Duty, first))["withinMatter"]!.AsArray().ShouldHaveSingleItem()!;

        new[] { pair.Text("oneId"), pair.Text("otherId") }.ShouldContain(first.Id().ToString());
        pair["reasons"]!.AsArray().Select(r => r!.Text("code")).ShouldContain("sharedReason");
    }

    /// <summary>Two identity codes of one birth date, of which no other test has one.</summary>
    internal static (string One, string Other) Records()
    {
        var number = Interlocked.Increment(ref _number);
        var born = new DateOnly(2011, 1, 1).AddDays(number / 50 % 5_000);
        return (TestIdentityCode.Of(born, 'E', 900 + (number % 50)), TestIdentityCode.Of(born, 'F', 950 + (number % 50)));
    }

    private static JsonObject Named(string code, string given, string family)
    {
        var notification = IntakeSteps.Notification(code);
        (notification["person"]!["givenNames"], notification["person"]!["familyName"]) = (given, family);
        return notification;
    }

    private static Task<JsonObject> Read(TestStaff reader, JsonObject matter) => reader.Client.Get(IntakeSteps.Path(matter) + "/duplicates");

    private static Task<HttpResponseMessage> Merge(TestStaff by, JsonObject matter, JsonObject into, bool samePerson = false) => by.Client.SendJson(
        HttpMethod.Post, IntakeSteps.Path(matter) + "/merge", new { intoMatterId = into.Id(), reasons = "Sama asia.", samePerson }, $"\"{matter["version"]}\"");

    private static async Task<JsonObject> Merged(TestStaff by, JsonObject matter, JsonObject into, bool samePerson = false)
    {
        using var answer = await Merge(by, matter, into, samePerson);
        return await answer.Success();
    }

    private static Task<HttpResponseMessage> Dismiss(TestStaff by, JsonObject matter, JsonObject other) =>
        Send(by, matter, "/duplicates/dismiss", new { otherMatterId = other.Id(), reason = "Eri asioita." });

    private static Task<HttpResponseMessage> Send(TestStaff by, JsonObject matter, string path, object body) =>
        by.Client.SendJson(HttpMethod.Post, IntakeSteps.Path(matter) + path, body, idempotencyKey: Guid.NewGuid().ToString());
}
