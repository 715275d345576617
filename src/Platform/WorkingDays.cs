namespace Monipolku.Platform;

/// <summary>
/// Finnish statutory time limits (määräajat): which days count, and when a period ends.
/// Whole days in Europe/Helsinki; no clock, no state, no settings.
/// </summary>
/// <remarks>
/// <para>Sources: laki säädettyjen määräaikain laskemisesta 150/1930 (§ 2 the day of arrival isn't counted, § 3 months, § 5 a last day
/// that moves), and LSL 26 § and SHL 36 § with their seven working days (arkipäivä) and three months.</para>
/// <para>Two rules, not one. <b>Counting</b> skips Saturdays, Sundays and public holidays. <b>Ending</b> skips, besides, Christmas Eve
/// and Midsummer Eve. The law doesn't settle whether the eves count in mid-period: they do here, since that gives the earlier date and so
/// never makes a child wait longer. 16.12.2024 + 7 working days counts 24.12 as the sixth day and ends on 27.12; from 13.12.2024 the
/// seventh day would be 24.12 itself, and the period ends on 27.12.</para>
/// <para>The holidays are those in force since 1992, when Epiphany and Ascension Day returned to their own dates: no earlier year is
/// correct.</para>
/// </remarks>
public static class WorkingDays
{
    private static readonly TimeZoneInfo Helsinki = TimeZoneInfo.FindSystemTimeZoneById("Europe/Helsinki");

