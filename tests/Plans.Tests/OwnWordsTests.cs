using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Platform;
using Monipolku.Testing;
using static Monipolku.Plans.Tests.ChangePlanTests;
using static Monipolku.Plans.Tests.CreatePlanTests;

namespace Monipolku.Plans.Tests;

/// <summary>R158: the client and the family write themselves, beside the plan that is about them.</summary>
public class OwnWordsTests
{
    [Theory, EveryDatabase]
    public async Task Client_and_guardian_write_and_who_may_read_the_plan_reads(DatabaseProvider database)
    {
        var (story, child, mother) = await Family(database);
        var (path, plan) = ($"/api/v1/plans/{story.PlanId}/own-words", $"/api/v1/plans/{story.PlanId}");
        (await story.SocialWorker.Client.Get(plan))["newOwnWords"]!.GetValue<bool>().ShouldBeFalse();

        var mine = await child.Post(path, new { text = "Aamut ovat vaikeita." });
        var hers = await mother.Post(path, new { text = "Kotona menee paremmin." });

        (mine["guardianId"], mine["sinceApproval"]!.GetValue<bool>(), mine["notToGuardians"]!.GetValue<bool>()).ShouldBe((null, true, false));
        var guardian = (await story.SocialWorker.Client.Get($"/api/v1/people/{story.PersonId}"))["guardians"]!.AsArray().Single()!;
        hers.Text("guardianId").ShouldBe(guardian.Text("id"));
        foreach (var reader in (HttpClient[])[child, mother, story.SocialWorker.Client, story.Nurse.Client, story.Manager.Client])
            Texts(await reader.Get(path)).ShouldBe(["Kotona menee paremmin.", "Aamut ovat vaikeita."], ignoreOrder: true);
        var page = await child.Get(path + "?limit=1");
        page["items"]!.AsArray().Concat((await child.Get($"{path}?limit=1&cursor={page.Text("next")}"))["items"]!.AsArray()).Select(w => w!.Text("text")).Distinct().Count().ShouldBe(2);

        // Staff see that there is something new, wherever they see the plan; whoever wrote it needs no such mark.
        (await story.SocialWorker.Client.Get(plan))["newOwnWords"]!.GetValue<bool>().ShouldBeTrue();
        (await story.Nurse.Client.Get(plan + "/draft"))["newOwnWords"]!.GetValue<bool>().ShouldBeTrue();
        (await story.SocialWorker.Client.Get($"/api/v1/plans?personId={story.PersonId}"))["items"]![0]!["newOwnWords"]!.GetValue<bool>().ShouldBeTrue();
        (await child.Get(plan))["newOwnWords"].ShouldBeNull();
        (await mother.Get($"/api/v1/plans?personId={story.PersonId}"))["items"]![0]!["newOwnWords"].ShouldBeNull();
        var seen = await story.SocialWorker.Client.Get(plan);
        var body = ChangeBody(seen);
        body["title"] = "Tarkistettu";
        var changed = await Change(story, body, seen);
        changed["newOwnWords"]!.GetValue<bool>().ShouldBeTrue();
        (await story.Approve(changed))["newOwnWords"]!.GetValue<bool>().ShouldBeFalse();
        (await story.SocialWorker.Client.Get(plan))["newOwnWords"]!.GetValue<bool>().ShouldBeFalse();
        (await story.SocialWorker.Client.Get(path))["items"]!.AsArray().ShouldAllBe(w => !w!["sinceApproval"]!.GetValue<bool>());

        await using var scope = story.Host.Services.CreateAsyncScope();
        (await scope.ServiceProvider.GetRequiredService<PlansDb>().OwnWords.Where(w => w.PlanId == story.PlanId).Select(w => w.TextSecret).ToListAsync())
            .ShouldAllBe(text => text.StartsWith("v1."));
        story.Host.Logs.Lines.ShouldNotContain(line => line.Contains("Aamut ovat vaikeita", StringComparison.Ordinal));
    }

    [Theory, EveryDatabase]
    public async Task Nobody_else_writes_and_nobody_changes(DatabaseProvider database)
    {
        var (story, child, mother) = await Family(database);
        var (other, _, _) = await Family(database);
        var path = $"/api/v1/plans/{story.PlanId}/own-words";
        Task<HttpResponseMessage> Write(HttpClient who, string to, object body) => who.SendJson(HttpMethod.Post, to, body, idempotencyKey: Guid.NewGuid().ToString());

        foreach (var staff in (TestStaff[])[story.SocialWorker, story.Nurse, story.Coordinator])
            await Write(staff.Client, path, new { text = "x" }).ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
        await Write(child, $"/api/v1/plans/{other.PlanId}/own-words", new { text = "x" }).ShouldRefuse(HttpStatusCode.Forbidden, "access.not-yours");
        await child.GetAsync($"/api/v1/plans/{other.PlanId}/own-words").ShouldRefuse(HttpStatusCode.Forbidden, "access.not-yours");
        await Write(child, $"/api/v1/plans/{Guid.NewGuid()}/own-words", new { text = "x" }).ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
        await story.Outsider.Client.GetAsync(path).ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
        foreach (var text in (string[])["", " ", new string('a', 2001)])
            await Write(child, path, new { text }).ShouldRefuse(HttpStatusCode.BadRequest, "platform.invalid-request");
        await child.SendJson(HttpMethod.Post, path, new { text = "x" }).ShouldRefuse(HttpStatusCode.BadRequest, "platform.idempotency-key-missing");
        await child.GetAsync(path + "?cursor=x").ShouldRefuse(HttpStatusCode.BadRequest, "platform.cursor-invalid");
        await Write(mother, path, new { text = "x", notToGuardians = true }).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "plans.hidden-by-child-only");

