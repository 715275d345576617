using System.Globalization;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Intake.Tests;

public class ClockTests
{
    private static readonly DateOnly Child = new(2011, 3, 15);
    private static readonly DateOnly Adult = new(1980, 3, 15);
    private static readonly DateOnly First = new(2020, 1, 1);
    private static readonly DateOnly Last = new(2050, 12, 31);

    private static IEnumerable<DateOnly> ThirtyYears => Enumerable.Range(0, Last.DayNumber - First.DayNumber + 1).Select(First.AddDays);

    [Theory, EveryDatabase]
    public async Task Due_dates_follow_the_law_for_each_day_of_arrival(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var intake = await IntakeSteps.On(host);

        foreach (var (arrival, startBy, completeBy) in ((string, string, string)[])
            [
                ("2024-01-09", "2024-01-18", "2024-04-09"), ("2024-06-13", "2024-06-24", "2024-09-13"), ("2024-11-29", "2024-12-11", "2025-02-28"),
                ("2024-12-16", "2024-12-27", "2025-03-17"), ("2025-04-24", "2025-05-06", "2025-07-24"), ("2025-11-30", "2025-12-09", "2026-03-02"),
            ])
        {
            host.Clock.MoveTo(DateTimeOffset.Parse(arrival + "T10:00:00Z", CultureInfo.InvariantCulture));
            using var curator = await host.As(intake.Curator.Subject);

            var receipt = await curator.Post("/api/v1/intake/notifications", IntakeSteps.Notification());

            receipt.Text("arrivedOn").ShouldBe(arrival);
            IntakeSteps.Clock(receipt, "startAssessment").Text("dueOn").ShouldBe(startBy);
            IntakeSteps.Clock(receipt, "completeAssessment").Text("dueOn").ShouldBe(completeBy);
        }
    }

    [Theory, EveryDatabase]
    public async Task The_days_used_are_told_at_every_look(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var intake = await IntakeSteps.On(host);
        host.Clock.MoveTo(new DateTimeOffset(2026, 9, 15, 21, 30, 0, TimeSpan.Zero)); // 0.30 on the 16th in Finland
        using var curator = await host.As(intake.Curator.Subject);
        var receipt = await curator.Post("/api/v1/intake/notifications", IntakeSteps.Notification());
        receipt.Text("arrivedOn").ShouldBe("2026-09-16");

        foreach (var (day, used, status) in ((DateOnly, int, string)[])
            [
                (new(2026, 9, 16), 0, "running"), (new(2026, 9, 17), 1, "running"), (new(2026, 9, 20), 2, "running"),
                (new(2026, 9, 21), 3, "running"), (new(2026, 9, 25), 7, "running"), (new(2026, 9, 26), 7, "breached"),
            ])
        {
            host.Clock.MoveTo(new DateTimeOffset(day, new TimeOnly(9, 0), TimeSpan.Zero));
            using var duty = await host.As(intake.Duty.Subject);

            var clock = IntakeSteps.Clock(await duty.Get(IntakeSteps.Path(receipt)), "startAssessment");

            clock.Text("dueOn").ShouldBe("2026-09-25");
            clock["used"]!.GetValue<int>().ShouldBe(used, day.ToString("O", CultureInfo.InvariantCulture));
            clock.Text("status").ShouldBe(status);
        }
    }

    [Fact]
    public void No_clock_ends_on_a_day_on_which_none_can()
    {
        foreach (var arrival in ThirtyYears)
        {
            foreach (var clock in IntakeMatter.StartClocks(MatterKind.ChildWelfareNotification, [], Child, arrival))
            {
                WorkingDays.CanBeLastDay(clock.DueOn).ShouldBeTrue();
                clock.DueOn.ShouldBeGreaterThan(arrival);
            }
        }
    }

    [Fact]
    public void Days_used_grow_from_none_to_all_and_never_shrink()
    {
        foreach (var arrival in ThirtyYears.Where(d => d.DayNumber % 7 == d.Month % 7))
        {
            foreach (var clock in IntakeMatter.StartClocks(MatterKind.ChildWelfareNotification, [], Child, arrival))
            {
                clock.Used(arrival.AddDays(-30)).ShouldBe(0);
                var before = 0;
                for (var day = arrival; day <= clock.DueOn; day = day.AddDays(1))
                {
                    var used = clock.Used(day);
                    used.ShouldBeInRange(before, clock.Length());
                    clock.StatusOn(day).ShouldBe(ClockStatus.Running);
                    before = used;
                }
                before.ShouldBe(clock.Length());
                clock.Used(clock.DueOn.AddDays(400)).ShouldBe(clock.Length());
                clock.StatusOn(clock.DueOn.AddDays(1)).ShouldBe(ClockStatus.Breached);
            }
        }
    }

