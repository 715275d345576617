using System.Net;
using System.Text.Json.Nodes;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Referrals.Tests;

public class CreateReferralTests
{
    [Theory, EveryDatabase]
    public async Task Draft_is_nobodys_to_answer_yet(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);

        using var answer = await Send(story, Body(story));
        var draft = await answer.Success();

        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        answer.Headers.Location!.ToString().ShouldBe($"/api/v1/referrals/{draft.Id()}");
        answer.Headers.ETag!.Tag.ShouldBe("\"1\"");
        (draft.Text("status"), draft.Text("purpose"), draft["receivingUnitId"], draft["ownerId"])
            .ShouldBe(("draft", "Arvio päihteiden käytöstä", null, null));
        draft["requestedBy"]!.GetValue<Guid>().ShouldBe(story.SocialWorker.Id);
        draft["requestingUnitId"]!.GetValue<Guid>().ShouldBe(story.SocialWorker.UnitId);
        await story.Provider.Read(draft).ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
        (await story.Published()).ShouldBeEmpty();
    }

    [Theory, EveryDatabase]
    public async Task Plan_is_linked_when_it_is_told(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Planned, database);
        var body = Body(story);
        body["planId"] = story.PlanId;

        (await story.SocialWorker.Client.Post("/api/v1/referrals", body))["planId"]!.GetValue<Guid>().ShouldBe(story.PlanId);
    }

    [Theory, EveryDatabase]
    public async Task Same_key_creates_once(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        var key = Guid.NewGuid().ToString();

        using var first = await Send(story, Body(story), key);
        using var second = await Send(story, Body(story), key);
        var other = Body(story);
        other["purpose"] = "Jotain muuta";
        await Send(story, other, key).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "platform.idempotency-key-reused");

        second.Headers.GetValues("Idempotency-Replayed").ShouldBe(["true"]);
        (await second.Success()).ToJsonString().ShouldBe((await first.Success()).ToJsonString());
        (await story.SocialWorker.Client.Get($"/api/v1/referrals?personId={story.PersonId}"))["items"]!.AsArray().Count.ShouldBe(1);
        await story.SocialWorker.Client.SendJson(HttpMethod.Post, "/api/v1/referrals", Body(story))
            .ShouldRefuse(HttpStatusCode.BadRequest, "platform.idempotency-key-missing");
    }

    [Theory, EveryDatabase]
    public async Task Matter_and_plan_are_the_clients(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        var other = await Story.At(Chapter.Planned, database);
        var unapproved = await story.DraftPlan();

        await Refused(story, "matterId", Guid.NewGuid(), 422, "referrals.matter-unknown", "$.matterId");
        await Refused(story, "matterId", other.MatterId, 422, "referrals.matter-unknown", "$.matterId");
        await Refused(story, "planId", Guid.NewGuid(), 422, "referrals.plan-unknown", "$.planId");
        await Refused(story, "planId", other.PlanId, 422, "referrals.plan-unknown", "$.planId");
        await Refused(story, "planId", unapproved.Id(), 422, "referrals.plan-unknown", "$.planId");
    }

    [Theory, EveryDatabase]
    public async Task Wrong_form_is_named_by_its_path(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);

        await Refused(story, "purpose", "ab", 400, "platform.invalid-request", "$.purpose");
        await Refused(story, "purpose", "    ", 400, "platform.invalid-request", "$.purpose");
        await Refused(story, "purpose", new string('a', 2001), 400, "platform.invalid-request", "$.purpose");
        await Refused(story, "basis", new string('a', 2001), 400, "platform.invalid-request", "$.basis");
        await Refused(story, "matterId", "x", 400, "platform.malformed-json", "$.matterId");
        await Refused(story, "urgency", "high", 400, "platform.malformed-json", "$.urgency");
    }

    [Theory, EveryDatabase]
    public async Task Only_those_who_work_with_the_client_refer(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);

        await Send(story, Body(story), by: story.Outsider).ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
        await Send(story, Body(story), by: story.Manager).ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
        (await (await Send(story, Body(story), by: story.Nurse)).Success())["requestingUnitId"]!.GetValue<Guid>().ShouldBe(story.Nurse.UnitId);
        await story.Host.Anonymous().SendJson(HttpMethod.Post, "/api/v1/referrals", Body(story))
            .ShouldRefuse(HttpStatusCode.Unauthorized, "platform.not-signed-in");
        var reader = await story.Host.As(story.SocialWorker.Subject, "referrals.read");
        await reader.SendJson(HttpMethod.Post, "/api/v1/referrals", Body(story), idempotencyKey: Guid.NewGuid().ToString())
            .ShouldRefuse(HttpStatusCode.Forbidden, "platform.scope-missing");
    }

    [Theory, EveryDatabase]
    public async Task What_is_written_is_not_readable_in_the_database_or_the_log(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        await story.DraftReferral();

        (await story.Row()).TextsSecret.ShouldStartWith("v1.");
        story.Host.Logs.Lines.ShouldNotContain(line => line.Contains("Arvio päihteiden", StringComparison.Ordinal));
    }

    private static JsonObject Body(Story story) => new()
    {
        ["personId"] = story.PersonId,
        ["matterId"] = story.MatterId,
        ["purpose"] = "Arvio päihteiden käytöstä",
        ["basis"] = "Yhteinen arvio",
    };

    private static Task<HttpResponseMessage> Send(Story story, JsonObject body, string? key = null, TestStaff? by = null) =>
        (by ?? story.SocialWorker).Client.SendJson(HttpMethod.Post, "/api/v1/referrals", body, idempotencyKey: key ?? Guid.NewGuid().ToString());

    private static async Task Refused(Story story, string member, JsonNode value, int status, string code, string path)
    {
        var body = Body(story);
        body[member] = value;
        var problem = await Send(story, body).ShouldRefuse((HttpStatusCode)status, code);
        problem["errors"]!.AsObject().ShouldContainKey(path);
    }
}
