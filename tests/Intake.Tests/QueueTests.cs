using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Intake.Tests;

public class QueueTests
{
    private const string Queue = "/api/v1/intake/queue";

    [Theory, EveryDatabase]
    public async Task The_queue_follows_what_is_done_and_what_day_it_is(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var intake = await IntakeSteps.On(host);
        var first = await ArriveOn(new DateOnly(2026, 9, 15));
        var second = await ArriveOn(new DateOnly(2026, 9, 17), "contact");
        var third = await ArriveOn(new DateOnly(2026, 9, 18));

        (await Ids()).ShouldBe([first, second, third]);
        (await Ids("view=unassigned")).ShouldBe([first, second, third]);
        (await Ids("view=mine")).ShouldBeEmpty();
        (await Ids("kind=contact")).ShouldBe([second]);

        await intake.AssessUrgency(await intake.Duty.Client.Get(Path(first)), "1");
        (await Ids("view=mine")).ShouldBe([first]);
        (await Ids("view=unassigned")).ShouldBe([second, third]);
        (await Ids("urgency=1")).ShouldBe([first]);
        (await Ids("view=unassigned&urgency=1")).ShouldBeEmpty();
        (await Ids("view=unassigned&kind=contact&sort=arrived")).ShouldBe([second]);
        (await Ids("status=arrived&sort=arrived")).ShouldBe([second, third]);
        (await Ids("status=evaluated&kind=contact")).ShouldBeEmpty();

        await MoveTo(new DateOnly(2026, 9, 24));
        (await Ids("view=dueToday")).ShouldBe([first]);
        (await Ids("view=dueToday&urgency=1")).ShouldBe([first]);
        (await Ids("view=dueToday&kind=childWelfareNotification&status=evaluated")).ShouldBe([first]);
        (await Ids("view=breached")).ShouldBeEmpty();
        await MoveTo(new DateOnly(2026, 9, 25));
        (await Ids("view=breached&urgency=1")).ShouldBe([first]);
        (await Ids("view=dueToday")).ShouldBeEmpty();
        var late = (await intake.Duty.Client.Get(Queue + "?view=breached"))["items"]!.AsArray().ShouldHaveSingleItem()!.AsObject();
        late.Id().ShouldBe(first);
        late.Text("nextClock").ShouldBe("startAssessment");
        late.Text("dueOn").ShouldBe("2026-09-24");
        late.Text("force").ShouldBe("statutory");
        late["breached"]!.GetValue<bool>().ShouldBeTrue();
        IntakeSteps.Clock(late, "startAssessment")["used"]!.GetValue<int>().ShouldBe(7);
        late.ContainsKey("description").ShouldBeFalse();

        await Decide(await intake.Duty.Client.Get(Path(first)), "startAssessment");
        // The three months go on: it is the last in the queue now.
        (await Ids()).ShouldBe([second, third, first]);
        (await Ids("sort=arrived")).ShouldBe([first, second, third]);
        (await Ids("view=breached")).ShouldBeEmpty();
        await Decide(await intake.AssessUrgency(await intake.Duty.Client.Get(Path(second))), "obviouslyUnnecessary");
        (await Ids()).ShouldBe([third, first]);

        async Task<Guid> ArriveOn(DateOnly day, string kind = "childWelfareNotification")
        {
            await MoveTo(day);
            var notification = IntakeSteps.Notification();
            notification["kind"] = kind;
            if (kind == "contact") (notification["reasonCodes"], notification["consent"]) = (new JsonArray("1"), new JsonObject { ["given"] = true });
            return (await intake.Arrive(notification)).Id();
        }

        Task<JsonObject> Decide(JsonObject matter, string outcome)
        {
            var decision = IntakeSteps.Decision(intake.Duty.Id, outcome);
            decision["told"] = new JsonArray();
            return intake.Decide(matter, decision);
        }

        Task MoveTo(DateOnly day) => host.MoveTo(day, intake.Duty, intake.Curator);

        async Task<List<Guid>> Ids(string query = "") => await IdsOf(intake.Duty.Client, query);
    }

