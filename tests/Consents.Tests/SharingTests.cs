using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;
using static Monipolku.Consents.Tests.ConsentSteps;

namespace Monipolku.Consents.Tests;

/// <summary>What the gate makes of consents and permissions, over time.</summary>
public class SharingTests
{
    private const string Permitted = "permitted";

    [Theory, EveryDatabase]
    public async Task Health_data_opens_with_both_and_closes_at_the_next_read_after_a_withdrawal(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, person) = await host.AddClient();

        (await worker.Asks(Rights.ReadHealthPart, person)).ShouldBe("access.joint-work-consent-missing");
        var joint = await worker.Record(JointWork(person));
        (await worker.Asks(Rights.ReadHealthPart, person)).ShouldBe("access.permission-missing");
        var permission = await worker.Record(Permission(person, Direction.HealthToSocial));
        (await worker.Asks(Rights.ReadHealthPart, person)).ShouldBe(Permitted);

        await worker.Withdraw(permission);
        (await worker.Asks(Rights.ReadHealthPart, person)).ShouldBe("access.permission-withdrawn");
        await worker.Record(Permission(person, Direction.HealthToSocial));
        (await worker.Asks(Rights.ReadHealthPart, person)).ShouldBe(Permitted);
        await worker.Withdraw(joint);
        (await worker.Asks(Rights.ReadHealthPart, person)).ShouldBe("access.joint-work-consent-withdrawn");
        await worker.Record(JointWork(person));
        (await worker.Asks(Rights.ReadHealthPart, person)).ShouldBe(Permitted);
    }

    [Theory, EveryDatabase]
    public async Task Joint_plan_opens_to_health_care_with_consent_to_joint_work(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, person) = await host.AddClient();
        var nurse = await host.AddStaff(Sector.Health, Role.PsychiatricNurse);
        await host.Relate(person, nurse);

        (await worker.Asks(Rights.ReadPlan, person)).ShouldBe(Permitted);
        (await nurse.Asks(Rights.ReadPlan, person)).ShouldBe("access.joint-work-consent-missing");
        var joint = await worker.Record(JointWork(person));
        (await nurse.Asks(Rights.ReadPlan, person)).ShouldBe(Permitted);
        await worker.Withdraw(joint);
        (await nurse.Asks(Rights.ReadPlan, person)).ShouldBe("access.joint-work-consent-withdrawn");
    }

    [Theory, EveryDatabase]
    public async Task Permission_opens_its_own_direction_only(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, person) = await host.AddClient();
        var nurse = await host.AddStaff(Sector.Health, Role.PsychiatricNurse);
        await host.Relate(person, nurse);
        await worker.Record(JointWork(person));

        await worker.Record(Permission(person, Direction.SocialToHealth));

        (await nurse.Asks(Rights.ReadSocialPart, person)).ShouldBe(Permitted);
        (await worker.Asks(Rights.ReadHealthPart, person)).ShouldBe("access.permission-missing");
    }

    [Theory, EveryDatabase]
    public async Task Permission_opens_the_classes_that_it_names_only(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, person) = await host.AddClient();
        var nurse = await host.AddStaff(Sector.Health, Role.PsychiatricNurse);
        await host.Relate(person, nurse);
        await worker.Record(JointWork(person));

        await worker.Record(Permission(person, Direction.SocialToHealth, DataClass.IntakeMatter));
        (await nurse.Asks(Rights.ReadSocialPart, person)).ShouldBe("access.permission-does-not-cover");

        await worker.Record(Permission(person, Direction.SocialToHealth, DataClass.IntakeMatter, DataClass.SocialAssessmentPart));
        (await nurse.Asks(Rights.ReadSocialPart, person)).ShouldBe(Permitted);
    }

    [Theory, EveryDatabase]
    public async Task Another_persons_permission_opens_nothing(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, person) = await host.AddClient();
        var other = await host.AddPerson(Adult);
        await host.Relate(other, worker);
        await worker.Record(JointWork(other));
        await worker.Record(Permission(other, Direction.HealthToSocial));

        (await worker.Asks(Rights.ReadHealthPart, person)).ShouldBe("access.joint-work-consent-missing");
    }

    [Theory, EveryDatabase]
    public async Task Permission_opens_to_the_recipients_that_it_names_only(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, person) = await host.AddClient();
        var nurse = await host.AddStaff(Sector.Health, Role.PsychiatricNurse);
        await host.Relate(person, nurse);
        await worker.Record(JointWork(person));

        var otherUnit = await host.AddUnit(Sector.Health);

        await worker.Record(Permission(person, Direction.SocialToHealth) with { RecipientUnits = [otherUnit] });
        (await nurse.Asks(Rights.ReadSocialPart, person)).ShouldBe("access.permission-does-not-cover");

        await worker.Record(Permission(person, Direction.SocialToHealth) with { RecipientUnits = [otherUnit, nurse.UnitId] });
        (await nurse.Asks(Rights.ReadSocialPart, person)).ShouldBe(Permitted);
    }

    [Theory, EveryDatabase]
    public async Task Permission_holds_from_its_first_day_through_its_last(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var (worker, person) = await host.AddClient();
        await worker.Record(JointWork(person));
        await worker.Record(Permission(person, Direction.HealthToSocial) with { ValidFrom = Today.AddDays(2), ValidTo = Today.AddDays(3) });

        var days = new List<string>();
        for (var day = 0; day < 5; day++)
        {
            worker = await worker.NextDay(host);
            days.Add(await worker.Asks(Rights.ReadHealthPart, person));
            host.Clock.Advance(TimeSpan.FromDays(1));
        }

        const string NotValid = "access.permission-not-valid";
        days.ShouldBe([NotValid, NotValid, Permitted, Permitted, NotValid]);
    }

    [Theory, EveryDatabase]
    public async Task Consent_to_joint_work_ends_with_its_validity(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var (worker, person) = await host.AddClient();
        await worker.Record(JointWork(person) with { ValidTo = Today });
        await worker.Record(Permission(person, Direction.HealthToSocial));
        (await worker.Asks(Rights.ReadHealthPart, person)).ShouldBe(Permitted);

        // 21.00 UTC is midnight in Finland: the last day is a Finnish day.
        host.Clock.MoveTo(new DateTimeOffset(2026, 9, 15, 20, 59, 59, TimeSpan.Zero));
        worker = await worker.NextDay(host);
        (await worker.Asks(Rights.ReadHealthPart, person)).ShouldBe(Permitted);
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        (await worker.Asks(Rights.ReadHealthPart, person)).ShouldBe("access.joint-work-consent-missing");
    }

    [Theory, EveryDatabase]
    public async Task No_read_begun_after_the_withdrawal_was_answered_is_permitted(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, person) = await host.AddClient();
        await worker.Record(JointWork(person));
        var permission = await worker.Record(Permission(person, Direction.HealthToSocial));
        var withdrawn = 0;
        var reads = new ConcurrentBag<(bool BegunAfter, string Answer)>();

        async Task Read()
        {
            var begunAfter = Volatile.Read(ref withdrawn) == 1;
            reads.Add((begunAfter, await worker.Asks(Rights.ReadHealthPart, person)));
        }

        var before = Enumerable.Range(0, 30).Select(_ => Read()).ToList();
        var racing = Enumerable.Range(0, 5).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 8; i++) await Read();
        })).ToList();
        await worker.Withdraw(permission);
        Volatile.Write(ref withdrawn, 1);
        await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => Read()).Concat(before).Concat(racing));

        reads.Count.ShouldBe(100);
        reads.Count(r => r.BegunAfter).ShouldBeGreaterThanOrEqualTo(30);
        reads.Where(r => r.BegunAfter).ShouldAllBe(r => r.Answer == "access.permission-withdrawn");
        reads.ShouldAllBe(r => r.Answer == Permitted || r.Answer == "access.permission-withdrawn");
    }

    [Theory, EveryDatabase]
    public async Task Sharing_tells_the_state_of_the_newest_of_each_kind(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, person) = await host.AddClient();

        (await Find(host, person)).ShouldBe(new Sharing(SharingState.None, SharingState.None));
        var joint = await worker.Record(JointWork(person));
        var first = await worker.Record(Permission(person, Direction.HealthToSocial));
        (await Find(host, person)).ShouldBe(new Sharing(SharingState.InForce, SharingState.InForce));
        await worker.Withdraw(first);
        (await Find(host, person)).ShouldBe(new Sharing(SharingState.InForce, SharingState.Withdrawn));
        await worker.Record(Permission(person, Direction.HealthToSocial) with { ValidFrom = Today.AddDays(1) });
        (await Find(host, person)).ShouldBe(new Sharing(SharingState.InForce, SharingState.NotValidToday));
        await worker.Record(Permission(person, Direction.HealthToSocial));
        await worker.Withdraw(joint);
        (await Find(host, person)).ShouldBe(new Sharing(SharingState.Withdrawn, SharingState.InForce));
        (await Find(host, person, Direction.SocialToHealth)).Permission.ShouldBe(SharingState.None);
    }

    private static async Task<Sharing> Find(TestHost host, Guid person, Direction direction = Direction.HealthToSocial)
    {
        await using var scope = host.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ISharingBasis>()
            .Find(person, direction, DataClass.HealthAssessmentPart, null, null, Today, CancellationToken.None);
    }
}
