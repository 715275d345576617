using System.Globalization;

namespace Monipolku.Demo;

/// <summary>
/// What arrives at a county in a year and what is decided of it, made up person by person. The totals are those that Soite tells of 2024
/// (mission S4): 3 391 intakes, 3 348 of them child-welfare notifications, 575 assessments; 175 of the first quarter's 825.
/// </summary>
internal static class YearOfIntake
{
    private const int FirstQuarter = 825;
    private const int OtherQuarters = 2566;
    private const int AssessedOfFirstQuarter = 175;
    private const int AssessedOfOtherQuarters = 400;
    private const int OtherThanNotifications = 43;

    /// <summary>One in so many is about a child of whom a notification waits for its decision: it joins that matter.</summary>
    private const int JoiningOneIn = 9;

    private static readonly string[] GivenNames = ["Aino", "Eetu", "Emma", "Elias", "Helmi", "Leo", "Lilja", "Nella", "Oliver", "Onni", "Pihla", "Väinö"];
    private static readonly string[] FamilyNames = ["Esimerkki", "Harju", "Koski", "Kuvitteellinen", "Lampi", "Mallila", "Niemi", "Nuori", "Testinen", "Virta"];

    /// <summary>THL code set 1251.</summary>
    private static readonly string[] Reasons = ["10", "11", "22", "23", "24", "25", "26", "27", "28", "32"];

    /// <summary>THL code set 1282.</summary>
    private static readonly string[] Needs = ["1", "3", "5", "6", "7", "8", "9", "10", "11"];

    /// <summary>In the order of their days. The same year and seed give the same.</summary>
    public static IReadOnlyList<Arrival> Of(int year, int seed)
    {
        var random = new Random(seed);
        var days = Days(random, new DateOnly(year, 1, 1), new DateOnly(year, 4, 1), FirstQuarter)
            .Concat(Days(random, new DateOnly(year, 4, 1), new DateOnly(year + 1, 1, 1), OtherQuarters)).ToArray();
        var arrivals = new List<Arrival>(days.Length);
        var persons = new HashSet<string>(StringComparer.Ordinal);
        foreach (var day in days)
        {
            var joined = random.Next(JoiningOneIn) == 0 ? arrivals.TakeLast(60).FirstOrDefault(a => a.Joins is null && a.DecidedOn >= day) : null;
            arrivals.Add(joined is null ? Opening(random, day, persons) : joined with { Day = day, Joins = arrivals.IndexOf(joined) });
        }
        Choose(random, arrivals, i => i < FirstQuarter, AssessedOfFirstQuarter, a => a with { Decision = "startAssessment" });
        Choose(random, arrivals, i => i >= FirstQuarter, AssessedOfOtherQuarters, a => a with { Decision = "startAssessment" });
        Choose(random, arrivals, _ => true, OtherThanNotifications, a => a with { Kind = "contact" }, alone: true);
        for (var i = 0; i < arrivals.Count; i++)
        {
            if (arrivals[i] is { Joins: null, Decision: "startAssessment" } assessed) arrivals[i] = Assessed(random, assessed);
        }
        return arrivals;
    }

    private static List<DateOnly> Days(Random random, DateOnly from, DateOnly until, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => from.AddDays(random.Next(until.DayNumber - from.DayNumber))).Order()];

    private static Arrival Opening(Random random, DateOnly day, HashSet<string> persons)
    {
        var born = day.AddDays(-random.Next(30, (17 * 365) + 300));
        string identityCode;
        do identityCode = TestIdentityCode.Of(born, born.Year < 2000 ? '-' : 'A', random.Next(900, 1000));
        while (!persons.Add(identityCode) && (born = born.AddDays(-1)) != default);

        // Nine in ten within the seven working days.
        var decided = AfterWorkingDays(day, random.Next(10) == 0 ? random.Next(8, 13) : random.Next(7));
        var decision = random.Next(10) switch { < 6 => "obviouslyUnnecessary", < 9 => "guideOnward", _ => "transferToOtherCounty" };
        return new Arrival(
            day, "childWelfareNotification", identityCode, Any(random, GivenNames), Any(random, FamilyNames), Any(random, Reasons),
            (random.Next(20) switch { 0 => 1, < 7 => 2, _ => 3 }).ToString(CultureInfo.InvariantCulture), decided, decision, Joins: null);
    }

    /// <summary>Eleven in twelve within the three months from the arrival (LSL 26 §); most find needs.</summary>
    private static Arrival Assessed(Random random, Arrival arrival)
    {
        var inTime = random.Next(12) > 0;
        var on = inTime ? arrival.DecidedOn.AddDays(random.Next(20, 71)) : arrival.Day.AddMonths(3).AddDays(random.Next(3, 40));
        // The last working day before the weekend: never later than meant.
        while (IsWeekend(on)) on = on.AddDays(-1);
        var needs = Enumerable.Range(0, random.Next(8) == 0 ? 0 : random.Next(1, 4)).Select(_ => Any(random, Needs)).Distinct();
        return arrival with { AssessedOn = on, Needs = string.Join(',', needs) };
    }

    /// <summary>Changes that many of those which opened a matter.</summary>
    /// <param name="alone">Only of those that nothing joins.</param>
    private static void Choose(Random random, List<Arrival> arrivals, Func<int, bool> among, int count, Func<Arrival, Arrival> change, bool alone = false)
    {
        var joined = arrivals.Where(a => a.Joins is not null).Select(a => a.Joins!.Value).ToHashSet();
        var open = Enumerable.Range(0, arrivals.Count).Where(i => among(i) && arrivals[i].Joins is null && !(alone && joined.Contains(i))).ToArray();
        random.Shuffle(open);
        foreach (var i in open.Take(count)) arrivals[i] = change(arrivals[i]);
    }

    private static DateOnly AfterWorkingDays(DateOnly day, int count)
    {
        while (count > 0 || IsWeekend(day))
        {
            day = day.AddDays(1);
            if (!IsWeekend(day)) count--;
        }
        return day;
    }

    private static bool IsWeekend(DateOnly day) => day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;

    private static string Any(Random random, string[] choices) => choices[random.Next(choices.Length)];
}

/// <summary>A notification or contact.</summary>
/// <param name="Reason">THL code set 1251.</param>
/// <param name="Urgency">THL code set 1252.</param>
/// <param name="AssessedOn">Day on which the assessment that was started is completed; null where none is.</param>
/// <param name="Needs">THL code set 1282, with commas between; none found where empty.</param>
/// <param name="Joins">Index of the arrival whose matter it joins; null where it opens one, which is then decided.</param>
internal sealed record Arrival(
    DateOnly Day, string Kind, string IdentityCode, string GivenNames, string FamilyName, string Reason, string Urgency, DateOnly DecidedOn,
    string Decision, int? Joins, DateOnly? AssessedOn = null, string Needs = "");
