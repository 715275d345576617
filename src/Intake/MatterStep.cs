using Microsoft.EntityFrameworkCore;
using Monipolku.Platform;

namespace Monipolku.Intake;

public enum StepState
{
    Done,

    /// <summary>To be done; in time so far.</summary>
    Due,

    /// <summary>To be done, or no longer possible, and its last day has passed.</summary>
    Missed,

    /// <summary>The matter ended, or went another way, before it was due.</summary>
    NotNeeded,
}

/// <summary>A step of a matter as it stands on a day.</summary>
/// <param name="DueOn">Its last day; null where it has none, or none yet.</param>
/// <param name="DoneBy">Null where nobody did it, or the system was not told who.</param>
internal sealed record MatterStep(ProcessStep Step, StepState State, DateOnly? DueOn, DateOnly? DoneOn, Guid? DoneBy)
{
    /// <summary>Whether a passed last day is told of: that of a clock is told by the clock.</summary>
    public bool IsWatched => Step.Deadline?.WorkingDays is not null;

    public static IReadOnlyList<MatterStep> Of(ProcessDefinition definition, IntakeMatter matter, BookedTalk? talk, ClockRules rules, DateOnly today) =>
        [.. definition.Content.Steps.Select(step => Of(step, matter, talk, rules, today))];

    /// <summary>The next day on which something of these steps is to be told; null where nothing is.</summary>
    public static DateOnly? NextLook(IReadOnlyList<MatterStep> steps, DateOnly today) => steps.Where(s => s is { IsWatched: true, DueOn: not null }).Select(s => s switch
    {
        { State: StepState.Due } => s.DueOn!.Value.AddDays(1),
        // A booking does not touch the matter: whether its alert still holds is looked up each day.
        { State: StepState.Missed, Step.Fact: StepFact.TalkBooked } => today.AddDays(1),
        _ => (DateOnly?)null,
    }).Min();

    private static MatterStep Of(ProcessStep step, IntakeMatter matter, BookedTalk? talk, ClockRules rules, DateOnly today)
    {
        var due = LastDay(step, matter, rules);
        if (Done(step, matter, talk) is { } done) return new MatterStep(step, StepState.Done, due, done.On, done.By);
        var last = EndedOn(matter) is { } ended && !CanStillBeDone(step.Fact, matter) ? ended : today;
        var state = due < last ? StepState.Missed : last == today && CanStillBeDone(step.Fact, matter) ? StepState.Due : StepState.NotNeeded;
        return new MatterStep(step, state, due, null, null);
    }

    private static (DateOnly? On, Guid? By)? Done(ProcessStep step, IntakeMatter matter, BookedTalk? talk) => step.Fact switch
    {
        null => matter.Progress.Ticks.FirstOrDefault(t => t.Code == step.Code) is { } tick ? (tick.On, tick.By) : null,
        StepFact.UrgencyAssessed => matter is { AwaitsUrgency: false, Urgency: { } u } ? (WorkingDays.DateOf(u.AssessedAt), u.AssessedBy) : null,
        StepFact.OwnerAssigned => matter.OwnerId is null ? null
            : matter.Urgency is { } u ? (WorkingDays.DateOf(u.AssessedAt), u.AssessedBy) : (matter.ArrivedOn, null),
        StepFact.DecisionMade => matter.Decision is { } d ? (WorkingDays.DateOf(d.DecidedAt), d.DecidedBy) : null,
        StepFact.EverybodyTold => EverybodyTold(matter),
        StepFact.TalkBooked => talk is null ? null : (talk.On, talk.By),
        StepFact.AssessmentCompleted => AssessedOn(matter) is { } on ? (on, null) : null,
        StepFact.DecisionImplemented => matter.Implementation is { } i ? (i.On, i.RecordedBy) : null,
        _ => matter.Progress.Marks.FirstOrDefault(m => m.Fact == step.Fact) is { } mark ? (mark.On, mark.By) : null,
    };

    /// <summary>The tick that made it everybody: the last of the first ones.</summary>
    private static (DateOnly?, Guid?)? EverybodyTold(IntakeMatter matter)
    {
        var first = matter.MustTell.Select(must => matter.TickOf(must.Who)).ToList();
        return first.Count > 0 && first.All(t => t is not null) && first.MaxBy(t => t!.At) is { } last ? (last.On, last.By) : null;
    }

    private static DateOnly? LastDay(ProcessStep step, IntakeMatter matter, ClockRules rules)
    {
        var deadline = step.Deadline;
        if (deadline?.Clock is { } clock) return matter.Clocks.FirstOrDefault(c => c.Name == clock)?.DueOn;
        if (deadline?.WorkingDays is not { } days) return null;
        var from = deadline.From == StepFrom.Arrival ? ArrivedOn(step, matter) : DecidedOn(matter);
        var closed = rules.Closed(ClockForce.Policy);
        return from is not { } day ? null : days == 0 ? WorkingDays.DueDate(day.AddDays(-1), 1, closed) : WorkingDays.DueDate(day, days, closed);
    }

    /// <summary>The estimate of a further notification is counted from that notification.</summary>
    private static DateOnly ArrivedOn(ProcessStep step, IntakeMatter matter) =>
        step.Fact == StepFact.UrgencyAssessed && matter is { AwaitsUrgency: true, Urgency: { Awaiting: { } awaiting } urgency } ? urgency.AwaitingSince ?? awaiting.StartedOn : matter.ArrivedOn;

    private static DateOnly? EndedOn(IntakeMatter matter) => matter.Status switch
    {
        MatterStatus.Closed => DecidedOn(matter),
        MatterStatus.Assessed => AssessedOn(matter),
        _ => null,
    };

    private static DateOnly? DecidedOn(IntakeMatter matter) => matter.Decision is { } d ? WorkingDays.DateOf(d.DecidedAt) : null;

    private static DateOnly? AssessedOn(IntakeMatter matter) =>
        matter.Status == MatterStatus.Assessed ? matter.Clocks.FirstOrDefault(c => c.Name == ClockName.CompleteAssessment)?.StoppedOn : null;

    /// <summary>After the end nobody can hurry any more, but for telling what was decided, and carrying it out.</summary>
    private static bool CanStillBeDone(StepFact? fact, IntakeMatter matter) => fact switch
    {
        StepFact.EverybodyTold => matter.MustTell.Count > 0,
        StepFact.UrgencyAssessed => EndedOn(matter) is null || matter.AwaitsUrgency,
        StepFact.DecisionImplemented => EndedOn(matter) is null || matter.NextClock == ClockName.ImplementDecision,
        _ => EndedOn(matter) is null,
    };
}

/// <summary>A time for a talk that is booked for a matter.</summary>
internal sealed record BookedTalk(Guid MatterId, DateOnly? On, Guid? By)
{
    /// <summary>The first that was booked of each matter that has one. One query.</summary>
    public static async Task<IReadOnlyDictionary<Guid, BookedTalk>> Of(IntakeDb db, IReadOnlyCollection<Guid> matterIds, CancellationToken ct)
    {
        var booked = await db.TalkSlots.AsNoTracking()
            .Where(s => s.MatterId != null && matterIds.Contains(s.MatterId.Value))
            .Select(s => new { MatterId = s.MatterId!.Value, s.BookedAt, s.BookedBy })
            .ToListAsync(ct);
        return booked.GroupBy(s => s.MatterId).ToDictionary(g => g.Key, g =>
        {
            var first = g.OrderBy(s => s.BookedAt).First();
            return new BookedTalk(g.Key, first.BookedAt is { } at ? WorkingDays.DateOf(at) : null, first.BookedBy);
        });
    }
}
