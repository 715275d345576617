using System.Net;
using System.Numerics;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;
using static Monipolku.Consents.Tests.ConsentSteps;

namespace Monipolku.Consents.Tests;

/// <summary>Prohibitions of single documents (703/2023 59 §): that one is closed, and no other.</summary>
public class ProhibitedDocumentTests
{
    [Theory, EveryDatabase]
    public async Task One_plan_is_closed_and_the_other_stays_open(DatabaseProvider database)
    {
        var story = await (await Testing.Story.Begin(await TestHost.Shared(database))).Until(Chapter.Planned);
        var (social, nurse) = (story.SocialWorker.Client, story.Nurse.Client);
        var closed = story.PlanId;
        var open = (await story.Approve(await story.DraftPlan())).Id();
        (await Ids(nurse)).ShouldBe([closed, open], ignoreOrder: true);

        var prohibition = await Prohibit(social, story.PersonId, Direction.SocialToHealth, closed);
        prohibition["documents"]!.AsArray().Single()!.ToJsonString().ShouldBe($$"""{"id":"{{closed}}","class":"jointPlan"}""");
        foreach (var path in (string[])["", "/versions/1", "/draft", "/recordings", "/notes/social", "/own-words"])
            await nurse.GetAsync($"/api/v1/plans/{closed}{path}").ShouldRefuse(HttpStatusCode.Forbidden, "access.prohibited");
        await nurse.Get($"/api/v1/plans/{open}");
        await nurse.Get($"/api/v1/plans/{open}/versions/1");
        (await Ids(nurse)).ShouldBe([open]);
        (await nurse.Get($"/api/v1/plans?personId={story.PersonId}"))["withheld"]!.Text("code").ShouldBe("access.prohibited");
        (await social.Get($"/api/v1/plans?personId={story.PersonId}"))["withheld"].ShouldBeNull();
        (await Ids(social)).Count.ShouldBe(2);
        // The same over FHIR: read, versions, search, and what is of a plan.
        foreach (var path in (string[])[$"CarePlan/{closed}", $"CareTeam/{closed}", $"CarePlan/{closed}/_history", $"CarePlan/{closed}/_history/1"])
            (await nurse.GetAsync("/fhir/" + path)).StatusCode.ShouldBe(HttpStatusCode.Forbidden, path);
        (await nurse.Get($"/fhir/CarePlan/{open}")).Text("id").ShouldBe(open.ToString());
        (await Found(nurse, $"CarePlan?patient={story.PersonId}")).ShouldBe([open.ToString()]);
        (await Found(nurse, $"CareTeam?patient={story.PersonId}&_revinclude=CarePlan:care-team")).ShouldAllBe(id => id == open.ToString());
        var goals = await Found(social, $"Goal?patient={story.PersonId}");
        (await Found(nurse, $"Goal?patient={story.PersonId}")).Count.ShouldBe(goals.Count / 2);

        // Asked of no plan in particular it might be that one; the gate says the same to whoever asks beforehand.
        (await Explain(nurse, null)).ShouldBe("permitted, except");
        (await Explain(nurse, closed)).ShouldBe("access.prohibited");
        (await Explain(nurse, open)).ShouldBe("permitted");

        // Nor does it go to the other register, where the other one does.
        await using (var scope = story.Host.Services.CreateAsyncScope())
        {
            var gate = scope.ServiceProvider.GetRequiredService<IAccessGate>();
            foreach (var (item, code) in (ValueTuple<DataItem?, string?>[])[(new DataItem(Id: closed), "access.prohibited"), (new DataItem(Id: open), null), (null, "access.prohibited")])
                (await gate.DecideDelivery(Sector.Health, DataClass.JointPlan, story.PersonId, Guid.NewGuid().ToString("D"), CancellationToken.None, item)).Refusal?.Code.ShouldBe(code);
        }

        await social.Change(HttpMethod.Post, $"/api/v1/prohibitions/{prohibition.Id()}/withdraw", ByClient(), prohibition);
        await nurse.Get($"/api/v1/plans/{closed}");
        (await Ids(nurse)).Count.ShouldBe(2);

        async Task<IReadOnlyList<Guid>> Ids(HttpClient reader) =>
            [.. (await reader.Get($"/api/v1/plans?personId={story.PersonId}"))["items"]!.AsArray().Select(p => p!["id"]!.GetValue<Guid>())];

        static async Task<IReadOnlyList<string>> Found(HttpClient reader, string search) =>
            [.. (await reader.Get("/fhir/" + search))["entry"]!.AsArray().Select(e => e!["resource"]!.Text("id"))];

        async Task<string> Explain(HttpClient reader, Guid? item)
        {
            var answer = await reader.Get($"/api/v1/access/explain?right=read-plan&personId={story.PersonId}" + (item is null ? "" : $"&itemId={item}"));
            return answer["permitted"]!.GetValue<bool>() ? answer["exceptSingleItems"]!.GetValue<bool>() ? "permitted, except" : "permitted" : answer.Text("code");
        }
    }