    [Theory, EveryDatabase]
    public async Task Pages_neither_repeat_nor_skip_in_any_view_and_sort(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var owner = await intake.Host.AddStaff(Sector.Social, Role.SocialWorker);
        var ids = new List<Guid>();
        for (var i = 0; i < 5; i++) ids.Add((await intake.Decide(await intake.Evaluated(), IntakeSteps.Decision(owner.Id))).Id());

        foreach (var query in (string[])
            ["view=mine", "view=unit&sort=arrived", "urgency=2", "urgency=2&sort=arrived", "kind=childWelfareNotification", "kind=childWelfareNotification&sort=arrived&urgency=2&status=inAssessment", "view=mine&sort=arrived&status=inAssessment", "sort=due&urgency=2&kind=childWelfareNotification"])
        {
            var (listed, cursor) = (new List<Guid>(), "");
            do
            {
                var page = await owner.Client.Get($"{Queue}?limit=2&{query}{cursor}");
                listed.AddRange(page["items"]!.AsArray().Select(i => i!.AsObject().Id()));
                cursor = page["next"] is { } next ? "&cursor=" + next.GetValue<string>() : "";
            }
            while (cursor.Length > 0);
            listed.ShouldBe(ids, ignoreOrder: true, query);
        }
    }

    [Theory, EveryDatabase]
    public async Task Who_works_in_two_units_sees_both_in_one_order(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var here = await intake.Host.AddStaff(Sector.Social, Role.SocialWorker);
        var there = await intake.Host.AddStaff(Sector.Social, Role.SocialWorker);
        var ids = new List<Guid>();
        for (var i = 0; i < 4; i++) ids.Add((await intake.Decide(await intake.Evaluated(), IntakeSteps.Decision(i % 2 == 0 ? here.Id : there.Id))).Id());
        (await IdsOf(here.Client)).ShouldBe([ids[0], ids[2]], ignoreOrder: true);

        var administrator = await intake.Host.As(TestHost.Administrator);
        await administrator.Post($"/api/v1/staff/{here.Id}/places", new { unitId = there.UnitId, roles = new[] { "coordinator" } });

        (await IdsOf(here.Client)).ShouldBe(ids, ignoreOrder: true);
        (await IdsOf(here.Client, "view=mine")).ShouldBe([ids[0], ids[2]], ignoreOrder: true);
        var page = await here.Client.Get(Queue + "?limit=3");
        var rest = await here.Client.Get(Queue + "?limit=3&cursor=" + page.Text("next"));
        page["items"]!.AsArray().Concat(rest["items"]!.AsArray()).Select(i => i!.AsObject().Id()).ShouldBe(ids, ignoreOrder: true);
    }

    [Theory, EveryDatabase]
    public async Task A_matter_without_a_relationship_in_force_is_not_in_the_queue(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var owner = await intake.Host.AddStaff(Sector.Social, Role.SocialWorker);
        var id = (await intake.Decide(await intake.Evaluated(), IntakeSteps.Decision(owner.Id))).Id();
        (await IdsOf(owner.Client, "view=mine")).ShouldBe([id]);

        await intake.Query(async db =>
        {
            foreach (var relationship in await db.Relationships.Where(r => r.UnitId == owner.UnitId && r.BecauseOfId == id).ToListAsync())
                relationship.End(intake.Host.Clock.GetUtcNow());
            return await db.SaveChangesAsync();
        });

        (await IdsOf(owner.Client, "view=mine")).ShouldBeEmpty();
        (await IdsOf(owner.Client)).ShouldBeEmpty();
    }

