using System.Net;
using System.Text.Json.Nodes;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Intake.Tests;

/// <summary>Whoever comes second with what another has just done hears what that was, by whom and when; whoever is late otherwise reads again.</summary>
public class TwoAtOnceTests
{
    [Theory, EveryDatabase]
    public async Task Who_comes_second_hears_what_was_done_by_whom_and_when(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var colleague = await intake.Host.AddStaff(intake.Duty.UnitId, Role.SocialWorker);
        var (coordinator, stranger) = (await intake.Host.AddStaff(intake.Duty.UnitId, Role.Coordinator), await intake.Host.AddStaff(Sector.Social, Role.DutyWorker));

        var arrived = await intake.Arrive();
        var evaluated = await intake.AssessUrgency(arrived);
        await Late(arrived, HttpMethod.Put, "/urgency", new { code = "1", assessment = "Toisin." }, "intake.urgency-assessed", "assessed 2");
        await Late(arrived, HttpMethod.Post, "/decision", IntakeSteps.Decision(colleague.Id), null, null);

        var told = await intake.Duty.Client.Change(HttpMethod.Post, IntakeSteps.Path(arrived) + "/told", Ticks("child"), evaluated);
        var problem = await Late(evaluated, HttpMethod.Post, "/told", Ticks("notifier", "child"), "intake.told-already", "told child");
        problem!["errors"]!.AsObject().ShouldContainKey("$.told[1].who");
        await Late(evaluated, HttpMethod.Post, "/told", Ticks("notifier"), null, null);
        await Late(evaluated, HttpMethod.Put, "/urgency", new { code = "1", assessment = "Toisin." }, null, null);

        await intake.Duty.Client.Change(HttpMethod.Post, IntakeSteps.Path(arrived) + "/steps/earlier/done", new { }, told);
        var ticked = await intake.Duty.Client.Get(IntakeSteps.Path(arrived));
        await Late(told, HttpMethod.Post, "/steps/earlier/done", new { }, "intake.step-done", "ticked earlier");
        var back = await intake.Duty.Client.Change(HttpMethod.Post, IntakeSteps.Path(arrived) + "/told/0/take-back", new { }, ticked);
        await Late(ticked, HttpMethod.Post, "/told/0/take-back", new { }, "intake.tick-taken-back", "tookBack child");

        var decided = await intake.Decide(back, IntakeSteps.Decision(intake.Duty.Id, "guideOnward"));
        var late = await Late(back, HttpMethod.Post, "/decision", IntakeSteps.Decision(colleague.Id), "intake.decided", "decided guideOnward");
        late!.Text("detail").ShouldContain($"decided guideOnward, 2026-09-15 12:00 UTC, by staff member {intake.Duty.Id}");
        await Late(back, HttpMethod.Put, "/urgency", new { code = "1", assessment = "Toisin." }, "intake.decided", "decided guideOnward");
        var other = await intake.Arrive(IntakeSteps.OfFamily(IntakeSteps.Notification()));
        await Late(back, HttpMethod.Post, "/merge", new { intoMatterId = other.Id(), reasons = "a" }, "intake.decided", "decided guideOnward");
        // Also who has read that it is decided.
        await Late(decided, HttpMethod.Post, "/decision", IntakeSteps.Decision(colleague.Id), "intake.decided", "decided guideOnward");

        // What was done is told to those who may see the matter, and to nobody else.
        foreach (var nobody in (TestStaff[])[coordinator, stranger])
            (await Send(nobody, back, HttpMethod.Post, "/decision", IntakeSteps.Decision(colleague.Id)).ShouldRefuse(
                HttpStatusCode.Forbidden, nobody == stranger ? "access.no-relationship" : "access.role-missing")).ContainsKey("happened").ShouldBeFalse();

        async Task<JsonObject?> Late(JsonObject seen, HttpMethod method, string at, object body, string? code, string? what)
        {
            if (code is null)
            {
                (await Send(colleague, seen, method, at, body).ShouldRefuse(HttpStatusCode.PreconditionFailed, "platform.version-stale")).ContainsKey("happened").ShouldBeFalse();
                return null;
            }
            var refused = await Send(colleague, seen, method, at, body).ShouldRefuse(HttpStatusCode.Conflict, code);
            var happened = refused["happened"]!;
            (happened.Text("what"), happened["by"]!.GetValue<Guid>(), happened.Text("at")).ShouldBe((what!, intake.Duty.Id, "2026-09-15T12:00:00.000Z"));
            return refused;
        }
    }

