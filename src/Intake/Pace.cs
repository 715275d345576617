using System.Globalization;
using Monipolku.Platform;

namespace Monipolku.Intake;

/// <summary>How fast a unit has been: the median working days from arrival to what a clock waits for.</summary>
/// <param name="Median">Null where nothing was done in the time looked at.</param>
/// <param name="Count">How many matters it rests on.</param>
internal sealed record Pace(Guid UnitId, ClockName Clock, decimal? Median, int Count)
{
    /// <summary>Fewer tell nothing of how fast a unit is.</summary>
    public const int LeastCount = 5;

    /// <summary>So far back is looked.</summary>
    public const int Days = 90;

    /// <summary>So many of the newest are looked at: more change no median by much.</summary>
    private const int MostCount = 1_000;

    public bool IsEnough => Count >= LeastCount;

    /// <summary>
    /// The paces of these units over the last <see cref="Days"/>, both clocks of each. One query, of two ranges of an index for each unit; the
    /// database answers how many matters took how many days, which is some dozens of rows however many matters there are.
    /// </summary>
    public static async Task<IReadOnlyDictionary<(Guid UnitId, ClockName Clock), Pace>> Of(
        Database database, IReadOnlyCollection<Guid> unitIds, DateOnly today, CancellationToken ct)
    {
        var ranges = unitIds.SelectMany((_, i) => (IEnumerable<string>)[Range(0, "DecidedByUnitId", "Decided", i + 2), Range(1, "OwnerUnitId", "Assessed", i + 2)]);
        var sql = string.Join(" UNION ALL ", ranges);
        var rows = await database.QueryAsync(
            sql, row => (Clock: row.GetInt32(0) == 0 ? ClockName.StartAssessment : ClockName.CompleteAssessment, UnitId: row.GetGuid(1), Days: row.GetInt32(2), Count: (int)row.GetInt64(3)),
            ct, [today.AddDays(-Days), .. unitIds]);
        var found = rows.ToLookup(r => (r.UnitId, r.Clock), r => (r.Days, r.Count));
        return unitIds.SelectMany(unit => (IEnumerable<Pace>)[Of(unit, ClockName.StartAssessment), Of(unit, ClockName.CompleteAssessment)])
            .ToDictionary(p => (p.UnitId, p.Clock));

        // The newest of the range, so that a unit with very many costs no more.
        static string Range(int clock, string unit, string done, int parameter) => string.Create(CultureInfo.InvariantCulture, $"""
            SELECT {clock}, "{unit}", "{done}InDays", COUNT(*) FROM (
                SELECT "{unit}", "{done}InDays" FROM intake_matters
                WHERE "{done}On" IS NOT NULL AND "{unit}" = ${parameter} AND "{done}On" > $1 ORDER BY "{done}On" DESC LIMIT {MostCount}) AS latest
            GROUP BY "{unit}", "{done}InDays"
            """);

        Pace Of(Guid unit, ClockName clock) => new(unit, clock, MedianOf([.. found[(unit, clock)]]), found[(unit, clock)].Sum(d => d.Count));
    }

    /// <summary>The middle one, or the mean of the two in the middle, of so many matters that took so many days each.</summary>
    public static decimal? MedianOf(IReadOnlyCollection<(int Days, int Count)> counts)
    {
        var total = counts.Sum(c => c.Count);
        return total == 0 ? null : (At((total - 1) / 2) + At(total / 2)) / 2m;

        int At(int place)
        {
            foreach (var (days, count) in counts.OrderBy(c => c.Days))
            {
                if (place < count) return days;
                place -= count;
            }
            throw new InvalidOperationException("The place is below the total.");
        }
    }
}
