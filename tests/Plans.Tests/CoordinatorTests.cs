using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Plans.Tests;

/// <summary>Who stands beside the client across both sectors decides nothing of their services.</summary>
public class CoordinatorTests
{
    private const string Path = "/api/v1/coordinators";

    [Theory, EveryDatabase]
    public async Task Coordinator_of_another_unit_stands_beside_the_client_until_it_ends(DatabaseProvider database)
    {
        var story = await Story(Chapter.Planned, database);
        var olli = await story.Host.AddStaff(Sector.Health, Role.Coordinator);
        await olli.Client.GetAsync($"/api/v1/people/{story.PersonId}").ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");

        using var answer = await Name(story.SocialWorker, Body(story, olli));
        var named = await answer.Success();

        (answer.StatusCode, answer.Headers.Location!.ToString(), answer.Headers.ETag!.Tag).ShouldBe((HttpStatusCode.Created, $"{Path}/{named.Id()}", "\"1\""));
        (named.Text("staffName"), named["unitId"]!.GetValue<Guid>(), named.Text("from"), named.Text("grounds"), named["endedAt"])
            .ShouldBe(("Testi Työntekijä", olli.UnitId, "2026-09-15", "Toivoo rinnallakulkijaa 4711", null));
        named.Text("unitName").ShouldStartWith("Unit ");
        // As far as the gate lets them: the joint plan, and not the social register's own.
        await olli.Client.Get($"/api/v1/plans/{story.PlanId}");
        await olli.Client.GetAsync($"/api/v1/intake/matters/{story.MatterId}").ShouldRefuse(HttpStatusCode.Forbidden, "access.permission-missing");
        (await Mine(olli.Client)).Select(c => c.Id()).ShouldBe([named.Id()]);
        (await Mine(story.Coordinator.Client)).ShouldBeEmpty();
        await Name(story.SocialWorker, Body(story, olli)).ShouldRefuse(HttpStatusCode.Conflict, "plans.coordinator-named");

        var end = $"{Path}/{named.Id()}/end";
        await story.Nurse.Client.SendJson(HttpMethod.Post, end, new { reason = "Loppui" }).ShouldRefuse((HttpStatusCode)428, "platform.version-missing");
        await story.Nurse.Client.SendJson(HttpMethod.Post, end, new { reason = "x" }, ifMatch: "\"1\"").ShouldRefuse(HttpStatusCode.BadRequest, "platform.invalid-request");
        var two = await Task.WhenAll(
            story.Nurse.Client.SendJson(HttpMethod.Post, end, new { reason = "Loppui 4711" }, ifMatch: "\"1\""),
            olli.Client.SendJson(HttpMethod.Post, end, new { reason = "Loppui 4711" }, ifMatch: "\"1\""));
        two.Select(a => (int)a.StatusCode).ShouldContain(200);
        two.Count(a => a.IsSuccessStatusCode).ShouldBe(1);
        await story.Nurse.Client.SendJson(HttpMethod.Post, end, new { reason = "Loppui" }, ifMatch: "\"2\"").ShouldRefuse(HttpStatusCode.Conflict, "plans.coordinator-ended");
        await olli.Client.GetAsync($"/api/v1/plans/{story.PlanId}").ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
        (await Mine(olli.Client)).ShouldBeEmpty();

        var next = await (await Name(story.Nurse, Body(story, olli))).Success();
        var all = await OfPerson(story.Manager.Client, story);
        all.Select(c => (c.Id(), c["endedAt"] is null, c["endReason"]?.GetValue<string>())).ShouldBe([(next.Id(), true, null), (named.Id(), false, "Loppui 4711")], ignoreOrder: true);
        (await story.Manager.Client.Get($"{Path}?personId={story.PersonId}&limit=1"))["next"].ShouldNotBeNull();

        await using var scope = story.Host.Services.CreateAsyncScope();
        var id = named.Id();
        var row = await scope.ServiceProvider.GetRequiredService<PlansDb>().Coordinators.AsNoTracking().SingleAsync(c => c.Id == id);
        (row.GroundsSecret[..3], row.EndReasonSecret![..3]).ShouldBe(("v1.", "v1."));
        story.Host.Logs.Lines.ShouldNotContain(line => line.Contains("4711", StringComparison.Ordinal));
    }