    [Fact]
    public void A_stopped_clock_stands_and_cannot_be_stopped_again()
    {
        var clock = Clock.Start(ClockName.StartAssessment, ClockForce.Statutory, "LSL 26 §", new DateOnly(2026, 9, 15)).Stop(new DateOnly(2026, 9, 18));

        clock.Stop(new DateOnly(2026, 10, 1)).ShouldBe(clock);
        clock.Used(new DateOnly(2027, 1, 1)).ShouldBe(3);
        clock.StatusOn(new DateOnly(2027, 1, 1)).ShouldBe(ClockStatus.Stopped);
    }

    [Fact]
    public void What_stops_late_stays_breached()
    {
        var clock = Clock.Start(ClockName.StartAssessment, ClockForce.Statutory, "LSL 26 §", new DateOnly(2026, 9, 15));

        clock.Stop(clock.DueOn).StatusOn(new DateOnly(2027, 1, 1)).ShouldBe(ClockStatus.Stopped);
        clock.Stop(clock.DueOn.AddDays(1)).StatusOn(new DateOnly(2027, 1, 1)).ShouldBe(ClockStatus.Breached);
    }

    [Theory]
    [InlineData(MatterKind.ChildWelfareNotification, null, ClockForce.Statutory, ClockForce.Statutory, "LSL 26 §")]
    [InlineData(MatterKind.JointRequestWithFamily, null, ClockForce.Policy, ClockForce.Policy, "County policy")]
    [InlineData(MatterKind.Contact, null, ClockForce.Policy, ClockForce.Policy, "County policy")]
    [InlineData(MatterKind.NoticeToAuthority, null, ClockForce.Policy, ClockForce.Policy, "County policy")]
    [InlineData(MatterKind.Contact, SupportGround.ChildInNeedOfSpecialSupport, ClockForce.Statutory, ClockForce.Statutory, "SHL 36 §")]
    [InlineData(MatterKind.Contact, SupportGround.Disability, ClockForce.Statutory, ClockForce.Policy, "SHL 36 §")]
    [InlineData(MatterKind.Contact, SupportGround.HighestCareAllowance, ClockForce.Statutory, ClockForce.Policy, "SHL 36 §")]
    public void Each_clock_is_the_laws_only_where_the_law_says_so(MatterKind kind, SupportGround? ground, ClockForce start, ClockForce complete, string basis)
    {
        var clocks = IntakeMatter.StartClocks(kind, ground is { } g ? [g] : [], Child, new DateOnly(2026, 9, 15));

        clocks.Select(c => c.Name).ShouldBe([ClockName.StartAssessment, ClockName.CompleteAssessment]);
        clocks.Select(c => c.Force).ShouldBe([start, complete]);
        clocks[0].Basis.ShouldBe(basis);
    }

    [Theory]
    [InlineData("1951-09-15", ClockForce.Statutory)]
    [InlineData("1951-09-16", ClockForce.Policy)]
    public void From_the_75th_birthday_the_seven_days_are_the_laws(string born, ClockForce force)
    {
        var clocks = IntakeMatter.StartClocks(
            MatterKind.Contact, [], DateOnly.Parse(born, CultureInfo.InvariantCulture), new DateOnly(2026, 9, 15));

        clocks.Select(c => c.Force).ShouldBe([force, ClockForce.Policy]);
    }

    [Theory]
    [InlineData("2008-09-16", false)]
    [InlineData("2008-09-15", true)]
    public void A_child_is_under_eighteen(string born, bool refused)
    {
        var birthDate = DateOnly.Parse(born, CultureInfo.InvariantCulture);
        var today = new DateOnly(2026, 9, 15);

        (IntakeMatter.CheckAge(MatterKind.ChildWelfareNotification, [], birthDate, today) == IntakeRefusals.NotAChild).ShouldBe(refused);
        (IntakeMatter.CheckAge(MatterKind.JointRequestWithFamily, [], birthDate, today) == IntakeRefusals.NotAChild).ShouldBe(refused);
        (IntakeMatter.CheckAge(MatterKind.Contact, [SupportGround.ChildInNeedOfSpecialSupport], birthDate, today) == IntakeRefusals.GroundIsAChilds)
            .ShouldBe(refused);
        IntakeMatter.CheckAge(MatterKind.Contact, [SupportGround.Disability], Adult, today).ShouldBeNull();
    }

