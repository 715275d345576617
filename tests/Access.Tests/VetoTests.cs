using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Access.Tests;

/// <summary>703/2023 51 §: what a minor keeps from a guardian is for the guardian as if it were not there; nor does any answer tell that it is kept.</summary>
public partial class VetoTests
{
    private static readonly string[] Classes = ["jointPlan", "referral", "consentRecord", "socialAssessmentPart", "healthAssessmentPart", "clientNarrative", "patientNotes"];

    [Theory, EveryDatabase]
    public async Task One_thing_that_is_hidden_answers_as_an_id_that_does_not_exist(DatabaseProvider database)
    {
        var (story, mother, _) = await Family(database);
        var note = await story.SocialWorker.Client.Post($"/api/v1/plans/{story.PlanId}/notes", new { kind = "general", text = "Muistiin", aboutOn = story.Today, sources = Story.Told(story.Today) });
        var goal = (await mother.Get($"/fhir/Goal?patient={story.PersonId}"))["entry"]![0]!["resource"]!.Text("id");
        (string Path, object Id)[] reads =
        [
            ("/api/v1/plans/{0}", story.PlanId), ("/api/v1/plans/{0}/versions/1", story.PlanId), ("/api/v1/plans/{0}/recordings", story.PlanId),
            ("/api/v1/plans/{0}/notes/social", story.PlanId), ("/api/v1/referrals/{0}", story.ReferralId), ("/api/v1/consents/{0}", story.JointWork.Id()),
            ("/api/v1/consents/{0}/form", story.JointWork.Id()), ("/api/v1/consents/{0}/chain", story.JointWork.Id()),
            ("/api/v1/consents/{0}/told", story.JointWork.Id()), ("/api/v1/consents/{0}/versions/1", story.JointWork.Id()), ("/api/v1/consents/{0}/recordings", story.JointWork.Id()),
            ("/fhir/CarePlan/{0}", story.PlanId), ("/fhir/CareTeam/{0}", story.PlanId), ("/fhir/Goal/{0}", goal), ("/fhir/ServiceRequest/{0}", story.ReferralId),
            ("/fhir/Task/{0}", story.ReferralId), ("/fhir/Consent/{0}", story.JointWork.Id()), ("/fhir/Provenance/{0}-1", story.JointWork.Id()),
        ];
        foreach (var (path, id) in reads) (await Answer(mother, string.Format(null, path, id))).ShouldStartWith("OK", Case.Sensitive, path);

        await Veto(story, Classes);

        foreach (var (path, id) in reads)
        {
            var hidden = await Answer(mother, string.Format(null, path, id));
            hidden.ShouldStartWith("NotFound", Case.Sensitive, path);
            hidden.ShouldBe(await Answer(mother, string.Format(null, path, Guid.NewGuid())), path);
        }
        foreach (var path in (string[])[$"/api/v1/plans/{{0}}/notes/{note.Id()}/open", $"/api/v1/plans/{story.PlanId}/notes/{{0}}/open"])
        {
            var id = path.Contains(story.PlanId.ToString(), StringComparison.Ordinal) ? note.Id() : story.PlanId;
            (await Open(mother, string.Format(null, path, id))).ShouldBe(await Open(mother, string.Format(null, path, Guid.NewGuid())));
        }
        var auditor = (await story.Host.AddStaff(Sector.Other, Role.Auditor)).Client;
        (await auditor.Get($"/api/v1/audit?personId={story.PersonId}&right=read-plan&decision=deny"))["items"]!.AsArray()
            .ShouldAllBe(row => row!.Text("basis") == "access.minors-veto" && row!.Text("purpose") == "FAMRQT");
    }

    /// <summary>Else who is refused one and not found the other knows that the id is somebody's.</summary>
    [Theory, EveryDatabase]
    public async Task What_is_for_staff_alone_is_refused_to_a_guardian_whatever_the_id(DatabaseProvider database)
    {
        var (story, mother, _) = await Family(database);
        var veto = await Veto(story, Classes);
        (HttpMethod Method, string Path, Guid Id, object? Body)[] requests =
        [
            (HttpMethod.Get, "/api/v1/plans/{0}/draft", story.PlanId, null),
            (HttpMethod.Get, "/api/v1/assessments/{0}", story.AssessmentId, null),
            (HttpMethod.Get, "/api/v1/intake/matters/{0}", story.MatterId, null),
            (HttpMethod.Post, "/api/v1/consents/{0}/withdraw", story.JointWork.Id(), new { withdrawnBy = new { client = true } }),
            (HttpMethod.Post, "/api/v1/prohibitions/{0}/withdraw", veto.Id(), new { withdrawnBy = new { client = true } }),
            (HttpMethod.Post, "/api/v1/referrals/{0}/accept", story.ReferralId, new { startsOn = story.Today.AddDays(7) }),
        ];
        foreach (var (method, path, id, body) in requests)
        {
            var answers = new List<string>();
            foreach (var one in (Guid[])[id, Guid.NewGuid()])
            {
                using var request = new HttpRequestMessage(method, string.Format(null, path, one)) { Content = body is null ? null : JsonContent.Create(body, options: JsonRules.Options) };
                if (body is not null) request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
                var problem = await mother.SendAsync(request).ShouldRefuse(HttpStatusCode.Forbidden, "access.not-for-clients");
                problem.Remove("requestId");
                answers.Add(problem.ToJsonString());
            }
            answers[0].ShouldBe(answers[1], path);
        }
    }