    [Theory, EveryDatabase]
    public async Task One_note_is_left_out_of_the_list_with_a_mark_also_where_the_permission_is_limited(DatabaseProvider database)
    {
        var story = await (await Testing.Story.Begin(await TestHost.Shared(database))).Until(Chapter.Planned);
        var (social, nurse) = (story.SocialWorker.Client, story.Nurse.Client);
        var notes = $"/api/v1/plans/{story.PlanId}/notes/";
        var (one, other) = ((await Write("Koti jaksaa.")).Id(), (await Write("Koulu tukee.")).Id());
        var both = string.Join(' ', new[] { one, other }.Order());
        await story.Permit(Direction.SocialToHealth, DataClass.ClientNarrative);
        (await Shown()).ShouldBe((both, null));

        var prohibition = await Prohibit(social, story.PersonId, Direction.SocialToHealth, one);
        (await Shown()).ShouldBe((other.ToString(), "access.prohibited"));
        await nurse.SendJson(HttpMethod.Post, $"/api/v1/plans/{story.PlanId}/notes/{one}/open", new { reason = "Kiireellinen hoidon tarve" }, idempotencyKey: Guid.NewGuid().ToString())
            .ShouldRefuse(HttpStatusCode.Forbidden, "access.prohibited");

        var body = JsonNode.Parse((await social.Get($"/api/v1/consents?personId={story.PersonId}"))["items"]!.AsArray()[^1]!.ToJsonString())!;
        await social.Post("/api/v1/consents", new
        {
            personId = story.PersonId,
            matterId = story.MatterId,
            kind = "disclosurePermission",
            direction = "socialToHealth",
            classes = new[] { "clientNarrative" },
            dataFrom = story.Today,
            givenBy = new { client = true },
            competence = new { assessed = true, competent = true },
            form = "paper",
            language = "fi",
            informationTextVersion = "2026-1",
            signedOn = story.Today,
            purpose = body.AsObject().Text("purpose"),
        });
        (await Shown()).ShouldBe((other.ToString(), "access.permission-does-not-cover"));
        await social.Change(HttpMethod.Post, $"/api/v1/prohibitions/{prohibition.Id()}/withdraw", ByClient(), prohibition);
        (await Shown()).Ids.ShouldBe(both);

        Task<JsonObject> Write(string text) => social.Post($"/api/v1/plans/{story.PlanId}/notes", new { text, kind = "general", aboutOn = story.Today, sources = Testing.Story.Told(story.Today) });

        async Task<(string Ids, string? Withheld)> Shown()
        {
            var list = await nurse.Get(notes + "social");
            return (string.Join(' ', list["items"]!.AsArray().Select(n => n!["id"]!.GetValue<Guid>()).Order()), list["withheld"]?.AsObject().Text("code"));
        }
    }

    [Theory, EveryDatabase]
    public async Task One_assessments_part_and_one_matter_are_closed(DatabaseProvider database)
    {
        var story = await (await Testing.Story.Begin(await TestHost.Shared(database))).Until(Chapter.Consented);
        var (social, nurse) = (story.SocialWorker.Client, story.Nurse.Client);
        await story.Permit(Direction.SocialToHealth, DataClass.SocialAssessmentPart, DataClass.IntakeMatter);
        await story.Permit(Direction.HealthToSocial, DataClass.HealthAssessmentPart);
        var parts = $"/api/v1/assessments/{story.AssessmentId}/parts/";
        await nurse.Get(parts + "social");
        await social.Get(parts + "health");
        // The same assessment is another document in each direction.
        await Prohibit(social, story.PersonId, Direction.SocialToHealth, story.AssessmentId);
        await nurse.GetAsync(parts + "social").ShouldRefuse(HttpStatusCode.Forbidden, "access.prohibited");
        await social.Get(parts + "health");
        await social.Get(parts + "social");
        await nurse.Get(parts + "health");
        var other = await Prohibit(social, story.PersonId, Direction.HealthToSocial, story.AssessmentId);
        await social.GetAsync(parts + "health").ShouldRefuse(HttpStatusCode.Forbidden, "access.prohibited");
        // Whoever may not get it is not told which it is, also where they wrote it down.
        other["documents"]!.AsArray().ShouldBeEmpty();
        other["singleDocuments"]!.GetValue<bool>().ShouldBeTrue();
        (await nurse.Get($"/api/v1/prohibitions/{other.Id()}"))["documents"]![0]!.AsObject().Text("class").ShouldBe("healthAssessmentPart");

        await Prohibit(social, story.PersonId, Direction.SocialToHealth, story.MatterId);
        var clinic = (await story.Host.AddStaff(story.Nurse.UnitId, Role.SocialWorker)).Client;
        foreach (var path in (string[])["", "/steps", "/criteria", "/notifications"])
            await clinic.GetAsync($"/api/v1/intake/matters/{story.MatterId}{path}").ShouldRefuse(HttpStatusCode.Forbidden, "access.prohibited");
        var answer = await clinic.Get($"/api/v1/access/explain?right=read-intake&personId={story.PersonId}&itemId={Guid.NewGuid()}");
        answer["permitted"]!.GetValue<bool>().ShouldBeTrue();
        await social.Get($"/api/v1/intake/matters/{story.MatterId}");
    }