    [Theory, EveryDatabase]
    public async Task What_is_wrong_and_who_is_not_impartial_is_refused(DatabaseProvider database)
    {
        var story = await Story(Chapter.Planned, database);
        var olli = await story.Host.AddStaff(Sector.Other, Role.Coordinator);
        var both = await story.Host.AddStaff(Sector.Health, Role.Coordinator, Role.PsychiatricNurse);
        foreach (var (change, status, code, path) in (ValueTuple<Action<JsonObject>, int, string, string>[])
        [
            (b => b["staffId"] = Guid.NewGuid(), 422, "plans.staff-unknown", "$.staffId"),
            (b => b["staffId"] = story.Outsider.Id, 422, "plans.not-a-coordinator", "$.staffId"),
            (b => b["staffId"] = story.Coordinator.Id, 409, "plans.coordinator-of-deciding-unit", "$.staffId"),
            (b => b["from"] = "2026-09-16", 422, "plans.coordinator-day-wrong", "$.from"),
            (b => b["from"] = "2025-09-14", 422, "plans.coordinator-day-wrong", "$.from"),
            (b => b["grounds"] = "  ", 400, "platform.invalid-request", "$.grounds"),
            (b => b["grounds"] = new string('a', 2001), 400, "platform.invalid-request", "$.grounds"),
            (b => b["agreedBy"] = "nobody", 400, "platform.malformed-json", "$.agreedBy"),
        ])
        {
            var body = Body(story, olli);
            change(body);
            (await Name(story.SocialWorker, body).ShouldRefuse((HttpStatusCode)status, code))["errors"]!.AsObject().ShouldContainKey(path);
        }
        var silent = Body(story, olli);
        silent.Remove("agreedBy");
        await Name(story.SocialWorker, silent).ShouldRefuse(HttpStatusCode.BadRequest, "platform.malformed-json");
        foreach (var (who, code) in new[] { (story.Outsider, "access.no-relationship"), (story.Provider, "access.role-missing"), (story.Notifier, "access.role-missing"), (olli, "access.no-relationship") })
            await Name(who, Body(story, olli)).ShouldRefuse(HttpStatusCode.Forbidden, code);
        await story.SocialWorker.Client.GetAsync(Path + "/mine").ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
        await olli.Client.GetAsync(Path + "/mine?cursor=x").ShouldRefuse(HttpStatusCode.BadRequest, "platform.cursor-invalid");
        await story.SocialWorker.Client.GetAsync($"{Path}?personId={story.PersonId}&cursor=x").ShouldRefuse(HttpStatusCode.BadRequest, "platform.cursor-invalid");
        await story.SocialWorker.Client.GetAsync($"{Path}/{Guid.NewGuid()}").ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
        await story.SocialWorker.Client.SendJson(HttpMethod.Post, $"{Path}/{Guid.NewGuid()}/end", new { reason = "Loppui" }, ifMatch: "\"1\"")
            .ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");

        // Own worker or in the work pair of the plan in force.
        var plan = await story.SocialWorker.Client.Get($"/api/v1/plans/{story.PlanId}");
        var content = story.PlanBody();
        content.Remove("personId");
        content.Remove("assessmentId");
        content["workPair"] = new JsonArray(story.SocialWorker.Id, both.Id);
        plan = await story.Approve(await story.SocialWorker.Client.Change(HttpMethod.Put, $"/api/v1/plans/{story.PlanId}", content, plan));
        await Name(story.SocialWorker, Body(story, both)).ShouldRefuse(HttpStatusCode.Conflict, "plans.coordinator-decides");
        await Name(story.SocialWorker, Body(story, story.Coordinator)).ShouldRefuse(HttpStatusCode.Conflict, "plans.coordinator-of-deciding-unit");

        // Neither an adult's guardian agrees.
        var ofAdult = Body(story, olli);
        ofAdult["personId"] = await Served(story, 30);
        ofAdult["agreedBy"] = "guardian";
        await Name(story.SocialWorker, ofAdult).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "plans.guardian-of-adult");
        ofAdult["agreedBy"] = "client";
        await (await Name(story.SocialWorker, ofAdult)).Success();
        var ofChild = Body(story, olli);
        ofChild["agreedBy"] = "guardian";
        (await Name(story.SocialWorker, ofChild).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "plans.guardian-missing"))["errors"]!.AsObject().ShouldContainKey("$.agreedBy");
        await story.SocialWorker.Client.Post($"/api/v1/people/{story.PersonId}/guardians",
            new { identityCode = TestHetu.New(40), givenNames = "Hanna", familyName = "Huoltaja", role = "guardian" });
        await (await Name(story.SocialWorker, ofChild)).Success();
        // A small child agrees neither alone nor by a guardian whom nobody knows.
        var ofSmall = Body(story, olli);
        ofSmall["personId"] = await Served(story, 11);
        (await Name(story.SocialWorker, ofSmall).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "plans.child-not-alone"))["errors"]!.AsObject().ShouldContainKey("$.agreedBy");
        ofSmall["agreedBy"] = "guardian";
        await Name(story.SocialWorker, ofSmall).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "plans.guardian-missing");
        // Outside both registers: beside the client, and of neither register's data.
        (await Mine(olli.Client)).Count.ShouldBe(2);
        await olli.Client.GetAsync($"/api/v1/plans/{story.PlanId}").ShouldRefuse(HttpStatusCode.Forbidden, "access.outside-both-registers");
    }

    [Theory, EveryDatabase]
    public async Task Coordinator_neither_becomes_own_worker_nor_work_pair(DatabaseProvider database)
    {
        var story = await Story(Chapter.Consented, database);
        var olli = await story.Host.AddStaff(Sector.Health, Role.Coordinator, Role.PsychiatricNurse);
        var colleague = await story.Host.AddStaff(olli.UnitId, Role.PsychiatricNurse);
        var draft = await story.DraftPlan();
        var named = await (await Name(story.SocialWorker, Body(story, olli))).Success();

        JsonObject With(Action<JsonObject> change)
        {
            var body = story.PlanBody();
            change(body);
            return body;
        }
        Task<HttpResponseMessage> Create(JsonObject body) => story.SocialWorker.Client.SendJson(HttpMethod.Post, "/api/v1/plans", body, idempotencyKey: Guid.NewGuid().ToString());
        await Create(With(b => b["workPair"] = new JsonArray(story.SocialWorker.Id, olli.Id))).ShouldRefuse(HttpStatusCode.Conflict, "plans.coordinator-decides");
        await Create(With(b => b["ownWorkerId"] = olli.Id)).ShouldRefuse(HttpStatusCode.Conflict, "plans.coordinator-decides");
        await Create(With(b => b["workPair"] = new JsonArray(story.SocialWorker.Id, colleague.Id))).ShouldRefuse(HttpStatusCode.Conflict, "plans.coordinator-of-deciding-unit");
        // Naming is a change of what the draft rests on: whoever has read it before reads it again.
        await story.SocialWorker.Client.SendJson(HttpMethod.Post, $"/api/v1/plans/{draft.Id()}/approve", new { madeWithClient = true, involvement = Monipolku.Testing.Story.Heard }, ifMatch: "\"1\"")
            .ShouldRefuse(HttpStatusCode.PreconditionFailed, "platform.version-stale");
        draft = await story.SocialWorker.Client.Get($"/api/v1/plans/{draft.Id()}/draft");
        var change = story.PlanBody();
        change.Remove("personId");
        change.Remove("assessmentId");
        var others = change.DeepClone().AsObject();
        change["workPair"] = new JsonArray(story.SocialWorker.Id, olli.Id);
        await story.SocialWorker.Client.SendJson(HttpMethod.Put, $"/api/v1/plans/{story.PlanId}", change, ifMatch: $"\"{draft["version"]}\"")
            .ShouldRefuse(HttpStatusCode.Conflict, "plans.coordinator-decides");
        // In the team they may be: that decides nothing.
        others["team"] = new JsonArray(new JsonObject { ["staffId"] = olli.Id, ["task"] = "Kulkee rinnalla" });
        draft = await story.SocialWorker.Client.Change(HttpMethod.Put, $"/api/v1/plans/{story.PlanId}", others, draft);

        // A draft that was right when it was written.
        await story.SocialWorker.Client.Change(HttpMethod.Post, $"{Path}/{named.Id()}/end", new { reason = "Loppui" }, named);
        change["team"] = new JsonArray();
        draft = await story.SocialWorker.Client.Change(HttpMethod.Put, $"/api/v1/plans/{story.PlanId}", change, draft);
        await (await Name(story.SocialWorker, Body(story, olli))).Success();
        draft = await story.SocialWorker.Client.Get($"/api/v1/plans/{draft.Id()}/draft");
        var refused = await story.SocialWorker.Client.SendJson(
            HttpMethod.Post, $"/api/v1/plans/{draft.Id()}/approve", new { madeWithClient = true, involvement = Monipolku.Testing.Story.Heard }, ifMatch: $"\"{draft["version"]}\"").ShouldRefuse(HttpStatusCode.Conflict, "plans.coordinator-decides");
        refused["allowed"]!.AsArray().Select(a => a!.GetValue<string>()).ShouldBe(["change"]);
    }

    [Theory, EveryDatabase]
    public async Task Of_two_at_once_one_is_named_and_a_plan_approved_meanwhile_is_seen(DatabaseProvider database)
    {
        var story = await Story(Chapter.Consented, database);
        var (olli, anna) = (await story.Host.AddStaff(Sector.Health, Role.Coordinator), await story.Host.AddStaff(Sector.Social, Role.Coordinator));

        var two = await Task.WhenAll(Name(story.SocialWorker, Body(story, olli)), Name(story.Nurse, Body(story, anna)));
        two.Select(a => (int)a.StatusCode).Order().ShouldBe([201, 409]);
        (await OfPerson(story.SocialWorker.Client, story)).Count.ShouldBe(1);
        var key = Guid.NewGuid().ToString();
        var other = await Story(Chapter.Consented, database);
        var same = await Task.WhenAll(Name(other.SocialWorker, Body(other, olli), key), Name(other.SocialWorker, Body(other, olli), key));
        same.Select(a => (int)a.StatusCode).ShouldBe([201, 201]);

        // The work pair's colleague is named while the plan is approved: never both.
        for (var i = 0; i < 3; i++)
        {
            var racing = await Story(Chapter.Consented, database);
            var draft = await racing.DraftPlan();
            var both = await Task.WhenAll(
                racing.SocialWorker.Client.SendJson(HttpMethod.Post, $"/api/v1/plans/{draft.Id()}/approve", new { madeWithClient = true, involvement = Monipolku.Testing.Story.Heard }, ifMatch: "\"1\""),
                Name(racing.Nurse, Body(racing, racing.Coordinator)));
            both.Count(a => a.IsSuccessStatusCode).ShouldBe(1, string.Join(' ', both.Select(a => a.StatusCode)));
        }
    }

    [Theory, EveryDatabase]
    public async Task Client_and_guardian_read_who_it_is_as_far_as_the_child_lets_them(DatabaseProvider database)
    {
        var story = await Story(Chapter.Decided, database);
        var olli = await story.Host.AddStaff(Sector.Health, Role.Coordinator);
        var named = await (await Name(story.SocialWorker, Body(story, olli))).Success();
        var (administrator, identityCode) = (await story.Host.As(TestHost.Administrator), TestHetu.New(40));
        await story.SocialWorker.Client.Post($"/api/v1/people/{story.PersonId}/guardians", new { identityCode, givenNames = "Hanna", familyName = "Huoltaja", role = "guardian" });
        await administrator.Post("/api/v1/client-users", new { subject = "client." + story.PersonId, personId = story.PersonId });
        await administrator.Post("/api/v1/client-users", new { subject = "guardian." + story.PersonId, person = new { identityCode, givenNames = "Hanna", familyName = "Huoltaja" } });
        var (nella, hanna) = (await story.Host.As("client." + story.PersonId), await story.Host.As("guardian." + story.PersonId));

        (await nella.Get($"{Path}/{named.Id()}")).ToJsonString().ShouldBe(named.ToJsonString());
        var seen = (await OfPerson(hanna, story)).Single();
        (seen.Text("staffName"), seen.Text("unitName"), seen["grounds"]).ShouldBe((named.Text("staffName"), named.Text("unitName"), null));
        (await hanna.Get($"{Path}/{named.Id()}"))["grounds"].ShouldBeNull();
        await nella.GetAsync(Path + "/mine").ShouldRefuse(HttpStatusCode.Forbidden, "access.not-for-clients");
        await nella.SendJson(HttpMethod.Post, Path, Body(story, olli), idempotencyKey: Guid.NewGuid().ToString()).ShouldRefuse(HttpStatusCode.Forbidden, "access.not-for-clients");
        var other = await Story(Chapter.Decided, database);
        await nella.GetAsync($"{Path}?personId={other.PersonId}").ShouldRefuse(HttpStatusCode.Forbidden, "access.not-yours");

        await story.SocialWorker.Client.Post("/api/v1/prohibitions", new
        {
            personId = story.PersonId,
            kind = "guardians",
            givenBy = new { client = true },
            reason = "Haluaa päättää itse.",
            notAgainstInterest = true,
            competence = new { assessed = true, competent = true },
        });
        await hanna.GetAsync($"{Path}/{named.Id()}").ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
        (await OfPerson(hanna, story)).ShouldBeEmpty();
        (await OfPerson(nella, story)).Count.ShouldBe(1);
    }

    [Theory, EveryDatabase]
    public async Task Lists_take_the_same_queries_however_many(DatabaseProvider database)
    {
        var story = await Story(Chapter.Decided, database);
        var olli = await story.Host.AddStaff(Sector.Health, Role.Coordinator);
        var named = await (await Name(story.SocialWorker, Body(story, olli))).Success();
        // The caller, the coordinators, their names and their units.
        (await Queries(story.SocialWorker, $"{Path}?personId={story.PersonId}"), await Queries(olli, Path + "/mine")).ShouldBe((4, 4));

        await story.SocialWorker.Client.Change(HttpMethod.Post, $"{Path}/{named.Id()}/end", new { reason = "Loppui" }, named);
        await (await Name(story.SocialWorker, Body(story, olli))).Success();
        var other = await Story(Chapter.Decided, database);
        await (await Name(other.SocialWorker, Body(other, olli))).Success();
        (await Queries(story.SocialWorker, $"{Path}?personId={story.PersonId}"), await Queries(olli, Path + "/mine")).ShouldBe((4, 4));
        var page = await olli.Client.Get(Path + "/mine?limit=1");
        var second = await olli.Client.Get($"{Path}/mine?limit=1&cursor={page.Text("next")}");
        new[] { page, second }.Select(p => p["items"]!.AsArray().Single()!["personId"]!.GetValue<Guid>()).ShouldBe([story.PersonId, other.PersonId], ignoreOrder: true);
        second["next"].ShouldBeNull();

        static async Task<int> Queries(TestStaff by, string path) => (await QueryLog.Of(by.Client.SendAsync, new HttpRequestMessage(HttpMethod.Get, path))).Count;
    }

    /// <summary>Whom the social worker's unit serves.</summary>
    private static async Task<Guid> Served(Monipolku.Testing.Story story, int age)
    {
        await using var scope = story.Host.Services.CreateAsyncScope();
        var id = await scope.ServiceProvider.GetRequiredService<IPersonDirectory>().FindOrRegister(new NewPerson(TestHetu.New(age), "Aino", "Asiakas"), default);
        var db = scope.ServiceProvider.GetRequiredService<PlansDb>();
        db.Relationships.Add(ClientRelationship.Begin(id, story.SocialWorker.UnitId, ClientRelationship.IntakeMatter, id, story.Host.Clock.GetUtcNow()));
        await db.SaveChangesAsync();
        return id;
    }

    private static async Task<Monipolku.Testing.Story> Story(Chapter chapter, DatabaseProvider database) => await Monipolku.Testing.Story.At(chapter, database);

    private static JsonObject Body(Monipolku.Testing.Story story, TestStaff coordinator) => new()
    {
        ["personId"] = story.PersonId,
        ["staffId"] = coordinator.Id,
        ["grounds"] = "Toivoo rinnallakulkijaa 4711",
        ["agreedBy"] = "client",
    };

    private static Task<HttpResponseMessage> Name(TestStaff by, JsonObject body, string? key = null) =>
        by.Client.SendJson(HttpMethod.Post, Path, body, idempotencyKey: key ?? Guid.NewGuid().ToString());

    private static async Task<IReadOnlyList<JsonObject>> Mine(HttpClient client) => [.. (await client.Get(Path + "/mine"))["items"]!.AsArray().Select(c => c!.AsObject())];

    private static async Task<IReadOnlyList<JsonObject>> OfPerson(HttpClient client, Monipolku.Testing.Story story) =>
        [.. (await client.Get($"{Path}?personId={story.PersonId}"))["items"]!.AsArray().Select(c => c!.AsObject())];
}
