using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Monipolku.Access.Contracts;
using Monipolku.Fhir.R4;
using Monipolku.Platform;
using Monipolku.Testing;
using Task = System.Threading.Tasks.Task;

namespace Monipolku.Fhir.Tests;

public class FacadeTests
{
    [Theory, EveryDatabase]
    public async Task Every_type_can_be_searched_and_what_is_found_can_be_read_and_is_valid(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Referred, database);
        var client = story.SocialWorker.Client;
        var searches = new Dictionary<string, string>
        {
            ["Patient"] = $"_id={story.PersonId}",
            ["Practitioner"] = $"_id={story.SocialWorker.Id},{story.Nurse.Id}",
            ["PractitionerRole"] = $"identifier=https://monipolku.fi/fhir/identifier/practitioner-role|{story.Nurse.Id}",
            ["Organization"] = $"_id={story.Nurse.UnitId}",
            ["Consent"] = $"patient=Patient/{story.PersonId}",
            ["Provenance"] = $"target=Consent/{story.JointWork.Id()}",
            ["CarePlan"] = $"subject={story.PersonId}",
            ["Goal"] = $"patient={story.PersonId}",
            ["CareTeam"] = $"identifier={story.PlanId}",
            ["ServiceRequest"] = $"patient={story.PersonId}",
            ["Questionnaire"] = "url=https://monipolku.fi/fhir/Questionnaire/childAndFamily-2026-1",
            ["QuestionnaireResponse"] = $"patient={story.PersonId}",
            ["Task"] = $"subject=Patient/{story.PersonId}",
        };
        foreach (var (type, search) in searches)
        {
            var bundle = await client.Fhir($"{type}?{search}");
            bundle.Text("type").ShouldBe("searchset");
            bundle["total"]!.GetValue<int>().ShouldBeGreaterThan(0, type);
            foreach (var entry in bundle["entry"]!.AsArray())
            {
                entry!["search"]!.Text("mode").ShouldBe("match");
                var fullUrl = entry.Text("fullUrl");
                fullUrl.ShouldBe($"{story.Host.Address.AbsoluteUri}fhir/{type}/{entry["resource"]!.Text("id")}");
                var read = await client.Fhir(fullUrl[(fullUrl.IndexOf("fhir/", StringComparison.Ordinal) + 5)..]);
                JsonNode.DeepEquals(read, entry["resource"]).ShouldBeTrue(type);
            }
        }
    }

    [Theory, EveryDatabase]
    public async Task References_of_a_plan_lead_to_resources_that_are_served(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Referred, database);
        var client = story.SocialWorker.Client;
        var found = 0;
        foreach (var start in (string[])[$"CarePlan/{story.PlanId}", $"CareTeam/{story.PlanId}", $"Task/{story.ReferralId}", $"Consent/{story.JointWork.Id()}"])
        {
            var resource = FhirJson.Parse<Resource>((await client.Fhir(start)).ToJsonString());
            foreach (var reference in resource.Descendants().OfType<ResourceReference>().Select(r => r.Reference?.Value).OfType<string>().Distinct())
            {
                (await client.Fhir(reference)).Text("resourceType").ShouldBe(reference.Split('/')[0]);
                found++;
            }
        }
        found.ShouldBeGreaterThan(10);
    }

    [Theory, EveryDatabase]
    public async Task Guardian_is_read_by_an_id_that_names_the_client_too(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Decided, database);
        var client = story.SocialWorker.Client;
        var person = await client.Post($"/api/v1/people/{story.PersonId}/guardians",
            new { identityCode = TestHetu.New(40), givenNames = "Hanna", familyName = "Huoltaja", role = "guardian" });
        var guardian = person["guardians"]![0]!.Text("id");

        var found = (await client.Fhir($"RelatedPerson?patient={story.PersonId}"))["entry"]!.AsArray().Single()!["resource"]!;
        found["identifier"]![0]!.Text("value").ShouldBe(guardian);
        JsonNode.DeepEquals(await client.Fhir("RelatedPerson/" + found.Text("id")), found).ShouldBeTrue();
        (await client.Fhir($"RelatedPerson?patient={story.PersonId}&identifier={guardian}"))["total"]!.GetValue<int>().ShouldBe(1);
        (await client.Fhir($"RelatedPerson?patient={story.PersonId}&identifier={Guid.NewGuid()}"))["total"]!.GetValue<int>().ShouldBe(0);
        await client.Get("RelatedPerson/" + found.Text("id")[..^1] + "z", HttpStatusCode.NotFound, "not-found");
        await client.Get($"RelatedPerson?identifier={guardian}", HttpStatusCode.BadRequest, "too-costly");
    }

    [Theory, EveryDatabase]
    public async Task What_the_gate_denies_is_neither_found_nor_counted_nor_read(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Referred, database);
        var outsider = story.Outsider.Client;
        foreach (var search in (string[])
        [
            $"Patient?_id={story.PersonId}", $"CarePlan?_id={story.PlanId}", $"CarePlan?patient={story.PersonId}", $"CarePlan?identifier={story.PlanId}",
            $"Goal?subject={story.PersonId}", $"CareTeam?_id={story.PlanId}", $"Consent?patient={story.PersonId}", $"Consent?_id={story.JointWork.Id()}",
            $"Provenance?_id={story.JointWork.Id()}-1", $"Provenance?target={story.JointWork.Id()}", $"ServiceRequest?patient={story.PersonId}",
            $"Task?_id={story.ReferralId}", $"RelatedPerson?patient={story.PersonId}", $"Task?_id={story.ReferralId}&_count=0",
            $"QuestionnaireResponse?patient={story.PersonId}", $"QuestionnaireResponse?_id={story.AssessmentId}", $"QuestionnaireResponse?identifier={story.AssessmentId}",
        ])
        {
            var bundle = await outsider.Fhir(search);
            bundle["total"]!.GetValue<int>().ShouldBe(0, search);
            bundle.ContainsKey("entry").ShouldBeFalse(search);
        }
        foreach (var read in (string[])
        [
            $"Patient/{story.PersonId}", $"CarePlan/{story.PlanId}", $"CareTeam/{story.PlanId}", $"Consent/{story.JointWork.Id()}",
            $"Provenance/{story.JointWork.Id()}-1", $"ServiceRequest/{story.ReferralId}", $"Task/{story.ReferralId}",
            $"QuestionnaireResponse/{story.AssessmentId}",
        ])
        {
            await outsider.Get(read, HttpStatusCode.Forbidden, "forbidden");
        }
        // By identity code an unknown client and somebody else's are answered alike, but for the self link: it holds no code at all.
        var theirs = await outsider.SearchByForm("Patient", ("identifier", "urn:oid:1.2.246.21|" + story.IdentityCode));
        var nobodys = await outsider.SearchByForm("Patient", ("identifier", "urn:oid:1.2.246.21|" + TestHetu.New()));
        theirs.ToJsonString().ShouldBe(nobodys.ToJsonString());
    }

    [Theory, EveryDatabase]
    public async Task Withdrawn_consent_closes_the_plan_to_the_other_sector_from_the_next_read_on(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Planned, database);
        (await story.Nurse.Client.Fhir($"CarePlan?patient={story.PersonId}"))["total"]!.GetValue<int>().ShouldBe(1);
        await story.Withdraw();

        (await story.Nurse.Client.Fhir($"CarePlan?patient={story.PersonId}"))["total"]!.GetValue<int>().ShouldBe(0);
        var outcome = await story.Nurse.Client.Get($"CarePlan/{story.PlanId}", HttpStatusCode.Forbidden, "forbidden");
        outcome["issue"]![0]!["details"]!["coding"]![0]!.Text("code").ShouldBe("access.joint-work-consent-withdrawn");
        // Both versions of the consent have a provenance.
        await story.Nurse.Client.Fhir($"Provenance/{story.JointWork.Id()}-1");
        (await story.Nurse.Client.Fhir($"Provenance?target={story.JointWork.Id()}"))["entry"]![0]!["resource"]!.Text("id").ShouldEndWith("-2");
        (await story.Nurse.Client.Fhir($"Consent/{story.JointWork.Id()}")).Text("status").ShouldBe("inactive");
    }

    [Theory, EveryDatabase]
    public async Task Client_is_found_by_identity_code_in_a_form_and_never_in_an_address(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Decided, database);
        var client = story.SocialWorker.Client;

        var found = await client.SearchByForm("Patient", ("identifier", "urn:oid:1.2.246.21|" + story.IdentityCode));
        found["entry"]!.AsArray().Single()!["resource"]!.Text("id").ShouldBe(story.PersonId.ToString());
        found["link"]!.ToJsonString().ShouldNotContain(story.IdentityCode);
        foreach (var value in (string[])["urn:oid:1.2.246.21|" + story.IdentityCode, story.IdentityCode])
        {
            var outcome = await client.Get("Patient?identifier=" + Uri.EscapeDataString(value), HttpStatusCode.BadRequest, "invalid");
            outcome.ToJsonString().ShouldNotContain(story.IdentityCode);
        }
        (await client.SearchByForm("Patient", ("identifier", "urn:oid:1.2.246.21|010190-999X"), HttpStatusCode.BadRequest)).Text("resourceType").ShouldBe("OperationOutcome");
        using var inAddress = await client.PostAsync("/fhir/Patient/_search?identifier=" + story.IdentityCode, new FormUrlEncodedContent([]));
        await inAddress.Outcome(HttpStatusCode.BadRequest, "not-supported");
    }

    [Theory, EveryDatabase]
    public async Task Pages_follow_each_other_by_their_links(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Planned, database);
        for (var i = 0; i < 4; i++) await (i % 2 == 0
            ? story.Permit(Direction.HealthToSocial, DataClass.HealthAssessmentPart)
            : story.Permit(Direction.SocialToHealth, DataClass.SocialAssessmentPart));
        var client = story.SocialWorker.Client;
        var seen = new List<string>();
        var next = $"/fhir/Consent?patient={story.PersonId}&_count=2";
        while (next is not null)
        {
            var page = await client.Fhir(next);
            page["total"]!.GetValue<int>().ShouldBe(5);
            page["entry"]!.AsArray().Count.ShouldBeLessThanOrEqualTo(2);
            seen.AddRange(page["entry"]!.AsArray().Select(e => e!["resource"]!.Text("id")));
            page["link"]!.AsArray().ShouldContain(l => l!.Text("relation") == "self");
            next = page["link"]!.AsArray().FirstOrDefault(l => l!.Text("relation") == "next")?.Text("url");
        }
        seen.Count.ShouldBe(5);
        seen.ShouldBeUnique();
        (await client.Fhir($"Consent?patient={story.PersonId}&_count=0")).ContainsKey("entry").ShouldBeFalse();
        await client.Get($"Consent?patient={story.PersonId}&_page=!", HttpStatusCode.BadRequest, "invalid");
    }

    [Theory, EveryDatabase]
    public async Task Criteria_narrow_each_other(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Planned, database);
        var other = await (await Story.Begin(story.Host)).Until(Chapter.Planned);
        var client = story.SocialWorker.Client;
        async Task<int> Total(string search) => (await client.Fhir(search))["total"]!.GetValue<int>();

        (await Total($"CarePlan?_id={story.PlanId}&patient={story.PersonId}")).ShouldBe(1);
        (await Total($"CarePlan?_id={story.PlanId}&patient={other.PersonId}")).ShouldBe(0);
        (await Total($"CarePlan?_id={story.PlanId}&identifier={other.PlanId}")).ShouldBe(0);
        (await Total($"CarePlan?_id={story.PlanId}&_id={other.PlanId}")).ShouldBe(0);
        // The other client's plan is not this worker's to see.
        (await Total($"CarePlan?_id={story.PlanId},{other.PlanId}")).ShouldBe(1);
        (await Total($"CarePlan?patient={story.PersonId}&patient={other.PersonId}")).ShouldBe(0);
        (await Total("CarePlan?patient=nobody-of-ours")).ShouldBe(0);
        (await Total($"Consent?patient={story.Host.Address}fhir/Patient/{story.PersonId}")).ShouldBe(1);
        (await Total($"CarePlan?_id={story.PlanId.ToString().ToUpperInvariant()}")).ShouldBe(0);
    }

    [Theory, EveryDatabase]
    public async Task What_is_not_understood_is_refused(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Planned, database);
        var client = story.SocialWorker.Client;
        var patient = $"patient={story.PersonId}";
        foreach (var (search, code) in ((string, string)[])
        [
            ("CarePlan", "too-costly"), ("CarePlan?_count=5", "too-costly"), ("Patient", "too-costly"), ("Organization", "too-costly"),
            ($"CarePlan?{patient}&colour=red", "not-supported"), ($"CarePlan?{patient}&status=active", "not-supported"),
            ($"CarePlan?patient:Patient={story.PersonId}", "not-supported"), ($"CarePlan?patient.name=Aino", "not-supported"),
            ($"CarePlan?{patient}&_include=CarePlan:encounter", "not-supported"), ($"CarePlan?_has:x=1", "not-supported"),
            ($"CarePlan?{patient}&_count=many", "invalid"), ($"CarePlan?{patient}&_count=-1", "invalid"),
            ("CarePlan?patient=", "invalid"), ("CarePlan?patient=Group/1", "invalid"), ("CarePlan?patient=a,b", "invalid"),
            ("CarePlan?_id=a b", "invalid"), ("CarePlan?identifier=a|b|c", "invalid"), ("CarePlan?identifier=|x", "invalid"),
            ("CarePlan?identifier=https://monipolku.fi/fhir/identifier/plan|", "invalid"), ("CarePlan?identifier=urn:other|x", "not-supported"),
            ($"Provenance?{patient}", "not-supported"), ("CarePlan?_id=" + string.Join(',', Enumerable.Repeat("a", 51)), "too-costly"),
            ($"CarePlan/{story.PlanId}?_summary=true", "not-supported"),
        ])
        {
            await client.Get(search, HttpStatusCode.BadRequest, code);
        }
        await client.Get("CarePlan/" + Guid.NewGuid(), HttpStatusCode.NotFound, "not-found");
        await client.Get("CarePlan/x", HttpStatusCode.NotFound, "not-found");
        await client.Get("Observation/1", HttpStatusCode.NotFound, "not-supported");
        await client.Get("Observation?_id=1", HttpStatusCode.NotFound, "not-supported");
        await client.Get("CarePlan/_history", HttpStatusCode.MethodNotAllowed, "not-supported");
        await client.Get($"CarePlan/{story.PlanId}/_history/1/x", HttpStatusCode.MethodNotAllowed, "not-supported");
        await client.Get("CarePlan/$match", HttpStatusCode.MethodNotAllowed, "not-supported");
        await client.Get("", HttpStatusCode.MethodNotAllowed, "not-supported");
        foreach (var method in (HttpMethod[])[HttpMethod.Post, HttpMethod.Put, HttpMethod.Delete, HttpMethod.Patch])
        {
            using var request = new HttpRequestMessage(method, "/fhir/CarePlan" + (method == HttpMethod.Post ? "" : $"/{story.PlanId}"));
            using var answer = await client.SendAsync(request);
            await answer.Outcome(HttpStatusCode.MethodNotAllowed, "not-supported");
        }
        using var json = await client.PostAsync("/fhir/CarePlan/_search", new StringContent("{}", MediaTypeHeaderValue.Parse("application/json")));
        await json.Outcome(HttpStatusCode.UnsupportedMediaType, "not-supported");
    }

    [Theory]
    [InlineData("DELETE", "metadata", "GET, HEAD")]
    [InlineData("POST", "CarePlan", "GET, HEAD")]
    [InlineData("PUT", "CarePlan/1", "GET, HEAD")]
    [InlineData("GET", "CarePlan/_search", "POST")]
    [InlineData("PUT", "CarePlan/_search", "POST")]
    [InlineData("PUT", "CarePlan/1/_history", "GET, HEAD")]
    [InlineData("PUT", "CarePlan/1/_history/1", "GET, HEAD")]
    [InlineData("GET", "Patient/1/_history", "")]
    [InlineData("PUT", "Patient/1/_history", "")]
    [InlineData("PUT", "Patient/1/_history/1", "GET, HEAD")]
    [InlineData("GET", "CarePlan/_history", "")]
    [InlineData("GET", "CarePlan/$match", "")]
    [InlineData("GET", "_history", "")]
    [InlineData("GET", "$everything", "")]
    [InlineData("POST", "$everything", "")]
    [InlineData("PUT", "", "POST")]
    public async Task What_is_not_supported_is_405_and_Allow_says_what_is(string method, string path, string allow)
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        using var client = await host.As(TestHost.Administrator);
        using var request = new HttpRequestMessage(new HttpMethod(method), "/fhir/" + path);
        using var answer = await client.SendAsync(request);

        await answer.Outcome(HttpStatusCode.MethodNotAllowed, "not-supported");
        answer.Content.Headers.TryGetValues("Allow", out var allowed).ShouldBeTrue();
        string.Join(", ", allowed!).ShouldBe(allow);
    }

    [Theory]
    [InlineData("_id")]
    [InlineData("identifier")]
    [InlineData("patient")]
    public async Task Identity_code_is_never_in_a_link(string parameter)
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        var nurse = await host.AddStaff(Sector.Health, Role.PsychiatricNurse);
        var code = TestHetu.New();
        var search = parameter == "identifier" ? new[] { KeyValuePair.Create("patient", Guid.NewGuid().ToString()) } : [];

        await nurse.Client.Get($"Consent?{parameter}=x,{Uri.EscapeDataString(code)}", HttpStatusCode.BadRequest, "invalid");
        using var answer = await nurse.Client.PostAsync("/fhir/Consent/_search", new FormUrlEncodedContent(search.Append(KeyValuePair.Create(parameter, code))));
        var bundle = await answer.Resource(HttpStatusCode.OK);

        bundle["link"]!.ToJsonString().ShouldContain(parameter + "=");
        bundle["link"]!.ToJsonString().ShouldNotContain(code);
        bundle["link"]!.ToJsonString().ShouldNotContain(Uri.EscapeDataString(code));
    }

    [Theory, EveryDatabase]
    public async Task Format_is_json_or_nothing(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Decided, database);
        var client = story.SocialWorker.Client;
        var path = "Patient/" + story.PersonId;
        foreach (var format in (string[])["json", "application/fhir%2Bjson", "application/fhir+json", "application/json"]) await client.Fhir($"{path}?_format={format}");
        foreach (var format in (string[])["xml", "application/fhir%2Bxml", "html"])
            await client.Get($"{path}?_format={format}", HttpStatusCode.NotAcceptable, "not-supported");
        using var xml = await client.Ask(path, ("Accept", "application/fhir+xml"));
        await xml.Outcome(HttpStatusCode.NotAcceptable, "not-supported");
        using var both = await client.Ask(path, ("Accept", "application/fhir+xml, application/fhir+json;q=0.5"));
        both.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var beaten = await client.Ask(path + "?_format=json", ("Accept", "application/fhir+xml"));
        beaten.StatusCode.ShouldBe(HttpStatusCode.OK);
        beaten.Content.Headers.ContentType!.ToString().ShouldBe("application/fhir+json; charset=utf-8");
    }

    [Theory, EveryDatabase]
    public async Task Version_and_time_are_in_the_headers_and_a_known_version_is_not_sent_again(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Planned, database);
        var client = story.SocialWorker.Client;
        using var plan = await client.Ask($"CarePlan/{story.PlanId}");
        plan.Headers.ETag!.ToString().ShouldBe("W/\"1\"");
        plan.Content.Headers.LastModified.ShouldBe(story.Host.Clock.GetUtcNow());

        using var again = await client.Ask($"CarePlan/{story.PlanId}", ("If-None-Match", "W/\"1\""));
        again.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        (await again.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
        // What has no version of its own has one of its content.
        using var unit = await client.Ask("Organization/" + story.SocialWorker.UnitId);
        using var unitAgain = await client.Ask("Organization/" + story.SocialWorker.UnitId, ("If-None-Match", unit.Headers.ETag!.ToString()));
        unitAgain.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        // Whoever may not see it is not told that it has not changed.
        using var denied = await story.Outsider.Client.Ask($"CarePlan/{story.PlanId}", ("If-None-Match", "W/\"1\""));
        await denied.Outcome(HttpStatusCode.Forbidden, "forbidden");
    }

    [Theory, EveryDatabase]
    public async Task Token_must_carry_the_SMART_scope(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Decided, database);
        var path = "Patient/" + story.PersonId;
        using var anonymous = await story.Host.Anonymous().GetAsync("/fhir/" + path);
        await anonymous.Outcome(HttpStatusCode.Unauthorized, "login");
        anonymous.Headers.WwwAuthenticate.Single().Scheme.ShouldBe("Bearer");
        using var nowhere = await story.Host.Anonymous().GetAsync("/fhir/Nothing/at/all");
        await nowhere.Outcome(HttpStatusCode.Unauthorized, "login");

        var rest = await story.Host.As(story.SocialWorker.Subject, "people.read plans.read");
        (await rest.Get(path, HttpStatusCode.Forbidden, "forbidden"))["issue"]![0]!["details"]!["coding"]![0]!.Text("code").ShouldBe("fhir.scope-missing");
        await rest.Get($"Patient?_id={story.PersonId}", HttpStatusCode.Forbidden, "forbidden");
        // And it is enough: the facade asks for no scope of REST.
        await (await story.Host.As(story.SocialWorker.Subject, "user/*.rs")).Fhir(path);
    }

    [Theory]
    [InlineData("user/*.rs", true, true)]
    [InlineData("user/CarePlan.rs", true, true)]
    [InlineData("user/CarePlan.cruds", true, true)]
    [InlineData("user/CarePlan.r", true, false)]
    [InlineData("user/*.s", false, true)]
    [InlineData("user/Observation.rs", false, false)]
    [InlineData("patient/*.rs", false, false)]
    [InlineData("system/*.rs", false, false)]
    [InlineData("user/CarePlan.sr", false, false)]
    [InlineData("user/CarePlan.read", false, false)]
    [InlineData("user/CarePlan.rs?category=734163000", true, true)]
    [InlineData("user/CarePlan.rs?status=active", false, false)]
    [InlineData("user/CarePlan.rs?category=734163000&status=active", false, false)]
    [InlineData("user/CarePlan.rs?category=", false, false)]
    [InlineData("user/CarePlan.rs?", false, false)]
    [InlineData("user/CarePlan.", false, false)]
    [InlineData("user/CarePlan", false, false)]
    [InlineData("somebody/CarePlan.rs", false, false)]
    public void Scope_permits_what_it_says(string scope, bool read, bool search)
    {
        var caller = new Caller("sari.sosiaali", new HashSet<string> { "openid", scope }, "1", "an-app");
        (Facade.SmartScopes.Of(caller, "CarePlan", 'r') is not null, Facade.SmartScopes.Of(caller, "CarePlan", 's') is not null).ShouldBe((read, search));
    }

    [Fact]
    public void Contexts_of_a_launch_and_of_a_program_need_their_tokens()
    {
        static bool Opens(Caller caller) => Facade.SmartScopes.Of(caller, "CarePlan", 'r') is not null;

        Opens(new Caller("nella", new HashSet<string> { "patient/*.rs" }, "1", "an-app", Guid.NewGuid())).ShouldBeTrue();
        Opens(new Caller("nella", new HashSet<string> { "patient/*.rs" }, "1", "an-app")).ShouldBeFalse();
        Opens(new Caller("adapter", new HashSet<string> { "system/*.rs" }, "1", "adapter")).ShouldBeTrue();
        Opens(new Caller("nella", new HashSet<string> { "system/*.rs" }, "1", "adapter")).ShouldBeFalse();
    }

    [Theory, EveryDatabase]
    public async Task A_scope_limited_to_a_category_shows_and_counts_that_category_only(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Referred, database);
        var all = await story.SocialWorker.Client.Fhir($"Consent?patient={story.PersonId}");
        var (id, category) = (all["entry"]![0]!["resource"]!.Text("id"), all["entry"]![0]!["resource"]!["category"]![0]!["coding"]![0]!);
        var ofThatCategory = all["entry"]!.AsArray().Count(e => JsonNode.DeepEquals(e!["resource"]!["category"]![0]!["coding"]![0], category));

        foreach (var token in (string[])[$"{category.Text("system")}|{category.Text("code")}", category.Text("code"), $"none,{category.Text("code")}"])
        {
            var limited = await story.Host.As(story.SocialWorker.Subject, "user/Consent.rs?category=" + token);
            (await limited.Fhir($"Consent?patient={story.PersonId}"))["total"]!.GetValue<int>().ShouldBe(ofThatCategory, token);
            (await limited.Fhir("Consent/" + id)).Text("id").ShouldBe(id);
        }

        var other = await story.Host.As(story.SocialWorker.Subject, $"user/Consent.rs?category=https://elsewhere.example|{category.Text("code")}");
        var none = await other.Fhir($"Consent?patient={story.PersonId}");
        none["total"]!.GetValue<int>().ShouldBe(0);
        none["entry"].ShouldBeNull();
        await other.Get("Consent/" + id, HttpStatusCode.Forbidden, "forbidden");
    }

    [Theory, EveryDatabase]
    public async Task A_search_by_category_finds_and_counts_what_has_it(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Referred, database);
        var client = story.SocialWorker.Client;
        async Task<int> Found(HttpClient reader, string search) => (await reader.Fhir(search))["total"]!.GetValue<int>();
        string plans = $"CarePlan?patient={story.PersonId}&category=", team = $"CareTeam?patient={story.PersonId}&category=", consents = $"Consent?patient={story.PersonId}&category=";
        const string Snomed = "http://snomed.info/sct";

        foreach (var token in (string[])["734163000", Snomed + "|734163000", Snomed + "|", "none,734163000"])
            (await Found(client, plans + Uri.EscapeDataString(token))).ShouldBe(1, token);
        foreach (var token in (string[])["none", "734163000x", "http://loinc.org|734163000", "|734163000", "http://loinc.org|"])
        {
            var none = await client.Fhir(plans + Uri.EscapeDataString(token));
            none["total"]!.GetValue<int>().ShouldBe(0, token);
            none["entry"].ShouldBeNull();
        }
        (await Found(client, team + "LA28865-6")).ShouldBe(1);
        var all = await client.Fhir($"Consent?patient={story.PersonId}");
        foreach (var code in all["entry"]!.AsArray().Select(e => e!["resource"]!["category"]![0]!["coding"]![0]!.Text("code")).Distinct())
            (await client.Fhir(consents + code))["entry"]!.AsArray().ShouldAllBe(e => e!["resource"]!["category"]![0]!["coding"]![0]!.Text("code") == code);
        // Of what has no category nothing is found; twice asked, both must hold; by id too, and the link keeps it.
        (await Found(client, $"Goal?patient={story.PersonId}&category=x")).ShouldBe(0);
        (await Found(client, $"ServiceRequest?patient={story.PersonId}&category=x")).ShouldBe(0);
        (await Found(client, plans + "734163000&category=none")).ShouldBe(0);
        (await Found(client, $"CarePlan?_id={story.PlanId}&category=734163000")).ShouldBe(1);
        (await client.Fhir(plans + "734163000"))["link"]![0]!.Text("url").ShouldContain("category=734163000");

        foreach (var wrong in (string[])["", "|", "a|b|c", "a,,b"]) await client.Get(plans + Uri.EscapeDataString(wrong), HttpStatusCode.BadRequest, "invalid");
        await client.Get("CarePlan?category=734163000", HttpStatusCode.BadRequest, "too-costly");
        (await client.Get(plans + string.Join(',', Enumerable.Repeat("734163000", 200)), HttpStatusCode.BadRequest, "too-costly")).ToJsonString().ShouldContain("At most 50 values");
        await client.Get($"Task?patient={story.PersonId}&category=x", HttpStatusCode.BadRequest, "not-supported");
        await client.Get($"CarePlan?patient={story.PersonId}&category:not=x", HttpStatusCode.BadRequest, "not-supported");

        // What a scope opens and what is asked must both hold.
        var limited = await story.Host.As(story.SocialWorker.Subject, "user/CarePlan.rs?category=734163000 user/CareTeam.rs?category=none");
        (await Found(limited, plans + "734163000")).ShouldBe(1);
        (await Found(limited, plans + "none")).ShouldBe(0);
        (await Found(limited, team + "LA28865-6")).ShouldBe(0);
    }

    [Theory, EveryDatabase]
    public async Task A_guardian_from_whom_the_plan_is_kept_does_not_learn_of_it_by_the_referral(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Referred, database);
        var (administrator, identityCode, subject) = (await story.Host.As(TestHost.Administrator), TestHetu.New(40), "client." + Guid.NewGuid().ToString("N"));
        await story.SocialWorker.Client.Post($"/api/v1/people/{story.PersonId}/guardians", new { identityCode, givenNames = "Hanna", familyName = "Huoltaja", role = "guardian" });
        await administrator.Post("/api/v1/client-users", new { subject, person = new { identityCode, givenNames = "Hanna", familyName = "Huoltaja" } });
        var hanna = await story.Host.As(subject);
        var (search, read) = ($"ServiceRequest?patient={story.PersonId}", $"ServiceRequest/{story.ReferralId}");
        (await hanna.Fhir(read))["basedOn"].ShouldNotBeNull();
        (await hanna.Get($"/api/v1/referrals/{story.ReferralId}"))["planId"].ShouldNotBeNull();

        await story.SocialWorker.Client.Post("/api/v1/prohibitions", new
        {
            personId = story.PersonId,
            kind = "guardians",
            givenBy = new { client = true },
            classes = new[] { "jointPlan" },
            reason = "Nuori ei halua huoltajan tietävän suunnitelmasta.",
            notAgainstInterest = true,
            competence = new { assessed = true, competent = true },
        });

        (await hanna.Fhir(read))["basedOn"].ShouldBeNull();
        (await hanna.Fhir(search))["entry"]![0]!["resource"]!["basedOn"].ShouldBeNull();
        (await hanna.Get($"/api/v1/referrals/{story.ReferralId}"))["planId"].ShouldBeNull();
        (await hanna.Get($"/api/v1/referrals?personId={story.PersonId}"))["items"]![0]!["planId"].ShouldBeNull();
        (await story.SocialWorker.Client.Fhir(read))["basedOn"].ShouldNotBeNull();
    }

    [Theory, EveryDatabase]
    public async Task Metadata_is_open_and_names_what_is_served(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var capabilities = await host.Anonymous().Fhir("metadata");
        capabilities.Text("resourceType").ShouldBe("CapabilityStatement");
        capabilities["rest"]![0]!["resource"]!.AsArray().Select(r => r!.Text("type")).ShouldBe(Facade.FacadeType.All.Select(t => t.Name));
        capabilities["implementation"]!.Text("url").ShouldBe($"{host.Address}fhir");
        await host.Anonymous().Get("metadata?_format=xml", HttpStatusCode.NotAcceptable, "not-supported");

        capabilities["implementation"]!["url"] = "https://monipolku.example/fhir";
        Snapshots.ShouldMatch(capabilities, "contracts/fhir/CapabilityStatement.json");
    }
}

