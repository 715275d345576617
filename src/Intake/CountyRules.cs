using System.Globalization;
using Monipolku.Platform;

namespace Monipolku.Intake;

/// <summary>The county's one calendar and set of rules, with the trace of what was changed. Its version is what open clocks are recomputed by.</summary>
internal sealed class CountyRules : IVersioned
{
    /// <summary>There is one row.</summary>
    public const int OnlyId = 1;

    private const int MostHolidays = 500;
    private const int MostSets = 100;
    private const int MostProcesses = 500;

    public int Id { get; init; } = OnlyId;
    public IReadOnlyList<CountyHoliday> Holidays { get; private set; } = [];
    public IReadOnlyList<RuleSet> Sets { get; private set; } = [];

    /// <summary>From when on which process definition holds, by first day.</summary>
    public IReadOnlyList<ProcessStart> Processes { get; private set; } = [];

    /// <summary>Of <see cref="Processes"/> alone: a new definition computes no clock anew.</summary>
    public int ProcessVersion { get; private set; } = 1;

    /// <summary>Every change, oldest first.</summary>
    public IReadOnlyList<RulesChange> Changes { get; private set; } = [];

    /// <summary>One instance at a time watches the clocks: until then it is that one.</summary>
    public DateTimeOffset WatchedUntil { get; private set; }
    public int Version { get; private set; } = 1;

    public ClockRules Now() => new(Version, Holidays, Sets) { ProcessVersion = ProcessVersion, Processes = Processes };

    /// <summary>Its kinds follow it from its first day on.</summary>
    public Refusal? AddProcess(ProcessDefinition definition)
    {
        var kinds = definition.Content.Kinds;
        for (var i = 0; i < kinds.Count; i++)
        {
            if (Processes.Any(p => p.Kind == kinds[i] && p.ValidFrom == definition.ValidFrom)) return IntakeRefusals.ProcessExists.At($"$.kinds[{i}]");
        }
        if (Processes.Count + kinds.Count > MostProcesses) return IntakeRefusals.ProcessesFull;
        Processes = [.. Processes.Concat(kinds.Select(kind => new ProcessStart(kind, definition.ValidFrom, definition.Id))).OrderBy(p => p.ValidFrom)];
        ProcessVersion++;
        return null;
    }

    public Refusal? AddHoliday(CountyHoliday holiday, Guid by, DateTimeOffset now)
    {
        if (holiday.Statutory && !VisibleAttribute.Holds(holiday.Basis)) return IntakeRefusals.HolidayBasisMissing;
        if (!holiday.Statutory && holiday.Basis is not null) return IntakeRefusals.HolidayBasisNotNeeded;
        if (!WorkingDays.IsWorkingDay(holiday.Date)) return IntakeRefusals.HolidayAlready;
        if (Holidays.Any(h => h.Date == holiday.Date)) return IntakeRefusals.HolidayExists;
        if (Holidays.Count >= MostHolidays) return IntakeRefusals.RulesFull;
        Holidays = [.. Holidays.Append(holiday).OrderBy(h => h.Date)];
        Changed(RulesChangeKind.HolidayAdded, holiday.Date, by, now);
        return null;
    }

    public void RemoveHoliday(DateOnly date, Guid by, DateTimeOffset now)
    {
        var statutory = Holidays.First(h => h.Date == date).Statutory;
        Holidays = [.. Holidays.Where(h => h.Date != date)];
        Changed(RulesChangeKind.HolidayRemoved, date, by, now, statutory);
    }

    public Refusal? AddSet(RuleSet set, Guid by, DateTimeOffset now)
    {
        if (Sets.Any(s => s.ValidFrom == set.ValidFrom)) return IntakeRefusals.RuleSetExists;
        if (Sets.Count >= MostSets) return IntakeRefusals.RulesFull;
        Sets = [.. Sets.Append(set).OrderBy(s => s.ValidFrom)];
        Changed(RulesChangeKind.RuleSetAdded, set.ValidFrom, by, now);
        return null;
    }

    /// <summary>Those of the changes after that version that moved the clock's last day, one after the other: <c>holidayAdded 2026-12-07</c>.</summary>
    public string WhatMoved(Clock clock, int version)
    {
        const int Longest = 500;
        var moved = new List<RulesChange>();
        foreach (var (change, rules) in Since(version))
        {
            var then = clock.Under(rules);
            if (then.DueOn != clock.DueOn) moved.Add(change);
            clock = then;
        }
        var text = string.Join("; ", moved.Select(c => string.Create(CultureInfo.InvariantCulture, $"{JsonRules.CodeOf(c.Kind)} {c.On:O}")));
        return text.Length > Longest ? text[..Longest] : text;
    }

    /// <summary>Each change after that version, oldest first, with the rules as it made them.</summary>
    private Stack<(RulesChange Change, ClockRules Rules)> Since(int version)
    {
        var (holidays, sets) = (Holidays, Sets);
        var steps = new Stack<(RulesChange, ClockRules)>();
        foreach (var change in Changes.Where(c => c.Version > version).Reverse())
        {
            steps.Push((change, new ClockRules(change.Version, holidays, sets)));
            if (change.Kind == RulesChangeKind.HolidayRemoved) holidays = [.. holidays, new CountyHoliday(change.On, "", change.Statutory ?? false, null)];
            else if (change.Kind == RulesChangeKind.HolidayAdded) holidays = [.. holidays.Where(h => h.Date != change.On)];
            else sets = [.. sets.Where(s => s.ValidFrom != change.On)];
        }
        return steps;
    }

    private void Changed(RulesChangeKind kind, DateOnly on, Guid by, DateTimeOffset now, bool? statutory = null)
    {
        Version++;
        Changes = [.. Changes, new RulesChange(Version, kind, on, by, now, statutory)];
    }
}

public enum RulesChangeKind
{
    HolidayAdded,
    HolidayRemoved,
    RuleSetAdded,
}

/// <param name="Version">Of the rules with this change.</param>
/// <param name="On">The holiday's date, or the rule set's first day.</param>
/// <param name="Statutory">Of a holiday that was removed: whether it was the law's. Null in those from before that was kept.</param>
internal sealed record RulesChange(int Version, RulesChangeKind Kind, DateOnly On, Guid By, DateTimeOffset At, bool? Statutory = null);

/// <summary>The trace of a clock whose last day has moved with the rules.</summary>
internal sealed class ClockChange
{
    public required Guid Id { get; init; }
    public required Guid MatterId { get; init; }
    public required ClockName Clock { get; init; }
    public required DateOnly OldDueOn { get; init; }
    public required DateOnly NewDueOn { get; init; }

    /// <summary>Which changes moved it: <c>holidayAdded 2026-12-07</c>.</summary>
    public required string Why { get; init; }
    public required DateTimeOffset At { get; init; }
}
