using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;
using Monipolku.People.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;
using static Monipolku.Consents.Tests.ConsentSteps;

namespace Monipolku.Consents.Tests;

public class WithdrawConsentTests
{
    [Theory, EveryDatabase]
    public async Task Withdrawal_makes_version_two_and_leaves_version_one_as_it_was(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, person) = await host.AddClient();
        var given = await worker.Record(Permission(person, Direction.HealthToSocial) with { SignedOn = Today.AddDays(-3) });

        using var answer = await worker.TryWithdraw(given.Id(), ByClient() with { Reason = "En halua enää", ToldOn = Today.AddDays(-1) });
        var withdrawn = await answer.Success();

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.ETag!.Tag.ShouldBe("\"2\"");
        withdrawn.Text("status").ShouldBe("withdrawn");
        withdrawn["version"]!.GetValue<int>().ShouldBe(2);
        var withdrawal = withdrawn["withdrawal"]!;
        withdrawal["by"]!["client"]!.GetValue<bool>().ShouldBeTrue();
        withdrawal.Text("reason").ShouldBe("En halua enää");
        withdrawal.Text("toldOn").ShouldBe("2026-09-14");
        withdrawal["receivedBy"]!.GetValue<Guid>().ShouldBe(worker.Id);
        withdrawal["unitId"]!.GetValue<Guid>().ShouldBe(worker.UnitId);
        withdrawal["at"]!.GetValue<DateTimeOffset>().ShouldBe(host.Clock.GetUtcNow());

        var address = $"/api/v1/consents/{given.Id()}";
        (await worker.Client.Get(address)).ToJsonString().ShouldBe(withdrawn.ToJsonString());
        (await worker.Client.Get(address + "/versions/2")).ToJsonString().ShouldBe(withdrawn.ToJsonString());
        (await worker.Client.Get(address + "/versions/1")).ToJsonString().ShouldBe(given.ToJsonString());
        foreach (var version in (int[])[0, 3, -1])
            await worker.Client.GetAsync($"{address}/versions/{version}").ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");

        var (name, happened) = (await host.Events(person))[^1];
        name.ShouldBe("consents.consent-ended.v1");
        happened["consentId"]!.GetValue<Guid>().ShouldBe(given.Id());
        happened["version"]!.GetValue<int>().ShouldBe(2);
        happened["withdrawn"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Theory, EveryDatabase]
    public async Task What_has_ended_cannot_be_withdrawn_again(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, person) = await host.AddClient();
        var withdrawn = await worker.Record(JointWork(person));
        await worker.Withdraw(withdrawn);
        var replaced = await worker.Record(Permission(person, Direction.HealthToSocial));
        await worker.Record(Permission(person, Direction.HealthToSocial));

