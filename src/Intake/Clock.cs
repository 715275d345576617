using Monipolku.Platform;

namespace Monipolku.Intake;

/// <summary>What must have happened by the last day.</summary>
public enum ClockName
{
    /// <summary>The service-needs assessment has been started: 7 working days from arrival.</summary>
    StartAssessment,

    /// <summary>The assessment is complete: 3 months from arrival, not from its start.</summary>
    CompleteAssessment,

    /// <summary>What was decided is implemented (SHL 45 §): 3 months from the day on which the assessment found the need.</summary>
    ImplementDecision,
}

/// <summary>Whose rule a breach breaks.</summary>
public enum ClockForce
{
    /// <summary>The law's.</summary>
    Statutory,

    /// <summary>The county's own: the same length where the law only says "without delay".</summary>
    Policy,
}

public enum ClockStatus
{
    Running,

    /// <summary>What it waited for happened in time.</summary>
    Stopped,

    /// <summary>The last day passed first, whether or not it has happened since.</summary>
    Breached,
}

public enum ClockUnit
{
    WorkingDays,
    CalendarDays,
}

/// <summary>How far those who answer for a clock have been told of it.</summary>
public enum ClockLevel
{
    None,

    /// <summary>The last day is near.</summary>
    Warned,

    /// <summary>It has passed: the worker knows.</summary>
    Breached,

    /// <summary>The manager knows too.</summary>
    Escalated,
}

/// <summary>
/// A time limit that runs from the day on which a matter became pending (vireilletulo), or a need was found. It is stopped, never paused.
/// It holds all that its last day rests on, so that a later change of the rules shows only where it was meant to.
/// </summary>
/// <param name="Basis">Where the limit comes from: <c>LSL 26 §</c>.</param>
/// <param name="StartedOn">Day of arrival; not counted (150/1930 2 §).</param>
/// <param name="DueOn">Last day on which it is in time.</param>
internal sealed record Clock(ClockName Name, ClockForce Force, string Basis, DateOnly StartedOn, DateOnly DueOn, DateOnly? StoppedOn)
{
    public const int WorkingDaysToStart = 7;
    public const int MonthsToComplete = 3;
    public const int MonthsToImplement = 3;

    /// <summary>Working days or months, by name; null in clocks from before counties could set theirs: the law's.</summary>
    public int? Limit { get; init; }

    /// <summary>Days of the county within the period that do not count.</summary>
    public IReadOnlyList<DateOnly> Closed { get; init; } = [];

    /// <summary>From this day on the last day is near.</summary>
    public DateOnly? WarnOn { get; init; }

    /// <summary>From this day on the manager is told of the breach.</summary>
    public DateOnly? EscalateOn { get; init; }

    public ClockLevel Told { get; init; }

    private bool CountsWorkingDays => Name == ClockName.StartAssessment;

    public static Clock Start(ClockName name, ClockForce force, string basis, DateOnly from, ClockRules? rules = null) =>
        new Clock(name, force, basis, from, default, StoppedOn: null).Under(rules ?? ClockRules.Default);

    /// <summary>The same clock as those rules have it. A last day that moves is told of anew.</summary>
    public Clock Under(ClockRules rules)
    {
        var (set, closed) = (rules.On(StartedOn), rules.Closed(Force));
        var policy = Force == ClockForce.Policy;
        var limit = Name switch
        {
            ClockName.StartAssessment => policy ? set.StartWorkingDays : WorkingDaysToStart,
            ClockName.CompleteAssessment => policy ? set.CompleteMonths : MonthsToComplete,
            _ => MonthsToImplement,
        };
        var due = CountsWorkingDays ? WorkingDays.DueDate(StartedOn, limit, closed) : WorkingDays.AddMonths(StartedOn, limit, closed);
        return this with
        {
            Limit = limit,
            DueOn = due,
            Closed = [.. closed.Where(day => day > StartedOn && day <= due).Order()],
            WarnOn = CountsWorkingDays ? WorkingDays.Before(due, set.WarnWorkingDays, closed) : due.AddDays(-set.WarnDays),
            EscalateOn = WorkingDays.DueDate(due, set.EscalateWorkingDays, closed),
            Told = due == DueOn ? Told : ClockLevel.None,
        };
    }