    [Fact]
    public void A_matter_never_lacks_an_owner_and_its_clocks_only_stop()
    {
        var random = new Random(20260915);
        for (var round = 0; round < 2_000; round++)
        {
            var arrival = First.AddDays(random.Next(10_000));
            var matter = NewMatter(arrival);
            // Another matter of the person, or of another record that somebody says is the same person.
            var other = IntakeMatter.Open(NewNotification(MatterKind.Contact, arrival, random.Next(2) == 0 ? matter.PersonId : Guid.NewGuid()), Child, Guid.NewGuid());
            var today = arrival;
            for (var step = 0; step < 14; step++)
            {
                today = today.AddDays(random.Next(20));
                var (version, before) = (matter.Version, matter.Clocks);
                var action = random.Next(7);
                var refused = Act(action, matter, other, random, today);

                (matter.OwnerUnitId == Guid.Empty).ShouldBeFalse();
                (matter.OwnerId is null).ShouldBe(matter.Status == MatterStatus.Arrived);
                matter.Version.ShouldBe(refused is null ? version + 1 : version);
                matter.Clocks.ShouldAllBe(c => WorkingDays.CanBeLastDay(c.DueOn));
                for (var i = 0; i < before.Count; i++)
                {
                    var old = before[i];
                    bool IsLike(Clock c) => c.Name == old.Name && c.Force == old.Force;
                    if (matter.Clocks.Where(IsLike).ElementAtOrDefault(before.Take(i).Count(IsLike)) is not { } clock)
                    {
                        // Only the county's own goes, where the law's ends no later.
                        (action, old.Force).ShouldBe((3, ClockForce.Policy));
                        matter.Clocks.ShouldContain(c => c.Name == old.Name && c.Force == ClockForce.Statutory && c.StoppedOn == null && c.DueOn <= old.DueOn);
                        continue;
                    }
                    // Only the undoing of a mistaken join lets a clock run on, and nothing but that and joining touches its last day.
                    if (old.StoppedOn is not null && !(action == 5 && refused is null)) clock.StoppedOn.ShouldBe(old.StoppedOn);
                    if (action != 3) clock.DueOn.ShouldBe(old.DueOn);
                    // What joins never gives it more time.
                    clock.DueOn.ShouldBeLessThanOrEqualTo(old.DueOn);
                    clock.Basis.ShouldBe(old.Basis);
                }
                // Law and policy never mix.
                matter.Clocks.ShouldAllBe(c => c.Force == ClockForce.Policy == (c.Basis == "County policy") && c.DueOn == Clock.Start(c.Name, c.Force, c.Basis, c.StartedOn, null).DueOn);
                if (matter is { Status: MatterStatus.Closed or MatterStatus.Assessed, AwaitsUrgency: false }) matter.Clocks.ShouldAllBe(c => c.StoppedOn != null);
                if (matter.Status == MatterStatus.Arrived) matter.Clocks.ShouldAllBe(c => c.StoppedOn == null);
                (matter.OpenFor is null).ShouldBe(matter.Status is MatterStatus.Closed or MatterStatus.Assessed);
                // What nobody has looked at never leaves the queue.
                if (matter.AwaitsUrgency) matter.NextDueOn.ShouldNotBeNull();
                (matter.JoinedInto is null).ShouldBe(matter.Decision?.Outcome != DecisionOutcome.JoinOther);
                (matter.Decision is null).ShouldBe(matter.Status is MatterStatus.Arrived or MatterStatus.Evaluated);
            }
        }
    }

    private static Refusal? Act(int action, IntakeMatter matter, IntakeMatter other, Random random, DateOnly today)
    {
        switch (action)
        {
            case 0:
                return matter.AssessUrgency(new Urgency(random.Next(1, 5).ToString(CultureInfo.InvariantCulture), "", Guid.NewGuid(), default));
            case 1:
                DecisionOutcome[] outcomes = [DecisionOutcome.StartAssessment, DecisionOutcome.GuideOnward, DecisionOutcome.ObviouslyUnnecessary, DecisionOutcome.TransferToOtherCounty];
                return matter.Decide(Decision(outcomes[random.Next(4)]), Guid.NewGuid(), today);
            case 2:
                // Assessments completes only what is in assessment.
                if (matter.Status != MatterStatus.InAssessment) return IntakeRefusals.Decided;
                matter.CompleteAssessment(today);
                return null;
            case 3:
                // What is told joins only what is open.
                if (matter.OpenFor is null) return IntakeRefusals.Decided;
                var kind = random.Next(2) == 0 ? MatterKind.ChildWelfareNotification : MatterKind.Contact;
                matter.Join(NewNotification(kind, today.AddDays(-random.Next(40)), matter.PersonId), Child);
                return null;
            case 4:
                return matter.JoinInto(other, Decision(DecisionOutcome.JoinOther), today, samePerson: random.Next(2) == 0);
            case 5:
                return matter.UndoJoin(other, takes: true, Guid.NewGuid(), default);
            default:
                // Whoever answers for it, or whose work ends, hands over what somebody has taken.
                if (matter.OwnerId is null) return IntakeRefusals.NotToHandOver;
                matter.HandOver(Guid.NewGuid(), Guid.NewGuid(), new DateTimeOffset(today, default, TimeSpan.Zero));
                return null;
        }
    }

