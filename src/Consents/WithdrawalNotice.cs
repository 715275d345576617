using Monipolku.Platform;

namespace Monipolku.Consents;

public enum NoticeHow
{
    InPerson,
    Phone,
    Letter,
    SecureMessage,
}

/// <summary>One unit that must be told that something has been withdrawn, narrowed, forbidden or ended, and whether it has been.</summary>
internal sealed class WithdrawalNotice : IVersioned
{
    public required Guid Id { get; init; }

    /// <summary>The consent, permission, prohibition or statutory basis, and its version that says so.</summary>
    public required Guid AboutId { get; init; }
    public required int AboutVersion { get; init; }
    public required Guid UnitId { get; init; }

    /// <summary>The moment of the change.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Null until told.</summary>
    public NoticeHow? How { get; private set; }
    public DateOnly? ToldOn { get; private set; }
    public Guid? ToldBy { get; private set; }
    public DateTimeOffset? TickedAt { get; private set; }
    public int Version { get; private set; } = 1;

    public Refusal? Tick(NoticeHow how, DateOnly on, Guid by, DateTimeOffset now)
    {
        if (ToldOn is not null) return ConsentsRefusals.AlreadyTold;
        if (on > WorkingDays.DateOf(now)) return ConsentsRefusals.NoticeInFuture;
        if (on < WorkingDays.DateOf(Since)) return ConsentsRefusals.NoticeBeforeWithdrawal;
        (How, ToldOn, ToldBy, TickedAt) = (how, on, by, now);
        Version++;
        return null;
    }
}
