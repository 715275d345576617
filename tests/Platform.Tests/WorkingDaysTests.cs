using System.Globalization;

namespace Monipolku.Platform.Tests;

public sealed class WorkingDaysTests
{
    private static readonly DateOnly FirstDay = new(2020, 1, 1);
    private static readonly DateOnly LastDay = new(2050, 12, 31);

    // The oracle: dates that another calendar computed (see the file's first line).
    private static readonly Dictionary<DateOnly, string> Calendar = File
        .ReadLines(Path.Combine(AppContext.BaseDirectory, "Finnish-holidays-2020-2050.csv"))
        .Skip(2)
        .Select(line => line.Split(','))
        .ToDictionary(row => DateOnly.ParseExact(row[0], "yyyy-MM-dd", CultureInfo.InvariantCulture), row => row[1]);

    [Theory]
    [InlineData("9.1.2024", "18.1.2024")]
    [InlineData("13.6.2024", "24.6.2024")]
    [InlineData("16.12.2024", "27.12.2024")]
    [InlineData("24.4.2025", "6.5.2025")]
    public void Seven_working_days_end_where_the_domain_says(string arrival, string due) =>
        WorkingDays.DueDate(Day(arrival), 7).ShouldBe(Day(due));

    [Theory]
    [InlineData("13.12.2024", "27.12.2024", "the seventh day is Christmas Eve")]
    [InlineData("12.6.2024", "24.6.2024", "the seventh day is Midsummer Eve")]
    [InlineData("28.12.2024", "9.1.2025", "it arrives on a Saturday, and Epiphany is a Monday")]
    [InlineData("6.12.2024", "17.12.2024", "it arrives on Independence Day")]
    [InlineData("22.3.2024", "4.4.2024", "Easter takes two days")]
    public void Eves_and_arrivals_on_holidays_are_counted_as_documented(string arrival, string due, string because) =>
        WorkingDays.DueDate(Day(arrival), 7).ShouldBe(Day(due), because);

    [Theory]
    [InlineData("30.11.2024", "28.2.2025", "28.2.2025")]
    [InlineData("30.11.2023", "29.2.2024", "29.2.2024")]
    [InlineData("30.11.2025", "28.2.2026", "2.3.2026")] // a Saturday
    [InlineData("30.11.2026", "28.2.2027", "1.3.2027")] // a Sunday
    [InlineData("31.1.2024", "30.4.2024", "30.4.2024")]
    [InlineData("1.2.2024", "1.5.2024", "2.5.2024")] // May Day
    [InlineData("24.9.2024", "24.12.2024", "27.12.2024")] // Christmas Eve
    [InlineData("21.3.2024", "21.6.2024", "24.6.2024")] // Midsummer Eve
    [InlineData("6.9.2024", "6.12.2024", "9.12.2024")] // Independence Day, a Friday
    public void Three_months_end_on_the_same_day_number_and_move_off_a_forbidden_day(string start, string exactly, string due)
    {
        WorkingDays.AddMonthsExactly(Day(start), 3).ShouldBe(Day(exactly));
        WorkingDays.AddMonths(Day(start), 3).ShouldBe(Day(due));
    }

    [Fact]
    public void Every_holiday_from_2020_to_2050_is_the_independent_calendars()
    {
        Calendar.Values.Count(kind => kind == "public").ShouldBe(31 * 13);

        AllDays().Where(WorkingDays.IsHoliday).ShouldBe(Calendar.Where(d => d.Value == "public").Select(d => d.Key).Order());
    }

    [Fact]
    public void Working_days_on_which_no_period_ends_are_the_independent_calendars_eves_on_weekdays()
    {
        var eves = Calendar.Where(d => d.Value == "eve" && !IsWeekend(d.Key)).Select(d => d.Key).Order().ToList();
        eves.Count.ShouldBeGreaterThan(31);

        AllDays().Where(d => WorkingDays.IsWorkingDay(d) && !WorkingDays.CanBeLastDay(d)).ShouldBe(eves);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(30)]
    public void A_due_date_is_the_first_possible_end_at_or_after_the_counted_day_and_never_goes_back(int workingDays)
    {
        // A second way to the same answer: lists made from the oracle instead of a walk over the rules.
        var workdays = AllDays().Where(d => !IsWeekend(d) && Calendar.GetValueOrDefault(d) != "public").ToList();
        var ends = workdays.Where(d => !Calendar.ContainsKey(d)).ToList();

        var (nextWorkday, nextEnd, previous) = (0, 0, DateOnly.MinValue);
        foreach (var arrival in AllDays().TakeWhile(d => d < LastDay.AddDays(-60)))
        {
            while (workdays[nextWorkday] <= arrival) nextWorkday++;
            var counted = workdays[nextWorkday + workingDays - 1];
            while (ends[nextEnd] < counted) nextEnd++;

            var due = WorkingDays.DueDate(arrival, workingDays);

            due.ShouldBe(ends[nextEnd]);
            due.ShouldBeGreaterThanOrEqualTo(arrival.AddDays(workingDays));
            due.ShouldBeGreaterThanOrEqualTo(previous);
            WorkingDays.CanBeLastDay(due).ShouldBeTrue();
            WorkingDays.Used(arrival, due, workingDays).ShouldBe(workingDays);
            WorkingDays.Used(arrival, due).ShouldBeInRange(workingDays, workingDays + 1);
            previous = due;
        }
    }

