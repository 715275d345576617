using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Fhir.Tests;

/// <summary>An app brings permissions as Kanta's transaction Bundle: the command of POST /consents in FHIR clothes.</summary>
public class PermissionTransactionTests
{
    private const string Ours = "https://monipolku.fi/fhir/";
    private const string Kanta = "https://gen.kanta.fi/fhir/tahdonilmaisut/";
    private const string Scope = "consents.read user/*.crs";

    [Theory, EveryDatabase]
    public async Task Both_permissions_of_a_Bundle_are_recorded_and_hold_at_the_next_read(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        var client = await story.Host.As(story.SocialWorker.Subject, Scope + " assessments.read");
        var part = $"/api/v1/assessments/{story.AssessmentId}/parts/";
        await story.Nurse.Client.GetAsync(part + "social").ShouldRefuse(HttpStatusCode.Forbidden, "access.permission-missing");

        var bundle = Bundle(Pair(story, "2", "socialAssessmentPart"), Pair(story, "1", "healthAssessmentPart"));
        var key = Guid.NewGuid().ToString();
        var (status, answer, _) = await Post(client, bundle, key);
        status.ShouldBe(HttpStatusCode.OK, answer.ToJsonString());
        answer.Text("type").ShouldBe("transaction-response");
        var responses = answer["entry"]!.AsArray().Select(e => e!["response"]!).ToList();
        responses.Count.ShouldBe(4);
        responses.ShouldAllBe(r => r.Text("status") == "201 Created" && r.Text("etag") == "W/\"1\"" && r["lastModified"] != null);
        var ids = responses.Where((_, i) => i % 2 == 0).Select(r => r.Text("location").Split('/')[1]).ToList();
        responses.Select(r => r.Text("location")).ShouldBe([$"Consent/{ids[0]}", $"Provenance/{ids[0]}-1", $"Consent/{ids[1]}", $"Provenance/{ids[1]}-1"]);
        foreach (var response in responses) (await story.SocialWorker.Client.Fhir(response.Text("location"))).ShouldNotBeNull();

        await story.Nurse.Client.Get(part + "social");
        await story.SocialWorker.Client.Get(part + "health");
        var view = await story.SocialWorker.Client.Get("/api/v1/consents/" + ids[0]);
        (view.Text("kind"), view.Text("direction"), view.Text("purpose"), view.Text("form"), view.Text("signedOn"), view["receivedBy"]!.GetValue<Guid>())
            .ShouldBe(("disclosurePermission", "socialToHealth", "Yhteinen suunnitelma", "electronic", "2026-09-15", story.SocialWorker.Id));
        view["serviceTasks"]!.AsArray().ShouldBeEmpty();

        // The same again is the first answer; another Bundle under the same key is none.
        var (again, same, replayed) = await Post(client, Bundle(Pair(story, "2", "socialAssessmentPart"), Pair(story, "1", "healthAssessmentPart")), key);
        (again, same.ToJsonString(), replayed).ShouldBe((HttpStatusCode.OK, answer.ToJsonString(), true));
        await Refused(client, Bundle(Pair(story, "2", "jointPlan")), 422, "platform.idempotency-key-reused", key: key);

        // A newer one takes the place of the one in force, as over REST.
        var (_, newer, _) = await Post(client, Bundle(Pair(story, "2", "jointPlan", consent => consent["provision"]!["provision"]![0]!["dataPeriod"] = new JsonObject { ["start"] = "2026-01-01" })));
        var third = await story.SocialWorker.Client.Get("/api/v1/consents/" + newer["entry"]![0]!["response"]!.Text("location").Split('/')[1]);
        (third.Text("replacesId"), third.Text("dataFrom")).ShouldBe((ids[0], "2026-01-01"));
        await story.Nurse.Client.GetAsync(part + "social").ShouldRefuse(HttpStatusCode.Forbidden, "access.permission-does-not-cover");
        (await story.SocialWorker.Client.Get("/api/v1/consents/" + ids[0])).Text("status").ShouldBe("replaced");
    }

