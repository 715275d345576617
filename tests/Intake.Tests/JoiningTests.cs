using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Intake.Tests;

public class JoiningTests
{
    [Theory, EveryDatabase]
    public async Task What_is_told_of_the_same_child_joins_the_open_matter(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var code = TestHetu.New();
        var first = await intake.Arrive(IntakeSteps.Notification(code));
        var other = await intake.Host.AddStaff(Sector.Other, Role.Notifier);
        var second = IntakeSteps.Notification(code);
        second["description"] = "Lapsi nähty yöllä yksin.";

        var joined = await intake.Arrive(second, other);

        joined.Id().ShouldBe(first.Id());
        joined["notificationCount"]!.GetValue<int>().ShouldBe(2);
        joined["version"]!.GetValue<int>().ShouldBe(2);
        joined["notifications"]!.AsArray().Select(n => n!.Text("description")).ShouldBe(["Lapsi nähty yöllä yksin.", "Poissaoloja, ahdistusta ja alkoholia."], ignoreOrder: true);
        joined["clocks"]!.ToJsonString().ShouldBe(first["clocks"]!.ToJsonString());
        var listed = await intake.Duty.Client.Get(IntakeSteps.Path(joined) + "/notifications?limit=1");
        var rest = await intake.Duty.Client.Get(IntakeSteps.Path(joined) + "/notifications?limit=1&cursor=" + listed.Text("next"));
        // Both came in one millisecond of the standing clock.
        listed["items"]!.AsArray().Concat(rest["items"]!.AsArray()).Select(n => n!.Text("id")).ShouldBe(joined["notifications"]!.AsArray().Select(n => n!.Text("id")), ignoreOrder: true);
        rest["next"].ShouldBeNull();
    }

