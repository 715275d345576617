using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;
using Monipolku.People.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;
using static Monipolku.Consents.Tests.ConsentSteps;

namespace Monipolku.Consents.Tests;

public class RecordConsentTests
{
    [Theory, EveryDatabase]
    public async Task Permission_is_recorded_as_it_was_given(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, person) = await host.AddClient();
        var recipient = await host.AddUnit(Sector.Health);
        var request = Permission(person, Direction.SocialToHealth, DataClass.SocialAssessmentPart, DataClass.JointPlan) with
        {
            RecipientUnits = [recipient],
            ValidFrom = Today,
            ValidTo = Today.AddYears(1),
            Form = ConsentForm.Electronic,
            Language = "sv",
        };

        using var answer = await worker.TryRecord(request);
        var given = await answer.Success();

        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        answer.Headers.Location!.ToString().ShouldBe($"/api/v1/consents/{given.Id()}");
        answer.Headers.ETag!.Tag.ShouldBe("\"1\"");
        given["personId"]!.GetValue<Guid>().ShouldBe(person);
        given["matterId"]!.GetValue<Guid>().ShouldBe(request.MatterId);
        given.Text("kind").ShouldBe("disclosurePermission");
        given.Text("status").ShouldBe("active");
        given.Text("direction").ShouldBe("socialToHealth");
        given["classes"]!.ToJsonString().ShouldBe("""["socialAssessmentPart","jointPlan"]""");
        given["recipientUnits"]![0]!.GetValue<Guid>().ShouldBe(recipient);
        given.Text("validFrom").ShouldBe("2026-09-15");
        given.Text("validTo").ShouldBe("2027-09-15");
        given.Text("purpose").ShouldBe(request.Purpose);
        given["givenBy"]!.ToJsonString().ShouldBe("""{"client":true,"guardianId":null,"guardianRole":null,"roleCode":null,"otherGuardians":[],"oneGuardianSuffices":null}""");
        given["competence"].ShouldBeNull();
        given.Text("form").ShouldBe("electronic");
        given.Text("language").ShouldBe("sv");
        given.Text("informationTextVersion").ShouldBe("2026-1");
        given.Text("signedOn").ShouldBe("2026-09-15");
        given["receivedBy"]!.GetValue<Guid>().ShouldBe(worker.Id);
        given["unitId"]!.GetValue<Guid>().ShouldBe(worker.UnitId);
        given["withdrawal"].ShouldBeNull();
        given["replacesId"].ShouldBeNull();
        (await worker.Client.Get($"/api/v1/consents/{given.Id()}")).ToJsonString().ShouldBe(given.ToJsonString());
    }

    [Theory, EveryDatabase]
    public async Task Consent_to_joint_work_has_no_direction_and_no_classes(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, person) = await host.AddClient();

        var given = await worker.Record(JointWork(person));

        given["direction"].ShouldBeNull();
        given["classes"]!.AsArray().ShouldBeEmpty();
        given["recipientUnits"]!.AsArray().ShouldBeEmpty();
        given.Text("validFrom").ShouldBe("2026-09-15");
        given["validTo"].ShouldBeNull();
    }

    [Theory, EveryDatabase]
    public async Task Rule_that_is_broken_is_told_by_code_path_and_paragraph(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, person) = await host.AddClient();
        var toHealth = Permission(person, Direction.SocialToHealth);
        var toSocial = Permission(person, Direction.HealthToSocial);
        var (socialUnit, healthUnit) = (await host.AddUnit(Sector.Social), await host.AddUnit(Sector.Health));

        (RecordConsentRequest Request, int Status, string Code, string Path)[] cases =
        [
            (toHealth with { Direction = null }, 400, "direction-missing", "$.direction"),
            (JointWork(person) with { Direction = Direction.SocialToHealth }, 400, "direction-only-in-permission", "$.direction"),
            (JointWork(person) with { Classes = [DataClass.JointPlan] }, 400, "classes-only-in-permission", "$.classes"),
            (JointWork(person) with { RecipientUnits = [healthUnit] }, 400, "recipients-only-in-permission", "$.recipientUnits"),
            (toHealth with { Classes = null }, 400, "classes-missing", "$.classes"),
            (toHealth with { Classes = [] }, 400, "classes-missing", "$.classes"),
            (toHealth with { Classes = [DataClass.JointPlan, DataClass.IntakeMatter, DataClass.SocialAssessmentPart, DataClass.JointPlan] },
                400, "too-many-classes", "$.classes"),
            (toHealth with { Classes = [DataClass.JointPlan, DataClass.JointPlan] }, 400, "class-repeated", "$.classes[1]"),
            (toHealth with { Classes = [DataClass.JointPlan, DataClass.HealthAssessmentPart] }, 400, "class-not-in-register", "$.classes[1]"),
            (toSocial with { Classes = [DataClass.SocialAssessmentPart] }, 400, "class-not-in-register", "$.classes[0]"),
            (toSocial with { Classes = [DataClass.Person] }, 400, "class-not-in-register", "$.classes[0]"),
            (toSocial with { Classes = [DataClass.ConsentRecord] }, 400, "class-not-in-register", "$.classes[0]"),
            (toHealth with { RecipientUnits = [healthUnit, healthUnit] }, 400, "recipient-repeated", "$.recipientUnits[1]"),
            (toHealth with { RecipientUnits = [healthUnit, Guid.NewGuid()] }, 422, "recipient-unknown", "$.recipientUnits[1]"),
            (toHealth with { RecipientUnits = [socialUnit] }, 422, "recipient-of-wrong-sector", "$.recipientUnits[0]"),
            (toSocial with { RecipientUnits = [healthUnit] }, 422, "recipient-of-wrong-sector", "$.recipientUnits[0]"),
            (toHealth with { Form = ConsentForm.Oral }, 400, "written-form-needed", "$.form"),
            (toHealth with { InformationTextVersion = "2025-9" }, 400, "information-text-unknown", "$.informationTextVersion"),
            (toHealth with { Purpose = "    " }, 400, "purpose-missing", "$.purpose"),
            (toHealth with { SignedOn = Today.AddDays(1) }, 400, "signed-in-future", "$.signedOn"),
            (toHealth with { SignedOn = new DateOnly(1899, 1, 1) }, 422, "signed-before-birth", "$.signedOn"),
            (toHealth with { ValidFrom = Today.AddDays(-9), SignedOn = Today.AddDays(-9), ValidTo = Today.AddDays(-1) }, 400, "validity-ended", "$.validTo"),
            (toHealth with { ValidFrom = Today.AddDays(9), ValidTo = Today.AddDays(8) }, 400, "validity-backwards", "$.validTo"),
            (toHealth with { ValidFrom = Today.AddDays(-1) }, 400, "valid-before-signed", "$.validFrom"),
            (toHealth with { ValidFrom = Today.AddYears(10).AddDays(1) }, 400, "date-too-far", "$.validFrom"),
            (toHealth with { ValidTo = Today.AddYears(10).AddDays(1) }, 400, "date-too-far", "$.validTo"),
            (toHealth with { GivenBy = new GivenBy() }, 400, "giver-unclear", "$.givenBy"),
            (toHealth with { GivenBy = new GivenBy(Client: true, GuardianId: Guid.NewGuid()) }, 400, "giver-unclear", "$.givenBy"),
            (toHealth with { GivenBy = new GivenBy(GuardianId: Guid.NewGuid()) }, 422, "guardian-unknown", "$.givenBy.guardianId"),
            (toHealth with { Competence = new CompetenceAssessment(Assessed: true, Competent: false) }, 422, "representative-must-give", "$.givenBy"),
        ];

        foreach (var (request, status, code, path) in cases)
        {
            var problem = await worker.TryRecord(request).ShouldRefuse((HttpStatusCode)status, "consents." + code);
            problem["errors"]!.AsObject().ShouldContainKey(path, code);
        }
        (await worker.ListAll(person)).ShouldBeEmpty();
        (await host.Events(person)).ShouldBeEmpty();
    }

    [Theory, EveryDatabase]
    public async Task Body_of_the_wrong_shape_is_refused_by_path(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, person) = await host.AddClient();
        var valid = JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(Permission(person, Direction.HealthToSocial), JsonRules.Options))!.AsObject();

        (Action<JsonObject> Spoil, string Code, string Path)[] cases =
        [
            (b => b["kind"] = "prohibition", "platform.malformed-json", "$.kind"),
            (b => b["direction"] = 1, "platform.malformed-json", "$.direction"),
            (b => b["classes"] = new JsonArray("patientRecord"), "platform.malformed-json", "$.classes[0]"),
            (b => b["signedOn"] = "2026-02-30", "platform.malformed-json", "$.signedOn"),
            (b => b.Remove("purpose"), "platform.malformed-json", "$"),
            (b => b["scope"] = "all", "platform.malformed-json", "$.scope"),
            (b => b["language"] = "de", "platform.invalid-request", "$.language"),
            (b => b["purpose"] = new string('x', 1001), "platform.invalid-request", "$.purpose"),
            (b => b["purpose"] = "x", "platform.invalid-request", "$.purpose"),
            (b => b["informationTextVersion"] = "", "platform.invalid-request", "$.informationTextVersion"),
            (b => b["recipientUnits"] = new JsonArray([.. Enumerable.Range(0, 21).Select(_ => JsonValue.Create(Guid.NewGuid()))]),
                "platform.invalid-request", "$.recipientUnits"),
        ];

        foreach (var (spoil, code, path) in cases)
        {
            var body = valid.DeepClone().AsObject();
            spoil(body);
            var problem = await worker.Client.SendJson(HttpMethod.Post, "/api/v1/consents", body, idempotencyKey: Guid.NewGuid().ToString())
                .ShouldRefuse(HttpStatusCode.BadRequest, code);
            problem["errors"]!.AsObject().ShouldContainKey(path, body.ToJsonString());
        }
    }

    [Theory, EveryDatabase]
    public async Task Minor_judged_competent_gives_it_and_nobody_else(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, child) = await host.AddClient(Child);
        var guardian = await worker.AddGuardian(child, GuardianRole.Guardian);
        var competent = JointWork(child) with { Competence = new CompetenceAssessment(Assessed: true, Competent: true) };

        var problem = await worker.TryRecord(competent with { GivenBy = new GivenBy(GuardianId: guardian) })
            .ShouldRefuse(HttpStatusCode.UnprocessableEntity, "consents.competent-minor-gives");
        problem["errors"]!.AsObject().ShouldContainKey("$.givenBy");

        var given = await worker.Record(competent);
        given["competence"]!["competent"]!.GetValue<bool>().ShouldBeTrue();
        given["competence"]!["assessedBy"]!.GetValue<Guid>().ShouldBe(worker.Id);
        given["competence"]!["assessedAt"]!.GetValue<DateTimeOffset>().ShouldBe(host.Clock.GetUtcNow());
    }

    [Theory, EveryDatabase]
    public async Task Guardian_gives_for_a_minor_judged_not_competent(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, child) = await host.AddClient(Child);
        var guardian = await worker.AddGuardian(child, GuardianRole.Guardian);
        var attorney = await worker.AddGuardian(child, GuardianRole.Attorney);
        var notCompetent = JointWork(child) with { Competence = new CompetenceAssessment(Assessed: true, Competent: false) };

        await worker.TryRecord(notCompetent).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "consents.representative-must-give");
        var problem = await worker.TryRecord(notCompetent with { GivenBy = new GivenBy(GuardianId: attorney) })
            .ShouldRefuse(HttpStatusCode.UnprocessableEntity, "consents.guardian-role-wrong");
        problem["errors"]!.AsObject().ShouldContainKey("$.givenBy.guardianId");

        var given = await worker.Record(notCompetent with { GivenBy = new GivenBy(GuardianId: guardian) });
        given["givenBy"]!["client"]!.GetValue<bool>().ShouldBeFalse();
        given["givenBy"]!["guardianId"]!.GetValue<Guid>().ShouldBe(guardian);
        given["givenBy"]!.Text("guardianRole").ShouldBe("guardian");
        given["competence"]!["competent"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Theory, EveryDatabase]
    public async Task Minors_competence_must_be_judged(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, child) = await host.AddClient(Child);

        foreach (var competence in (CompetenceAssessment?[])[null, new(Assessed: false, Competent: true)])
        {
            var problem = await worker.TryRecord(JointWork(child) with { Competence = competence })
                .ShouldRefuse(HttpStatusCode.UnprocessableEntity, "consents.competence-missing");
            problem["errors"]!.AsObject().ShouldContainKey("$.competence");
        }
    }

    [Theory, EveryDatabase]
    public async Task Guardian_of_another_client_is_unknown(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, child) = await host.AddClient(Child);
        var (otherWorker, otherChild) = await host.AddClient(Child);
        var stranger = await otherWorker.AddGuardian(otherChild, GuardianRole.Guardian);

        await worker.TryRecord(JointWork(child) with
        {
            Competence = new CompetenceAssessment(Assessed: true, Competent: false),
            GivenBy = new GivenBy(GuardianId: stranger),
        }).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "consents.guardian-unknown");
    }

    [Theory, EveryDatabase]
    public async Task Adult_has_representatives_but_no_guardian(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        foreach (var role in Enum.GetValues<GuardianRole>())
        {
            var (worker, adult) = await host.AddClient();
            var representative = await worker.AddGuardian(adult, role);
            var request = JointWork(adult) with { GivenBy = new GivenBy(GuardianId: representative) };

            if (role == GuardianRole.Guardian)
                await worker.TryRecord(request).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "consents.guardian-role-wrong");
            else
                (await worker.Record(request))["givenBy"]!.Text("guardianRole").ShouldBe(JsonRules.CodeOf(role));
        }
    }

    [Theory, EveryDatabase]
    public async Task Permission_that_begins_later_does_not_end_the_one_in_force_today(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, person) = await host.AddClient();
        var present = await worker.Record(Permission(person, Direction.SocialToHealth));
        var later = Permission(person, Direction.SocialToHealth, DataClass.IntakeMatter) with { ValidFrom = Today.AddDays(1) };

        var refused = await worker.TryRecord(later).ShouldRefuse(HttpStatusCode.Conflict, "consents.begins-later");

        refused["errors"]!.AsObject().ShouldContainKey("$.validFrom");
        (await worker.Client.Get($"/api/v1/consents/{present.Id()}")).Text("status").ShouldBe("active");
        // The other direction is another permission; and one that has not begun yet leaves no gap.
        var first = await worker.Record(Permission(person, Direction.HealthToSocial) with { ValidFrom = Today.AddDays(2) });
        (await worker.Record(Permission(person, Direction.HealthToSocial) with { ValidFrom = Today.AddDays(3) }))["replacesId"]!.GetValue<Guid>().ShouldBe(first.Id());
    }

    [Theory, EveryDatabase]
    public async Task New_permission_takes_the_place_of_the_one_in_force(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, person) = await host.AddClient();
        var other = await worker.Record(Permission(person, Direction.HealthToSocial));
        var first = await worker.Record(Permission(person, Direction.SocialToHealth));

        var second = await worker.Record(Permission(person, Direction.SocialToHealth, DataClass.IntakeMatter));

        second["replacesId"]!.GetValue<Guid>().ShouldBe(first.Id());
        var replaced = await worker.Client.Get($"/api/v1/consents/{first.Id()}");
        replaced.Text("status").ShouldBe("replaced");
        replaced["version"]!.GetValue<int>().ShouldBe(2);
        replaced["withdrawal"].ShouldBeNull();
        (await worker.Client.Get($"/api/v1/consents/{first.Id()}/versions/1")).ToJsonString().ShouldBe(first.ToJsonString());
        (await worker.Client.Get($"/api/v1/consents/{other.Id()}")).Text("status").ShouldBe("active");

        var events = await host.Events(person);
        events.Select(e => (e.Name, e.Event["consentId"]!.GetValue<Guid>(), e.Event["version"]!.GetValue<int>())).ShouldBe(
        [
            ("consents.consent-given.v1", other.Id(), 1),
            ("consents.consent-given.v1", first.Id(), 1),
            ("consents.consent-ended.v1", first.Id(), 2),
            ("consents.consent-given.v1", second.Id(), 1),
        ]);
        events[2].Event["withdrawn"]!.GetValue<bool>().ShouldBeFalse();
        events.Select(e => e.Event["eventId"]!.GetValue<Guid>()).Distinct().Count().ShouldBe(4);
    }

    [Theory, EveryDatabase]
    public async Task Second_consent_to_joint_work_is_refused_until_the_first_is_withdrawn(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, person) = await host.AddClient();
        var first = await worker.Record(JointWork(person));

        var problem = await worker.TryRecord(JointWork(person)).ShouldRefuse(HttpStatusCode.Conflict, "consents.joint-work-active");
        problem["allowed"]!.ToJsonString().ShouldBe("""["withdraw"]""");

        await worker.Withdraw(first);
        (await worker.Record(JointWork(person)))["replacesId"].ShouldBeNull();
    }

    [Theory, EveryDatabase]
    public async Task Consent_to_joint_work_whose_validity_has_ended_gives_way(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var (worker, person) = await host.AddClient();
        var first = await worker.Record(JointWork(person) with { ValidTo = Today.AddDays(2) });

        host.Clock.Advance(TimeSpan.FromDays(2));
        worker = await worker.NextDay(host);
        await worker.TryRecord(JointWork(person)).ShouldRefuse(HttpStatusCode.Conflict, "consents.joint-work-active");

        host.Clock.Advance(TimeSpan.FromDays(1));
        worker = await worker.NextDay(host);
        (await worker.Record(JointWork(person)))["replacesId"]!.GetValue<Guid>().ShouldBe(first.Id());
    }

    [Theory, EveryDatabase]
    public async Task Same_key_answers_the_first_answer_and_records_once(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, person) = await host.AddClient();
        var key = Guid.NewGuid().ToString();
        var request = Permission(person, Direction.HealthToSocial);

        using var first = await worker.TryRecord(request, key);
        using var again = await worker.TryRecord(request, key);

        again.StatusCode.ShouldBe(HttpStatusCode.Created);
        again.Headers.GetValues("Idempotency-Replayed").ShouldBe(["true"]);
        again.Headers.Location.ShouldBe(first.Headers.Location);
        (await again.Success()).ToJsonString().ShouldBe((await first.Success()).ToJsonString());
        (await worker.ListAll(person)).Count.ShouldBe(1);

        await worker.TryRecord(request with { Purpose = "Muu tarkoitus" }, key)
            .ShouldRefuse(HttpStatusCode.UnprocessableEntity, "platform.idempotency-key-reused");
        await worker.Client.SendJson(HttpMethod.Post, "/api/v1/consents", request)
            .ShouldRefuse(HttpStatusCode.BadRequest, "platform.idempotency-key-missing");
    }

    [Theory, EveryDatabase]
    public async Task Same_key_pressed_many_times_at_once_records_once(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, person) = await host.AddClient();
        foreach (var request in (RecordConsentRequest[])[JointWork(person), Permission(person, Direction.HealthToSocial)])
        {
            var key = Guid.NewGuid().ToString();
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => worker.TryRecord(request, key)));

            answers.ShouldAllBe(a => a.StatusCode == HttpStatusCode.Created);
            answers.Select(a => a.Headers.Location).Distinct().Count().ShouldBe(1);
        }
        (await worker.ListAll(person)).Count.ShouldBe(2);
    }

    [Theory, EveryDatabase]
    public async Task Two_replacements_at_once_leave_one_in_force(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        // With and without one in force to begin with.
        foreach (var begin in (bool[])[true, false])
        {
            var (worker, person) = await host.AddClient();
            if (begin) await worker.Record(Permission(person, Direction.SocialToHealth));

            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => worker.TryRecord(Permission(person, Direction.SocialToHealth))));

            var recorded = answers.Count(a => a.StatusCode == HttpStatusCode.Created);
            recorded.ShouldBeGreaterThan(0);
            foreach (var answer in answers.Where(a => a.StatusCode != HttpStatusCode.Created))
                await Task.FromResult(answer).ShouldRefuse(HttpStatusCode.Conflict, "consents.recorded-at-once");

            var all = await worker.ListAll(person);
            all.Count.ShouldBe(recorded + (begin ? 1 : 0));
            all.Count(c => c.Text("status") == "active").ShouldBe(1);
            // One unbroken chain: every replaced one has exactly one successor.
            all.Select(c => c["replacesId"]?.GetValue<Guid>()).OfType<Guid>().Order()
                .ShouldBe(all.Where(c => c.Text("status") == "replaced").Select(c => c.Id()).Order());
            (await host.Events(person)).Count(e => e.Name == "consents.consent-ended.v1").ShouldBe(all.Count - 1);
        }
    }

    [Theory, EveryDatabase]
    public async Task Two_consents_to_joint_work_at_once_leave_one(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, person) = await host.AddClient();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => worker.TryRecord(JointWork(person))));

        answers.Count(a => a.StatusCode == HttpStatusCode.Created).ShouldBe(1);
        answers.Count(a => a.StatusCode == HttpStatusCode.Conflict).ShouldBe(7);
        (await worker.ListAll(person)).Count.ShouldBe(1);
    }

    [Theory, EveryDatabase]
    public async Task Database_itself_holds_one_in_force_of_each(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, person) = await host.AddClient();
        await worker.Record(Permission(person, Direction.SocialToHealth));
        var joint = await worker.Record(JointWork(person));
        var replaced = joint.Id();
        await worker.Withdraw(joint);
        await worker.Record(JointWork(person));
        await worker.Record(Permission(person, Direction.SocialToHealth));

        await using var scope = host.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ConsentsDb>();
        foreach (var kind in Enum.GetNames<ConsentKind>())
        {
            await Should.ThrowAsync<System.Data.Common.DbException>(() => db.Database.ExecuteSqlAsync(
                $"""UPDATE consents_consents SET "Status" = 'Active' WHERE "PersonId" = {person} AND "Kind" = {kind}"""));
        }
        (await worker.Client.Get($"/api/v1/consents/{replaced}")).Text("status").ShouldBe("withdrawn");
    }

    [Theory, EveryDatabase]
    public async Task Only_those_who_serve_the_client_record_and_read(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, person) = await host.AddClient();
        var given = await worker.Record(JointWork(person));
        var stranger = await host.AddStaff(Sector.Social, Role.SocialWorker);
        var notifier = await host.AddStaff(worker.UnitId, Role.Notifier);
        var manager = await host.AddStaff(worker.UnitId, Role.UnitManager);
        string[] reads = [$"/api/v1/consents/{given.Id()}", $"/api/v1/consents/{given.Id()}/versions/1", $"/api/v1/consents?personId={person}"];

        foreach (var (staff, code) in ((TestStaff, string)[])[(stranger, "access.no-relationship"), (notifier, "access.role-missing")])
        {
            foreach (var read in reads) await staff.Client.GetAsync(read).ShouldRefuse(HttpStatusCode.Forbidden, code);
            await staff.TryRecord(JointWork(person)).ShouldRefuse(HttpStatusCode.Forbidden, code);
            await staff.TryWithdraw(given.Id(), ByClient()).ShouldRefuse(HttpStatusCode.Forbidden, code);
        }

        foreach (var read in reads) await manager.Client.Get(read);
        await manager.TryRecord(JointWork(person)).ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
        await manager.TryWithdraw(given.Id(), ByClient()).ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");

        using var reader = await host.As(worker.Subject, "consents.read");
        await reader.Get(reads[0]);
        await reader.SendJson(HttpMethod.Post, "/api/v1/consents", JointWork(person), idempotencyKey: "only-reading-1")
            .ShouldRefuse(HttpStatusCode.Forbidden, "platform.scope-missing");
        using var anonymous = host.Anonymous();
        foreach (var read in reads) await anonymous.GetAsync(read).ShouldRefuse(HttpStatusCode.Unauthorized, "platform.not-signed-in");
    }

    [Theory, EveryDatabase]
    public async Task Both_sectors_know_what_the_client_has_agreed_to(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, person) = await host.AddClient();
        var nurse = await host.AddStaff(Sector.Health, Role.PsychiatricNurse);
        await host.Relate(person, nurse);

        var given = await worker.Record(JointWork(person));

        (await nurse.Client.Get($"/api/v1/consents/{given.Id()}")).ToJsonString().ShouldBe(given.ToJsonString());
        (await nurse.Record(Permission(person, Direction.HealthToSocial)))["unitId"]!.GetValue<Guid>().ShouldBe(nurse.UnitId);
    }

    [Theory, EveryDatabase]
    public async Task Person_who_does_not_exist_is_answered_like_somebody_elses_client(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, _) = await host.AddClient();

        await worker.TryRecord(JointWork(Guid.NewGuid())).ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
        await worker.Client.GetAsync($"/api/v1/consents?personId={Guid.NewGuid()}").ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
        await worker.Client.GetAsync($"/api/v1/consents/{Guid.NewGuid()}").ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
        await worker.Client.GetAsync($"/api/v1/consents/{Guid.NewGuid()}/versions/1").ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
    }

    [Theory, EveryDatabase]
    public async Task List_is_paged_in_the_order_of_recording(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var (worker, person) = await host.AddClient();
        var (otherWorker, otherPerson) = await host.AddClient();
        await otherWorker.Record(JointWork(otherPerson));
        var recorded = new List<Guid>();
        foreach (var direction in (Direction[])[Direction.SocialToHealth, Direction.HealthToSocial, Direction.SocialToHealth])
        {
            recorded.Add((await worker.Record(Permission(person, direction))).Id());
            host.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        var first = await worker.Client.Get($"/api/v1/consents?personId={person}&limit=2");
        var second = await worker.Client.Get($"/api/v1/consents?personId={person}&limit=2&cursor={first.Text("next")}");

        second["next"].ShouldBeNull();
        first["items"]!.AsArray().Concat(second["items"]!.AsArray()).Select(c => c!.AsObject().Id()).ShouldBe(recorded);
        await worker.Client.GetAsync($"/api/v1/consents?personId={person}&cursor=%25").ShouldRefuse(HttpStatusCode.BadRequest, "platform.cursor-invalid");
        await worker.Client.GetAsync($"/api/v1/consents?personId={person}&limit=0").ShouldRefuse(HttpStatusCode.BadRequest, "platform.invalid-request");
        await worker.Client.GetAsync("/api/v1/consents").ShouldRefuse(HttpStatusCode.BadRequest, "platform.invalid-request");
    }

    [Theory, EveryDatabase]
    public async Task Information_texts_are_there_in_each_language(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var worker = await host.AddStaff(Sector.Health, Role.PsychiatricNurse);

        var texts = (await worker.Client.Get("/api/v1/consents/information-texts"))["items"]!.AsArray().Select(t => t!.AsObject()).ToList();

        texts.Select(t => (t.Text("version"), t.Text("kind"), t.Text("language"))).ShouldBe(
        [
            ("2026-1", "jointWork", "fi"), ("2026-1", "jointWork", "sv"), ("2026-1", "jointWork", "en"),
            ("2026-1", "disclosurePermission", "fi"), ("2026-1", "disclosurePermission", "sv"), ("2026-1", "disclosurePermission", "en"),
            ("2026-1", "prohibition", "fi"), ("2026-1", "prohibition", "sv"), ("2026-1", "prohibition", "en"),
            ("2026-1", "veto", "fi"), ("2026-1", "veto", "sv"), ("2026-1", "veto", "en")]);
        texts.Select(t => t.Text("text")).ShouldBeUnique();
        texts.Single(t => t.Text("kind") == "disclosurePermission" && t.Text("language") == "fi").Text("text").ShouldStartWith("Luovutuslupa");
        texts.Single(t => t.Text("kind") == "disclosurePermission" && t.Text("language") == "sv").Text("text").ShouldStartWith("Tillstånd");
        texts.Single(t => t.Text("kind") == "jointWork" && t.Text("language") == "en").Text("text").ShouldStartWith("Consent");
    }
}