    [Theory, EveryDatabase]
    public async Task Of_two_who_press_at_once_one_wins_and_the_other_hears_of_it(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var colleague = await intake.Host.AddStaff(intake.Duty.UnitId, Role.SocialWorker);
        for (var round = 0; round < 3; round++)
        {
            var arrived = await intake.Arrive();
            await OneWins(arrived, HttpMethod.Put, "/urgency", new { code = "2", assessment = "a" }, "intake.urgency-assessed");
            var evaluated = await intake.Duty.Client.Get(IntakeSteps.Path(arrived));
            await OneWins(evaluated, HttpMethod.Post, "/told", Ticks("child"), "intake.told-already");
            var (first, second) = await intake.TwoOfOnePerson();
            await OneWins(first, HttpMethod.Post, "/merge", new { intoMatterId = second.Id(), reasons = "a" }, "intake.decided");
            await OneWins(await intake.Duty.Client.Get(IntakeSteps.Path(first)), HttpMethod.Post, "/undo-join", new { }, "intake.not-joined");
            // A decision and an estimate: whichever comes second cannot stand beside the other.
            await OneWins(await intake.Evaluated(), HttpMethod.Post, "/decision", IntakeSteps.Decision(intake.Duty.Id), "intake.decided");
        }

        async Task OneWins(JsonObject seen, HttpMethod method, string at, object body, string code)
        {
            var answers = await Task.WhenAll(((TestStaff[])[intake.Duty, colleague]).Select(async by => (By: by, Answer: await Send(by, seen, method, at, body))));
            var winner = answers.Where(a => a.Answer.IsSuccessStatusCode).ShouldHaveSingleItem().By;
            var problem = await Task.FromResult(answers.Single(a => a.By != winner).Answer).ShouldRefuse(HttpStatusCode.Conflict, code);
            problem["happened"]!["by"]!.GetValue<Guid>().ShouldBe(winner.Id);
            foreach (var (_, answer) in answers) answer.Dispose();
        }
    }

    [Theory, EveryDatabase]
    public async Task Of_two_who_hand_a_matter_over_one_wins_and_the_other_hears_of_it(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var unit = await intake.Host.AddUnit(Sector.Social);
        var (from, one, other) = (await intake.Host.AddStaff(unit, Role.SocialWorker), await intake.Host.AddStaff(unit, Role.SocialWorker), await intake.Host.AddStaff(unit, Role.SocialWorker));
        var manager = await intake.Host.AddStaff(unit, Role.UnitManager);
        var week = await manager.Client.Post("/api/v1/intake/duty-weeks", new { unitId = unit, startsOn = "2026-09-14", workerId = from.Id, substitutes = Array.Empty<object>() });
        var path = $"/api/v1/intake/duty-weeks/{week.Id()}/hand-over";
        for (var round = 0; round < 3; round++)
        {
            var matter = await intake.Decide(await intake.Evaluated(), IntakeSteps.Decision(from.Id));
            (TestStaff By, TestStaff To)[] pairs = [(manager, one), (from, other)];
            var answers = await Task.WhenAll(pairs.Select(async pair => (pair.By, Answer: await HandOver(pair.By, matter, pair.To, from.Id))));

            var winner = answers.Where(a => a.Answer.IsSuccessStatusCode).ShouldHaveSingleItem().By;
            var problem = await Task.FromResult(answers.Single(a => a.By != winner).Answer).ShouldRefuse(HttpStatusCode.Conflict, "intake.owner-changed");
            problem["happened"]!["by"]!.GetValue<Guid>().ShouldBe(winner.Id);
            problem["happened"]!.Text("what").ShouldBe("handedOver");
            problem["errors"]!.AsObject().ShouldHaveSingleItem().Key.ShouldStartWith("$.matters[0].");
            (await intake.Duty.Client.Get(IntakeSteps.Path(matter)))["ownerChanges"]!.AsArray().ShouldHaveSingleItem();
            // Who reads again and means it.
            var owner = (await intake.Duty.Client.Get(IntakeSteps.Path(matter)))["ownerId"]!.GetValue<Guid>();
            (await HandOver(manager, matter, from, owner)).StatusCode.ShouldBe(HttpStatusCode.OK);
            foreach (var (_, answer) in answers) answer.Dispose();
        }

        Task<HttpResponseMessage> HandOver(TestStaff by, JsonObject matter, TestStaff to, Guid known) =>
            by.Client.SendJson(HttpMethod.Post, path, new { toId = to.Id, matters = new[] { new { matterId = matter.Id(), fromId = known } } });
    }

    private static Task<HttpResponseMessage> Send(TestStaff by, JsonObject seen, HttpMethod method, string at, object body) =>
        by.Client.SendJson(method, IntakeSteps.Path(seen) + at, body, $"\"{seen["version"]}\"");

    private static JsonObject Ticks(params string[] who) =>
        new() { ["told"] = new JsonArray([.. who.Select(w => new JsonObject { ["who"] = w, ["how"] = "phone", ["on"] = "2026-09-15" })]) };
}