    [Theory, EveryDatabase]
    public async Task It_takes_the_same_queries_as_an_id_that_does_not_exist_and_both_are_in_the_log(DatabaseProvider database)
    {
        var (story, mother, _) = await Family(database);
        await Veto(story, Classes);
        foreach (var path in (string[])["/api/v1/plans/{0}", "/fhir/CarePlan/{0}"])
        {
            using var hidden = new HttpRequestMessage(HttpMethod.Get, string.Format(null, path, story.PlanId));
            using var unknown = new HttpRequestMessage(HttpMethod.Get, string.Format(null, path, Guid.NewGuid()));
            var taken = await QueryLog.Of(mother.SendAsync, hidden, HttpStatusCode.NotFound);
            taken.Count.ShouldBeGreaterThan(2);
            (await QueryLog.Of(mother.SendAsync, unknown, HttpStatusCode.NotFound)).ShouldBe(taken, path);
            var asked = unknown.Headers.GetValues("X-Request-ID").Single();
            var auditor = (await story.Host.AddStaff(Sector.Other, Role.Auditor)).Client;
            (await auditor.Get("/api/v1/audit?right=read-plan&decision=deny&limit=200"))["items"]!.AsArray().ShouldContain(row => row!.Text("requestId") == asked);
        }
    }

    [Theory, EveryDatabase]
    public async Task A_list_of_what_is_hidden_answers_as_that_of_a_child_who_has_none(DatabaseProvider database)
    {
        var (story, mother, code) = await Family(database);
        var other = await Sibling(story, code);
        string[] lists =
        [
            "/api/v1/plans?personId={0}", "/api/v1/referrals?personId={0}", "/api/v1/consents?personId={0}", "/api/v1/prohibitions?personId={0}", "/api/v1/plans?personId={0}&limit=1",
            "/fhir/CarePlan?patient={0}", "/fhir/Goal?patient={0}", "/fhir/CareTeam?patient={0}", "/fhir/ServiceRequest?patient={0}", "/fhir/Task?patient={0}", "/fhir/Consent?patient={0}",
        ];
        await Veto(story, Classes);
        foreach (var list in lists)
        {
            var hidden = await Answer(mother, string.Format(null, list, story.PersonId));
            hidden.ShouldStartWith("OK", Case.Sensitive, list);
            hidden.ShouldBe((await Answer(mother, string.Format(null, list, other))).Replace(other.ToString(), story.PersonId.ToString(), StringComparison.Ordinal), list);
        }
        // Nor by what is wrong with the request.
        await mother.GetAsync($"/api/v1/plans?personId={story.PersonId}&cursor=x").ShouldRefuse(HttpStatusCode.BadRequest, "platform.cursor-invalid");
        // Whose child it is not is refused as ever.
        var stranger = await Story.At(Chapter.Notified, database);
        await mother.GetAsync($"/api/v1/plans?personId={stranger.PersonId}").ShouldRefuse(HttpStatusCode.Forbidden, "access.not-yours");
        using var form = await mother.GetAsync($"/api/v1/consents/forms/jointWork?personId={story.PersonId}");
        form.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory, EveryDatabase]
    public async Task Notes_that_alone_are_hidden_are_as_none_and_a_hidden_plan_hides_its_notes(DatabaseProvider database)
    {
        var (story, mother, _) = await Family(database);
        var note = await story.SocialWorker.Client.Post($"/api/v1/plans/{story.PlanId}/notes", new { kind = "general", text = "Muistiin", aboutOn = story.Today, sources = Story.Told(story.Today) });
        var path = $"/api/v1/plans/{story.PlanId}/notes/social";
        (await mother.Get(path))["items"]!.AsArray().Count.ShouldBe(1);

        var veto = await Veto(story, "clientNarrative");
        var none = await mother.Get(path);
        none["items"]!.AsArray().ShouldBeEmpty();
        none["withheld"].ShouldBeNull();
        await story.SocialWorker.Client.Change(HttpMethod.Post, $"/api/v1/prohibitions/{veto.Id()}/withdraw", new { withdrawnBy = new { client = true } }, veto);

        await Veto(story, "jointPlan");
        await mother.GetAsync(path).ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
        (await Open(mother, $"/api/v1/plans/{story.PlanId}/notes/{note.Id()}/open")).ShouldStartWith("NotFound");
    }