        foreach (var ended in (Guid[])[withdrawn.Id(), replaced.Id()])
        {
            var problem = await worker.TryWithdraw(ended, ByClient(), "\"2\"").ShouldRefuse(HttpStatusCode.Conflict, "consents.already-ended");
            problem["allowed"]!.AsArray().ShouldBeEmpty();
        }
    }

    [Theory, EveryDatabase]
    public async Task Version_must_be_the_one_that_was_seen(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, person) = await host.AddClient();
        var given = await worker.Record(JointWork(person));

        await worker.TryWithdraw(given.Id(), ByClient(), ifMatch: null).ShouldRefuse(HttpStatusCode.PreconditionRequired, "platform.version-missing");
        await worker.TryWithdraw(given.Id(), ByClient(), "\"7\"").ShouldRefuse(HttpStatusCode.PreconditionFailed, "platform.version-stale");
        await worker.TryWithdraw(Guid.NewGuid(), ByClient()).ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
        (await worker.Client.Get($"/api/v1/consents/{given.Id()}")).Text("status").ShouldBe("active");
    }

    [Theory, EveryDatabase]
    public async Task Of_two_withdrawals_at_once_one_is_told_that_it_was_late(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, person) = await host.AddClient();
        var given = await worker.Record(JointWork(person));

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => worker.TryWithdraw(given.Id(), ByClient())));

        answers.Count(a => a.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        answers.Count(a => a.StatusCode == HttpStatusCode.PreconditionFailed).ShouldBe(5);
        (await host.Events(person)).Count(e => e.Name == "consents.consent-ended.v1").ShouldBe(1);
    }

    [Theory, EveryDatabase]
    public async Task Day_of_the_withdrawal_is_between_signing_and_today(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, person) = await host.AddClient();
        var given = await worker.Record(JointWork(person) with { SignedOn = Today.AddDays(-3) });

        var future = await worker.TryWithdraw(given.Id(), ByClient() with { ToldOn = Today.AddDays(1) })
            .ShouldRefuse(HttpStatusCode.BadRequest, "consents.told-in-future");
        future["errors"]!.AsObject().ShouldContainKey("$.toldOn");
        await worker.TryWithdraw(given.Id(), ByClient() with { ToldOn = Today.AddDays(-4) })
            .ShouldRefuse(HttpStatusCode.UnprocessableEntity, "consents.told-before-signed");
        var tooLong = await worker.TryWithdraw(given.Id(), ByClient() with { Reason = new string('x', 1001) })
            .ShouldRefuse(HttpStatusCode.BadRequest, "platform.invalid-request");
        tooLong["errors"]!.AsObject().ShouldContainKey("$.reason");
    }

    [Theory, EveryDatabase]
    public async Task Giver_of_the_withdrawal_is_named(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, person) = await host.AddClient();
        var given = await worker.Record(JointWork(person));

        var unclear = await worker.TryWithdraw(given.Id(), new WithdrawConsentRequest(new GivenBy()))
            .ShouldRefuse(HttpStatusCode.BadRequest, "consents.giver-unclear");
        unclear["errors"]!.AsObject().ShouldContainKey("$.withdrawnBy");
        var unknown = await worker.TryWithdraw(given.Id(), new WithdrawConsentRequest(new GivenBy(GuardianId: Guid.NewGuid())))
            .ShouldRefuse(HttpStatusCode.UnprocessableEntity, "consents.guardian-unknown");
        unknown["errors"]!.AsObject().ShouldContainKey("$.withdrawnBy.guardianId");
    }

    [Theory, EveryDatabase]
    public async Task A_minor_does_not_end_the_prohibition_of_a_guardian(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, child) = await host.AddClient(Child);
        var guardian = await worker.AddGuardian(child, GuardianRole.Guardian);
        var forbidden = await worker.Client.Post("/api/v1/prohibitions", new
        {
            personId = child,
            kind = "disclosure",
            givenBy = new { guardianId = guardian },
            direction = "socialToHealth",
            competence = new { assessed = true, competent = false },
        });
        var path = $"/api/v1/prohibitions/{forbidden.Id()}/withdraw";

        var problem = await worker.Client.SendJson(HttpMethod.Post, path, new { withdrawnBy = new { client = true } }, "\"1\"")
            .ShouldRefuse(HttpStatusCode.UnprocessableEntity, "consents.representative-must-end");
        problem["errors"]!.AsObject().ShouldContainKey("$.withdrawnBy");
        await worker.Client.Change(HttpMethod.Post, path, new { withdrawnBy = new { guardianId = guardian } }, forbidden);
    }

    [Theory, EveryDatabase]
    public async Task Guardian_gives_again_what_the_child_withdrew_only_when_the_child_is_judged_anew_and_that_is_shown(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (competent, not) = (new CompetenceAssessment(Assessed: true, Competent: true), new CompetenceAssessment(Assessed: true, Competent: false));
        foreach (var age in (int[])[10, Child])
        {
            var (worker, child) = await host.AddClient(age);
            var byGuardian = new GivenBy(GuardianId: await worker.AddGuardian(child, GuardianRole.Guardian));
            var permission = Permission(child, Direction.HealthToSocial);
            var given = await worker.Record(permission with { Competence = competent });
            await worker.Withdraw(given);

            // A child of 10 is taken not to be competent where nobody judges: not once they have taken it back themselves.
            if (age < 12)
            {
                await worker.TryRecord(permission with { GivenBy = byGuardian }).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "consents.child-has-withdrawn");
            }
            await worker.TryRecord(permission with { GivenBy = byGuardian, Competence = competent })
                .ShouldRefuse(HttpStatusCode.UnprocessableEntity, "consents.competent-minor-gives");
            await worker.TryRecord(permission with { GivenBy = byGuardian, Competence = not, SignedOn = Today.AddDays(-1) })
                .ShouldRefuse(HttpStatusCode.UnprocessableEntity, "consents.child-has-withdrawn");
            // Of the other direction the child has said nothing.
            (await worker.Record(Permission(child, Direction.SocialToHealth) with { GivenBy = byGuardian, Competence = not }))["afterChildsWithdrawalOf"].ShouldBeNull();

            var against = await worker.Record(permission with { GivenBy = byGuardian, Competence = not });
            against["afterChildsWithdrawalOf"]!.GetValue<Guid>().ShouldBe(given.Id());
            (await worker.Client.Get($"/api/v1/consents/{against.Id()}"))["afterChildsWithdrawalOf"]!.GetValue<Guid>().ShouldBe(given.Id());
            // And the child may take that back too, and give it themselves.
            await worker.Withdraw(against);
            (await worker.Record(permission with { Competence = competent }))["afterChildsWithdrawalOf"].ShouldBeNull();
        }
    }

    [Theory, EveryDatabase]
    public async Task Guardian_cannot_withdraw_what_a_competent_minor_gave(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, child) = await host.AddClient(Child);
        var guardian = await worker.AddGuardian(child, GuardianRole.Guardian);
        var byGuardian = new WithdrawConsentRequest(new GivenBy(GuardianId: guardian));
        var given = await worker.Record(JointWork(child) with { Competence = new CompetenceAssessment(Assessed: true, Competent: true) });

        var problem = await worker.TryWithdraw(given.Id(), byGuardian)
            .ShouldRefuse(HttpStatusCode.UnprocessableEntity, "consents.competent-minor-withdraws");
        problem["errors"]!.AsObject().ShouldContainKey("$.withdrawnBy");
        await worker.Withdraw(given);

        var byTheGuardian = await worker.Record(JointWork(child) with
        {
            Competence = new CompetenceAssessment(Assessed: true, Competent: false),
            GivenBy = new GivenBy(GuardianId: guardian),
        });
        using var answer = await worker.TryWithdraw(byTheGuardian.Id(), byGuardian);
        (await answer.Success())["withdrawal"]!["by"]!.Text("guardianRole").ShouldBe("guardian");
    }

    [Theory, EveryDatabase]
    public async Task Reason_is_encrypted_in_its_column_and_in_no_log(DatabaseProvider database)
    {
        const string Reason = "Salainen-syy-4711";
        var host = await TestHost.Shared(database);
        var (worker, person) = await host.AddClient();
        var given = await worker.Record(JointWork(person));
        using var answer = await worker.TryWithdraw(given.Id(), ByClient() with { Reason = Reason });
        await answer.Success();

        await using var scope = host.Services.CreateAsyncScope();
        var stored = await scope.ServiceProvider.GetRequiredService<ConsentsDb>().Database
            .SqlQuery<string>($"""SELECT "Withdrawal" AS "Value" FROM consents_consents WHERE "PersonId" = {person}""").SingleAsync();
        stored.ShouldNotContain(Reason);
        stored.ShouldContain("v1.");
        host.Logs.Lines.ShouldNotContain(line => line.Contains(Reason, StringComparison.Ordinal));
    }

    [Theory, EveryDatabase]
    public async Task Other_modules_get_each_version_exactly_as_it_was(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, person) = await host.AddClient();
        var joint = await worker.Record(JointWork(person));
        var permission = await worker.Record(Permission(person, Direction.HealthToSocial));
        await using var scope = host.Services.CreateAsyncScope();
        var records = scope.ServiceProvider.GetRequiredService<IConsentRecords>();
        var before = JsonOf((await records.Find(permission.Id(), 1, CancellationToken.None))!);

        await worker.Withdraw(permission);

        JsonOf((await records.Find(permission.Id(), 1, CancellationToken.None))!).ShouldBe(before);
        var ended = (await records.Find(permission.Id(), 2, CancellationToken.None))!;
        (ended.Status, ended.Version, ended.WithdrawnAt, ended.ChangedAt)
            .ShouldBe((ConsentStatus.Withdrawn, 2, host.Clock.GetUtcNow(), host.Clock.GetUtcNow()));
        (await records.Find(permission.Id(), 3, CancellationToken.None)).ShouldBeNull();
        (await records.Find(Guid.NewGuid(), 1, CancellationToken.None)).ShouldBeNull();

        var found = await records.Find([joint.Id(), permission.Id(), Guid.NewGuid()], CancellationToken.None);
        found.Select(d => (d.Id, d.Version)).OrderBy(d => d.Version).ShouldBe([(joint.Id(), 1), (permission.Id(), 2)]);
        (await records.OfPerson(person, CancellationToken.None)).Select(d => d.Id).ShouldBe([joint.Id(), permission.Id()], ignoreOrder: true);
    }

    private static string JsonOf(ConsentDocument document) => System.Text.Json.JsonSerializer.Serialize(document, JsonRules.Options);
}
