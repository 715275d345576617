using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Access.Tests;

/// <summary>What opens a record and what closes it, each at the very next read.</summary>
public class GateTests
{
    private const string Emergency = "Nuori tajuton päivystyksessä, lääkitys selvitettävä.";

    [Theory, EveryDatabase]
    public async Task A_prohibition_overrides_the_permission_until_it_is_withdrawn(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        await story.Permit(Direction.HealthToSocial, DataClass.HealthAssessmentPart);
        (await Asks(story.SocialWorker.Client, Rights.ReadHealthPart, story)).ShouldBe("permitted");

        var prohibition = await story.Nurse.Client.Post("/api/v1/prohibitions", Prohibition(story, Direction.HealthToSocial, DataClass.HealthAssessmentPart));
        (await Asks(story.SocialWorker.Client, Rights.ReadHealthPart, story)).ShouldBe("access.prohibited");
        (await Asks(story.Nurse.Client, Rights.ReadHealthPart, story)).ShouldBe("permitted");

        await story.Nurse.Client.Change(HttpMethod.Post, $"/api/v1/prohibitions/{prohibition.Id()}/withdraw", new { withdrawnBy = new { client = true } }, prohibition);
        (await Asks(story.SocialWorker.Client, Rights.ReadHealthPart, story)).ShouldBe("permitted");
        var listed = await story.SocialWorker.Client.Get($"/api/v1/prohibitions?personId={story.PersonId}");
        listed["items"]![0]!["withdrawal"].ShouldNotBeNull();
    }

    [Theory, EveryDatabase]
    public async Task A_prohibition_of_everything_closes_the_joint_plan_to_health_care(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Planned, database);
        (await Asks(story.Nurse.Client, Rights.ReadPlan, story)).ShouldBe("permitted");

        await story.SocialWorker.Client.Post("/api/v1/prohibitions", Prohibition(story, Direction.SocialToHealth));