    [Theory, EveryDatabase]
    public async Task Filed_at_once_by_many_about_one_unknown_child_all_are_in_one_matter(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var code = TestHetu.New();

        var receipts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => intake.Curator.Client.Post("/api/v1/intake/notifications", IntakeSteps.Notification(code))));

        var ids = receipts.Select(r => r.Id()).ToList();
        var filed = await intake.Query(db => db.Notifications.AsNoTracking().Where(n => ids.Contains(n.Id)).ToListAsync());
        filed.Count.ShouldBe(8);
        var matterId = filed.Select(n => n.MatterId).Distinct().ShouldHaveSingleItem();
        (await intake.Query(db => db.Matters.AsNoTracking().SingleAsync(m => m.Id == matterId))).NotificationCount.ShouldBe(8);
        (await intake.Query(db => db.Relationships.CountAsync(r => r.BecauseOfId == matterId))).ShouldBe(1);
    }

    [Theory, EveryDatabase]
    public async Task A_further_notification_asks_for_its_own_urgency_before_the_decision(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var code = TestHetu.New();
        var evaluated = await intake.AssessUrgency(await intake.Arrive(IntakeSteps.Notification(code)));
        evaluated["awaitsUrgency"]!.GetValue<bool>().ShouldBeFalse();

        var joined = await intake.Arrive(IntakeSteps.Notification(code));

        joined["awaitsUrgency"]!.GetValue<bool>().ShouldBeTrue();
        joined.Text("status").ShouldBe("evaluated");
        joined["ownerId"]!.GetValue<Guid>().ShouldBe(intake.Duty.Id);
        await intake.Duty.Client.SendJson(HttpMethod.Post, IntakeSteps.Path(joined) + "/decision", IntakeSteps.Decision(intake.Duty.Id), $"\"{joined["version"]}\"")
            .ShouldRefuse(HttpStatusCode.Conflict, "intake.further-notification");
        // Whoever decided on what they read before it came is not up to date.
        await intake.Duty.Client.SendJson(HttpMethod.Post, IntakeSteps.Path(joined) + "/decision", IntakeSteps.Decision(intake.Duty.Id), $"\"{evaluated["version"]}\"")
            .ShouldRefuse(HttpStatusCode.PreconditionFailed, "platform.version-stale");
        var decided = await intake.Decide(await intake.AssessUrgency(joined, "1"), IntakeSteps.Decision(intake.Duty.Id));
        decided.Text("status").ShouldBe("inAssessment");
    }

    [Theory, EveryDatabase]
    public async Task During_the_assessment_a_notification_joins_and_its_urgency_is_assessed_without_changing_the_owner(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var owner = await intake.Host.AddStaff(Sector.Social, Role.SocialWorker);
        var code = TestHetu.New();
        var started = await intake.Decide(await intake.AssessUrgency(await intake.Arrive(IntakeSteps.Notification(code))), IntakeSteps.Decision(owner.Id));

        var joined = await intake.Arrive(IntakeSteps.Notification(code));
        joined.Id().ShouldBe(started.Id());
        var assessed = await intake.AssessUrgency(joined, "1");

        assessed.Text("status").ShouldBe("inAssessment");
        assessed["ownerId"]!.GetValue<Guid>().ShouldBe(owner.Id);
        assessed["urgency"]!.Text("code").ShouldBe("1");
        assessed["awaitsUrgency"]!.GetValue<bool>().ShouldBeFalse();
        IntakeSteps.Clock(assessed, "startAssessment").Text("status").ShouldBe("stopped");
        IntakeSteps.Clock(assessed, "completeAssessment").Text("dueOn").ShouldBe("2026-12-15");
    }

    [Theory, EveryDatabase]
    public async Task A_notification_that_joins_during_the_assessment_is_not_forgotten_when_the_assessment_ends(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Decided, database);
        var social = story.SocialWorker.Client;
        var path = $"/api/v1/intake/matters/{story.MatterId}";
        var assessment = await social.Post("/api/v1/assessments", new { matterId = story.MatterId, participants = new[] { story.SocialWorker.Id } });
        assessment = await social.Change(HttpMethod.Put, $"/api/v1/assessments/{assessment.Id()}/shared", new
        {
            clientView = new { text = "Kaikki hyvin.", howObtained = "Keskustelu", clientPresent = true },
            needs = new[] { new { code = "9", text = "Ahdistus" } },
            strengths = new[] { "Jalkapallo" },
            explained = new { rightsAndDuties = "Oikeudet", optionsAndEffects = "Vaihtoehdot", howUnderstood = "Kertoi omin sanoin" },
            source = "Nuori",
            sources = Story.Told(story.Today),
            involvement = Story.Heard,
            answers = new object[]
            {
                new { linkId = "arrangement.special-support", flag = false }, new { linkId = "self-determination.heard", text = "Puhuttiin." },
                new { linkId = "conclusions.text", text = "Ei tarvetta." }, new { linkId = "conclusions.continues", flag = false },
                new { linkId = "conclusions.own-worker", flag = false },
            },
        }, assessment);
        assessment = await social.Change(HttpMethod.Put, $"/api/v1/assessments/{assessment.Id()}/parts/social", new { text = "Koti tukee.", sources = Story.Told(story.Today) }, assessment);
        await story.Host.DrainAsync();
        await story.Notifier.Client.Post("/api/v1/intake/notifications", IntakeSteps.Notification(story.IdentityCode));
        var joined = await social.Get(path);
        joined["awaitsUrgency"]!.GetValue<bool>().ShouldBeTrue();
        (await Urgency()).Text("state").ShouldBe("due");

        var refused = await Complete().ShouldRefuse(HttpStatusCode.Conflict, "assessments.further-notification");
        refused["allowed"]!.AsArray().ShouldContain(a => a!.GetValue<string>() == "assess-urgency");
        // It came while the assessment was being completed: the event arrives all the same.
        await story.Host.DrainAsync();
        await using (var scope = story.Host.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<IntakeDb>();
            db.Publish(new Contracts.AssessmentCompleted(Guid.NewGuid(), story.PersonId, story.MatterId, assessment.Id(), story.Today, false));
            await db.SaveChangesAsync();
        }
        await story.Host.DrainAsync();

        var ended = await social.Get(path);
        (ended.Text("status"), ended["awaitsUrgency"]!.GetValue<bool>()).ShouldBe(("assessed", true));
        var queued = (await social.Get("/api/v1/intake/queue?view=mine"))["items"]!.AsArray().ShouldHaveSingleItem()!;
        queued.AsObject().Id().ShouldBe(story.MatterId);
        (await Urgency()).Text("state").ShouldBe("due");
        // Looked at, it leaves the queue.
        var assessed = await social.Change(HttpMethod.Put, path + "/urgency", new { code = "2", assessment = "Ei välitöntä vaaraa." }, ended);
        assessed["awaitsUrgency"]!.GetValue<bool>().ShouldBeFalse();
        (await social.Get("/api/v1/intake/queue?view=mine"))["items"]!.AsArray().ShouldBeEmpty();
        (await Urgency()).Text("state").ShouldBe("done");
        using var complete = await Complete();
        complete.StatusCode.ShouldBe(HttpStatusCode.OK, await complete.Content.ReadAsStringAsync());

        async Task<JsonNode> Urgency() => (await social.Get(path + "/steps"))["steps"]!.AsArray().Single(s => s!.Text("code") == "urgency")!;

        Task<HttpResponseMessage> Complete() => social.SendJson(HttpMethod.Post, $"/api/v1/assessments/{assessment.Id()}/complete",
            new { summary = "Ei tuen tarvetta.", summaryLanguage = "fi", howGiven = "Luettu yhdessä", outcome = "noNeed", reason = "Asiat ovat hyvin." }, $"\"{assessment["version"]}\"");
    }

    [Theory, EveryDatabase]
    public async Task After_the_matter_has_ended_the_next_notification_opens_another(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var code = TestHetu.New();
        var closed = await intake.Decide(
            await intake.AssessUrgency(await intake.Arrive(IntakeSteps.Notification(code))), IntakeSteps.Decision(intake.Duty.Id, "obviouslyUnnecessary"));

        var next = await intake.Arrive(IntakeSteps.Notification(code));

        next.Id().ShouldNotBe(closed.Id());
        next.Text("personId").ShouldBe(closed.Text("personId"));
        next["notificationCount"]!.GetValue<int>().ShouldBe(1);
    }

    [Theory, EveryDatabase]
    public async Task Each_notification_keeps_its_notifier_and_shows_them_to_those_who_may_know(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var manager = await intake.Host.AddStaff(intake.Duty.UnitId, Role.UnitManager);
        var code = TestHetu.New();
        await intake.Arrive(IntakeSteps.Notification(code));
        var confidential = IntakeSteps.Notification(code);
        confidential["notifier"] = new JsonObject { ["kind"] = "private", ["code"] = "3", ["name"] = "Nimetön Naapuri", ["confidentialityAsked"] = true, ["confidentialityReason"] = "Pelkään." };
        var matter = await intake.Arrive(confidential);

        var seen = await manager.Client.Get(IntakeSteps.Path(matter));

        seen["notifications"]!.AsArray().Select(n => n!["notifier"]!["identityShown"]!.GetValue<bool>()).ShouldBe([false, true], ignoreOrder: true);
        seen.ToJsonString().ShouldNotContain("Naapuri");
        var hidden = seen["notifications"]!.AsArray().Single(n => n!["notifier"]!["confidentialityAsked"]!.GetValue<bool>())!;
        var one = await manager.Client.Get($"/api/v1/intake/notifications/{hidden.Text("id")}");
        one["notifier"]!["identityShown"]!.GetValue<bool>().ShouldBeFalse();
        (await intake.Duty.Client.Get(IntakeSteps.Path(matter))).ToJsonString().ShouldContain("Naapuri");
    }

    [Theory, EveryDatabase]
    public async Task Others_may_not_read_a_notification(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var matter = await intake.Arrive();
        var stranger = await intake.Host.AddStaff(Sector.Social, Role.DutyWorker);
        string[] paths = [$"/api/v1/intake/notifications/{matter.Id()}", IntakeSteps.Path(matter) + "/notifications"];

        foreach (var path in paths)
        {
            await stranger.Client.GetAsync(path).ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
            await intake.Curator.Client.GetAsync(path).ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
            await intake.Duty.Client.GetAsync(path.Replace(matter.Id().ToString(), Guid.NewGuid().ToString(), StringComparison.Ordinal))
                .ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
        }
        await intake.Duty.Client.GetAsync(paths[1] + "?cursor=!").ShouldRefuse(HttpStatusCode.BadRequest, "platform.cursor-invalid");
    }

    [Theory, EveryDatabase]
    public async Task An_unborn_childs_matter_is_not_the_parents_own(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var code = TestHetu.New(28);
        var own = await intake.Arrive(Kinds.Contact(code));

        var unborn = await intake.Arrive(Kinds.Anticipatory(code));
        var again = await intake.Arrive(Kinds.Anticipatory(code));

        unborn.Id().ShouldNotBe(own.Id());
        again.Id().ShouldBe(unborn.Id());
        unborn["aboutUnborn"]!.GetValue<bool>().ShouldBeTrue();
        unborn.Text("personId").ShouldBe(own.Text("personId"));
    }

    [Theory, EveryDatabase]
    public async Task A_matter_joined_to_another_is_handled_there_and_can_be_separated_again(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var told = IntakeSteps.Notification();
        var (other, arrived) = await intake.TwoOfOnePerson(told);
        var mine = await intake.AssessUrgency(arrived);
        var join = IntakeSteps.Decision(intake.Duty.Id, "joinOther");
        join["joinsMatterId"] = other.Id();

        var joined = await intake.Decide(mine, join);

        joined.Text("status").ShouldBe("closed");
        joined["joinedInto"]!.GetValue<Guid>().ShouldBe(other.Id());
        joined["allowed"]!.AsArray().Select(a => a!.GetValue<string>()).ShouldBe(["UndoJoin", "TickTold"]);
        var into = await intake.Duty.Client.Get(IntakeSteps.Path(other));
        into["notificationCount"]!.GetValue<int>().ShouldBe(2);
        into["awaitsUrgency"]!.GetValue<bool>().ShouldBeTrue();
        into["notifications"]!.AsArray().Select(n => n!.AsObject().Id()).ShouldBe([other.Id(), mine.Id()], ignoreOrder: true);
        (await intake.Duty.Client.Get(IntakeSteps.Path(other) + "/notifications"))["items"]!.AsArray().Count.ShouldBe(2);
        // A chain would hide whose notifications are where.
        var back = IntakeSteps.Decision(intake.Duty.Id, "joinOther");
        back["joinsMatterId"] = mine.Id();
        await Decide(intake, await intake.AssessUrgency(into), back).ShouldRefuse(HttpStatusCode.Conflict, "intake.has-joined-matters");

        var separate = await intake.Duty.Client.Change(HttpMethod.Post, IntakeSteps.Path(joined) + "/undo-join", new { }, joined);

        separate.Text("status").ShouldBe("evaluated");
        separate["decision"].ShouldBeNull();
        separate["undoneDecisions"]!.AsArray().ShouldHaveSingleItem()!.Text("outcome").ShouldBe("joinOther");
        separate["undoneDecisions"]![0]!.Text("reasons").ShouldBe("Palvelutarve arvioidaan yhdessä.");
        IntakeSteps.Clock(separate, "startAssessment").Text("status").ShouldBe("running");
        into = await intake.Duty.Client.Get(IntakeSteps.Path(other));
        into["notificationCount"]!.GetValue<int>().ShouldBe(1);
        into["awaitsUrgency"]!.GetValue<bool>().ShouldBeFalse();
        into["notifications"]!.AsArray().Count.ShouldBe(1);
        (await intake.Arrive(told)).Id().ShouldBe(mine.Id());
        await intake.Duty.Client.SendJson(HttpMethod.Post, IntakeSteps.Path(joined) + "/undo-join", new { }, $"\"{separate["version"]}\"")
            .ShouldRefuse(HttpStatusCode.Conflict, "intake.not-joined");
    }

    [Theory, EveryDatabase]
    public async Task An_unborn_childs_matter_is_joined_into_the_parents_own_by_no_way(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var code = TestHetu.New(28);
        var own = await intake.AssessUrgency(await intake.Arrive(Kinds.Contact(code)));
        var anticipatory = Kinds.Anticipatory(code);
        anticipatory["reasonCodes"] = new JsonArray("9");
        var unborn = await intake.AssessUrgency(await intake.Arrive(anticipatory));

        foreach (var (one, other) in ((JsonObject, JsonObject)[])[(unborn, own), (own, unborn)])
        {
            var join = IntakeSteps.Decision(intake.Duty.Id, "joinOther");
            join["joinsMatterId"] = other.Id();
            var refused = await Decide(intake, one, join).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "intake.unborn-is-not-the-parent");
            refused["errors"]!.AsObject().ShouldContainKey("$.joinsMatterId");
            foreach (var samePerson in (bool[])[false, true])
            {
                var merged = await intake.Duty.Client.SendJson(HttpMethod.Post, IntakeSteps.Path(one) + "/merge", new { intoMatterId = other.Id(), reasons = "Sama asia.", samePerson }, $"\"{one["version"]}\"")
                    .ShouldRefuse(HttpStatusCode.UnprocessableEntity, "intake.unborn-is-not-the-parent");
                merged["errors"]!.AsObject().ShouldContainKey("$.intoMatterId");
            }
            // The same reason told at the same time makes them no duplicates.
            (await intake.Duty.Client.Get(IntakeSteps.Path(one) + "/duplicates"))["candidates"]!.AsArray()
                .ShouldNotContain(c => c!["matterId"]!.GetValue<Guid>() == other.Id());
            (await intake.Duty.Client.Get(IntakeSteps.Path(one))).Text("status").ShouldBe("evaluated");
        }
    }

    [Theory, EveryDatabase]
    public async Task Only_an_open_matter_of_the_same_person_is_joined(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var code = TestHetu.New();
        var ended = await intake.Decide(await intake.AssessUrgency(await intake.Arrive(IntakeSteps.Notification(code))), IntakeSteps.Decision(intake.Duty.Id, "guideOnward"));
        var mine = await intake.AssessUrgency(await intake.Arrive(IntakeSteps.Notification(code)));
        var elses = await intake.Arrive();

        foreach (var (id, status, refusal) in ((Guid, HttpStatusCode, string)[])
            [
                (ended.Id(), HttpStatusCode.Conflict, "intake.joined-matter-ended"), (mine.Id(), HttpStatusCode.UnprocessableEntity, "intake.joined-matter-unknown"),
                (elses.Id(), HttpStatusCode.UnprocessableEntity, "intake.joined-matter-unknown"), (Guid.NewGuid(), HttpStatusCode.UnprocessableEntity, "intake.joined-matter-unknown"),
            ])
        {
            var join = IntakeSteps.Decision(intake.Duty.Id, "joinOther");
            join["joinsMatterId"] = id;
            var problem = await Decide(intake, mine, join).ShouldRefuse(status, refusal);
            problem["errors"]!.AsObject().ShouldContainKey("$.joinsMatterId");
        }
        await intake.Duty.Client.SendJson(HttpMethod.Post, IntakeSteps.Path(mine) + "/undo-join", new { }, $"\"{mine["version"]}\"")
            .ShouldRefuse(HttpStatusCode.Conflict, "intake.not-joined");
        await intake.Duty.Client.SendJson(HttpMethod.Post, $"/api/v1/intake/matters/{Guid.NewGuid()}/undo-join", new { }, "\"1\"")
            .ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
        (await intake.Duty.Client.Get(IntakeSteps.Path(mine))).Text("status").ShouldBe("evaluated");
    }

    private static Task<HttpResponseMessage> Decide(IntakeSteps intake, JsonObject matter, JsonObject decision) =>
        intake.Duty.Client.SendJson(HttpMethod.Post, IntakeSteps.Path(matter) + "/decision", decision, $"\"{matter["version"]}\"");
}
