using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Assessments.Tests;

public class ParticipationTests
{
    private const string Requests = "/api/v1/assessments/participation-requests";

    [Theory, EveryDatabase]
    public async Task School_sees_what_it_is_asked_and_gives_a_statement(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var assessment = await story.Start();
        var school = await story.Host.AddStaff(Sector.Other, Role.Notifier);

        var asked = await Ask(story, assessment, new { authorityCode = "6", question = "Miten koulu sujuu?", unitId = school.UnitId });

        asked.Text("answerBy").ShouldBe("2026-09-22");
        var seen = (await school.Client.Get(Requests))["items"]!.AsArray().Single()!.AsObject();
        seen.Text("question").ShouldBe("Miten koulu sujuu?");
        seen["authority"]!.Text("sv").ShouldBe("Undervisnings- och utbildningsväsende");
        await Answer(school, seen, new { joins = true }).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "assessments.statement-missing");
        var answered = await school.Client.Change(HttpMethod.Post, $"{Requests}/{seen.Id()}/answer", new { joins = true, text = "Poissaoloja aamuisin." }, seen);

        answered.Text("status").ShouldBe("joined");
        answered["participantId"].ShouldBeNull();
        (await school.Client.Get(Requests))["items"]!.AsArray().ShouldBeEmpty();
        // A statement opens nothing: the curator has no relationship and no role that reads.
        await school.Client.GetAsync(Story.PathOf(assessment)).ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
        var listed = (await story.Nurse.Client.Get(Story.PathOf(assessment, "/participation-requests")))["items"]!.AsArray().Single()!;
        listed.Text("text").ShouldBe("Poissaoloja aamuisin.");
        (await story.SocialWorker.Client.Get(Story.PathOf(assessment)))["participants"]!.AsArray().Count.ShouldBe(2);
    }

    [Theory, EveryDatabase]
    public async Task Professional_who_joins_writes_and_signs_and_could_read_nothing_before(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var assessment = await story.SocialWorker.Client.Post("/api/v1/assessments", new { matterId = story.MatterId, participants = new[] { story.SocialWorker.Id } });
        await Ask(story, assessment, new { authorityCode = "4", question = "Mielialan arvio?", unitId = story.Nurse.UnitId });
        await story.Nurse.Client.GetAsync(Story.PathOf(assessment)).ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");

        var seen = (await story.Nurse.Client.Get(Requests))["items"]!.AsArray().Single()!.AsObject();
        var joined = await story.Nurse.Client.Change(HttpMethod.Post, $"{Requests}/{seen.Id()}/answer", new { joins = true }, seen);

        joined["participantId"]!.GetValue<Guid>().ShouldBe(story.Nurse.Id);
        var read = await story.Nurse.Client.Get(Story.PathOf(assessment));
        read["joint"]!.GetValue<bool>().ShouldBeTrue();
        var part = await story.Nurse.Client.Change(HttpMethod.Put, Story.PathOf(assessment, "/parts/health"), Story.PartBody("Arvio"), read);
        part["participants"]!.AsArray().Count.ShouldBe(2);
    }

    [Theory, EveryDatabase]
    public async Task Declining_takes_a_reason_and_a_request_is_answered_once(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var assessment = await story.Start();
        var other = await story.Host.AddStaff(Sector.Health, Role.PsychiatricNurse);
        var asked = await Ask(story, assessment, new { authorityCode = "7", question = "Tule mukaan.", unitId = other.UnitId });

        await Answer(other, asked, new { joins = false }).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "assessments.decline-reason-missing");
        await Answer(other, asked, new { joins = true, participantId = story.Nurse.Id }).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "assessments.joiner-of-other-unit");
        await Answer(story.Nurse, asked, new { joins = false, text = "x" }).ShouldRefuse(HttpStatusCode.Forbidden, "assessments.not-asked");
        var declined = await other.Client.Change(HttpMethod.Post, $"{Requests}/{asked.Id()}/answer", new { joins = false, text = "Ei hoitosuhdetta." }, asked);
        declined.Text("status").ShouldBe("declined");
        await Answer(other, declined, new { joins = true }).ShouldRefuse(HttpStatusCode.Conflict, "assessments.request-closed");
        await story.SocialWorker.Client.SendJson(HttpMethod.Post, $"{Requests}/{asked.Id()}/withdraw", new { }, ifMatch: "\"2\"")
            .ShouldRefuse(HttpStatusCode.Conflict, "assessments.request-closed");
        await other.Client.GetAsync(Story.PathOf(assessment)).ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
    }

    [Theory, EveryDatabase]
    public async Task Answer_of_an_authority_outside_is_recorded_by_the_participants(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var assessment = await story.Start();
        var asked = await Ask(story, assessment, new { authorityCode = "2", question = "Mitä etuuksia?", authorityName = "Kela, Kokkola" });
        var stranger = await story.Host.AddStaff(Sector.Social, Role.SocialWorker);

        await Answer(stranger, asked, new { joins = true, text = "x" }).ShouldRefuse(HttpStatusCode.Forbidden, "assessments.not-asked");
        var answered = await story.Nurse.Client.Change(HttpMethod.Post, $"{Requests}/{asked.Id()}/answer", new { joins = true, text = "Puhelimessa: ei etuuksia." }, asked);

        answered.Text("authorityName").ShouldBe("Kela, Kokkola");
        answered["answeredBy"]!.GetValue<Guid>().ShouldBe(story.Nurse.Id);
    }

    [Theory, EveryDatabase]
    public async Task Wrong_request_is_refused_by_path(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var assessment = await story.Start();
        var unit = story.Nurse.UnitId;

        await Refused(new { authorityCode = "12", question = "x", unitId = unit }, 422, "assessments.authority-code-unknown");
        await Refused(new { authorityCode = "x", question = "x", unitId = unit }, 400, "platform.invalid-request");
        await Refused(new { authorityCode = "6", question = " ", unitId = unit }, 400, "platform.invalid-request");
        await Refused(new { authorityCode = "6", question = "x" }, 422, "assessments.asked-one-or-other");
        await Refused(new { authorityCode = "6", question = "x", unitId = unit, authorityName = "Koulu" }, 422, "assessments.asked-one-or-other");
        await Refused(new { authorityCode = "6", question = "x", unitId = Guid.NewGuid() }, 422, "assessments.asked-unit-unknown");
        foreach (var day in (string[])["2026-09-14", "2026-09-19", "2026-12-24", "2027-01-04"])
            await Refused(new { authorityCode = "6", question = "x", unitId = unit, answerBy = day }, 422, "assessments.answer-by-wrong");
        await Ask(story, assessment, new { authorityCode = "6", question = "x", unitId = unit });
        await Refused(new { authorityCode = "6", question = "y", unitId = unit }, 409, "assessments.asked-already");
        await story.Nurse.Client.GetAsync(Requests + "?view=all").ShouldRefuse(HttpStatusCode.BadRequest, "assessments.view-unknown");

        async Task Refused(object body, int status, string code) =>
            await story.SocialWorker.Client.SendJson(HttpMethod.Post, Story.PathOf(assessment, "/participation-requests"), body, idempotencyKey: Guid.NewGuid().ToString())
                .ShouldRefuse((HttpStatusCode)status, code);
    }

    [Theory, EveryDatabase]
    public async Task Of_two_who_ask_the_same_unit_at_once_one_wins(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var assessment = await story.Start();
        var other = await story.Host.AddStaff(Sector.Health, Role.PsychiatricNurse);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => story.SocialWorker.Client.SendJson(
            HttpMethod.Post, Story.PathOf(assessment, "/participation-requests"), new { authorityCode = "7", question = "Tule.", unitId = other.UnitId }, idempotencyKey: Guid.NewGuid().ToString())));

        answers.Count(a => a.StatusCode == HttpStatusCode.Created).ShouldBe(1);
        answers.Count(a => a.StatusCode == HttpStatusCode.Conflict).ShouldBe(3);
        (await other.Client.Get(Requests))["items"]!.AsArray().Count.ShouldBe(1);
    }

    [Theory, EveryDatabase]
    public async Task Request_that_is_taken_back_is_no_longer_to_be_answered_and_the_unit_may_be_asked_again(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var assessment = await story.Start();
        var other = await story.Host.AddStaff(Sector.Health, Role.PsychiatricNurse);
        var asked = await Ask(story, assessment, new { authorityCode = "7", question = "Tule.", unitId = other.UnitId });
        var path = $"{Requests}/{asked.Id()}/withdraw";

        await other.Client.SendJson(HttpMethod.Post, path, new { }, ifMatch: "\"1\"").ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
        (await story.Nurse.Client.Change(HttpMethod.Post, path, new { }, asked)).Text("status").ShouldBe("withdrawn");
        (await other.Client.Get(Requests))["items"]!.AsArray().ShouldBeEmpty();
        await Answer(other, asked, new { joins = true }).ShouldRefuse(HttpStatusCode.PreconditionFailed, "platform.version-stale");
        (await Ask(story, assessment, new { authorityCode = "7", question = "Tule.", unitId = other.UnitId })).Text("status").ShouldBe("open");
    }

    [Theory, EveryDatabase]
    public async Task Of_two_who_answer_at_once_one_wins(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var assessment = await story.Start();
        var other = await story.Host.AddStaff(Sector.Health, Role.PsychiatricNurse);
        var asked = await Ask(story, assessment, new { authorityCode = "7", question = "Tule mukaan.", unitId = other.UnitId });

        var answers = await Task.WhenAll(Answer(other, asked, new { joins = true }), Answer(other, asked, new { joins = false, text = "Ei." }));

        answers.Count(a => a.IsSuccessStatusCode).ShouldBe(1);
        answers.Single(a => !a.IsSuccessStatusCode).StatusCode.ShouldBeOneOf(HttpStatusCode.Conflict, HttpStatusCode.PreconditionFailed);
    }

    [Theory, EveryDatabase]
    public async Task Silence_is_reminded_of_and_then_escalated_once_by_however_many_instances(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var story = await Monipolku.Testing.Story.Begin(host);
        await story.Until(Chapter.Decided);
        var assessment = await story.SocialWorker.Client.Post("/api/v1/assessments", new { matterId = story.MatterId, participants = new[] { story.SocialWorker.Id } });
        var asked = await story.SocialWorker.Client.Post(Story.PathOf(assessment, "/participation-requests"), new { authorityCode = "4", question = "Tule.", unitId = story.Nurse.UnitId });
        await using var another = host.Another();

        await Watch();
        (await Read())["remindedAt"].ShouldBeNull();
        host.Clock.Advance(TimeSpan.FromDays(8));
        await Watch();
        var reminded = await Read();
        reminded["remindedAt"].ShouldNotBeNull();
        reminded["escalatedAt"].ShouldBeNull();
        (await Silent()).ShouldBeEmpty();
        host.Clock.Advance(TimeSpan.FromDays(6));
        await Watch();
        (await Read())["escalatedAt"].ShouldNotBeNull();
        (await Silent()).Single()!.AsObject().Id().ShouldBe(asked.Id());
        host.Clock.Advance(TimeSpan.FromDays(30));
        await Watch();
        (await Published("reminded")).ShouldBe(1);
        (await Published("escalated")).ShouldBe(1);

        // Silent until the end: the assessment goes on without it.
        var social = await host.As(story.SocialWorker.Subject);
        var seen = await social.Get(Story.PathOf(assessment));
        seen = await social.Change(HttpMethod.Put, Story.PathOf(assessment, "/shared"), Story.SharedBody(), seen);
        seen = await social.Change(HttpMethod.Put, Story.PathOf(assessment, "/parts/social"), Story.PartBody("a"), seen);
        await social.Change(HttpMethod.Post, Story.PathOf(assessment, "/complete"), Story.SummaryBody(), seen);
        (await Read()).Text("status").ShouldBe("lapsed");

        // The clock's move wakes both instances' own watch too.
        Task Watch() => Task.WhenAll(
            host.Services.GetRequiredService<ParticipationWatch>().RunAsync(default), another.Services.GetRequiredService<ParticipationWatch>().RunAsync(default));
        async Task<long> Published(string what) => (await host.Services.GetRequiredService<Database>().QueryAsync(
            """SELECT COUNT(*) FROM platform_outbox WHERE "Name" = $1""", row => row.GetInt64(0), default, $"assessments.participation-{what}.v1")).Single();
        async Task<JsonObject> Read() => (await (await host.As(story.SocialWorker.Subject)).Get(Story.PathOf(assessment, "/participation-requests")))["items"]!.AsArray().Single()!.AsObject();
        async Task<JsonArray> Silent() => (await (await host.As(story.Manager.Subject)).Get(Requests + "?view=silent"))["items"]!.AsArray();
    }

    [Theory, EveryDatabase]
    public async Task Right_to_special_support_takes_a_social_worker_in_public_service(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var assessment = await story.Start();
        var body = Story.SharedBody();
        body["answers"]![0]!["flag"] = true;
        var seen = await story.SocialWorker.Client.Change(HttpMethod.Put, Story.PathOf(assessment, "/shared"), body, assessment);
        seen = await story.SocialWorker.Client.Change(HttpMethod.Put, Story.PathOf(assessment, "/parts/social"), Story.PartBody("a"), seen);
        seen = await story.Nurse.Client.Change(HttpMethod.Put, Story.PathOf(assessment, "/parts/health"), Story.PartBody("b"), seen);
        var signed = await Story.Sign(story.Nurse, seen);

        await story.SocialWorker.Client.SendJson(HttpMethod.Post, Story.PathOf(assessment, "/complete"), Story.SummaryBody(), ifMatch: $"\"{signed["version"]}\"")
            .ShouldRefuse(HttpStatusCode.Forbidden, "assessments.public-service-missing");
        var administrator = await story.Host.As(TestHost.Administrator);
        var staff = await administrator.Get($"/api/v1/staff/{story.SocialWorker.Id}");
        await administrator.Change(HttpMethod.Put, $"/api/v1/staff/{story.SocialWorker.Id}", new
        {
            name = "Sari Sosiaali",
            roles = new[] { "dutyWorker", "socialWorker" },
            unitId = story.SocialWorker.UnitId,
            qualification = new { professionCode = "502", licenceFrom = "2015-01-01", licenceTo = (string?)null, publicService = true },
        }, staff);

        (await story.SocialWorker.Client.Change(HttpMethod.Post, Story.PathOf(assessment, "/complete"), Story.SummaryBody(), signed)).Text("status").ShouldBe("completed");
    }

    [Theory, EveryDatabase]
    public async Task All_sign_before_it_is_complete_or_are_absent_with_a_reason(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var written = await story.StartAndWrite();

        var problem = await story.SocialWorker.Client.SendJson(HttpMethod.Post, Story.PathOf(written, "/complete"), Story.SummaryBody(), ifMatch: "\"4\"")
            .ShouldRefuse(HttpStatusCode.Conflict, "assessments.signatures-missing");
        problem["allowed"]!.AsArray().Select(a => a!.GetValue<string>()).ShouldBe(["sign", "mark-absent"]);
        await story.Nurse.Client.SendJson(HttpMethod.Post, Story.PathOf(written, "/sign"), new { }, ifMatch: "\"3\"").ShouldRefuse(HttpStatusCode.PreconditionFailed, "platform.version-stale");
        var signed = await Story.Sign(story.Nurse, written);
        signed["signedBy"]!.AsArray().Single()!.GetValue<Guid>().ShouldBe(story.Nurse.Id);
        await story.Nurse.Client.SendJson(HttpMethod.Post, Story.PathOf(written, "/sign"), new { }, ifMatch: "\"5\"").ShouldRefuse(HttpStatusCode.Conflict, "assessments.signed");
        var changed = await story.SocialWorker.Client.Change(HttpMethod.Put, Story.PathOf(written, "/parts/social"), Story.PartBody("muutos"), signed);
        changed["signedBy"]!.AsArray().ShouldBeEmpty();
        (await story.Nurse.Client.Get(Story.PathOf(written)))["signatures"]!.AsArray().Single()!["voidedAt"].ShouldNotBeNull();

        var path = Story.PathOf(written, "/absences");
        await story.Nurse.Client.SendJson(HttpMethod.Post, path, new { staffId = story.SocialWorker.Id, reason = "x" }, ifMatch: "\"6\"")
            .ShouldRefuse(HttpStatusCode.Forbidden, "assessments.social-worker-completes");
        var without = await story.SocialWorker.Client.Change(HttpMethod.Post, path, new { staffId = story.Nurse.Id, reason = "Sairauslomalla." }, changed);
        var completed = await story.SocialWorker.Client.Change(HttpMethod.Post, Story.PathOf(written, "/complete"), Story.SummaryBody(), without);

        // Who stayed away is no longer shown what the others write: their unit had nothing but the participation.
        await story.Nurse.Client.GetAsync(Story.PathOf(written)).ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
        completed["signedBy"]!.AsArray().Single()!.GetValue<Guid>().ShouldBe(story.SocialWorker.Id);
        (await story.SocialWorker.Client.Get(Story.PathOf(written)))["absences"]!.AsArray().Single()!.Text("reason").ShouldBe("Sairauslomalla.");
    }

    private static Task<JsonObject> Ask(Story story, JsonObject assessment, object body) =>
        story.SocialWorker.Client.Post(Story.PathOf(assessment, "/participation-requests"), body);

    private static Task<HttpResponseMessage> Answer(TestStaff staff, JsonObject seen, object body) =>
        staff.Client.SendJson(HttpMethod.Post, $"{Requests}/{seen.Id()}/answer", body, ifMatch: $"\"{seen["version"]}\"");
}