    [Fact]
    public void A_months_due_date_ends_on_a_possible_day_soon_after_and_never_goes_back()
    {
        var previous = DateOnly.MinValue;
        foreach (var start in AllDays())
        {
            var exactly = WorkingDays.AddMonthsExactly(start, 3);
            var due = WorkingDays.AddMonths(start, 3);

            WorkingDays.CanBeLastDay(due).ShouldBeTrue();
            (due.DayNumber - exactly.DayNumber).ShouldBeInRange(0, 5); // Christmas Eve on a Wednesday: 24.12 to 29.12
            due.ShouldBeGreaterThanOrEqualTo(previous);
            (exactly.Day == start.Day || exactly.AddDays(1).Day == 1).ShouldBeTrue();
            previous = due;
        }
    }

    [Theory]
    [InlineData("9.1.2024", 0)] // the day of arrival
    [InlineData("8.1.2024", 0)] // a clock that lags
    [InlineData("10.1.2024", 1)]
    [InlineData("12.1.2024", 3)]
    [InlineData("14.1.2024", 3)] // Sunday
    [InlineData("18.1.2024", 7)]
    [InlineData("31.1.2024", 7)] // late: the period is used up, no more
    public void Used_counts_the_days_after_arrival_with_today(string today, int used) =>
        WorkingDays.Used(Day("9.1.2024"), Day(today), 7).ShouldBe(used);

    [Fact]
    public void Used_from_the_due_date_tells_how_late_it_is() =>
        WorkingDays.Used(Day("18.1.2024"), Day("23.1.2024")).ShouldBe(3);

    [Fact]
    public void Used_grows_by_one_on_a_working_day_and_stays_on_others()
    {
        var arrival = Day("20.12.2024");
        var used = 0;
        for (var today = arrival.AddDays(1); today < arrival.AddYears(2); today = today.AddDays(1))
        {
            if (WorkingDays.IsWorkingDay(today)) used++;
            WorkingDays.Used(arrival, today).ShouldBe(used);
        }
    }

    [Theory]
    [InlineData("2024-01-08T21:59:59Z", "8.1.2024")]
    [InlineData("2024-01-08T22:00:00Z", "9.1.2024")]
    [InlineData("2024-07-08T20:59:59Z", "8.7.2024")]
    [InlineData("2024-07-08T21:00:00Z", "9.7.2024")] // summer time
    [InlineData("2024-01-09T08:00:00+14:00", "8.1.2024")]
    public void The_date_is_Finlands(string instant, string date)
    {
        var at = DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture);

        WorkingDays.DateOf(at).ShouldBe(Day(date));
        WorkingDays.Today(new StoppedClock(at)).ShouldBe(Day(date));
    }

    [Fact]
    public void A_period_without_length_is_a_bug()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => WorkingDays.DueDate(FirstDay, 0));
        Should.Throw<ArgumentOutOfRangeException>(() => WorkingDays.AddMonths(FirstDay, -1));
        Should.Throw<ArgumentOutOfRangeException>(() => WorkingDays.AddMonthsExactly(FirstDay, -1));
        Should.Throw<ArgumentOutOfRangeException>(() => WorkingDays.Used(FirstDay, LastDay, -1));
    }

    private static DateOnly Day(string finnish) => DateOnly.ParseExact(finnish, "d.M.yyyy", CultureInfo.InvariantCulture);

    private static bool IsWeekend(DateOnly date) => date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;

    private static IEnumerable<DateOnly> AllDays() =>
        Enumerable.Range(FirstDay.DayNumber, LastDay.DayNumber - FirstDay.DayNumber + 1).Select(DateOnly.FromDayNumber);

    private sealed class StoppedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now.ToUniversalTime();
    }
}