    [Theory, EveryDatabase]
    public async Task Asking_what_one_may_and_the_log_of_looks_tell_no_more_after_a_veto_than_before(DatabaseProvider database)
    {
        var (story, mother, _) = await Family(database);
        string[] questions = [.. Rights.All.Where(r => r.ForClients).Select(r => $"/api/v1/access/explain?right={r.Name}&personId={story.PersonId}")];
        questions.Length.ShouldBeGreaterThan(6);
        async Task<List<string>> Explained() => [.. await Task.WhenAll(questions.Select(q => Answer(mother, q)))];
        var before = await Explained();
        before[0].ShouldContain("guardian");
        await mother.Get($"/api/v1/plans/{story.PlanId}");
        async Task<List<string>> Log() =>
            [.. (await mother.Get($"/api/v1/people/{story.PersonId}/access-log?limit=200"))["items"]!.AsArray().Select(e => e!.ToJsonString())];
        var log = await Log();

        // Of a class of which nobody else's look is in the log yet, so that the veto hides nobody's but hers.
        await Veto(story, "patientNotes");
        await mother.Get($"/api/v1/plans/{story.PlanId}/notes/health");
        await story.Nurse.Client.Post($"/api/v1/plans/{story.PlanId}/notes", new { kind = "psychiatry", text = "Tieto, jota äiti ei näe.", sources = Story.Told(story.Today) });
        (await Log()).ShouldBe(log);

        await Veto(story, "jointPlan", "referral", "consentRecord");
        (await Explained()).ShouldBe(before);
        await mother.Get($"/api/v1/plans?personId={story.PersonId}");
        await mother.GetAsync($"/api/v1/plans/{story.PlanId}").ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
        var left = await Log();
        left.ShouldBeSubsetOf(log);
        left.ShouldNotContain(e => e.Contains("plan", StringComparison.OrdinalIgnoreCase));
    }

    [Theory, EveryDatabase]
    public async Task A_veto_on_everything_leaves_what_the_guardian_knows_and_no_word_of_the_rest(DatabaseProvider database)
    {
        var (story, mother, _) = await Family(database, nonDisclosure: true);
        await story.SocialWorker.Client.Post($"/api/v1/people/{story.PersonId}/guardians",
            new { identityCode = TestHetu.New(41), givenNames = "Heikki", familyName = "Huoltaja", role = "guardian", phone = "+358401234567" });
        await Veto(story);

        var code = (await mother.Get($"/fhir/Patient/{story.PersonId}"))["identifier"]!.AsArray().Single(i => i!["type"] != null)!.Text("value");
        using var searched = await mother.SendJson(HttpMethod.Post, "/api/v1/people/search", new { identityCode = code });
        foreach (var person in (JsonObject[])[await mother.Get($"/api/v1/people/{story.PersonId}"), await searched.Success()])
        {
            person.Text("givenNames").ShouldBe("Nella");
            person["contact"].ShouldBeNull();
            person["nonDisclosure"]!.GetValue<bool>().ShouldBeFalse();
        }
        foreach (var path in (string[])[$"/fhir/Patient/{story.PersonId}", $"/fhir/Patient?_id={story.PersonId}", $"/fhir/RelatedPerson?patient={story.PersonId}"])
        {
            var text = await Answer(mother, path);
            text.ShouldStartWith("OK");
            foreach (var secret in (string[])["telecom", "address", "TURVAKIELTO", "+358"]) text.ShouldNotContain(secret);
        }
        (await mother.Get($"/api/v1/people/{story.PersonId}/access-log"))["items"]!.AsArray().ShouldBeEmpty();
        (await mother.Get($"/api/v1/plans?personId={story.PersonId}"))["items"]!.AsArray().ShouldBeEmpty();
    }