    /// <summary>The running clock whose last day comes first; null when none runs.</summary>
    public static Clock? NextOf(IReadOnlyList<Clock> clocks) => clocks.Where(c => c.StoppedOn is null).MinBy(c => c.DueOn);

    /// <summary>What those who answer for it are told of next, and from which day on; null when nothing more is to be told.</summary>
    public (ClockLevel Level, DateOnly On)? NextToTell()
    {
        // Stopped late, it is still a breach, but nobody can hurry any more.
        if (StoppedOn is { } stopped) return stopped > DueOn && Told < ClockLevel.Breached ? (ClockLevel.Breached, DueOn.AddDays(1)) : null;
        return Told switch
        {
            ClockLevel.None => (ClockLevel.Warned, WarnOn ?? DueOn),
            ClockLevel.Warned => (ClockLevel.Breached, DueOn.AddDays(1)),
            ClockLevel.Breached => (ClockLevel.Escalated, EscalateOn ?? DueOn.AddDays(1)),
            _ => null,
        };
    }

    /// <summary>Stopping a second time changes nothing.</summary>
    public Clock Stop(DateOnly on) => StoppedOn is null ? this with { StoppedOn = on } : this;

    /// <summary>The 7 of "used 3 of 7"; for the months their length in days.</summary>
    public int Length() => CountsWorkingDays ? Limit ?? WorkingDaysToStart : DueOn.DayNumber - StartedOn.DayNumber;

    /// <summary>The 3 of "used 3 of 7": from 0 on the day of arrival to <see cref="Length"/>, and no further once it has stopped.</summary>
    public int Used(DateOnly today)
    {
        var until = StoppedOn ?? today;
        return CountsWorkingDays
            ? WorkingDays.Used(StartedOn, until, Length(), Closed)
            : Math.Clamp(until.DayNumber - StartedOn.DayNumber, 0, Length());
    }

    public ClockStatus StatusOn(DateOnly today)
    {
        if ((StoppedOn ?? today) > DueOn) return ClockStatus.Breached;
        return StoppedOn is null ? ClockStatus.Running : ClockStatus.Stopped;
    }
}

/// <summary>A clock as it stands at this look.</summary>
/// <param name="Basis">Where the limit comes from: <c>LSL 26 §</c>, <c>SHL 36 §</c>, or the county's policy.</param>
/// <param name="StartedOn">Day of arrival, Europe/Helsinki; not counted.</param>
/// <param name="DueOn">Last day on which it is in time; never a weekend, a public holiday or an eve.</param>
/// <param name="StoppedOn">Day on which what it waited for happened; null while it runs.</param>
/// <param name="Used">The 3 of "used 3 of 7".</param>
/// <param name="Of">The 7 of "used 3 of 7".</param>
/// <param name="Unit">What <paramref name="Used"/> and <paramref name="Of"/> count.</param>
public sealed record ClockView(
    ClockName Name, ClockForce Force, string Basis, DateOnly StartedOn, DateOnly DueOn, DateOnly? StoppedOn,
    int Used, int Of, ClockUnit Unit, ClockStatus Status)
{
    internal static IReadOnlyList<ClockView> At(DateOnly today, IReadOnlyList<Clock> clocks) =>
    [
        .. clocks.Select(c => new ClockView(
            c.Name, c.Force, c.Basis, c.StartedOn, c.DueOn, c.StoppedOn, c.Used(today), c.Length(),
            c.Name == ClockName.StartAssessment ? ClockUnit.WorkingDays : ClockUnit.CalendarDays, c.StatusOn(today))),
    ];
}