    [Theory, EveryDatabase]
    public async Task What_we_deliver_ourselves_can_be_posted_back_with_what_the_profile_has_no_place_for(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        var given = await story.Permit(Direction.SocialToHealth, DataClass.SocialAssessmentPart, DataClass.JointPlan);
        var client = await story.Host.As(story.SocialWorker.Subject, Scope);
        var consent = await client.Fhir("Consent/" + given.Id());
        var provenance = await client.Fhir($"Provenance/{given.Id()}-1");
        var url = "urn:uuid:" + Guid.NewGuid();
        provenance["target"]![0]!["reference"] = url;

        var (status, answer, _) = await Post(client, Bundle([Entry(url, consent), Entry("urn:uuid:" + Guid.NewGuid(), provenance)]));
        status.ShouldBe(HttpStatusCode.OK, answer.ToJsonString());
        var again = await client.Fhir(answer["entry"]![0]!["response"]!.Text("location"));
        Kept(again).ShouldBe(Kept(consent));
    }

    [Theory, EveryDatabase]
    public async Task What_was_posted_is_read_back(DatabaseProvider database)
    {
        var story = await (await Story.Begin(await TestHost.Shared(database), age: 5)).Until(Chapter.Decided);
        var client = await story.Host.As(story.SocialWorker.Subject, Scope);
        JsonObject person = [];
        foreach (var name in (string[])["Hanna", "Heikki"])
        {
            person = await story.SocialWorker.Client.Post($"/api/v1/people/{story.PersonId}/guardians",
                new { identityCode = TestHetu.New(40), givenNames = name, familyName = "Huoltaja", role = "guardian" });
        }
        var guardians = person["guardians"]!.AsArray().Select(g => Reference($"RelatedPerson/{story.PersonId:N}{g!["id"]!.GetValue<Guid>():N}")).ToList();
        foreach (var change in (Action<JsonObject>[])
        [
            c => c["performer"] = new JsonArray([.. guardians.Select(g => g.DeepClone())]),
            c =>
            {
                c["performer"] = new JsonArray(guardians[1].DeepClone());
                c["extension"]!.AsArray().Add(Extension("one-guardian-suffices", "valueCode", "otherAway"));
                Replace(c, Extension("purpose", "valueString", "Rivi \"yksi\"\nja toinen <rivi>"));
                Replace(c, Extension("form", "valueCode", "paper"));
                Replace(c, Extension("language", "valueCode", "sv"));
                c["dateTime"] = "2026-09-01";
                Permit(c)["dataPeriod"] = new JsonObject { ["start"] = "2026-01-01", ["end"] = "2026-08-31" };
                Permit(c)["actor"] = Actors(story.Nurse.UnitId);
                Permit(c)["class"] = WithTask(Classes("socialAssessmentPart", "jointPlan"), "4", "5");
                Permit(c)["class"]![1]!["extension"] = Permit(c)["class"]![0]!["extension"]!.DeepClone();
            },
        ])
        {
            var pair = Pair(story, "2", "socialAssessmentPart", c =>
            {
                Without(c, "competent");
                Permit(c)["period"] = new JsonObject { ["start"] = "2026-09-15", ["end"] = "2027-09-14" };
                c["organization"] = new JsonArray(Reference("Organization/" + story.SocialWorker.UnitId));
                change(c);
            });
            var (status, answer, _) = await Post(client, Bundle(pair));
            status.ShouldBe(HttpStatusCode.OK, answer.ToJsonString());
            var location = answer["entry"]![0]!["response"]!.Text("location");
            var consent = await client.Fhir(location);
            Kept(consent).ShouldBe(Kept(pair[0]["resource"]!.AsObject()));
            // When it was recorded stands beside it.
            consent["meta"]!.Text("lastUpdated").ShouldBe("2026-09-15T12:00:00Z");
            var provenance = await client.Fhir(answer["entry"]![1]!["response"]!.Text("location"));
            (provenance.Text("recorded"), provenance["target"]![0]!.Text("reference")).ShouldBe(("2026-09-15T12:00:00Z", location));
            foreach (var (agent, posted) in provenance["agent"]!.AsArray().Zip(pair[1]["resource"]!["agent"]!.AsArray()))
                (agent!["who"]!.Text("reference"), agent["role"]![0]!["coding"]![0]!.Text("code")).ShouldBe((posted!["who"]!.Text("reference"), posted["role"]![0]!["coding"]![0]!.Text("code")));
        }
    }