    [Theory, EveryDatabase]
    public async Task No_way_to_read_shows_a_guardian_the_other_guardians_phone(DatabaseProvider database)
    {
        var (story, mother, _) = await Family(database);
        await story.SocialWorker.Client.Post($"/api/v1/people/{story.PersonId}/guardians",
            new { identityCode = TestHetu.New(41), givenNames = "Heikki", familyName = "Huoltaja", role = "guardian", phone = "+358401234567" });
        var patient = await mother.Get($"/fhir/Patient/{story.PersonId}");
        var code = patient["identifier"]!.AsArray().Single(i => i!["type"] != null)!.Text("value");
        using var searched = await mother.SendJson(HttpMethod.Post, "/api/v1/people/search", new { identityCode = code });
        (await searched.Success()).ToJsonString().ShouldNotContain("401234567");
        var others = await mother.Get($"/fhir/RelatedPerson?patient={story.PersonId}");
        others["total"]!.GetValue<int>().ShouldBe(2);
        others.ToJsonString().ShouldNotContain("401234567");
        var heikki = others["entry"]!.AsArray().Select(e => e!["resource"]!).Single(r => r["name"]![0]!["given"]![0]!.GetValue<string>() == "Heikki").Text("id");
        (await Answer(mother, $"/fhir/RelatedPerson/{heikki}")).ShouldNotContain("401234567");
        (await Answer(story.SocialWorker.Client, $"/fhir/RelatedPerson/{heikki}")).ShouldContain("401234567");
    }

    /// <summary>A child with a plan and a referral, and the mother who signs in.</summary>
    private static async Task<(Story Story, HttpClient Mother, string Code)> Family(DatabaseProvider database, bool nonDisclosure = false)
    {
        var story = await Story.At(Chapter.Referred, database);
        var code = TestHetu.New(40);
        var guardian = new { identityCode = code, givenNames = "Hanna", familyName = "Huoltaja", role = "guardian" };
        await story.SocialWorker.Client.Post($"/api/v1/people/{story.PersonId}/guardians", guardian);
        var person = await story.SocialWorker.Client.Get($"/api/v1/people/{story.PersonId}");
        await story.SocialWorker.Client.Change(HttpMethod.Put, $"/api/v1/people/{story.PersonId}/contact", new
        {
            contact = new { phone = "+358405550001", street = "Salakuja 1", postalCode = "00100", city = "Helsinki" },
            language = "fi",
            nonDisclosure,
        }, person);
        var subject = "client." + Guid.NewGuid().ToString("N");
        await (await story.Host.As(TestHost.Administrator)).Post("/api/v1/client-users",
            new { subject, person = new { identityCode = code, givenNames = "Hanna", familyName = "Huoltaja" } });
        return (story, await story.Host.As(subject), code);
    }

    /// <summary>Another child of the same mother, of whom nothing has been written yet.</summary>
    private static async Task<Guid> Sibling(Story story, string identityCode)
    {
        var other = await Story.Begin(story.Host);
        await other.Notify();
        await other.Decide();
        await other.SocialWorker.Client.Post($"/api/v1/people/{other.PersonId}/guardians",
            new { identityCode, givenNames = "Hanna", familyName = "Huoltaja", role = "guardian" });
        return other.PersonId;
    }

    private static Task<JsonObject> Veto(Story story, params string[] classes) => story.SocialWorker.Client.Post("/api/v1/prohibitions", new
    {
        personId = story.PersonId,
        kind = "guardians",
        givenBy = new { client = true },
        classes,
        reason = "Pelkää kotona väkivaltaa.",
        notAgainstInterest = true,
        competence = new { assessed = true, competent = true },
    });

    private static async Task<string> Open(HttpClient reader, string path) =>
        Plain(await reader.SendJson(HttpMethod.Post, path, new { reason = "Haluan tietää tästä." }));

    /// <summary>All of an answer that does not change from one request to the next.</summary>
    private static async Task<string> Answer(HttpClient reader, string path) => Plain(await reader.GetAsync(path));

    private static string Plain(HttpResponseMessage answer)
    {
        using (answer)
        {
            var headers = answer.Headers.Concat(answer.Content.Headers).Where(h => h.Key is not ("Date" or "X-Request-ID")).OrderBy(h => h.Key, StringComparer.Ordinal);
            var body = answer.Content.ReadAsStringAsync().GetAwaiter().GetResult();
            return $"{answer.StatusCode}\n{string.Join('\n', headers.Select(h => $"{h.Key}: {string.Join(',', h.Value)}"))}\n{Ids().Replace(body, "")}";
        }
    }

    [GeneratedRegex("\"(requestId|id)\":\"[^\"]*\"")]
    private static partial Regex Ids();
}