        // The same press twice is one writing.
        var key = Guid.NewGuid().ToString();
        var twice = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => child.SendJson(HttpMethod.Post, path, new { text = "Kerran" }, idempotencyKey: key)));
        twice.ShouldContain(answer => answer.StatusCode == HttpStatusCode.Created);
        (await child.Get(path))["items"]!.AsArray().ShouldHaveSingleItem();
        foreach (var method in (HttpMethod[])[HttpMethod.Put, HttpMethod.Delete])
        {
            using var answer = await story.SocialWorker.Client.SendJson(method, path, new { text = "y" }, ifMatch: "\"1\"");
            answer.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        }

        // The other sector reads by the consent to joint work, and no longer after its withdrawal; the client goes on.
        await story.Withdraw();
        await story.Nurse.Client.GetAsync(path).ShouldRefuse(HttpStatusCode.Forbidden, "access.joint-work-consent-withdrawn");
        await child.Post(path, new { text = "Vielä" });
    }

    [Theory, EveryDatabase]
    public async Task A_draft_is_not_there_for_the_client_to_write_beside(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        await story.DraftPlan();
        var child = await SignIn(story, new JsonObject { ["personId"] = story.PersonId });
        var path = $"/api/v1/plans/{story.PlanId}/own-words";

        await child.SendJson(HttpMethod.Post, path, new { text = "x" }, idempotencyKey: Guid.NewGuid().ToString()).ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
        await child.GetAsync(path).ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
        (await story.SocialWorker.Client.Get(path))["items"]!.AsArray().ShouldBeEmpty();
    }

    /// <summary>703/2023 51 §: nor may a guardian see from anything that the child has written it.</summary>
    [Theory, EveryDatabase]
    public async Task What_the_child_keeps_from_the_guardians_no_guardian_finds(DatabaseProvider database)
    {
        var (story, child, mother) = await Family(database);
        var path = $"/api/v1/plans/{story.PlanId}/own-words";
        async Task<string> Log() => (await mother.Get($"/api/v1/people/{story.PersonId}/access-log?limit=200"))["items"]!.ToJsonString();
        var before = await Log();

        await child.Post(path, new { text = "Kotona pelottaa.", notToGuardians = true });
        (await Log()).ShouldBe(before);
        Texts(await mother.Get(path)).ShouldBeEmpty();
        (await mother.Get(path))["next"].ShouldBeNull();
        await child.Post(path, new { text = "Koulussa on kiva." });
        var seen = await mother.Get(path + "?limit=1");
        Texts(seen).ShouldBe(["Koulussa on kiva."]);
        seen["next"].ShouldBeNull();
        foreach (var reader in (HttpClient[])[child, story.SocialWorker.Client, story.Nurse.Client]) Texts(await reader.Get(path)).ShouldContain("Kotona pelottaa.");
        (await child.Get($"/api/v1/people/{story.PersonId}/access-log?limit=200"))["items"]!.AsArray().Count.ShouldBeGreaterThan(1);

        // A veto on the plan: to the guardian there is no plan, neither to read nor to write beside; an earlier answer is not given again either.
        var key = Guid.NewGuid().ToString();
        Task<HttpResponseMessage> Write() => mother.SendJson(HttpMethod.Post, path, new { text = "Ennen kieltoa" }, idempotencyKey: key);
        await (await Write()).Success();
        await story.SocialWorker.Client.Post("/api/v1/prohibitions", new
        {
            personId = story.PersonId,
            kind = "guardians",
            givenBy = new { client = true },
            classes = new[] { "jointPlan" },
            reason = "Pelkää kotona väkivaltaa.",
            notAgainstInterest = true,
            competence = new { assessed = true, competent = true },
        });
        await mother.GetAsync(path).ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
        await Write().ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
        await mother.SendJson(HttpMethod.Post, path, new { text = "x" }, idempotencyKey: Guid.NewGuid().ToString()).ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
        Texts(await child.Get(path)).Count().ShouldBe(3);
    }

    private static IEnumerable<string> Texts(JsonObject words) => words["items"]!.AsArray().Select(w => w!.Text("text"));

    /// <summary>A child with a plan and the mother, who both sign in.</summary>
    private static async Task<(Story Story, HttpClient Child, HttpClient Mother)> Family(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Planned, database);
        var code = TestHetu.New(40);
        await story.SocialWorker.Client.Post($"/api/v1/people/{story.PersonId}/guardians", new { identityCode = code, givenNames = "Hanna", familyName = "Huoltaja", role = "guardian" });
        return (story, await SignIn(story, new JsonObject { ["personId"] = story.PersonId }),
            await SignIn(story, new JsonObject { ["person"] = new JsonObject { ["identityCode"] = code, ["givenNames"] = "Hanna", ["familyName"] = "Huoltaja" } }));
    }

    private static async Task<HttpClient> SignIn(Story story, JsonObject body)
    {
        var subject = "client." + Guid.NewGuid().ToString("N");
        body["subject"] = subject;
        await (await story.Host.As(TestHost.Administrator)).Post("/api/v1/client-users", body);
        return await story.Host.As(subject);
    }
}