    [Theory, EveryDatabase]
    public async Task Wrong_documents_are_refused_and_the_form_and_the_document_name_the_right_ones(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var story = await (await Testing.Story.Begin(host)).Until(Chapter.Planned);
        var other = await (await Testing.Story.Begin(host)).Until(Chapter.Decided);
        var social = story.SocialWorker.Client;
        var right = Body(story.PersonId, Direction.SocialToHealth, story.PlanId);
        foreach (var (wrong, status, code, path) in (ValueTuple<RecordProhibitionRequest, int, string, string>[])
        [
            (right with { Documents = [story.PlanId, Guid.NewGuid()] }, 422, "consents.prohibited-document-unknown", "$.documents[1]"),
            (right with { Documents = [other.MatterId] }, 422, "consents.prohibited-document-unknown", "$.documents[0]"),
            (right with { Direction = Direction.HealthToSocial }, 422, "consents.document-of-other-register", "$.documents[0]"),
            (right with { Documents = [story.PlanId, story.PlanId] }, 400, "consents.document-repeated", "$.documents[1]"),
            (right with { Documents = [.. Enumerable.Range(0, 21).Select(_ => Guid.NewGuid())] }, 400, "platform.invalid-request", "$.documents"),
            (right with { Classes = [DataClass.JointPlan] }, 400, "consents.documents-alone", "$.documents"),
            (right with { ServiceTasks = ["4"] }, 400, "consents.documents-alone", "$.documents"),
            (right with { Kind = ProhibitionKind.Guardians, Direction = null }, 400, "consents.documents-only-in-disclosure", "$.documents"),
        ])
        {
            var problem = await social.SendJson(HttpMethod.Post, "/api/v1/prohibitions", wrong, idempotencyKey: Guid.NewGuid().ToString()).ShouldRefuse((HttpStatusCode)status, code);
            problem["errors"]!.AsObject().ShouldContainKey(path);
        }
        var id = (await social.Post("/api/v1/prohibitions", right)).Id();
        await social.SendJson(HttpMethod.Post, "/api/v1/prohibitions", right, idempotencyKey: Guid.NewGuid().ToString())
            .ShouldRefuse(HttpStatusCode.Conflict, "consents.prohibited-already");
        // The same client may forbid another one besides.
        await Prohibit(social, story.PersonId, Direction.SocialToHealth, story.MatterId);

        (await social.GetStringAsync($"/api/v1/prohibitions/{id}/form")).ShouldContain($"Yhteinen suunnitelma ({story.PlanId})");
        var document = (await social.Get($"/api/v1/prohibitions/{id}/document?type=thl"))["kieltoasiakirja"]!;
        if (ThlSchemas.Folder is not null) ThlSchemas.Judge("1505.9", document.Root).ShouldBeEmpty(document.ToJsonString());
        document["rekisterinpitajaa_koskevat_luovutuskiellot"].ShouldBeNull();
        var oid = document["asiakirjoja_koskevat_luovutuskiellot"]!["asiakirjaa_koskeva_luovutuskielto"]![0]!["asiakirja_jonka_luovutus_kielletaan"]![0]!["oid_tunnus"]!.AsObject().Text("value");
        oid.ShouldBe("2.25." + BigInteger.Parse("0" + story.PlanId.ToString("N"), System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture));
        var fhir = await social.Get($"/fhir/Consent/{id}");
        fhir["provision"]!["data"]![0]!["reference"]!["identifier"]!.AsObject().Text("value").ShouldBe(story.PlanId.ToString());
    }

