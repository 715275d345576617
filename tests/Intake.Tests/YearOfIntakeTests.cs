using Monipolku.Demo;

namespace Monipolku.Intake.Tests;

public class YearOfIntakeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_year_is_the_same_for_the_same_seed_and_has_the_totals_that_are_told_of_2024(int seed)
    {
        var year = YearOfIntake.Of(2024, seed);

        YearOfIntake.Of(2024, seed).ShouldBe(year);
        var (first, rest) = (year.Where(a => a.Day.Month <= 3).ToList(), year.Where(a => a.Day.Month > 3).ToList());
        (first.Count, rest.Count).ShouldBe((825, 2566));
        year.Count(a => a.Kind == "childWelfareNotification").ShouldBe(3348);
        (first.Count(IsAssessed), rest.Count(IsAssessed)).ShouldBe((175, 400));
        year.Count(a => a.AssessedOn is not null).ShouldBe(575);
        year.Where(a => a.AssessedOn is not null).ShouldAllBe(a => IsAssessed(a) && a.AssessedOn > a.DecidedOn && a.AssessedOn < a.Day.AddMonths(5));
        year.Count(a => a.AssessedOn <= a.Day.AddMonths(3)).ShouldBeInRange(480, 570);
        year.Select(a => a.Day).ShouldBeInOrder();
        year.Where(a => a.Joins is not null).ShouldAllBe(a => year[a.Joins!.Value].IdentityCode == a.IdentityCode && year[a.Joins!.Value].DecidedOn >= a.Day);
        year.Where(a => a.Joins is null).Select(a => a.IdentityCode).ShouldBeUnique();
    }

    [Fact]
    public void Another_seed_makes_another_year() => YearOfIntake.Of(2024, 1).ShouldNotBe(YearOfIntake.Of(2024, 2));

    private static bool IsAssessed(Arrival arrival) => arrival is { Joins: null, Decision: "startAssessment" };
}
