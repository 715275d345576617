using System.Net;
using System.Text.Json.Nodes;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Intake.Tests;

public class DecisionTests
{
    [Theory, EveryDatabase]
    public async Task Each_decision_keeps_where_the_person_was_sent(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));

        var guided = await intake.Decide(await intake.Evaluated(), IntakeSteps.Decision(intake.Duty.Id, "guideOnward"));
        guided["decision"]!.Text("guidedTo").ShouldBe("Perheneuvola");
        guided["decision"]!.Text("reasons").ShouldBe("Palvelutarve arvioidaan yhdessä.");
        guided["ownerId"]!.GetValue<Guid>().ShouldBe(intake.Duty.Id);
        var moved = await intake.Decide(await intake.Evaluated(), IntakeSteps.Decision(intake.Duty.Id, "transferToOtherCounty"));
        moved["decision"]!.Text("countyCode").ShouldBe("07");
    }

    [Theory]
    [InlineData("guideOnward", "guidedTo", null, "intake.outcome-needs-guidance")]
    [InlineData("transferToOtherCounty", "countyCode", null, "intake.outcome-needs-county")]
    [InlineData("joinOther", "joinsMatterId", null, "intake.outcome-needs-joined-matter")]
    [InlineData("startAssessment", "guidedTo", "Perheneuvola", "intake.outcome-needs-guidance")]
    [InlineData("obviouslyUnnecessary", "countyCode", "07", "intake.outcome-needs-county")]
    [InlineData("transferToOtherCounty", "countyCode", "00", "intake.county-unknown")]
    [InlineData("transferToOtherCounty", "countyCode", "22", "intake.county-unknown")]
    [InlineData("transferToOtherCounty", "countyCode", "99", "intake.county-unknown")]
    [InlineData("startAssessment", "joinsMatterId", "0192f0c1-7c1e-7000-8000-000000000003", "intake.outcome-needs-joined-matter")]
    public async Task An_outcome_takes_what_it_needs_and_nothing_of_anothers(string outcome, string member, string? value, string code)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(DatabaseProvider.Sqlite));
        var matter = await intake.Evaluated();
        var decision = IntakeSteps.Decision(intake.Duty.Id, outcome);
        decision.Remove(member);
        if (value is not null) decision[member] = value;

        var problem = await intake.Duty.Client.SendJson(HttpMethod.Post, IntakeSteps.Path(matter) + "/decision", decision, $"\"{matter["version"]}\"")
            .ShouldRefuse(HttpStatusCode.UnprocessableEntity, code);

        problem["errors"]!.AsObject().ShouldContainKey("$." + member);
    }

    [Theory]
    [InlineData(15, "childWelfareNotification", new[] { "guardian LSL 27 §", "child LSL 20 §, 27 §", "notifier County policy" })]
    [InlineData(9, "childWelfareNotification", new[] { "guardian LSL 27 §", "notifier County policy" })]
    [InlineData(15, "contact", new[] { "guardian County policy", "child County policy", "notifier County policy" })]
    [InlineData(40, "contact", new[] { "client County policy", "notifier County policy" })]
    [InlineData(40, "noticeToAuthority", new[] { "client County policy", "otherAuthority SHL 40 §" })]
    [InlineData(28, "anticipatoryNotification", new[] { "client County policy", "notifier County policy" })]
    public async Task Who_must_be_told_follows_kind_and_age(int age, string kind, string[] expected)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(DatabaseProvider.Sqlite));
        var code = TestHetu.New(age);
        var body = kind switch
        {
            "childWelfareNotification" => IntakeSteps.Notification(code),
            "anticipatoryNotification" => Kinds.Anticipatory(code),
            "noticeToAuthority" => Kinds.Notice(code),
            _ => Kinds.Contact(code),
        };

        var matter = await intake.Arrive(body);

        matter["toTell"]!.AsArray().Select(t => $"{t!.Text("who")} {t!.Text("basis")}").ShouldBe(expected);
        matter["toTell"]!.AsArray().ShouldAllBe(t => t!["told"] == null && !t["missed"]!.GetValue<bool>());
    }

    [Theory, EveryDatabase]
    public async Task Who_has_not_been_told_by_the_end_of_the_day_of_the_decision_is_missed_until_ticked(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var intake = await IntakeSteps.On(host);
        var evaluated = await intake.Evaluated();
        var early = await Tick(intake.Duty, evaluated, "notifier", "2026-09-15");
        var decided = await intake.Decide(early, IntakeSteps.Decision(intake.Duty.Id, "obviouslyUnnecessary"));
        ToTell(decided, "notifier")["told"]!["by"]!.GetValue<Guid>().ShouldBe(intake.Duty.Id);
        ToTell(decided, "guardian")["told"]!.Text("how").ShouldBe("phone");
        decided["told"]!.AsArray().Count.ShouldBe(3);

        var other = IntakeSteps.Decision(intake.Duty.Id, "obviouslyUnnecessary");
        other["told"] = new JsonArray();
        var untold = await intake.Decide(await intake.Evaluated(), other);
        ToTell(untold, "guardian")["missed"]!.GetValue<bool>().ShouldBeFalse();
        host.Clock.MoveTo(new DateTimeOffset(2026, 9, 16, 8, 0, 0, TimeSpan.Zero));
        var duty = intake.Duty with { Client = await host.As(intake.Duty.Subject) };
        var seen = await duty.Client.Get(IntakeSteps.Path(untold));
        foreach (var who in (string[])["guardian", "child", "notifier"]) ToTell(seen, who)["missed"]!.GetValue<bool>().ShouldBeTrue();

        var ticked = await Tick(duty, seen, "guardian", "2026-09-16");

        ToTell(ticked, "guardian")["missed"]!.GetValue<bool>().ShouldBeFalse();
        ToTell(ticked, "child")["missed"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Theory, EveryDatabase]
    public async Task A_decision_names_each_who_was_told_once(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var matter = await intake.Evaluated();
        var decision = IntakeSteps.Decision(intake.Duty.Id);
        decision["told"]![1]!["who"] = "guardian";

        var refused = await intake.Duty.Client.SendJson(HttpMethod.Post, IntakeSteps.Path(matter) + "/decision", decision, $"\"{matter["version"]}\"")
            .ShouldRefuse(HttpStatusCode.UnprocessableEntity, "intake.told-twice");

        refused["errors"]!.AsObject().Select(e => e.Key).ShouldBe(["$.told[1].who"]);
        (await intake.Duty.Client.Get(IntakeSteps.Path(matter))).Text("status").ShouldBe("evaluated");
    }

    [Theory, EveryDatabase]
    public async Task A_tick_is_refused_where_it_cannot_be(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var matter = await intake.Arrive();
        var path = IntakeSteps.Path(matter) + "/told";
        var coordinator = await intake.Host.AddStaff(intake.Duty.UnitId, Role.Coordinator);
        var stranger = await intake.Host.AddStaff(Sector.Social, Role.DutyWorker);

        foreach (var (day, code) in ((string, string)[])[("2026-09-16", "intake.told-in-future"), ("2026-09-14", "intake.told-before-arrival")])
        {
            var problem = await intake.Duty.Client.SendJson(HttpMethod.Post, path, Ticks("child", day), "\"1\"").ShouldRefuse(HttpStatusCode.UnprocessableEntity, code);
            problem["errors"]!.AsObject().ShouldContainKey("$.told[0].on");
        }
        await intake.Duty.Client.SendJson(HttpMethod.Post, path, new { told = Array.Empty<object>() }, "\"1\"").ShouldRefuse(HttpStatusCode.BadRequest, "platform.invalid-request");
        await intake.Duty.Client.SendJson(HttpMethod.Post, path, Ticks("neighbour", "2026-09-15"), "\"1\"").ShouldRefuse(HttpStatusCode.BadRequest, "platform.malformed-json");
        await intake.Duty.Client.SendJson(HttpMethod.Post, path, Ticks("child", "2026-09-15")).ShouldRefuse(HttpStatusCode.PreconditionRequired, "platform.version-missing");
        await intake.Duty.Client.SendJson(HttpMethod.Post, path, Ticks("child", "2026-09-15"), "\"7\"").ShouldRefuse(HttpStatusCode.PreconditionFailed, "platform.version-stale");
        await coordinator.Client.SendJson(HttpMethod.Post, path, Ticks("child", "2026-09-15"), "\"1\"").ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
        await stranger.Client.SendJson(HttpMethod.Post, path, Ticks("child", "2026-09-15"), "\"1\"").ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
        var many = new JsonObject { ["told"] = new JsonArray([.. Enumerable.Range(0, 20).Select(_ => Ticks("child", "2026-09-15")["told"]![0]!.DeepClone())]) };
        for (var i = 0; i < 5; i++) matter = await intake.Duty.Client.Change(HttpMethod.Post, path, many.DeepClone(), matter);
        await intake.Duty.Client.SendJson(HttpMethod.Post, path, Ticks("child", "2026-09-15"), $"\"{matter["version"]}\"").ShouldRefuse(HttpStatusCode.Conflict, "intake.too-many-told");
    }

    [Theory, EveryDatabase]
    public async Task A_tick_made_by_mistake_is_taken_back_and_stays_to_be_seen(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var other = await intake.Host.AddStaff(intake.Duty.UnitId, Role.SocialWorker);
        var (coordinator, stranger) = (await intake.Host.AddStaff(intake.Duty.UnitId, Role.Coordinator), await intake.Host.AddStaff(Sector.Social, Role.DutyWorker));
        var decided = await intake.Decide(await Tick(intake.Duty, await intake.Evaluated(), "notifier", "2026-09-15"), IntakeSteps.Decision(intake.Duty.Id));
        decided["told"]!.AsArray().Select(t => t!.Text("who")).ShouldBe(["notifier", "guardian", "child"]);
        (await EverybodyTold()).ShouldBe("done");
        var path = IntakeSteps.Path(decided) + "/told/1/take-back";
        await Send(coordinator, path, decided).ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
        await Send(stranger, path, decided).ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
        await intake.Duty.Client.SendJson(HttpMethod.Post, path, new { }).ShouldRefuse(HttpStatusCode.PreconditionRequired, "platform.version-missing");
        foreach (var index in (string[])["3", "-1", "99999999999"])
            await Send(other, $"{IntakeSteps.Path(decided)}/told/{index}/take-back", decided).ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");

        var back = await other.Client.Change(HttpMethod.Post, path, new { }, decided);

        var tick = back["told"]![1]!;
        (tick.Text("who"), tick["by"]!.GetValue<Guid>(), tick["takenBackBy"]!.GetValue<Guid>()).ShouldBe(("guardian", intake.Duty.Id, other.Id));
        tick["takenBackAt"].ShouldNotBeNull();
        ToTell(back, "guardian")["told"].ShouldBeNull();
        ToTell(back, "child")["told"].ShouldNotBeNull();
        back["decision"]!["told"]!.AsArray().Count.ShouldBe(2);
        (await EverybodyTold()).ShouldBe("due");
        await Send(other, path, decided).ShouldRefuse(HttpStatusCode.Conflict, "intake.tick-taken-back");
        await Send(other, path, back).ShouldRefuse(HttpStatusCode.Conflict, "intake.tick-taken-back");
        var again = await Tick(intake.Duty, back, "guardian", "2026-09-15");
        ToTell(again, "guardian")["told"]!["by"]!.GetValue<Guid>().ShouldBe(intake.Duty.Id);
        again["told"]!.AsArray().Count.ShouldBe(4);
        (await EverybodyTold()).ShouldBe("done");

        async Task<string> EverybodyTold() =>
            (await intake.Duty.Client.Get(IntakeSteps.Path(decided) + "/steps"))["steps"]!.AsArray().Single(s => s!["fact"]?.GetValue<string>() == "everybodyTold")!.Text("state");

        static Task<HttpResponseMessage> Send(TestStaff by, string path, JsonObject seen) => by.Client.SendJson(HttpMethod.Post, path, new { }, $"\"{seen["version"]}\"");
    }

    private static JsonObject Ticks(string who, string day) => new() { ["told"] = new JsonArray(new JsonObject { ["who"] = who, ["how"] = "phone", ["on"] = day }) };

    private static Task<JsonObject> Tick(TestStaff by, JsonObject matter, string who, string day) =>
        by.Client.Change(HttpMethod.Post, IntakeSteps.Path(matter) + "/told", Ticks(who, day), matter);

    private static JsonNode ToTell(JsonObject matter, string who) => matter["toTell"]!.AsArray().Single(t => t!.Text("who") == who)!;
}
