using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Access.Contracts;
using Monipolku.Assessments.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Assessments.Tests;

public class StartAssessmentTests
{
    private const string Path = "/api/v1/assessments";

    [Theory, EveryDatabase]
    public async Task Started_assessment_names_its_participants_and_is_joint(DatabaseProvider database)
    {
        var story = await Story.Begin(database);

        using var answer = await story.SocialWorker.Client.SendJson(HttpMethod.Post, Path, story.StartBody(), idempotencyKey: Guid.NewGuid().ToString());
        var assessment = await answer.Success();

        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        answer.Headers.Location!.OriginalString.ShouldBe($"{Path}/{assessment.Id()}");
        answer.Headers.ETag!.Tag.ShouldBe("\"1\"");
        assessment.Text("status").ShouldBe("inProgress");
        assessment["joint"]!.GetValue<bool>().ShouldBeTrue();
        assessment["personId"]!.GetValue<Guid>().ShouldBe(story.PersonId);
        assessment["matterId"]!.GetValue<Guid>().ShouldBe(story.MatterId);
        assessment["participants"]!.AsArray().Select(p => (p!["staffId"]!.GetValue<Guid>(), p.Text("sector"), p.Text("role"))).ShouldBe(
            [(story.SocialWorker.Id, "social", "socialWorker"), (story.Nurse.Id, "health", "psychiatricNurse")]);
    }

    [Theory, EveryDatabase]
    public async Task Caller_takes_part_without_being_named(DatabaseProvider database)
    {
        var story = await Story.Begin(database);

        var assessment = await story.SocialWorker.Client.Post(Path, new { matterId = story.MatterId, participants = new[] { story.Nurse.Id, story.Nurse.Id } });

        assessment["participants"]!.AsArray().Select(p => p!["staffId"]!.GetValue<Guid>()).ShouldBe([story.SocialWorker.Id, story.Nurse.Id]);
    }

    [Theory, EveryDatabase]
    public async Task One_sector_alone_may_assess_and_it_is_said_not_to_be_joint(DatabaseProvider database)
    {
        var story = await Story.Begin(database);

        var assessment = await story.SocialWorker.Client.Post(Path, new { matterId = story.MatterId, participants = new[] { story.SocialWorker.Id } });

        assessment["joint"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Theory, EveryDatabase]
    public async Task Participants_unit_has_a_relationship_from_the_start_and_not_before(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        await story.Nurse.Client.GetAsync($"{Path}?personId={story.PersonId}").ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");

        var assessment = await story.Start();

        (await story.Nurse.Client.Get(Story.PathOf(assessment))).Id().ShouldBe(assessment.Id());
        var colleague = await story.Host.AddStaff(story.Nurse.UnitId, Role.PsychiatricNurse);
        (await colleague.Client.Get(Story.PathOf(assessment))).Id().ShouldBe(assessment.Id());
    }

    [Theory, EveryDatabase]
    public async Task Repeated_key_answers_the_first_answer(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var key = Guid.NewGuid().ToString();
        var first = await (await story.SocialWorker.Client.SendJson(HttpMethod.Post, Path, story.StartBody(), idempotencyKey: key)).Success();

        using var again = await story.SocialWorker.Client.SendJson(HttpMethod.Post, Path, story.StartBody(), idempotencyKey: key);

        again.StatusCode.ShouldBe(HttpStatusCode.Created);
        again.Headers.GetValues("Idempotency-Replayed").ShouldBe(["true"]);
        JsonNode.DeepEquals(await again.Success(), first).ShouldBeTrue();
        await story.SocialWorker.Client.SendJson(HttpMethod.Post, Path, new { matterId = story.MatterId, participants = new[] { story.Nurse.Id } }, idempotencyKey: key)
            .ShouldRefuse(HttpStatusCode.UnprocessableEntity, "platform.idempotency-key-reused");
    }

    [Theory, EveryDatabase]
    public async Task Idempotency_key_is_required(DatabaseProvider database)
    {
        var story = await Story.Begin(database);

        await story.SocialWorker.Client.SendJson(HttpMethod.Post, Path, story.StartBody())
            .ShouldRefuse(HttpStatusCode.BadRequest, "platform.idempotency-key-missing");
    }

    [Theory, EveryDatabase]
    public async Task Unknown_matter_is_answered_like_somebody_elses(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var stranger = await story.Host.AddStaff(Sector.Social, Role.SocialWorker);

        await Post(stranger, new { matterId = story.MatterId, participants = new[] { stranger.Id } })
            .ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
        await Post(stranger, new { matterId = Guid.CreateVersion7(), participants = new[] { stranger.Id } })
            .ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
    }

    [Theory, EveryDatabase]
    public async Task Role_and_scope_are_required(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var manager = await story.Host.AddStaff(story.SocialWorker.UnitId, Role.UnitManager);
        var reader = await story.Host.As(story.SocialWorker.Subject, "assessments.read");

        await Post(manager, story.StartBody()).ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
        await reader.SendJson(HttpMethod.Post, Path, story.StartBody(), idempotencyKey: Guid.NewGuid().ToString())
            .ShouldRefuse(HttpStatusCode.Forbidden, "platform.scope-missing");
        await story.Host.Anonymous().SendJson(HttpMethod.Post, Path, story.StartBody(), idempotencyKey: Guid.NewGuid().ToString())
            .ShouldRefuse(HttpStatusCode.Unauthorized, "platform.not-signed-in");
    }

    [Theory, EveryDatabase]
    public async Task Assessment_waits_for_the_decision(DatabaseProvider database)
    {
        var story = await Story.Begin(database, decided: false);

        var problem = await Post(story.SocialWorker, story.StartBody()).ShouldRefuse(HttpStatusCode.Conflict, "assessments.not-decided");

        problem["allowed"]!.AsArray().Select(a => a!.GetValue<string>()).ShouldBe(["decide-matter"]);
    }

    [Theory, EveryDatabase]
    public async Task Matter_has_one_open_assessment_at_a_time(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        await story.Start();

        var problem = await Post(story.SocialWorker, story.StartBody()).ShouldRefuse(HttpStatusCode.Conflict, "assessments.open-exists");

        problem["errors"]!.AsObject().ShouldContainKey("$.matterId");
    }

    [Theory, EveryDatabase]
    public async Task Of_many_who_start_at_once_one_starts(DatabaseProvider database)
    {
        var story = await Story.Begin(database);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Post(story.SocialWorker, story.StartBody())));

