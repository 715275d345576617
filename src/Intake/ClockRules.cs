namespace Monipolku.Intake;

/// <summary>What the county may decide of its clocks, as it is at one version. The law's own lengths are not the county's to change.</summary>
/// <param name="Holidays">By date.</param>
/// <param name="Sets">By first day; before the first of them <see cref="RuleSet.Default"/> holds.</param>
internal sealed record ClockRules(int Version, IReadOnlyList<CountyHoliday> Holidays, IReadOnlyList<RuleSet> Sets)
{
    public static readonly ClockRules Default = new(1, [], []);

    private readonly HashSet<DateOnly> _ofLaw = [.. Holidays.Where(h => h.Statutory).Select(h => h.Date)];
    private readonly HashSet<DateOnly> _all = [.. Holidays.Select(h => h.Date)];

    /// <summary>From when on which process definition holds, by first day.</summary>
    public IReadOnlyList<ProcessStart> Processes { get; init; } = [];
    public int ProcessVersion { get; init; } = 1;

    /// <summary>The definition for a matter of that kind that arrives on that day.</summary>
    public Guid ProcessOn(MatterKind kind, DateOnly day) =>
        Processes.LastOrDefault(p => p.Kind == kind && p.ValidFrom <= day)?.DefinitionId ?? ShippedProcesses.Of(kind).Id;

    public bool IsFor(MatterKind kind, Guid processId) => Processes.Any(p => p.Kind == kind && p.DefinitionId == processId);

    /// <summary>The set for what begins on that day.</summary>
    public RuleSet On(DateOnly day) => Sets.LastOrDefault(s => s.ValidFrom <= day) ?? RuleSet.Default;

    /// <summary>Days that do not count and on which nothing ends, beside the public holidays.</summary>
    public IReadOnlyCollection<DateOnly> Closed(ClockForce force) => force == ClockForce.Statutory ? _ofLaw : _all;
}

/// <summary>A day on which the county is closed.</summary>
/// <param name="Statutory">
/// Whether it moves the law's own last days too: only where a law has made it a public holiday. A county cannot lengthen a period of law
/// by closing its offices; otherwise it moves the county's own (policy) clocks only.
/// </param>
/// <param name="Basis">The law that makes it a holiday; null where not statutory.</param>
internal sealed record CountyHoliday(DateOnly Date, string Name, bool Statutory, string? Basis);

/// <summary>Lengths of the county's own clocks, and when to warn of any clock.</summary>
/// <param name="ValidFrom">Holds for clocks that start on this day or later.</param>
/// <param name="StartWorkingDays">Policy clock to the start of the assessment.</param>
/// <param name="CompleteMonths">Policy clock to its completion.</param>
/// <param name="WarnWorkingDays">Working days before the last day of a clock of working days.</param>
/// <param name="WarnDays">Calendar days before the last day of a clock of months.</param>
/// <param name="EscalateWorkingDays">Working days after the last day: then the manager is told too.</param>
/// <param name="IdleWorkingDays">Working days without anything written, after which an assessment is idle.</param>
internal sealed record RuleSet(
    DateOnly ValidFrom, int StartWorkingDays, int CompleteMonths, int WarnWorkingDays, int WarnDays, int EscalateWorkingDays, int IdleWorkingDays)
{
    public static readonly RuleSet Default = new(
        DateOnly.MinValue, Clock.WorkingDaysToStart, Clock.MonthsToComplete, WarnWorkingDays: 2, WarnDays: 14, EscalateWorkingDays: 2, IdleWorkingDays: 10);
}
