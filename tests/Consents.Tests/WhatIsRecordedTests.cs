using System.Net;
using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;
using Monipolku.People.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;
using static Monipolku.Consents.Tests.ConsentSteps;

namespace Monipolku.Consents.Tests;

/// <summary>Signatures of guardians, oral form, and the limits of a permission by the data's day and service task.</summary>
public class WhatIsRecordedTests
{
    private static readonly CompetenceAssessment NotCompetent = new(Assessed: true, Competent: false);

    [Theory, EveryDatabase]
    public async Task Child_with_two_guardians_needs_both_or_the_reason_why_one_suffices(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, child) = await host.AddClient(Child);
        var mother = await worker.AddGuardian(child, GuardianRole.Guardian);
        var father = await worker.AddGuardian(child, GuardianRole.Guardian);
        var trustee = await worker.AddGuardian(child, GuardianRole.LegalGuardian);
        var one = Permission(child, Direction.HealthToSocial) with { Competence = NotCompetent, GivenBy = new GivenBy(GuardianId: mother) };

        (RecordConsentRequest Request, int Status, string Code, string Path)[] cases =
        [
            (one, 422, "both-guardians-needed", "$.otherGuardians"),
            (one with { OtherGuardians = [new(mother)] }, 400, "guardian-repeated", "$.otherGuardians[0].guardianId"),
            (one with { OtherGuardians = [new(father), new(father)] }, 400, "guardian-repeated", "$.otherGuardians[1].guardianId"),
            (one with { OtherGuardians = [new(Guid.NewGuid())] }, 422, "guardian-unknown", "$.otherGuardians[0].guardianId"),
            (one with { OtherGuardians = [new(trustee)] }, 422, "guardian-role-wrong", "$.otherGuardians[0].guardianId"),
            (one with { OtherGuardians = [new(father, Today.AddDays(1))] }, 400, "guardian-signed-in-future", "$.otherGuardians[0].signedOn"),
            (one with { OtherGuardians = [new(father)], OneGuardianSuffices = OneGuardianSuffices.OtherAway }, 400, "one-guardian-idle", "$.oneGuardianSuffices"),
            (one with { GivenBy = new GivenBy(GuardianId: trustee), OtherGuardians = [new(father)] }, 400, "other-guardians-of-guardian", "$.otherGuardians"),
            (one with { GivenBy = new GivenBy(Client: true), Competence = new(true, true), OtherGuardians = [new(father)] },
                400, "other-guardians-of-guardian", "$.otherGuardians"),
        ];
        foreach (var (request, status, code, path) in cases)
            (await worker.TryRecord(request).ShouldRefuse((HttpStatusCode)status, "consents." + code))["errors"]!.AsObject().ShouldContainKey(path, code);

