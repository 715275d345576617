using Monipolku.Platform;

namespace Monipolku.Intake;

public enum TalkPlace
{
    Office,
    Home,
    Remote,
}

/// <summary>A time in a worker's calendar for an assessment talk (R11): free until booked for a matter.</summary>
internal sealed class TalkSlot : IVersioned
{
    public const int QuarterMinutes = 15;
    private const int LongestMinutes = 240;

    public required Guid Id { get; init; }
    public required Guid UnitId { get; init; }
    public required Guid StaffId { get; init; }
    public required DateTimeOffset StartsAt { get; init; }

    /// <summary>In full quarters of an hour.</summary>
    public required int Minutes { get; init; }
    public required TalkPlace Place { get; init; }

    /// <summary>For which it is booked; null while free.</summary>
    public Guid? MatterId { get; private set; }
    public Guid? PersonId { get; private set; }
    public Guid? BookedBy { get; private set; }
    public DateTimeOffset? BookedAt { get; private set; }
    public int Version { get; private set; } = 1;

    public static Refusal? Check(DateTimeOffset startsAt, int minutes, DateTimeOffset now)
    {
        if (startsAt.ToUnixTimeMilliseconds() % TimeSpan.FromMinutes(QuarterMinutes).TotalMilliseconds != 0) return IntakeRefusals.SlotNotOnQuarter;
        if (minutes is < QuarterMinutes or > LongestMinutes || minutes % QuarterMinutes != 0) return IntakeRefusals.SlotMinutes;
        return startsAt <= now || startsAt > now.AddYears(1) ? IntakeRefusals.SlotInPast : null;
    }

    /// <summary>What it takes of the worker's calendar.</summary>
    public IEnumerable<TalkQuarter> Quarters() => Enumerable.Range(0, Minutes / QuarterMinutes).Select(i =>
        new TalkQuarter { StaffId = StaffId, StartsAt = StartsAt.AddMinutes(i * QuarterMinutes), SlotId = Id });

    public Refusal? Book(Guid matterId, Guid personId, Guid by, DateTimeOffset now)
    {
        if (TakenAlready() is { } taken) return taken;
        if (StartsAt <= now) return IntakeRefusals.SlotOver;
        (MatterId, PersonId, BookedBy, BookedAt) = (matterId, personId, by, now);
        Version++;
        return null;
    }

    /// <summary>For whom came second: who has booked it. Not for whom.</summary>
    public Refusal? TakenAlready() => MatterId is null ? null
        : IntakeRefusals.SlotTaken with { Happened = BookedAt is { } at ? new Happened("booked", BookedBy, at) : null };

    public Refusal? Release(DateTimeOffset now)
    {
        if (MatterId is null) return IntakeRefusals.SlotFree;
        // That it was held stays.
        if (StartsAt <= now) return IntakeRefusals.SlotOver;
        (MatterId, PersonId, BookedBy, BookedAt) = (null, null, null, null);
        Version++;
        return null;
    }
}

/// <summary>A quarter of an hour of a worker that is in a slot: one at most.</summary>
internal sealed class TalkQuarter
{
    public required Guid StaffId { get; init; }
    public required DateTimeOffset StartsAt { get; init; }
    public required Guid SlotId { get; init; }
}