    /// <summary>703/2023 51 §: a document that a child keeps from a guardian is not told by the prohibition of it either.</summary>
    [Theory, EveryDatabase]
    public async Task Prohibition_of_what_a_child_keeps_from_a_guardian_is_not_there_for_that_guardian(DatabaseProvider database)
    {
        var story = await (await Testing.Story.Begin(await TestHost.Shared(database))).Until(Chapter.Planned);
        var (social, nurse) = (story.SocialWorker.Client, story.Nurse.Client);
        var (mother, child) = (await Guardian(story), await Signed(story, story.IdentityCode, "Nella", "Nuori"));
        var note = (await nurse.Post($"/api/v1/plans/{story.PlanId}/notes", new { text = "Psykiatrin käynti.", kind = "general", aboutOn = story.Today, sources = Testing.Story.Told(story.Today) })).Id();
        var kept = await nurse.Post("/api/v1/prohibitions", Body(story.PersonId, Direction.HealthToSocial, note));
        kept["documents"]![0]!.AsObject().Text("class").ShouldBe("patientNotes");
        var plain = (await Prohibit(social, story.PersonId, Direction.SocialToHealth, story.PlanId)).Id();
        string[] reads =
        [
            "/api/v1/prohibitions/{0}", "/api/v1/prohibitions/{0}/form", "/api/v1/prohibitions/{0}/told", "/api/v1/prohibitions/{0}/recordings",
            "/fhir/Consent/{0}", "/fhir/Consent/{0}/_history/1", "/fhir/Consent/{0}/_history", "/fhir/Provenance/{0}-1",
            "/fhir/Provenance/{0}-1/_history",
        ];
        foreach (var path in reads)
            (await mother.GetAsync(string.Format(null, path, kept.Id()))).StatusCode.ShouldBe(HttpStatusCode.OK, path);
        (await Listed(mother)).ShouldBe((2, 2, 1, 1));

        await social.Post("/api/v1/prohibitions", new
        {
            personId = story.PersonId,
            kind = "guardians",
            givenBy = new { client = true },
            classes = new[] { "patientNotes" },
            competence = new { assessed = true, competent = true },
        });
        foreach (var path in (string[])[.. reads, "/api/v1/prohibitions/{0}/document?type=thl", "/api/v1/prohibitions/{0}/scan"])
        {
            var hidden = await Answer(mother, string.Format(null, path, kept.Id()));
            hidden.Status.ShouldBe(HttpStatusCode.NotFound, path);
            hidden.Body.ShouldBe((await Answer(mother, string.Format(null, path, Guid.NewGuid()))).Body, path);
        }
        (await Listed(mother)).ShouldBe((1, 1, 0, 0));
        (await mother.Get($"/api/v1/prohibitions/{plain}"))["documents"]![0]!.AsObject().Text("class").ShouldBe("jointPlan");
        foreach (var path in (string[])[$"/api/v1/prohibitions?personId={story.PersonId}&limit=1", $"/fhir/Consent?patient={story.PersonId}&_count=50&_revinclude=Provenance:target", $"/api/v1/people/{story.PersonId}/overview"])
        {
            var (status, text) = await Answer(mother, path);
            status.ShouldBe(HttpStatusCode.OK, path);
            text.ShouldNotContain(kept.Id().ToString(), Case.Sensitive, path);
            text.ShouldNotContain(note.ToString(), Case.Sensitive, path);
        }
        // The child and the register that holds it read it as before.
        foreach (var reader in (HttpClient[])[child, nurse])
            (await reader.Get($"/api/v1/prohibitions/{kept.Id()}"))["documents"]![0]!.AsObject().Text("id").ShouldBe(note.ToString());
        (await child.Get($"/fhir/Consent/{kept.Id()}"))["provision"]!["data"]!.AsArray().Count.ShouldBe(1);

        async Task<(int OverRest, int Fhir, int ById, int Target)> Listed(HttpClient reader) => (
            (await reader.Get($"/api/v1/prohibitions?personId={story.PersonId}"))["items"]!.AsArray().Count(p => p!.Text("kind") == "disclosure"),
            (await reader.Get($"/fhir/Consent?patient={story.PersonId}"))["entry"]!.AsArray().Count(e => e!["resource"]!["provision"]?["type"]?.GetValue<string>() == "deny"),
            (await reader.Get($"/fhir/Consent?_id={kept.Id()}"))["total"]!.GetValue<int>(),
            (await reader.Get($"/fhir/Provenance?target=Consent/{kept.Id()}"))["total"]!.GetValue<int>());
    }