    /// <summary>
    /// Last day on which an act due within <paramref name="workingDays"/> of <paramref name="arrival"/> is in time (150/1930 § 2 and § 5).
    /// The day of arrival isn't counted, and may itself be a holiday.
    /// </summary>
    /// <param name="workingDays">Working days, at least 1; 7 in LSL 26 § and SHL 36 §.</param>
    /// <param name="closed">Further days that neither count nor end a period, where somebody has the right to add such; none where null.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="workingDays"/> is less than 1, or the date passes 9999.</exception>
    public static DateOnly DueDate(DateOnly arrival, int workingDays, IReadOnlyCollection<DateOnly>? closed = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workingDays, 1);
        var day = arrival;
        for (var counted = 0; counted < workingDays;)
        {
            day = day.AddDays(1);
            if (IsWorkingDay(day, closed)) counted++;
        }
        return FirstPossibleEnd(day, closed);
    }

    /// <summary>
    /// Last day of a period of whole months (150/1930 § 3, then § 5): <see cref="AddMonthsExactly"/>, moved forward if a period may not
    /// end there. 30.11.2024 + 3 months is Friday 28.2.2025 by both; 30.11.2025 + 3 months is Saturday 28.2.2026 by § 3 and Monday
    /// 2.3.2026 by § 5.
    /// </summary>
    /// <param name="months">Months, at least 0; 3 in LSL 26 § and SHL 36 and 45 §.</param>
    /// <param name="closed">Further days on which a period cannot end; none where null.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="months"/> is negative, or the date is past year 9999.</exception>
    public static DateOnly AddMonths(DateOnly start, int months, IReadOnlyCollection<DateOnly>? closed = null) =>
        FirstPossibleEnd(AddMonthsExactly(start, months), closed);

    /// <summary>The day that lies so many working days before <paramref name="day"/>: from where on to warn of a last day.</summary>
    public static DateOnly Before(DateOnly day, int workingDays, IReadOnlyCollection<DateOnly>? closed = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(workingDays);
        for (var counted = 0; counted < workingDays;)
        {
            day = day.AddDays(-1);
            if (IsWorkingDay(day, closed)) counted++;
        }
        return day;
    }

    /// <summary>
    /// The same day number <paramref name="months"/> later, or the month's last day where there is none (150/1930 § 3): 30.11 + 3 months is
    /// 28.2, and 29.2 in a leap year. For ages and periods in which nothing has to be done by the last day; a deadline is
    /// <see cref="AddMonths"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="months"/> is negative, or the date is past year 9999.</exception>
    public static DateOnly AddMonthsExactly(DateOnly start, int months)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(months);
        return start.AddMonths(months);
    }

    /// <summary>
    /// Working days after <paramref name="arrival"/> up to and including <paramref name="today"/>: the 3 of "used 3 of 7". 0 on the day
    /// of arrival.
    /// </summary>
    /// <param name="of">
    /// The period's length, which the answer never exceeds: 7 of 7 on a last day that § 5 has moved, and also when the period has run out.
    /// Lateness is <c>today &gt; DueDate(arrival, of)</c>, and <c>Used(due, today)</c> is how many working days late.
    /// </param>
    /// <param name="closed">Further days that are not counted; none where null.</param>
    public static int Used(DateOnly arrival, DateOnly today, int of = int.MaxValue, IReadOnlyCollection<DateOnly>? closed = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(of);
        var used = 0;
        for (var day = arrival; day < today && used < of;)
        {
            day = day.AddDays(1);
            if (IsWorkingDay(day, closed)) used++;
        }
        return used;
    }

    /// <summary>Whether the day is counted (arkipäivä as THL counts): not a Saturday, a Sunday or a public holiday. The eves are
    /// counted.</summary>
    public static bool IsWorkingDay(DateOnly date) =>
        date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !IsHoliday(date);

    /// <summary>
    /// Whether a period may end on the day: a working day that isn't Christmas Eve or Midsummer Eve (150/1930 § 5). Independence Day
    /// and May Day, which § 5 names, are public holidays.
    /// </summary>
    public static bool CanBeLastDay(DateOnly date) => IsWorkingDay(date) && !IsEve(date);

    /// <summary>
    /// Whether the day is a Finnish public holiday: 1.1, Epiphany, Good Friday, Easter Sunday and Monday, 1.5, Ascension Day, Pentecost,
    /// Midsummer Day, All Saints' Day, 6.12, 25.12 and 26.12. Other Sundays and the eves are not.
    /// </summary>
    public static bool IsHoliday(DateOnly date) =>
        (date.Month, date.Day) is (1, 1) or (1, 6) or (5, 1) or (12, 6) or (12, 25) or (12, 26)
        || (date.DayOfWeek == DayOfWeek.Saturday && (date.Month, date.Day) is (6, >= 20 and <= 26) or (10, 31) or (11, <= 6))
        || (date.DayNumber - EasterSunday(date.Year).DayNumber) is -2 or 0 or 1 or 39 or 49;

    /// <summary>The date in Finland now.</summary>
    public static DateOnly Today(TimeProvider clock) => DateOf(clock.GetUtcNow());

    /// <summary>The date in Finland at an instant: what arrives at 23.30 UTC on 8.1 arrives on 9.1.</summary>
    public static DateOnly DateOf(DateTimeOffset instant) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, Helsinki).DateTime);

    /// <summary>Midnight in Finland, with which the day begins.</summary>
    public static DateTimeOffset StartOf(DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, Helsinki.GetUtcOffset(midnight));
    }

    private static bool IsWorkingDay(DateOnly date, IReadOnlyCollection<DateOnly>? closed) => IsWorkingDay(date) && closed?.Contains(date) != true;

    private static DateOnly FirstPossibleEnd(DateOnly date, IReadOnlyCollection<DateOnly>? closed)
    {
        while (!CanBeLastDay(date) || closed?.Contains(date) == true) date = date.AddDays(1);
        return date;
    }

    private static bool IsEve(DateOnly date) =>
        (date.Month, date.Day) is (12, 24) || (date.DayOfWeek == DayOfWeek.Friday && (date.Month, date.Day) is (6, >= 19 and <= 25));

    /// <summary>Gregorian Easter by the Meeus/Jones/Butcher algorithm; the letters are the algorithm's own.</summary>
    private static DateOnly EasterSunday(int year)
    {
        var a = year % 19;
        var (b, c) = (year / 100, year % 100);
        var (d, e) = (b / 4, b % 4);
        var f = (b + 8) / 25;
        var g = (b - f + 1) / 3;
        var h = ((19 * a) + b - d - g + 15) % 30;
        var (i, k) = (c / 4, c % 4);
        var l = (32 + (2 * e) + (2 * i) - h - k) % 7;
        var m = (a + (11 * h) + (22 * l)) / 451;
        var n = h + l - (7 * m) + 114;
        return new DateOnly(year, n / 31, (n % 31) + 1);
    }
}