    [Theory, EveryDatabase]
    public async Task Ones_own_record_is_not_in_the_queue(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var unit = await intake.Host.AddUnit(Sector.Social);
        var colleague = await intake.Host.AddStaff(unit, Role.SocialWorker);
        var (mother, child) = (TestHetu.New(40), TestHetu.New());
        var subject = "staff." + Guid.NewGuid().ToString("N");
        var administrator = await intake.Host.As(TestHost.Administrator);
        await administrator.Post("/api/v1/staff", new { subject, name = "Hanna Huoltaja", roles = new[] { Role.SocialWorker }, unitId = unit, identityCode = mother });
        var evaluated = await intake.AssessUrgency(await intake.Arrive(IntakeSteps.Notification(child)));
        await intake.Duty.Client.Post(
            $"/api/v1/people/{evaluated["personId"]}/guardians", new { identityCode = mother, givenNames = "Hanna", familyName = "Huoltaja", role = "guardian" });
        await intake.Decide(evaluated, IntakeSteps.Decision(colleague.Id));
        var other = (await intake.Decide(await intake.Evaluated(), IntakeSteps.Decision(colleague.Id))).Id();

        (await IdsOf(colleague.Client)).Count.ShouldBe(2);
        (await IdsOf(await intake.Host.As(subject))).ShouldBe([other]);
    }

    [Theory]
    [InlineData("view=all", "intake.view-unknown")]
    [InlineData("view=Mine", "intake.view-unknown")]
    [InlineData("view=0", "intake.view-unknown")]
    [InlineData("sort=id", "intake.sort-unknown")]
    [InlineData("view=breached&sort=arrived", "intake.sort-not-for-view")]
    [InlineData("kind=1", "intake.kind-unknown")]
    [InlineData("status=open", "intake.status-unknown")]
    [InlineData("urgency=4", "intake.urgency-code-unknown")]
    [InlineData("cursor=!", "platform.cursor-invalid")]
    [InlineData("cursor=AAAA", "platform.cursor-invalid")]
    [InlineData("cursor=MjAyNi0wOS0yNCAyMDI2LTA5LTE1IHg", "platform.cursor-invalid")] // two days and no id
    [InlineData("limit=0", "platform.invalid-request")]
    [InlineData("limit=201", "platform.invalid-request")]
    [InlineData("owner=me", "platform.parameter-unknown")]
    public async Task A_wrong_query_is_refused(string query, string code)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(DatabaseProvider.Sqlite));

        await intake.Duty.Client.GetAsync($"{Queue}?{query}").ShouldRefuse(HttpStatusCode.BadRequest, code);
    }

    [Fact]
    public async Task A_cursor_of_another_sort_is_refused()
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(DatabaseProvider.Sqlite));
        await intake.Arrive();
        await intake.Arrive();
        var next = (await intake.Duty.Client.Get(Queue + "?limit=1")).Text("next");

        await intake.Duty.Client.GetAsync($"{Queue}?sort=arrived&cursor={next}").ShouldRefuse(HttpStatusCode.BadRequest, "platform.cursor-invalid");
    }

    [Theory, EveryDatabase]
    public async Task Who_does_not_work_with_intake_or_in_its_register_sees_no_queue(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var nurse = await host.AddStaff(Sector.Health, Role.PsychiatricNurse);
        var abroad = await host.AddStaff(Sector.Health, Role.UnitManager);

        await nurse.Client.GetAsync(Queue).ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
        await abroad.Client.GetAsync(Queue).ShouldRefuse(HttpStatusCode.Forbidden, "access.outside-register");
    }

    [Theory, EveryDatabase]
    public async Task A_page_of_the_queue_is_one_query(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        await intake.Arrive();

        using var request = new HttpRequestMessage(HttpMethod.Get, Queue);
        var commands = await QueryLog.Of(intake.Duty.Client.SendAsync, request);

        // The gate's and the queue's.
        commands.Count.ShouldBe(2, string.Join("\n---\n", commands));
    }

    private static string Path(Guid id) => $"/api/v1/intake/matters/{id}";

    private static async Task<List<Guid>> IdsOf(HttpClient client, string query = "") =>
        [.. (await client.Get($"{Queue}?limit=200&{query}".TrimEnd('&')))["items"]!.AsArray().Select(i => i!.AsObject().Id())];
}