    [Theory, EveryDatabase]
    public async Task Staff_who_would_receive_it_are_told_that_single_documents_are_forbidden_and_not_which(DatabaseProvider database)
    {
        var story = await (await Testing.Story.Begin(await TestHost.Shared(database))).Until(Chapter.Planned);
        var (social, nurse) = (story.SocialWorker.Client, story.Nurse.Client);
        var said = await Prohibit(social, story.PersonId, Direction.SocialToHealth, story.PlanId);
        said["singleDocuments"]!.GetValue<bool>().ShouldBeTrue();
        foreach (var path in (string[])
        [
            $"/api/v1/prohibitions?personId={story.PersonId}", $"/api/v1/prohibitions/{said.Id()}", $"/api/v1/prohibitions/{said.Id()}/form", $"/fhir/Consent/{said.Id()}",
            $"/fhir/Consent/{said.Id()}/_history", $"/fhir/Consent/{said.Id()}/_history/1", $"/fhir/Consent?_id={said.Id()}", $"/fhir/Provenance?target=Consent/{said.Id()}&_include=Provenance:target",
        ])
        {
            var (told, untold) = (await Answer(social, path), await Answer(nurse, path));
            (told.Status, untold.Status).ShouldBe((HttpStatusCode.OK, HttpStatusCode.OK), path);
            told.Body.ShouldContain(story.PlanId.ToString(), Case.Sensitive, path);
            untold.Body.ShouldNotContain(story.PlanId.ToString(), Case.Sensitive, path);
            untold.Body.ShouldNotContain("jointPlan", Case.Insensitive, path);
            untold.Body.ShouldContain(said.Id().ToString(), Case.Sensitive, path);
        }
        var view = await nurse.Get($"/api/v1/prohibitions/{said.Id()}");
        view["singleDocuments"]!.GetValue<bool>().ShouldBeTrue();
        view["documents"]!.AsArray().ShouldBeEmpty();
        (await nurse.GetStringAsync($"/api/v1/prohibitions/{said.Id()}/form")).ShouldContain("Yksittäisiä asiakirjoja");
        var fhir = await nurse.Get($"/fhir/Consent/{said.Id()}");
        fhir["provision"]!["data"].ShouldBeNull();
        fhir["category"]![0]!.Text("text").ShouldContain("Single documents");
        fhir["meta"]!["security"]![0]!.Text("code").ShouldBe("REDACTED");
        await nurse.GetAsync($"/api/v1/prohibitions/{said.Id()}/document?type=thl").ShouldRefuse(HttpStatusCode.Forbidden, "consents.document-names-documents");
        await social.Get($"/api/v1/prohibitions/{said.Id()}/document?type=thl");
        var withdrawn = await nurse.Change(HttpMethod.Post, $"/api/v1/prohibitions/{said.Id()}/withdraw", ByClient(), said);
        withdrawn["documents"]!.AsArray().ShouldBeEmpty();
    }

    private static async Task<(HttpStatusCode Status, string Body)> Answer(HttpClient reader, string path)
    {
        using var answer = await reader.GetAsync(path);
        var body = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, answer.IsSuccessStatusCode ? body : System.Text.RegularExpressions.Regex.Replace(body, "\"(requestId|id)\":\"[^\"]*\"", ""));
    }

    private static async Task<HttpClient> Guardian(Testing.Story story)
    {
        var code = TestHetu.New(40);
        await story.SocialWorker.Client.Post($"/api/v1/people/{story.PersonId}/guardians", new { identityCode = code, givenNames = "Hanna", familyName = "Huoltaja", role = "guardian" });
        return await Signed(story, code, "Hanna", "Huoltaja");
    }

    private static async Task<HttpClient> Signed(Testing.Story story, string identityCode, string givenNames, string familyName)
    {
        var subject = "client." + Guid.NewGuid().ToString("N");
        await (await story.Host.As(TestHost.Administrator)).Post("/api/v1/client-users", new { subject, person = new { identityCode, givenNames, familyName } });
        return await story.Host.As(subject);
    }

    private static RecordProhibitionRequest Body(Guid person, Direction direction, params Guid[] documents) => new(
        person, ProhibitionKind.Disclosure, new GivenBy(Client: true), direction, Competence: new CompetenceAssessment(Assessed: true, Competent: true), Documents: documents);

    private static Task<JsonObject> Prohibit(HttpClient recorder, Guid person, Direction direction, params Guid[] documents) =>
        recorder.Post("/api/v1/prohibitions", Body(person, direction, documents));
}