    /// <summary>What was said, apart from ids, meta and what only tells in words what a code means.</summary>
    private static string Kept(JsonObject consent)
    {
        var kept = consent.DeepClone().AsObject();
        foreach (var member in (string[])["id", "meta", "identifier"]) kept.Remove(member);
        kept["extension"] = new JsonArray([.. kept["extension"]!.AsArray().OrderBy(e => e!.Text("url"), StringComparer.Ordinal).Select(e => e!.DeepClone())]);
        return string.Join('\n', Lines(kept, "").Where(line => !line.Contains(".display=", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

        static IEnumerable<string> Lines(JsonNode? node, string path) => node switch
        {
            JsonObject members => members.SelectMany(m => Lines(m.Value, path + "." + m.Key)),
            JsonArray items => items.SelectMany((item, i) => Lines(item, $"{path}[{i}]")),
            _ => [$"{path}={node?.ToJsonString()}"],
        };
    }

    [Theory, EveryDatabase]
    public async Task Refusals_are_those_of_REST(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        var client = await story.Host.As(story.SocialWorker.Subject, Scope);
        var stranger = Guid.NewGuid();
        var elsewhere = await story.Host.AddUnit(Sector.Social);
        foreach (var (rest, change, category, expression) in (ValueTuple<Action<JsonObject>, Action<JsonObject>, string, string>[])
        [
            (b => b["classes"] = new JsonArray(), c => Permit(c).Remove("class"), "2", "provision.provision[0].class"),
            (b => b["classes"] = new JsonArray("healthAssessmentPart"), c => Permit(c)["class"] = Classes("healthAssessmentPart"), "2", "provision.provision[0].class"),
            (b => b["classes"] = new JsonArray("jointPlan", "jointPlan"), c => Permit(c)["class"] = Classes("jointPlan", "jointPlan"), "2", "provision.provision[0].class"),
            (b => b["classes"] = new JsonArray("jointPlan", "intakeMatter", "socialAssessmentPart", "person"), c => Permit(c)["class"] = Classes("jointPlan", "intakeMatter", "socialAssessmentPart", "person"), "2", "provision.provision[0].class"),
            (b => b["recipientUnits"] = new JsonArray(stranger), c => Permit(c)["actor"] = Actors(stranger), "2", "provision.provision[0].actor"),
            (b => b["recipientUnits"] = new JsonArray(elsewhere), c => Permit(c)["actor"] = Actors(elsewhere), "2", "provision.provision[0].actor"),
            (b => b["validTo"] = "2026-09-14", c => Permit(c)["period"] = new JsonObject { ["end"] = "2026-09-14" }, "2", "provision.provision[0].period.end"),
            (b => b["form"] = "oral", c => Replace(c, Extension("form", "valueCode", "oral")), "2", $"extension('{Ours}StructureDefinition/consent-form')"),
            (b => b["informationTextVersion"] = "1999-1", c => Replace(c, Extension("information-text", "valueString", "1999-1")), "2", $"extension('{Ours}StructureDefinition/consent-information-text')"),
            (b => b["purpose"] = "\u200b\u200b\u200b", c => Replace(c, Extension("purpose", "valueString", "\u200b\u200b\u200b")), "2", $"extension('{Ours}StructureDefinition/consent-purpose')"),
            (b => b["matterId"] = stranger, c => Replace(c, Extension("matter", "valueIdentifier", new JsonObject { ["system"] = Ours + "identifier/matter", ["value"] = stranger.ToString() })), "2", $"extension('{Ours}StructureDefinition/consent-matter')"),
            (b => b["signedOn"] = "2026-09-16", c => c["dateTime"] = "2026-09-16", "2", "dateTime"),
            (b => b.Remove("competence"), c => Without(c, "competent"), "2", $"extension('{Ours}StructureDefinition/consent-competent')"),
            (b => b["competence"] = new JsonObject { ["assessed"] = true, ["competent"] = false }, c => Replace(c, Extension("competent", "valueBoolean", false)), "2", "performer"),
            (b => b["givenBy"] = new JsonObject { ["guardianId"] = stranger }, c => c["performer"] = new JsonArray(Reference($"RelatedPerson/{story.PersonId:N}{stranger:N}")), "2", "performer"),
            (b => b["serviceTasks"] = new JsonArray("4"), c => Permit(c)["class"] = WithTask(Classes("healthAssessmentPart"), "4"), "1", "provision.provision[0].class"),
            (b => b["serviceTasks"] = new JsonArray("4", "4"), c => Permit(c)["class"] = WithTask(Classes("socialAssessmentPart"), "4", "4"), "2", "provision.provision[0].class"),
            (b => b["dataFrom"] = "2027-01-01", c => { Permit(c)["dataPeriod"] = new JsonObject { ["start"] = "2027-01-01" }; Permit(c)["period"] = new JsonObject { ["end"] = "2026-12-31" }; }, "2", "provision.provision[0].dataPeriod.start"),
        ])
        {
            var body = RestBody(story, category);
            rest(body);
            if (body.ContainsKey("dataFrom")) body["validTo"] = "2026-12-31";
            using var answer = await story.SocialWorker.Client.SendJson(HttpMethod.Post, "/api/v1/consents", body, idempotencyKey: Guid.NewGuid().ToString());
            var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
            answer.IsSuccessStatusCode.ShouldBeFalse(problem.ToJsonString());
            await Refused(client, Bundle(Pair(story, category, category == "2" ? "socialAssessmentPart" : "healthAssessmentPart", change)), (int)answer.StatusCode, problem.Text("code"),
                expression: "Bundle.entry[0].resource." + expression);
        }
        await Refused(client, Bundle(Pair(story, "2", "jointPlan", c => Replace(c, Extension("purpose", "valueString", new string('x', 1001))))), 400, "platform.invalid-request",
            expression: $"Bundle.entry[0].resource.extension('{Ours}StructureDefinition/consent-purpose')");
        // Each rule that is broken has an issue of its own, with what it is and where.
        var broken = await Post(client, Bundle(Pair(story, "2", "jointPlan", c =>
        {
            Replace(c, Extension("language", "valueCode", "de"));
            Replace(c, Extension("purpose", "valueString", new string('x', 3000)));
        })), Guid.NewGuid().ToString());
        broken.Status.ShouldBe(HttpStatusCode.BadRequest);
        foreach (var (element, word) in (ValueTuple<string, string>[])[("consent-language", "^(fi|sv|en)$"), ("consent-purpose", "1000")])
        {
            var issue = broken.Answer["issue"]!.AsArray().Skip(1).Single(i => i!["expression"]![0]!.GetValue<string>().Contains(element, StringComparison.Ordinal))!;
            issue.AsObject().Text("diagnostics").ShouldContain(word);
        }
        broken.Answer.ToJsonString().ShouldNotContain("xxxx");

        // Who may not: as over REST, and somebody unknown as somebody else's client.
        await Refused(await story.Host.As(story.Outsider.Subject, Scope), Bundle(Pair(story, "2", "jointPlan", recorder: story.Outsider)), 403, "access.no-relationship");
        await Refused(await story.Host.As(story.Notifier.Subject, Scope), Bundle(Pair(story, "2", "jointPlan", recorder: story.Notifier)), 403, "access.role-missing");
        var outsider = await story.Host.As(story.Outsider.Subject, Scope);
        foreach (var patient in (JsonObject[])[Reference("Patient/" + Guid.NewGuid()), ByCode(TestHetu.New()), ByCode(story.IdentityCode)])
            await Refused(outsider, Bundle(Pair(story, "2", "jointPlan", c => (c["patient"], c["performer"]) = (patient.DeepClone(), new JsonArray(patient.DeepClone())), recorder: story.Outsider)), 403, "access.no-relationship");
        await Refused(client, Bundle(Pair(story, "2", "jointPlan", c => c["performer"] = new JsonArray(Reference($"RelatedPerson/{Guid.NewGuid():N}{Guid.NewGuid():N}")))), 422, "fhir.reference-not-ours");
        await Refused(client, Bundle(Pair(story, "2", "jointPlan", c => c["performer"] = new JsonArray(ByCode(story.IdentityCode)))), 422, "fhir.reference-not-ours");
        await Refused(client, Bundle(Pair(story, "2", "jointPlan", recorder: story.Coordinator)), 422, "consents.received-by-another");

        // By identity code, in the body, the client is found.
        var (status, recorded, _) = await Post(client, Bundle(Pair(story, "2", "jointPlan",
            c => (c["patient"], c["performer"]) = (ByCode(story.IdentityCode), new JsonArray(ByCode(story.IdentityCode))))));
        status.ShouldBe(HttpStatusCode.OK, recorded.ToJsonString());
        story.Host.Logs.Lines.ShouldNotContain(line => line.Contains(story.IdentityCode, StringComparison.Ordinal));
    }

    [Theory, EveryDatabase]
    public async Task What_is_not_understood_is_refused_and_nothing_of_the_Bundle_is_recorded(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        var client = await story.Host.As(story.SocialWorker.Subject, Scope);
        const string Consent = "Bundle.entry[0].resource";
        const string Provenance = "Bundle.entry[1].resource";
        foreach (var (change, code, expression) in (ValueTuple<Action<JsonObject>, string, string?>[])
        [
            (c => c["status"] = "inactive", "fhir.consent-not-active", Consent + ".status"),
            (c => c["scope"] = Concept("http://terminology.hl7.org/CodeSystem/consentscope", "treatment"), "fhir.code-unknown", Consent + ".scope"),
            (c => c["category"] = new JsonArray(Concept(Kanta + "CodeSystem/figen-cs-consentcategory-soteconsent", "3")), "fhir.code-unknown", Consent + ".category"),
            (c => c["verification"] = new JsonArray(new JsonObject { ["verified"] = true }), "fhir.element-unsupported", Consent + ".verification"),
            (c => c["provision"]!["period"] = new JsonObject { ["end"] = "2026-12-31" }, "fhir.element-unsupported", Consent + ".provision.period"),
            (c => c["provision"]!["type"] = "deny", "fhir.one-permit", Consent + ".provision"),
            (c => Permit(c)["type"] = "deny", "fhir.one-permit", Consent + ".provision"),
            (c => c["provision"]!["provision"]!.AsArray().Add(Permit(c).DeepClone()), "fhir.one-permit", Consent + ".provision"),
            (c => c.Remove("provision"), "fhir.one-permit", Consent + ".provision"),
            (c => Permit(c)["purpose"] = new JsonArray(new JsonObject { ["code"] = "TREAT" }), "fhir.element-unsupported", Consent + ".provision.provision[0].purpose"),
            (c => Permit(c)["provision"] = new JsonArray(new JsonObject { ["type"] = "deny" }), "fhir.element-unsupported", Consent + ".provision.provision[0].provision"),
            (c => Permit(c)["class"] = new JsonArray(new JsonObject { ["system"] = "x:y", ["code"] = "jointPlan" }), "fhir.code-unknown", Consent + ".provision.provision[0].class[0]"),
            (c => Permit(c)["class"] = new JsonArray([.. WithTask(Classes("jointPlan"), "4").Concat(Classes("intakeMatter")).Select(n => n!.DeepClone())]), "fhir.service-tasks-differ", Consent + ".provision.provision[0].class"),
            (c => Permit(c)["actor"] = new JsonArray(new JsonObject { ["role"] = Concept("x:y", "z"), ["reference"] = Reference("Practitioner/" + Guid.NewGuid()) }), "fhir.reference-not-ours", Consent + ".provision.provision[0].actor[0].reference"),
            (c => c["extension"]!.AsArray().Add(new JsonObject { ["url"] = "https://example.fi/else", ["valueString"] = "x" }), "fhir.element-unsupported", Consent + ".extension[6]"),
            (c => c["extension"]!.AsArray().Add(Extension("purpose", "valueString", "toinen")), "fhir.element-unsupported", $"{Consent}.extension('{Ours}StructureDefinition/consent-purpose')"),
            (c => Replace(c, Extension("competent", "valueString", "true")), "fhir.element-unsupported", $"{Consent}.extension('{Ours}StructureDefinition/consent-competent')"),
            (c => Without(c, "form"), "fhir.element-missing", $"{Consent}.extension('{Ours}StructureDefinition/consent-form')"),
            (c => c["modifierExtension"] = new JsonArray(new JsonObject { ["url"] = "https://example.fi/not", ["valueBoolean"] = true }), "fhir.element-unsupported", Consent + ".modifierExtension"),
            (c => c["dateTime"] = "2026-09", "fhir.date-not-whole", Consent + ".dateTime"),
            (c => c.Remove("dateTime"), "fhir.element-missing", Consent + ".dateTime"),
            (c => c.Remove("performer"), "fhir.element-missing", Consent + ".performer"),
            (c => c["performer"]!.AsArray().Add(Reference("Practitioner/" + story.SocialWorker.Id)), "fhir.reference-not-ours", Consent + ".performer"),
            (c => c["patient"] = new JsonObject { ["display"] = "Nella" }, "fhir.reference-not-ours", Consent + ".patient"),
            (c => c["organization"] = new JsonArray(Reference("Organization/" + story.Nurse.UnitId)), "fhir.provenance-agents", Provenance + ".agent"),
        ])
            await Refused(client, Bundle(Pair(story, "2", "jointPlan", change)), 422, code, expression);

        foreach (var (change, code, expression) in (ValueTuple<Action<JsonObject>, string, string?>[])
        [
            // TIP-PROV-1 to 4.
            (p => p["agent"]!.AsArray().RemoveAt(1), "fhir.provenance-agents", Provenance + ".agent"),
            (p => p["agent"]!.AsArray().RemoveAt(0), "fhir.provenance-agents", Provenance + ".agent"),
            (p => p["agent"]!.AsArray().Add(Agent("12", "Patient/" + story.PersonId)), "fhir.provenance-agents", Provenance + ".agent"),
            (p => p["agent"] = new JsonArray(Agent("12", "Patient/" + story.PersonId)), "fhir.recorder-not-professional", Provenance + ".agent"),
            (p => p["agent"] = new JsonArray(Agent("10", "Organization/" + story.SocialWorker.UnitId)), "fhir.provenance-agents", Provenance + ".agent"),
            (p => p["signature"] = new JsonArray(new JsonObject { ["type"] = new JsonArray(new JsonObject { ["code"] = "x" }), ["when"] = "2026-09-15T12:00:00Z", ["who"] = Reference("Practitioner/x") }), "fhir.element-unsupported", Provenance + ".signature"),
            (p => p["target"]!.AsArray().Add(Reference("urn:uuid:" + Guid.NewGuid())), "fhir.pairs-broken", null),
        ])
            await Refused(client, Bundle(Pair(story, "2", "jointPlan", provenance: change)), 422, code, expression);

        var good = Pair(story, "2", "jointPlan");
        await Refused(client, Bundle([good[0]]), 422, "fhir.pairs-broken");
        await Refused(client, Bundle([.. good, Entry("urn:uuid:" + Guid.NewGuid(), new JsonObject { ["resourceType"] = "Patient" })]), 422, "fhir.pairs-broken");
        await Refused(client, Bundle(Pair(story, "2", "jointPlan"), Pair(story, "2", "intakeMatter")), 422, "fhir.two-permissions", "Bundle.entry[2].resource");
        var put = Bundle(Pair(story, "2", "jointPlan"));
        put["entry"]![0]!["request"] = new JsonObject { ["method"] = "PUT", ["url"] = "Consent/1" };
        await Refused(client, put, 422, "fhir.entry-not-posted", "Bundle.entry[0].request");
        var conditional = Bundle(Pair(story, "2", "jointPlan"));
        conditional["entry"]![0]!["request"]!["ifNoneExist"] = "identifier=x";
        await Refused(client, conditional, 422, "fhir.element-unsupported", "Bundle.entry[0].request.ifNoneExist");
        var batch = Bundle(Pair(story, "2", "jointPlan"));
        batch["type"] = "batch";
        await Refused(client, batch, 422, "fhir.transaction-expected");
        await Refused(client, new JsonObject { ["resourceType"] = "Bundle", ["type"] = "transaction", ["unheard"] = 1 }, 400, null);
        await Refused(client, Bundle(Pair(story, "2", "jointPlan")), 400, "platform.idempotency-key-missing", key: "");
        await Refused(client, Bundle(Pair(story, "2", "jointPlan")), 415, "fhir.bundle-expected", media: "text/plain");

        // The first pair is good, the second is not.
        await Refused(client, Bundle(Pair(story, "1", "healthAssessmentPart"), Pair(story, "2", "jointPlan", c => c["dateTime"] = "2026-09-16")), 400, "consents.signed-in-future", "Bundle.entry[2].resource.dateTime");
        (await story.SocialWorker.Client.Get($"/api/v1/consents?personId={story.PersonId}"))["items"]!.AsArray().Count.ShouldBe(1);
    }

    [Theory, EveryDatabase]
    public async Task A_scope_to_create_is_needed_and_two_presses_at_once_record_once(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        foreach (var scope in (string[])["user/*.rs", "user/Patient.c", "system/Consent.c", "user/Consent.c?category=1", "consents.write"])
            await Refused(await story.Host.As(story.SocialWorker.Subject, scope), Bundle(Pair(story, "2", "jointPlan")), 403, "fhir.scope-missing");
        await Refused(story.Host.Anonymous(), Bundle(Pair(story, "2", "jointPlan")), 401, "platform.not-signed-in");

        var client = await story.Host.As(story.SocialWorker.Subject, "user/Consent.c?category=2");
        var (bundle, key) = (Bundle(Pair(story, "2", "jointPlan")), Guid.NewGuid().ToString());
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Post(client, bundle, key)));
        answers.ShouldAllBe(a => a.Status == HttpStatusCode.OK);
        answers.Select(a => a.Answer.ToJsonString()).Distinct().Count().ShouldBe(1);
        answers.Count(a => !a.Replayed).ShouldBe(1);
        var others = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Post(client, bundle)));
        others.ShouldAllBe(a => a.Status == HttpStatusCode.OK || (a.Status == HttpStatusCode.Conflict && Code(a.Answer) == "consents.recorded-at-once"));
        (await story.SocialWorker.Client.Get($"/api/v1/consents?personId={story.PersonId}"))["items"]!.AsArray().Count(c => c!.Text("status") == "active").ShouldBe(2);