        await story.Nurse.Client.GetAsync($"/api/v1/plans/{story.PlanId}").ShouldRefuse(HttpStatusCode.Forbidden, "access.prohibited");
        await story.SocialWorker.Client.Get($"/api/v1/plans/{story.PlanId}");
    }

    [Theory, EveryDatabase]
    public async Task A_statutory_basis_opens_to_the_named_unit_what_consent_does_not_and_ends(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Assessed, database);
        var path = $"/api/v1/assessments/{story.AssessmentId}/parts/health";
        await story.SocialWorker.Client.GetAsync(path).ShouldRefuse(HttpStatusCode.Forbidden, "access.joint-work-consent-missing");

        var basis = await story.Nurse.Client.Post("/api/v1/statutory-bases", Basis(story, story.SocialWorker.UnitId));
        await story.SocialWorker.Client.Get(path);
        (await Asks(story.DutyWorker.Client, Rights.ReadHealthPart, story)).ShouldBe("access.joint-work-consent-missing");
        var said = await story.SocialWorker.Client.Get(Explain(Rights.ReadHealthPart, story));
        said.Text("basisCode").ShouldBe("statutory-basis");
        said.Text("basis").ShouldContain("703/2023 55 §");

        await story.Nurse.Client.Change(HttpMethod.Post, $"/api/v1/statutory-bases/{basis.Id()}/end", new { }, basis);
        await story.SocialWorker.Client.GetAsync(path).ShouldRefuse(HttpStatusCode.Forbidden, "access.joint-work-consent-missing");
    }

    [Theory, EveryDatabase]
    public async Task A_statutory_basis_is_recorded_by_the_register_that_discloses_with_what_the_law_asks(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Assessed, database);
        Task<HttpResponseMessage> Record(TestStaff by, object body) =>
            by.Client.SendJson(HttpMethod.Post, "/api/v1/statutory-bases", body, idempotencyKey: Guid.NewGuid().ToString());
        JsonObject With(string member, JsonNode value)
        {
            var body = Basis(story, story.SocialWorker.UnitId);
            body[member] = value;
            return body;
        }

        await Record(story.SocialWorker, Basis(story, story.SocialWorker.UnitId)).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "consents.basis-of-another-register");
        await Record(story.Nurse, With("paragraph", "703/2023 1 §")).ShouldRefuse(HttpStatusCode.BadRequest, "consents.paragraph-unknown");
        await Record(story.Nurse, With("recipientUnits", new JsonArray())).ShouldRefuse(HttpStatusCode.BadRequest, "platform.invalid-request");
        await Record(story.Nurse, With("recipientUnits", new JsonArray(story.Nurse.UnitId))).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "consents.recipient-of-wrong-sector");
        await Record(story.Nurse, With("validTo", "2028-01-01")).ShouldRefuse(HttpStatusCode.BadRequest, "consents.basis-too-long");
        await Record(story.Nurse, With("validFrom", "2026-09-01")).ShouldRefuse(HttpStatusCode.BadRequest, "consents.basis-from-past");
        await Record(story.Nurse, With("classes", new JsonArray("socialAssessmentPart"))).ShouldRefuse(HttpStatusCode.BadRequest, "consents.class-not-in-register");
        await Record(story.Nurse, With("reason", "          ")).ShouldRefuse(HttpStatusCode.BadRequest, "platform.invalid-request");
        await Record(story.Outsider, Basis(story, story.SocialWorker.UnitId)).ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
    }

    [Theory, EveryDatabase]
    public async Task A_broken_glass_opens_for_an_hour_and_the_supervisor_sees_it(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database, new Dictionary<string, string?> { ["Access:BreakGlassMinutes"] = "5" });
        var story = await (await Story.Begin(host)).Until(Chapter.Planned);
        var manager = await host.AddStaff(story.Outsider.UnitId, Role.UnitManager);
        var auditor = await host.AddStaff(Sector.Other, Role.Auditor);
        var path = $"/api/v1/plans/{story.PlanId}";
        await story.Outsider.Client.GetAsync(path).ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");

        var opened = await story.Outsider.Client.Post("/api/v1/access/break-glass", new { personId = story.PersonId, reason = Emergency });
        await story.Outsider.Client.Get(path);
        await story.Outsider.Client.Get($"/fhir/CarePlan/{story.PlanId}");
        // For reading only.
        await story.Outsider.Client.SendJson(HttpMethod.Post, $"/api/v1/plans/{story.PlanId}/approve", new { madeWithClient = true }, "\"1\"")
            .ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");

        (await Opened(manager)).Select(o => o.Id()).ShouldBe([opened.Id()]);
        (await Opened(auditor)).Select(o => o.Id()).ShouldContain(opened.Id());
        // The client's own unit is told too; another one is not.
        (await Opened(story.Manager)).Select(o => o.Id()).ShouldBe([opened.Id()]);
        (await Opened(await host.AddStaff(Sector.Social, Role.UnitManager))).ShouldBeEmpty();
        var seen = await manager.Client.Change(HttpMethod.Post, $"/api/v1/access/break-glass/{opened.Id()}/acknowledge", new { }, opened);
        seen["acknowledgedBy"]!.GetValue<Guid>().ShouldBe(manager.Id);
        await manager.Client.SendJson(HttpMethod.Post, $"/api/v1/access/break-glass/{opened.Id()}/acknowledge", new { }, "\"2\"")
            .ShouldRefuse(HttpStatusCode.Conflict, "access.already-acknowledged");
        var stranger = await host.AddStaff(Sector.Health, Role.UnitManager);
        using (var others = await stranger.Client.SendJson(HttpMethod.Post, $"/api/v1/access/break-glass/{opened.Id()}/acknowledge", new { }, "\"2\""))
            others.StatusCode.ShouldBe(HttpStatusCode.NotFound);

        host.Clock.Advance(TimeSpan.FromMinutes(5));
        await story.Outsider.Client.GetAsync(path).ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");

        static async Task<IReadOnlyList<JsonObject>> Opened(TestStaff by) =>
            [.. (await by.Client.Get("/api/v1/access/break-glass?acknowledged=false"))["items"]!.AsArray().Select(i => i!.AsObject())];
    }

    [Theory, EveryDatabase]
    public async Task A_broken_glass_that_no_manager_looks_at_in_time_goes_to_the_auditors_and_each_step_leaves_an_event(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database, new Dictionary<string, string?> { ["Access:BreakGlassAnswerHours"] = "2" });
        var story = await (await Story.Begin(host)).Until(Chapter.Planned);
        var (auditor, watch) = (await host.AddStaff(Sector.Other, Role.Auditor), host.Services.GetRequiredService<BreakGlassWatch>());
        async Task<IReadOnlyList<Guid>> Escalated() =>
            [.. (await auditor.Client.Get("/api/v1/access/break-glass?escalated=true&acknowledged=false"))["items"]!.AsArray().Select(i => i!.AsObject().Id())];
        async Task<IReadOnlyList<JsonObject>> Events(string name)
        {
            await using var connection = await host.Services.GetRequiredService<Database>().OpenAsync(default);
            await using var command = connection.CreateCommand();
            command.CommandText = $"""SELECT "Payload" FROM platform_outbox WHERE "Name" = '{name}' ORDER BY "Position" """;
            await using var reader = await command.ExecuteReaderAsync();
            var found = new List<JsonObject>();
            while (await reader.ReadAsync()) found.Add(JsonNode.Parse(reader.GetString(0))!.AsObject());
            return found;
        }
        Task<JsonObject> Open() => story.Outsider.Client.Post("/api/v1/access/break-glass", new { personId = story.PersonId, reason = Emergency });
        var (first, second) = (await Open(), await Open());

        var told = (await Events("access.break-glass-opened.v1"))[0];
        told["breakGlassId"]!.GetValue<Guid>().ShouldBe(first.Id());
        told["unitId"]!.GetValue<Guid>().ShouldBe(story.Outsider.UnitId);
        var served = told["clientUnitIds"]!.AsArray().Select(u => u!.GetValue<Guid>()).ToList();
        served.ShouldContain(story.SocialWorker.UnitId);
        served.ShouldContain(story.Nurse.UnitId);
        served.ShouldNotContain(story.Outsider.UnitId);
        told["answerBy"]!.GetValue<DateTimeOffset>().ShouldBe(host.Clock.GetUtcNow().AddHours(2));

        (await watch.RunAsync(default)).ShouldBe(0);
        await story.Manager.Client.Change(HttpMethod.Post, $"/api/v1/access/break-glass/{second.Id()}/acknowledge", new { }, second);
        host.Clock.Advance(TimeSpan.FromHours(2));
        // Two instances at once: it is told once, and whoever came second tries again.
        await Task.WhenAll(Enumerable.Range(0, 2).Select(async _ =>
        {
            try
            {
                await watch.RunAsync(default);
            }
            catch (Microsoft.EntityFrameworkCore.DbUpdateException)
            {
                (await watch.RunAsync(default)).ShouldBe(0);
            }
        }));

        (await Escalated()).ShouldBe([first.Id()]);
        (await Events("access.break-glass-escalated.v1")).Select(e => e["breakGlassId"]!.GetValue<Guid>()).ShouldBe([first.Id()]);
        (await watch.RunAsync(default)).ShouldBe(0);
        // The manager's look comes late and counts; the auditor's would too.
        var stale = first;
        await story.Manager.Client.SendJson(HttpMethod.Post, $"/api/v1/access/break-glass/{first.Id()}/acknowledge", new { }, "\"1\"")
            .ShouldRefuse(HttpStatusCode.PreconditionFailed, "platform.version-stale");
        stale["version"] = 2;
        (await auditor.Client.Change(HttpMethod.Post, $"/api/v1/access/break-glass/{first.Id()}/acknowledge", new { }, stale))["escalatedAt"].ShouldNotBeNull();
        (await Escalated()).ShouldBeEmpty();
        // Nobody's client any more since: the unit that served the client then sees it still.
        (await story.Manager.Client.Get("/api/v1/access/break-glass"))["items"]!.AsArray().Count.ShouldBe(2);
    }

    [Theory, EveryDatabase]
    public async Task The_same_prohibition_pressed_six_times_at_once_is_one(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Planned, database);
        Task<HttpResponseMessage> Press(params DataClass[] classes) => story.Nurse.Client.SendJson(
            HttpMethod.Post, "/api/v1/prohibitions", Prohibition(story, Direction.HealthToSocial, classes), idempotencyKey: Guid.NewGuid().ToString());
        async Task<int> InForce() => (await story.Nurse.Client.Get($"/api/v1/prohibitions?personId={story.PersonId}"))["items"]!.AsArray().Count(p => p!["withdrawal"] is null);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Press(DataClass.HealthAssessmentPart)));

        answers.Count(a => a.StatusCode == HttpStatusCode.Created).ShouldBe(1, string.Join(' ', answers.Select(a => a.StatusCode)));
        foreach (var second in answers.Where(a => a.StatusCode != HttpStatusCode.Created)) await Task.FromResult(second).ShouldRefuse(HttpStatusCode.Conflict, "consents.prohibited-already");
        (await InForce()).ShouldBe(1);
        // Of other classes it is another one; withdrawn, the same may be said again.
        (await Press()).StatusCode.ShouldBe(HttpStatusCode.Created);
        var first = await answers.Single(a => a.StatusCode == HttpStatusCode.Created).Success();
        await story.Nurse.Client.Change(HttpMethod.Post, $"/api/v1/prohibitions/{first.Id()}/withdraw", new { withdrawnBy = new { client = true } }, first);
        (await Press(DataClass.HealthAssessmentPart)).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await InForce()).ShouldBe(2);
    }

    [Theory, EveryDatabase]
    public async Task A_prohibition_meant_for_emergencies_holds_against_a_broken_glass(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Assessed, database);
        var body = Prohibition(story, Direction.HealthToSocial);
        await story.Nurse.Client.Post("/api/v1/prohibitions", body);
        await story.SocialWorker.Client.Post("/api/v1/access/break-glass", new { personId = story.PersonId, reason = Emergency });
        (await Asks(story.SocialWorker.Client, Rights.ReadHealthPart, story)).ShouldBe("permitted");

        body["holdsInEmergency"] = true;
        await story.Nurse.Client.Post("/api/v1/prohibitions", body);

        (await Asks(story.SocialWorker.Client, Rights.ReadHealthPart, story)).ShouldBe("access.prohibited");
    }

    [Theory, EveryDatabase]
    public async Task Nobody_opens_their_own_or_a_relatives_record_as_staff_not_even_in_an_emergency(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Planned, database);
        var path = $"/api/v1/plans/{story.PlanId}";
        var mother = TestHetu.New(40);
        await story.SocialWorker.Client.Post($"/api/v1/people/{story.PersonId}/guardians",
            new { identityCode = mother, givenNames = "Hanna", familyName = "Huoltaja", role = "guardian" });
        var self = await AddStaff(story, story.IdentityCode);
        var parent = await AddStaff(story, mother);
        var stranger = await AddStaff(story, TestHetu.New(50));

        foreach (var kin in new[] { self, parent })
        {
            await kin.GetAsync(path).ShouldRefuse(HttpStatusCode.Forbidden, "access.own-record");
            await kin.GetAsync($"/fhir/CarePlan/{story.PlanId}").ContinueWith(answer => answer.Result.StatusCode.ShouldBe(HttpStatusCode.Forbidden));
            (await kin.Get($"/fhir/CarePlan?patient={story.PersonId}"))["total"]!.GetValue<int>().ShouldBe(0);
            await kin.SendJson(HttpMethod.Post, "/api/v1/access/break-glass", new { personId = story.PersonId, reason = Emergency }, idempotencyKey: Guid.NewGuid().ToString())
                .ShouldRefuse(HttpStatusCode.Forbidden, "access.own-record");
            (await Matters(kin)).ShouldNotContain(story.MatterId);
        }
        await stranger.Get(path);
        (await Matters(stranger)).ShouldContain(story.MatterId);

        // The guardian's own record is closed to the child who works here.
        var administrator = await story.Host.As(TestHost.Administrator);
        var motherId = (await administrator.Post("/api/v1/client-users", new
        {
            subject = "client." + Guid.NewGuid(),
            person = new { identityCode = mother, givenNames = "Hanna", familyName = "Huoltaja" },
        }))["personId"]!.GetValue<Guid>();
        (await Asks(self, Rights.ReadPlan, motherId)).ShouldBe("access.own-record");
        (await Asks(stranger, Rights.ReadPlan, motherId)).ShouldBe("access.no-relationship");

        async Task<IEnumerable<Guid>> Matters(HttpClient client) =>
            (await client.Get("/api/v1/intake/matters?limit=200"))["items"]!.AsArray().Select(i => i!.AsObject().Id());
    }

    [Theory, EveryDatabase]
    public async Task A_client_reads_the_own_plan_consents_and_referrals_and_nobody_elses(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Referred, database);
        var other = await Story.At(Chapter.Planned, database);
        var client = await SignIn(story, story.PersonId);

        await client.Get($"/api/v1/plans/{story.PlanId}");
        await client.Get($"/api/v1/referrals/{story.ReferralId}");
        (await client.Get($"/api/v1/consents?personId={story.PersonId}"))["items"]!.AsArray().Count.ShouldBe(1);
        await client.Get($"/fhir/CarePlan/{story.PlanId}");
        (await client.Get($"/fhir/Consent?patient={story.PersonId}"))["total"]!.GetValue<int>().ShouldBe(1);
        await client.Get($"/fhir/Practitioner/{story.Nurse.Id}");
        (await client.Get(Explain(Rights.ReadPlan, story))).Text("basisCode").ShouldBe("own-record");

        await client.GetAsync($"/api/v1/plans/{other.PlanId}").ShouldRefuse(HttpStatusCode.Forbidden, "access.not-yours");
        (await client.Get($"/fhir/CarePlan?patient={other.PersonId}"))["total"]!.GetValue<int>().ShouldBe(0);
        await client.GetAsync($"/api/v1/assessments/{story.AssessmentId}/parts/social").ShouldRefuse(HttpStatusCode.Forbidden, "access.not-for-clients");
        await client.GetAsync("/api/v1/staff").ShouldRefuse(HttpStatusCode.Forbidden, "access.not-for-clients");
        await client.GetAsync("/api/v1/intake/matters").ShouldRefuse(HttpStatusCode.Forbidden, "access.not-for-clients");
    }

    [Theory, EveryDatabase]
    public async Task A_client_sees_no_draft(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        await story.DraftPlan();
        var client = await SignIn(story, story.PersonId);

        using var answer = await client.GetAsync($"/api/v1/plans/{story.PlanId}");
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await client.Get($"/api/v1/plans?personId={story.PersonId}"))["items"]!.AsArray().ShouldBeEmpty();
    }

    [Theory, EveryDatabase]
    public async Task A_guardian_reads_the_childs_data_without_what_the_child_has_vetoed_and_is_not_told_of_the_veto(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Referred, database);
        var code = TestHetu.New(40);
        await story.SocialWorker.Client.Post($"/api/v1/people/{story.PersonId}/guardians",
            new { identityCode = code, givenNames = "Hanna", familyName = "Huoltaja", role = "guardian" });
        var mother = await SignIn(story, new { identityCode = code, givenNames = "Hanna", familyName = "Huoltaja" });
        await mother.Get($"/api/v1/plans/{story.PlanId}");
        await mother.Get($"/api/v1/referrals/{story.ReferralId}");

        var veto = await story.Nurse.Client.Post("/api/v1/prohibitions", Veto(story, "referral"));
        await mother.GetAsync($"/api/v1/referrals/{story.ReferralId}").ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
        (await mother.Get($"/fhir/ServiceRequest?patient={story.PersonId}"))["total"]!.GetValue<int>().ShouldBe(0);
        await mother.Get($"/api/v1/plans/{story.PlanId}");
        (await mother.Get($"/api/v1/prohibitions?personId={story.PersonId}"))["items"]!.AsArray().ShouldBeEmpty();
        using (var hidden = await mother.GetAsync($"/api/v1/prohibitions/{veto.Id()}")) hidden.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await (await SignIn(story, story.PersonId)).Get($"/api/v1/referrals/{story.ReferralId}");

        await story.Nurse.Client.Change(HttpMethod.Post, $"/api/v1/prohibitions/{veto.Id()}/withdraw", new { withdrawnBy = new { client = true } }, veto);
        await mother.Get($"/api/v1/referrals/{story.ReferralId}");
    }

    [Theory, EveryDatabase]
    public async Task A_veto_on_social_care_data_needs_a_weighty_reason_and_is_the_minors_own(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Planned, database);
        Task<HttpResponseMessage> Record(JsonObject body) =>
            story.SocialWorker.Client.SendJson(HttpMethod.Post, "/api/v1/prohibitions", body, idempotencyKey: Guid.NewGuid().ToString());

        await Record(Veto(story, "jointPlan")).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "consents.veto-needs-reason");
        await Record(Veto(story)).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "consents.veto-needs-reason");
        var weighty = Veto(story, "jointPlan");
        (weighty["reason"], weighty["notAgainstInterest"]) = ("Pelkää kotona väkivaltaa.", true);
        using (var recorded = await Record(weighty)) recorded.StatusCode.ShouldBe(HttpStatusCode.Created);

        var incompetent = Veto(story, "referral");
        incompetent["competence"] = new JsonObject { ["assessed"] = true, ["competent"] = false };
        await Record(incompetent).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "consents.representative-must-give");
        var byGuardian = Veto(story, "referral");
        byGuardian["givenBy"] = new JsonObject { ["guardianId"] = Guid.NewGuid() };
        await Record(byGuardian).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "consents.veto-is-a-minors");
    }

    [Theory, EveryDatabase]
    public async Task Contact_details_under_non_disclosure_are_told_for_a_named_need_only(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Decided, database);
        var path = $"/api/v1/people/{story.PersonId}";
        var seen = await story.SocialWorker.Client.Get(path);
        await story.SocialWorker.Client.Change(HttpMethod.Put, path + "/contact", new { contact = new { phone = "+358401234567", city = "Kokkola" }, language = "fi", nonDisclosure = true }, seen);

        (await story.SocialWorker.Client.Get(path))["contact"].ShouldBeNull();
        (await story.SocialWorker.Client.Get($"/fhir/Patient/{story.PersonId}"))["telecom"].ShouldBeNull();
        (await story.SocialWorker.Client.Get(path + "/contact?need=homeVisit"))["contact"]!.Text("phone").ShouldBe("+358401234567");
        await story.SocialWorker.Client.GetAsync(path + "/contact?need=curiosity").ShouldRefuse(HttpStatusCode.BadRequest, "people.need-unknown");
        await story.SocialWorker.Client.GetAsync(path + "/contact").ShouldRefuse(HttpStatusCode.BadRequest, "platform.invalid-request");
        await story.Outsider.Client.GetAsync(path + "/contact?need=homeVisit").ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
        (await (await SignIn(story, story.PersonId)).Get(path))["contact"]!.Text("city").ShouldBe("Kokkola");
    }

    [Theory, EveryDatabase]
    public async Task The_gate_speaks_three_languages_and_says_what_would_make_it_lawful(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Assessed, database);
        async Task<JsonObject> In(string language, string path)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Add("Accept-Language", language);
            using var answer = await story.SocialWorker.Client.SendAsync(request);
            return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject();
        }

        (await In("fi", Explain(Rights.ReadHealthPart, story))).Text("nextStep").ShouldBe("Kysy asiakkaalta ja kirjaa suostumus.");
        (await In("sv-FI, en;q=0.5", Explain(Rights.ReadHealthPart, story))).Text("explanation").ShouldContain("samtycke till samarbete");
        (await In("de", Explain(Rights.ReadSocialPart, story))).Text("explanation").ShouldContain("own register");
        (await In("fi", $"/api/v1/assessments/{story.AssessmentId}/parts/health")).Text("detail").ShouldStartWith("Toisen toimialan tieto vaatii");
        (await In("fi;q=0, sv", $"/fhir/CarePlan/{Guid.NewGuid()}"))["resourceType"]!.GetValue<string>().ShouldBe("OperationOutcome");
    }

    [Fact]
    public void Every_text_of_the_gate_is_in_three_languages()
    {
        var keys = new System.Resources.ResourceManager(typeof(AccessTexts)).GetResourceSet(System.Globalization.CultureInfo.InvariantCulture, true, true)!
            .Cast<System.Collections.DictionaryEntry>().Select(e => (string)e.Key).ToList();
        keys.Count.ShouldBeGreaterThan(40);
        foreach (var key in keys)
            Languages.All.Select(language => AccessTexts.Find(key, language)).Distinct().Count().ShouldBe(3, key);
    }

    [Theory, EveryDatabase]
    public async Task May_I_share_it_with_that_unit_is_answered_by_the_gate(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Referred, database);
        async Task<string> MayShare(TestStaff by, Right right, Guid unit)
        {
            var said = await by.Client.Get(Explain(right, story) + "&recipientUnitId=" + unit);
            return said["permitted"]!.GetValue<bool>() ? said.Text("basisCode") : said.Text("code");
        }

        (await MayShare(story.SocialWorker, Rights.ReadPlan, story.Provider.UnitId)).ShouldBe("joint-plan");
        (await MayShare(story.SocialWorker, Rights.ReadSocialPart, story.Nurse.UnitId)).ShouldBe("access.permission-missing");
        await story.Permit(Direction.SocialToHealth, DataClass.SocialAssessmentPart);
        (await MayShare(story.SocialWorker, Rights.ReadSocialPart, story.Nurse.UnitId)).ShouldBe("permission");
        (await MayShare(story.SocialWorker, Rights.ReadPlan, story.Outsider.UnitId)).ShouldBe("access.unit-has-no-relationship");
        (await MayShare(story.SocialWorker, Rights.ReadPlan, Guid.NewGuid())).ShouldBe("access.recipient-unknown");
        (await MayShare(story.Outsider, Rights.ReadPlan, story.Nurse.UnitId)).ShouldBe("access.no-relationship");

        // A school: registered as a unit or not, the answer is the same.
        var school = await story.Host.AddUnit(Sector.Other);
        (await MayShare(story.SocialWorker, Rights.ReadPlan, school)).ShouldBe("access.recipient-outside");
        var outside = await story.SocialWorker.Client.Get(Explain(Rights.ReadSocialPart, story) + "&outsideRecipient=true");
        (outside["permitted"]!.GetValue<bool>(), outside.Text("code")).ShouldBe((false, "access.recipient-outside"));
        outside.Text("explanation").ShouldContain("703/2023 53 §");
        outside.Text("nextStep").ShouldContain("LSL 25 §");
        (await story.Outsider.Client.Get(Explain(Rights.ReadSocialPart, story) + "&outsideRecipient=true")).Text("code").ShouldBe("access.no-relationship");
        await story.SocialWorker.Client.GetAsync(Explain(Rights.ReadPlan, story) + $"&outsideRecipient=true&recipientUnitId={school}")
            .ShouldRefuse(HttpStatusCode.BadRequest, "access.recipient-unclear");
    }

    private static async Task<HttpClient> AddStaff(Story story, string identityCode)
    {
        var administrator = await story.Host.As(TestHost.Administrator);
        var subject = "kin." + Guid.NewGuid().ToString("N");
        await administrator.Post("/api/v1/staff",
            new { subject, name = "Oma Väki", roles = new[] { "socialWorker" }, unitId = story.SocialWorker.UnitId, identityCode });
        return await story.Host.As(subject);
    }

    private static Task<HttpClient> SignIn(Story story, Guid personId) => SignIn(story, new JsonObject { ["personId"] = personId });

    private static Task<HttpClient> SignIn(Story story, object person) =>
        SignIn(story, new JsonObject { ["person"] = System.Text.Json.JsonSerializer.SerializeToNode(person, JsonRules.Options) });

    private static async Task<HttpClient> SignIn(Story story, JsonObject body)
    {
        var subject = "client." + Guid.NewGuid().ToString("N");
        body["subject"] = subject;
        await (await story.Host.As(TestHost.Administrator)).Post("/api/v1/client-users", body);
        return await story.Host.As(subject);
    }

    private static JsonObject Prohibition(Story story, Direction direction, params DataClass[] classes) => new()
    {
        ["personId"] = story.PersonId,
        ["kind"] = "disclosure",
        ["givenBy"] = new JsonObject { ["client"] = true },
        ["direction"] = JsonRules.CodeOf(direction),
        ["classes"] = new JsonArray([.. classes.Select(c => (JsonNode)JsonRules.CodeOf(c))]),
        ["competence"] = new JsonObject { ["assessed"] = true, ["competent"] = true },
    };

    private static JsonObject Veto(Story story, params string[] classes) => new()
    {
        ["personId"] = story.PersonId,
        ["kind"] = "guardians",
        ["givenBy"] = new JsonObject { ["client"] = true },
        ["classes"] = new JsonArray([.. classes.Select(c => (JsonNode)c)]),
        ["competence"] = new JsonObject { ["assessed"] = true, ["competent"] = true },
    };

    private static JsonObject Basis(Story story, Guid recipient) => new()
    {
        ["personId"] = story.PersonId,
        ["paragraph"] = "703/2023 55 §",
        ["reason"] = "Lapsen etu vaatii tiedon heti.",
        ["direction"] = "healthToSocial",
        ["classes"] = new JsonArray("healthAssessmentPart"),
        ["recipientUnits"] = new JsonArray(recipient),
        ["validTo"] = "2026-12-31",
    };

    private static string Explain(Right right, Story story) => $"/api/v1/access/explain?right={right.Name}&personId={story.PersonId}";

    private static Task<string> Asks(HttpClient client, Right right, Story story) => Asks(client, right, story.PersonId);

    private static async Task<string> Asks(HttpClient client, Right right, Guid personId)
    {
        var answer = await client.Get($"/api/v1/access/explain?right={right.Name}&personId={personId}");
        return answer["permitted"]!.GetValue<bool>() ? "permitted" : answer.Text("code");
    }
}