        answers.Count(a => a.StatusCode == HttpStatusCode.Created).ShouldBe(1);
        answers.Count(a => a.StatusCode == HttpStatusCode.Conflict).ShouldBe(5);
        (await story.SocialWorker.Client.Get($"{Path}?personId={story.PersonId}"))["items"]!.AsArray().Count.ShouldBe(1);
    }

    [Theory, EveryDatabase]
    public async Task One_press_repeated_at_once_starts_one_and_both_get_it(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var key = Guid.NewGuid().ToString();

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
            await (await story.SocialWorker.Client.SendJson(HttpMethod.Post, Path, story.StartBody(), idempotencyKey: key)).Success()));

        answers.Select(a => a.Id()).Distinct().Count().ShouldBe(1);
    }

    [Theory, EveryDatabase]
    public async Task Unknown_participant_is_named_by_its_path(DatabaseProvider database)
    {
        var story = await Story.Begin(database);

        var problem = await Post(story.SocialWorker, new { matterId = story.MatterId, participants = new[] { story.Nurse.Id, Guid.NewGuid() } })
            .ShouldRefuse(HttpStatusCode.UnprocessableEntity, "assessments.participant-unknown");

        problem["errors"]!.AsObject().ShouldContainKey("$.participants[1]");
    }

    [Theory, EveryDatabase]
    public async Task Participant_must_have_a_role_that_assesses(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var curator = await story.Host.AddStaff(Sector.Other, Role.Notifier);

        var problem = await Post(story.SocialWorker, new { matterId = story.MatterId, participants = new[] { curator.Id } })
            .ShouldRefuse(HttpStatusCode.UnprocessableEntity, "assessments.participant-cannot-assess");

        problem["errors"]!.AsObject().ShouldContainKey("$.participants[0]");
    }

    [Theory, EveryDatabase]
    public async Task Social_worker_must_be_among_the_participants(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var duty = await story.Host.AddStaff(story.SocialWorker.UnitId, Role.DutyWorker);

        var problem = await Post(duty, new { matterId = story.MatterId, participants = new[] { story.Nurse.Id } })
            .ShouldRefuse(HttpStatusCode.UnprocessableEntity, "assessments.social-worker-missing");

        problem["errors"]!.AsObject().ShouldContainKey("$.participants");
        await story.Nurse.Client.GetAsync($"{Path}?personId={story.PersonId}").ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
    }

    [Theory, EveryDatabase]
    public async Task Number_of_participants_is_limited(DatabaseProvider database)
    {
        var story = await Story.Begin(database);

        foreach (var count in (int[])[0, 21])
        {
            var problem = await Post(story.SocialWorker, new { matterId = story.MatterId, participants = Enumerable.Repeat(story.Nurse.Id, count) })
                .ShouldRefuse(HttpStatusCode.BadRequest, "platform.invalid-request");
            problem["errors"]!.AsObject().ShouldContainKey("$.participants");
        }
    }

    [Theory, EveryDatabase]
    public async Task Malformed_body_is_refused_with_its_path(DatabaseProvider database)
    {
        var story = await Story.Begin(database);

        (await Post(story.SocialWorker, new { matterId = "x", participants = Array.Empty<Guid>() })
            .ShouldRefuse(HttpStatusCode.BadRequest, "platform.malformed-json"))["errors"]!.AsObject().ShouldContainKey("$.matterId");
        (await Post(story.SocialWorker, new { matterId = story.MatterId, participants = Array.Empty<Guid>(), role = "x" })
            .ShouldRefuse(HttpStatusCode.BadRequest, "platform.malformed-json"))["errors"]!.AsObject().ShouldContainKey("$.role");
        await Post(story.SocialWorker, new { matterId = story.MatterId }).ShouldRefuse(HttpStatusCode.BadRequest, "platform.malformed-json");
    }

    [Theory, EveryDatabase]
    public async Task List_is_paged_and_neither_repeats_nor_skips(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        // The clock stands: which of the two ids comes first is chance, and the order is theirs.
        Guid[] inOrder = [.. new[] { (await story.StartAndComplete()).Id(), (await story.Start()).Id() }.OrderBy(id => id.ToString(), StringComparer.Ordinal)];
        var list = $"{Path}?personId={story.PersonId}";

        var page = await story.Nurse.Client.Get(list + "&limit=1");
        page["items"]!.AsArray().Select(i => i!.AsObject().Id()).ShouldBe([inOrder[0]]);
        var next = await story.Nurse.Client.Get($"{list}&limit=1&cursor={page.Text("next")}");
        next["items"]!.AsArray().Select(i => i!.AsObject().Id()).ShouldBe([inOrder[1]]);
        next["next"].ShouldBeNull();

        await story.Nurse.Client.GetAsync(list + "&cursor=!").ShouldRefuse(HttpStatusCode.BadRequest, "platform.cursor-invalid");
        await story.Nurse.Client.GetAsync(list + "&limit=0").ShouldRefuse(HttpStatusCode.BadRequest, "platform.invalid-request");
        await story.Nurse.Client.GetAsync(Path).ShouldRefuse(HttpStatusCode.BadRequest, "platform.invalid-request");
        await story.Nurse.Client.GetAsync($"{Path}?personId={Guid.NewGuid()}").ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
    }

    [Theory, EveryDatabase]
    public async Task Contract_tells_the_needs_with_their_ids(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var started = await story.Start();
        await using var scope = story.Host.Services.CreateAsyncScope();
        var assessments = scope.ServiceProvider.GetRequiredService<IAssessments>();

        (await assessments.Find(Guid.NewGuid(), default)).ShouldBeNull();
        var before = await assessments.Find(started.Id(), default);
        before!.Completed.ShouldBeFalse();
        before.Needs.ShouldBeEmpty();

        var shared = await story.Nurse.Client.Change(HttpMethod.Put, Story.PathOf(started, "/shared"), Story.SharedBody(), started);
        var after = await assessments.Find(started.Id(), default);
        after!.PersonId.ShouldBe(story.PersonId);
        after.MatterId.ShouldBe(story.MatterId);
        after.Participants.ShouldBe([story.SocialWorker.Id, story.Nurse.Id]);
        after.Needs.Select(n => (n.Id, n.Code)).ShouldBe(
            shared["shared"]!["needs"]!.AsArray().Select(n => (n!["id"]!.GetValue<Guid>(), n.Text("code"))));
    }

    private static Task<HttpResponseMessage> Post(TestStaff staff, object body) =>
        staff.Client.SendJson(HttpMethod.Post, Path, body, idempotencyKey: Guid.NewGuid().ToString());
}