internal static class FhirSteps
{
    /// <summary>A valid resource from the facade.</summary>
    public static async Task<JsonObject> Fhir(this HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path.StartsWith('/') || path.StartsWith("http", StringComparison.Ordinal) ? path : "/fhir/" + path);
        return await answer.Resource(HttpStatusCode.OK);
    }

    public static async Task<JsonObject> SearchByForm(this HttpClient client, string type, (string Name, string Value) parameter, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var answer = await client.PostAsync($"/fhir/{type}/_search", new FormUrlEncodedContent([KeyValuePair.Create(parameter.Name, parameter.Value)]));
        return await answer.Resource(status);
    }

    /// <summary>A request that is refused with that status and issue.</summary>
    public static async Task<JsonObject> Get(this HttpClient client, string path, HttpStatusCode status, string code)
    {
        using var answer = await client.GetAsync("/fhir/" + path);
        return await answer.Outcome(status, code, path);
    }

    public static async Task<HttpResponseMessage> Ask(this HttpClient client, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/fhir/" + path);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await client.SendAsync(request);
    }

    public static async Task<JsonObject> Outcome(this HttpResponseMessage answer, HttpStatusCode status, string code, string what = "")
    {
        var outcome = await answer.Resource(status, what);
        outcome.Text("resourceType").ShouldBe("OperationOutcome", what);
        outcome["issue"]![0]!.Text("code").ShouldBe(code, what);
        outcome["issue"]![0]!.Text("severity").ShouldBe("error");
        return outcome;
    }

    public static async Task<JsonObject> Resource(this HttpResponseMessage answer, HttpStatusCode status, string what = "")
    {
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(status, what + " " + text);
        answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/fhir+json", text);
        FhirJson.Parse(text).Issues.ShouldBeEmpty();
        return JsonNode.Parse(text)!.AsObject();
    }
}