        using var options = await client.GetAsync("/fhir");
        options.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        options.Content.Headers.Allow.ShouldBe(["POST"]);
    }

    private static JsonObject[] Pair(
        Story story, string category, string dataClass, Action<JsonObject>? consent = null, Action<JsonObject>? provenance = null, TestStaff? recorder = null)
    {
        // The same at every call: a retry sends what was sent.
        var url = "urn:uuid:" + (category == "1" ? "0192f0c1-7c1e-7000-8000-0000000000a1" : dataClass == "intakeMatter" ? "0192f0c1-7c1e-7000-8000-0000000000a3" : "0192f0c1-7c1e-7000-8000-0000000000a2");
        var staff = recorder ?? story.SocialWorker;
        var one = new JsonObject
        {
            ["resourceType"] = "Consent",
            ["meta"] = new JsonObject { ["profile"] = new JsonArray(Kanta + "StructureDefinition/soteluovutuslupa") },
            ["extension"] = new JsonArray(
                Extension("form", "valueCode", "electronic"), Extension("language", "valueCode", "fi"), Extension("information-text", "valueString", "2026-1"),
                MatterOf(story), Extension("purpose", "valueString", "Yhteinen suunnitelma"), Extension("competent", "valueBoolean", true)),
            ["status"] = "active",
            ["scope"] = Concept("http://terminology.hl7.org/CodeSystem/consentscope", "patient-privacy"),
            ["category"] = new JsonArray(Concept(Kanta + "CodeSystem/figen-cs-consentcategory-soteconsent", category)),
            ["patient"] = Reference("Patient/" + story.PersonId),
            ["dateTime"] = "2026-09-15",
            ["performer"] = new JsonArray(Reference("Patient/" + story.PersonId)),
            ["policy"] = new JsonArray(new JsonObject { ["uri"] = "https://www.finlex.fi/eli/sd/2023/703" }),
            ["provision"] = new JsonObject { ["provision"] = new JsonArray(new JsonObject { ["type"] = "permit", ["class"] = Classes(dataClass) }) },
        };
        consent?.Invoke(one);
        var other = new JsonObject
        {
            ["resourceType"] = "Provenance",
            ["meta"] = new JsonObject { ["profile"] = new JsonArray(Kanta + "StructureDefinition/TahdonilmaisuProvenance") },
            ["target"] = new JsonArray(Reference(url)),
            ["recorded"] = "2026-09-15T12:00:00Z",
            ["agent"] = new JsonArray(Agent("2", "Practitioner/" + staff.Id), Agent("7", "Organization/" + staff.UnitId)),
        };
        provenance?.Invoke(other);
        return [Entry(url, one), Entry(url[..^2] + "b" + url[^1], other)];
    }

    private static JsonObject RestBody(Story story, string category) => new()
    {
        ["personId"] = story.PersonId,
        ["matterId"] = story.MatterId,
        ["kind"] = "disclosurePermission",
        ["direction"] = category == "2" ? "socialToHealth" : "healthToSocial",
        ["classes"] = new JsonArray(category == "2" ? "socialAssessmentPart" : "healthAssessmentPart"),
        ["givenBy"] = new JsonObject { ["client"] = true },
        ["form"] = "electronic",
        ["language"] = "fi",
        ["informationTextVersion"] = "2026-1",
        ["signedOn"] = "2026-09-15",
        ["purpose"] = "Yhteinen suunnitelma",
        ["competence"] = new JsonObject { ["assessed"] = true, ["competent"] = true },
    };

    private static JsonObject Bundle(params JsonObject[][] pairs) => new()
    {
        ["resourceType"] = "Bundle",
        ["type"] = "transaction",
        ["entry"] = new JsonArray([.. pairs.SelectMany(p => p).Select(e => e.DeepClone())]),
    };

    private static JsonObject Entry(string url, JsonNode resource) => new()
    {
        ["fullUrl"] = url,
        ["resource"] = resource,
        ["request"] = new JsonObject { ["method"] = "POST", ["url"] = resource.Text("resourceType") },
    };

    private static JsonObject Permit(JsonObject consent) => consent["provision"]!["provision"]![0]!.AsObject();

    private static JsonArray Classes(params string[] codes) =>
        [.. codes.Select(code => new JsonObject { ["system"] = Ours + "CodeSystem/data-class", ["code"] = code, ["display"] = code })];

    private static JsonArray WithTask(JsonArray classes, params string[] tasks)
    {
        classes[0]!["extension"] = new JsonArray([.. tasks.Select(task => new JsonObject
        {
            ["url"] = Kanta + "StructureDefinition/FunctionCode",
            ["valueCoding"] = new JsonObject { ["system"] = "urn:oid:1.2.246.537.6.1221", ["code"] = task },
        })]);
        return classes;
    }

    private static JsonArray Actors(Guid unit) =>
        [new JsonObject { ["role"] = Concept("http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "IRCP"), ["reference"] = Reference("Organization/" + unit) }];

    private static JsonObject Agent(string role, string who) =>
        new() { ["role"] = new JsonArray(Concept("http://gen.kanta.fi/figen-cs-provenancerolecategory", role)), ["who"] = Reference(who) };

    private static JsonObject MatterOf(Story story) =>
        Extension("matter", "valueIdentifier", new JsonObject { ["system"] = Ours + "identifier/matter", ["value"] = story.MatterId.ToString() });

    private static JsonObject Extension(string name, string type, JsonNode value) => new() { ["url"] = Ours + "StructureDefinition/consent-" + name, [type] = value };

    private static void Replace(JsonObject consent, JsonObject extension)
    {
        Without(consent, extension.Text("url").Split("consent-")[1]);
        consent["extension"]!.AsArray().Add(extension);
    }

    private static void Without(JsonObject consent, string name) => consent["extension"]!.AsArray().Remove(
        consent["extension"]!.AsArray().Single(e => e!.Text("url") == Ours + "StructureDefinition/consent-" + name));

    private static JsonObject Concept(string system, string code) =>
        new() { ["coding"] = new JsonArray(new JsonObject { ["system"] = system, ["code"] = code, ["display"] = code }) };

    private static JsonObject ByCode(string identityCode) => new() { ["identifier"] = new JsonObject { ["system"] = "urn:oid:1.2.246.21", ["value"] = identityCode } };

    private static JsonObject Reference(string reference) => new() { ["reference"] = reference };

    private static async Task<(HttpStatusCode Status, JsonObject Answer, bool Replayed)> Post(HttpClient client, JsonObject bundle, string? key = null, string media = "application/fhir+json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/fhir") { Content = new StringContent(bundle.ToJsonString(), Encoding.UTF8, MediaTypeHeaderValue.Parse(media)) };
        if (key != "") request.Headers.Add("Idempotency-Key", key ?? Guid.NewGuid().ToString());
        using var answer = await client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/fhir+json", text);
        return (answer.StatusCode, JsonNode.Parse(text)!.AsObject(), answer.Headers.Contains("Idempotency-Replayed"));
    }

    private static string? Code(JsonObject outcome) => outcome["issue"]![0]!["details"]?["coding"]![0]!.Text("code");

    private static async Task Refused(HttpClient client, JsonObject bundle, int status, string? code, string? expression = null, string? key = null, string media = "application/fhir+json")
    {
        var (got, outcome, _) = await Post(client, bundle, key, media);
        var text = outcome.ToJsonString();
        ((int)got, outcome.Text("resourceType"), Code(outcome)).ShouldBe((status, "OperationOutcome", code), $"{text} {bundle["entry"]?.ToJsonString()}");
        if (expression is not null) outcome["issue"]![0]!["expression"]?[0]!.GetValue<string>().ShouldStartWith(expression, Case.Sensitive, text);
        if (expression is not null) outcome["issue"]![0]!["expression"].ShouldNotBeNull(text);
    }
}