    private static MatterDecision Decision(DecisionOutcome outcome) => new(outcome, "", Guid.NewGuid(), [], Guid.NewGuid(), default);

    [Theory] // child-welfare due 7 working days from its own arrival; the contact arrived on Tuesday 1.9.2026, due on the 10th
    [InlineData("2026-08-31", "statutory 08-31 09-09")]
    [InlineData("2026-09-01", "statutory 09-01 09-10")]
    [InlineData("2026-09-03", "policy 09-01 09-10; statutory 09-03 09-14")]
    [InlineData("2026-09-11", "policy 09-01 09-10; statutory 09-11 09-22")]
    public void A_child_welfare_notification_that_joins_a_contact_starts_the_laws_clock_beside_the_countys(string arrival, string start)
    {
        var contact = NewNotification(MatterKind.Contact, new DateOnly(2026, 9, 1), Guid.NewGuid());
        var matter = IntakeMatter.Open(contact, Child, Guid.NewGuid());
        var letter = IntakeMatter.Open(NewNotification(MatterKind.ChildWelfareNotification, DateOnly.Parse(arrival, CultureInfo.InvariantCulture), contact.PersonId), Child, Guid.NewGuid());

        matter.Join(NewNotification(MatterKind.ChildWelfareNotification, DateOnly.Parse(arrival, CultureInfo.InvariantCulture), contact.PersonId), Child);
        letter.Join(contact, Child);

        Starts(matter).ShouldBe(start);
        matter.Kind.ShouldBe(MatterKind.ChildWelfareNotification);
        // In whatever order they came.
        Starts(letter).ShouldBe(start);

        // A third moves neither, and one that came before brings the law's back to its day.
        matter.Join(NewNotification(MatterKind.ChildWelfareNotification, new DateOnly(2026, 9, 14), contact.PersonId), Child);
        Starts(matter).ShouldBe(start);
        matter.Join(NewNotification(MatterKind.ChildWelfareNotification, new DateOnly(2026, 8, 31), contact.PersonId), Child);
        Starts(matter).ShouldBe("statutory 08-31 09-09");
    }

    [Fact]
    public void The_countys_clock_of_which_somebody_was_told_stays_beside_the_laws()
    {
        var contact = NewNotification(MatterKind.Contact, new DateOnly(2026, 9, 1), Guid.NewGuid());
        var matter = IntakeMatter.Open(contact, Child, Guid.NewGuid());
        matter.Tell(new DateOnly(2026, 9, 11)).ShouldHaveSingleItem().Level.ShouldBe(ClockLevel.Breached);

        matter.Join(NewNotification(MatterKind.ChildWelfareNotification, new DateOnly(2026, 9, 1), contact.PersonId), Child);

        Starts(matter).ShouldBe("statutory 09-01 09-10; policy 09-01 09-10");
        matter.Tell(new DateOnly(2026, 9, 11)).ShouldHaveSingleItem().Clock.Force.ShouldBe(ClockForce.Statutory);
    }

    private static string Starts(IntakeMatter matter) => string.Join("; ", matter.Clocks.Where(c => c.Name == ClockName.StartAssessment)
        .Select(c => string.Create(CultureInfo.InvariantCulture, $"{JsonRules.CodeOf(c.Force)} {c.StartedOn:MM-dd} {c.DueOn:MM-dd}")));

    [Fact]
    public void A_letter_that_came_first_takes_the_clocks_back_to_its_day()
    {
        var matter = NewMatter(new DateOnly(2026, 9, 15));

        matter.Join(NewNotification(MatterKind.ChildWelfareNotification, new DateOnly(2026, 9, 10), matter.PersonId), Child);

        matter.ArrivedOn.ShouldBe(new DateOnly(2026, 9, 10));
        matter.Clocks.Select(c => c.DueOn).ShouldBe([new DateOnly(2026, 9, 21), new DateOnly(2026, 12, 10)]);
    }

    private static IntakeMatter NewMatter(DateOnly arrival) =>
        IntakeMatter.Open(NewNotification(MatterKind.ChildWelfareNotification, arrival, Guid.NewGuid()), Child, Guid.NewGuid());

    private static IntakeNotification NewNotification(MatterKind kind, DateOnly arrival, Guid person) => new()
    {
        Id = Guid.NewGuid(),
        PersonId = person,
        Kind = kind,
        Channel = NotificationChannel.Phone,
        Variants = [],
        FiledAt = WorkingDays.StartOf(arrival),
        ArrivedOn = arrival,
        EnteredBy = null,
        NotifierKind = NotifierKind.Anonymous,
        NotifierCode = "1",
        ConfidentialityAsked = false,
        NotifierSecret = "",
        ReasonCodes = [],
        SupportGrounds = [],
        DescriptionSecret = "",
        DetailsSecret = null,
    };
}
