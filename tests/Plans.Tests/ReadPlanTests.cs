using System.Net;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Plans.Tests;

public class ReadPlanTests
{
    [Theory, EveryDatabase]
    public async Task Reading_a_plan_takes_one_query_here_and_one_in_the_gate(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Planned, database);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/plans/{story.PlanId}");

        var commands = await QueryLog.Of(story.SocialWorker.Client.SendAsync, request);

        commands.Count.ShouldBe(2, string.Join("\n\n", commands));
        commands.Count(c => c.Contains("plans_plans", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Theory, EveryDatabase]
    public async Task Health_care_reads_by_consent_and_no_longer_after_withdrawal(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Planned, database);
        var paths = EveryWayToRead(story);
        foreach (var path in paths) await story.Nurse.Client.Get(path);

        await story.Withdraw();

        foreach (var path in paths) await story.Nurse.Client.GetAsync(path)
            .ShouldRefuse(HttpStatusCode.Forbidden, "access.joint-work-consent-withdrawn");
        foreach (var path in paths) await story.SocialWorker.Client.Get(path);
    }

    [Theory, EveryDatabase]
    public async Task Another_units_client_is_not_shown_in_any_way(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Planned, database);
        var paths = EveryWayToRead(story);

        foreach (var path in paths) await story.Outsider.Client.GetAsync(path).ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
        await story.Manager.Client.GetAsync(paths[2]).ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
        await story.Manager.Client.Get(paths[0]);
        await story.Notifier.Client.GetAsync(paths[0]).ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
    }

    [Theory, EveryDatabase]
    public async Task What_does_not_exist_is_not_found(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Planned, database);
        var (known, unknown) = ($"/api/v1/plans/{story.PlanId}", $"/api/v1/plans/{Guid.NewGuid()}");
        string[] paths = [unknown, unknown + "/draft", unknown + "/versions/1", known + "/versions/2", known + "/versions/0", "/api/v1/plans/x"];

        foreach (var path in paths) await story.SocialWorker.Client.GetAsync(path).ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
    }

    [Theory, EveryDatabase]
    public async Task List_is_paged_and_of_one_client(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Planned, database);
        for (var i = 0; i < 2; i++) await story.DraftPlan();
        var list = $"/api/v1/plans?personId={story.PersonId}";

        var all = await story.SocialWorker.Client.Get(list);
        var first = await story.SocialWorker.Client.Get(list + "&limit=2");
        var rest = await story.SocialWorker.Client.Get($"{list}&limit=2&cursor={first.Text("next")}");

        all["items"]!.AsArray().Count.ShouldBe(3);
        all["next"].ShouldBeNull();
        all["items"]!.AsArray().Select(p => p!.Text("status")).Order().ShouldBe(["approved", "draft", "draft"]);
        first["items"]!.AsArray().Concat(rest["items"]!.AsArray()).Select(p => p.Id()).ShouldBe(all["items"]!.AsArray().Select(p => p.Id()));
        rest["next"].ShouldBeNull();
        await story.SocialWorker.Client.GetAsync(list + "&cursor=%21").ShouldRefuse(HttpStatusCode.BadRequest, "platform.cursor-invalid");
        await story.SocialWorker.Client.GetAsync(list + "&limit=201").ShouldRefuse(HttpStatusCode.BadRequest, "platform.invalid-request");
        await story.SocialWorker.Client.GetAsync("/api/v1/plans").ShouldRefuse(HttpStatusCode.BadRequest, "platform.invalid-request");
    }

    [Theory, EveryDatabase]
    public async Task Nothing_of_the_clients_words_is_logged(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Planned, database);
        story.Host.Logs.Lines.ShouldNotContain(line => line.Contains("pelottaa", StringComparison.Ordinal));
    }

    private static string[] EveryWayToRead(Story story) =>
    [
        $"/api/v1/plans/{story.PlanId}", $"/api/v1/plans/{story.PlanId}/versions/1", $"/api/v1/plans/{story.PlanId}/draft",
        $"/api/v1/plans?personId={story.PersonId}",
    ];
}
