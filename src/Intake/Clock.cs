using Monipolku.Platform;

namespace Monipolku.Intake;

/// <summary>What must have happened by the last day.</summary>
public enum ClockName
{
    /// <summary>The service-needs assessment has been started: 7 working days from arrival.</summary>
    StartAssessment,

    /// <summary>The assessment is complete: 3 months from arrival, not from its start.</summary>
    CompleteAssessment,
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

/// <summary>A time limit that runs from the day on which a matter became pending (vireilletulo). It is stopped, never paused.</summary>
/// <param name="Basis">Where the limit comes from: <c>LSL 26 §</c>.</param>
/// <param name="StartedOn">Day of arrival; not counted (150/1930 2 §).</param>
/// <param name="DueOn">Last day on which it is in time.</param>
internal sealed record Clock(ClockName Name, ClockForce Force, string Basis, DateOnly StartedOn, DateOnly DueOn, DateOnly? StoppedOn)
{
    public const int WorkingDaysToStart = 7;
    public const int MonthsToComplete = 3;

    public static Clock Start(ClockName name, ClockForce force, string basis, DateOnly arrival) => new(
        name, force, basis, arrival,
        name == ClockName.StartAssessment
            ? WorkingDays.DueDate(arrival, WorkingDaysToStart)
            : WorkingDays.AddMonths(arrival, MonthsToComplete),
        StoppedOn: null);

    /// <summary>The running clock whose last day comes first; null when none runs.</summary>
    public static Clock? NextOf(IReadOnlyList<Clock> clocks) => clocks.Where(c => c.StoppedOn is null).MinBy(c => c.DueOn);

    /// <summary>Stopping a second time changes nothing.</summary>
    public Clock Stop(DateOnly on) => StoppedOn is null ? this with { StoppedOn = on } : this;

    /// <summary>The 7 of "used 3 of 7"; for the months their length in days.</summary>
    public int Length() => Name == ClockName.StartAssessment ? WorkingDaysToStart : DueOn.DayNumber - StartedOn.DayNumber;

    /// <summary>The 3 of "used 3 of 7": from 0 on the day of arrival to <see cref="Length"/>, and no further once it has stopped.</summary>
    public int Used(DateOnly today)
    {
        var until = StoppedOn ?? today;
        return Name == ClockName.StartAssessment
            ? WorkingDays.Used(StartedOn, until, WorkingDaysToStart)
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