        var both = (await worker.Record(one with { OtherGuardians = [new(father, Today.AddDays(-1))] }))["givenBy"]!;
        both.Text("roleCode").ShouldBe("31");
        both["otherGuardians"]!.AsArray().Single()!["guardianId"]!.GetValue<Guid>().ShouldBe(father);
        both["otherGuardians"]!.AsArray().Single()!.Text("signedOn").ShouldBe("2026-09-14");
        both["oneGuardianSuffices"].ShouldBeNull();
        (await worker.Record(one with { OneGuardianSuffices = OneGuardianSuffices.OtherAway }))["givenBy"]!.Text("oneGuardianSuffices").ShouldBe("otherAway");
        var alone = (await worker.Record(one with { GivenBy = new GivenBy(GuardianId: trustee) }))["givenBy"]!;
        alone.Text("roleCode").ShouldBe("32");
        alone["otherGuardians"]!.AsArray().ShouldBeEmpty();
    }

    [Theory, EveryDatabase]
    public async Task Small_child_is_not_judged_and_a_guardian_gives(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, child) = await host.AddClient(11);
        var guardian = await worker.AddGuardian(child, GuardianRole.Guardian);

        await worker.TryRecord(JointWork(child)).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "consents.representative-must-give");
        (await worker.Record(JointWork(child) with { GivenBy = new GivenBy(GuardianId: guardian) }))["competence"].ShouldBeNull();

        // Judged all the same, and found to understand.
        var (other, mature) = await host.AddClient(11);
        (await other.Record(JointWork(mature) with { Competence = new(true, true) }))["competence"]!["competent"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public async Task Age_from_which_competence_is_judged_is_the_countys()
    {
        await using var host = await TestHost.StartAsync(DatabaseProvider.Sqlite, new Dictionary<string, string?> { ["Consents:CompetenceFromAge"] = "16" });
        var (worker, child) = await host.AddClient(Child);
        await worker.TryRecord(JointWork(child)).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "consents.representative-must-give");
        var (other, older) = await host.AddClient(16);
        await other.TryRecord(JointWork(older)).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "consents.competence-missing");

        var wrong = await Should.ThrowAsync<SettingException>(() =>
            TestHost.StartAsync(DatabaseProvider.Sqlite, new Dictionary<string, string?> { ["Consents:CompetenceFromAge"] = "18" }));
        wrong.Message.ShouldContain("Consents:CompetenceFromAge");
    }

    [Theory, EveryDatabase]
    public async Task Joint_work_may_be_agreed_orally_and_confirmed_and_a_permission_may_not(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, person) = await host.AddClient();
        var nurse = await host.AddStaff(Sector.Health, Role.PsychiatricNurse);
        var heard = new OralConfirmationRequest(OralHow.Phone, Today);
        var oral = JointWork(person) with { Form = ConsentForm.Oral };

        (RecordConsentRequest Request, int Status, string Code, string Path)[] cases =
        [
            (oral, 400, "oral-confirmation-missing", "$.oral"),
            (oral with { Form = ConsentForm.Paper, Oral = heard }, 400, "oral-confirmation-idle", "$.oral"),
            (oral with { Oral = heard with { ConfirmedOn = Today.AddDays(1) } }, 400, "confirmed-in-future", "$.oral.confirmedOn"),
            (oral with { Oral = heard with { ConfirmedOn = Today.AddDays(-1) } }, 422, "confirmed-before-given", "$.oral.confirmedOn"),
            (oral with { Oral = heard with { ConfirmedBy = Guid.NewGuid() } }, 422, "confirmer-unknown", "$.oral.confirmedBy"),
            (Permission(person, Direction.HealthToSocial) with { Form = ConsentForm.Oral, Oral = heard }, 400, "written-form-needed", "$.form"),
        ];
        foreach (var (request, status, code, path) in cases)
            (await worker.TryRecord(request).ShouldRefuse((HttpStatusCode)status, "consents." + code))["errors"]!.AsObject().ShouldContainKey(path, code);

        var given = await worker.Record(oral with { SignedOn = Today.AddDays(-1), Oral = heard with { ConfirmedBy = nurse.Id } });
        given.Text("form").ShouldBe("oral");
        given["oral"]!.Text("how").ShouldBe("phone");
        given["oral"]!["confirmedBy"]!.GetValue<Guid>().ShouldBe(nurse.Id);
        given["oral"]!.Text("confirmedOn").ShouldBe("2026-09-15");
        await worker.Withdraw(given);
        (await worker.Record(oral with { Oral = heard }))["oral"]!["confirmedBy"]!.GetValue<Guid>().ShouldBe(worker.Id);
    }

    [Theory, EveryDatabase]
    public async Task Scope_of_the_data_is_checked_when_given(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, person) = await host.AddClient();
        var toHealth = Permission(person, Direction.SocialToHealth);

        (RecordConsentRequest Request, string Code, string Path)[] cases =
        [
            (toHealth with { DataFrom = Today, DataTo = Today.AddDays(-1) }, "data-period-backwards", "$.dataTo"),
            (toHealth with { DataFrom = Today.AddDays(6), ValidTo = Today.AddDays(5) }, "data-period-empty", "$.dataFrom"),
            (toHealth with { ServiceTasks = ["4", "x"] }, "service-task-unknown", "$.serviceTasks[1]"),
            (toHealth with { ServiceTasks = ["4", "٣"] }, "service-task-unknown", "$.serviceTasks[1]"),
            (toHealth with { ServiceTasks = ["123"] }, "service-task-unknown", "$.serviceTasks[0]"),
            (toHealth with { ServiceTasks = ["4", "4"] }, "service-task-repeated", "$.serviceTasks[1]"),
            (Permission(person, Direction.HealthToSocial) with { ServiceTasks = ["4"] }, "service-tasks-of-social-care", "$.serviceTasks"),
            (JointWork(person) with { ServiceTasks = ["4"] }, "data-scope-only-in-permission", "$.dataFrom"),
            (JointWork(person) with { DataTo = Today }, "data-scope-only-in-permission", "$.dataFrom"),
        ];
        foreach (var (request, code, path) in cases)
            (await worker.TryRecord(request).ShouldRefuse(HttpStatusCode.BadRequest, "consents." + code))["errors"]!.AsObject().ShouldContainKey(path, code);

        var given = await worker.Record(toHealth with { DataFrom = Today.AddYears(-1), DataTo = Today, ServiceTasks = ["4", "11"] });
        given.Text("dataFrom").ShouldBe("2025-09-15");
        given.Text("dataTo").ShouldBe("2026-09-15");
        given["serviceTasks"]!.ToJsonString().ShouldBe("""["4","11"]""");
    }

    [Theory, EveryDatabase]
    public async Task Gate_obeys_the_datas_days_and_service_tasks_and_what_has_none_is_not_covered(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, person) = await host.AddClient();
        var nurse = await host.AddStaff(Sector.Health, Role.PsychiatricNurse);
        await host.Relate(person, nurse);
        await worker.Record(JointWork(person));
        await worker.Record(Permission(person, Direction.SocialToHealth) with { DataFrom = Today.AddDays(-30), DataTo = Today.AddDays(-10) });

        (await Asks("")).ShouldBe("access.permission-does-not-cover");
        (await Asks("&dataDate=2026-08-15")).ShouldBe("access.permission-does-not-cover");
        (await Asks("&dataDate=2026-08-16")).ShouldBe("permitted");
        (await Asks("&dataDate=2026-09-05")).ShouldBe("permitted");
        (await Asks("&dataDate=2026-09-06")).ShouldBe("access.permission-does-not-cover");
        (await Asks("&serviceTask=4")).ShouldBe("access.permission-does-not-cover");

        await worker.Record(Permission(person, Direction.SocialToHealth) with { ServiceTasks = ["4"] });
        (await Asks("")).ShouldBe("access.permission-does-not-cover");
        (await Asks("&dataDate=2026-08-16")).ShouldBe("access.permission-does-not-cover");
        (await Asks("&serviceTask=4")).ShouldBe("permitted");
        (await Asks("&serviceTask=40")).ShouldBe("access.permission-does-not-cover");

        // A prohibition of some tasks holds for them, and for what has no known task.
        await worker.Record(Permission(person, Direction.SocialToHealth));
        await worker.Client.Post("/api/v1/prohibitions", new
        {
            personId = person,
            kind = "disclosure",
            givenBy = new { client = true },
            direction = "socialToHealth",
            serviceTasks = new[] { "4" },
        });
        (await Asks("&serviceTask=4")).ShouldBe("access.prohibited");
        (await Asks("")).ShouldBe("access.prohibited");
        (await Asks("&serviceTask=5")).ShouldBe("permitted");

        async Task<string> Asks(string item)
        {
            var answer = await nurse.Client.Get($"/api/v1/access/explain?right=read-social-part&personId={person}{item}");
            return answer["permitted"]!.GetValue<bool>() ? "permitted" : answer.Text("code");
        }
    }
}
