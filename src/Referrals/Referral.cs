using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Referrals.Contracts;

namespace Monipolku.Referrals;

/// <summary>
/// A client's way to a service, closed at both ends: it is somebody's until the service has told what came of it.
/// Draft -> requested -> accepted -> in progress -> completed; a rejection gives it back to the requester, who sends it on.
/// </summary>
internal sealed class Referral : IVersioned
{
    private const string Route = "route";
    private const string Answer = "accept";
    private const string Decline = "reject";
    private const string Begin = "start";
    private const string Finish = "complete";
    private const string Withdraw = "cancel";
    private const string Link = "plan";

    public required Guid Id { get; init; }
    public required Guid PersonId { get; init; }
    public required Guid MatterId { get; init; }
    public Guid? PlanId { get; set; }
    public ReferralStatus Status { get; private set; }

    /// <summary><see cref="ReferralTexts"/> as encrypted JSON.</summary>
    public required string TextsSecret { get; set; }
    public required Guid RequestedBy { get; init; }
    public required Guid RequestingUnitId { get; init; }

    /// <summary>Where it was sent last; null until routed.</summary>
    public Guid? ReceivingUnitId { get; private set; }

    /// <summary>Who took responsibility; null until accepted.</summary>
    public Guid? OwnerId { get; private set; }

    /// <summary>First day of the service as the receiver told it.</summary>
    public DateOnly? StartsOn { get; private set; }

    /// <summary>After a rejection: the unit that should have it next. Null when a person takes it on instead, and once it is routed.</summary>
    public Guid? NextUnitId { get; private set; }

    /// <summary>After a rejection: who sees that it goes on. Null when a unit was named instead, and once it is routed.</summary>
    public Guid? NextOwnerId { get; private set; }

    /// <summary>How many times it was rejected: the client's trips from door to door.</summary>
    public int BounceCount { get; private set; }

    /// <summary>Of a cancelled one: whether the client did not want it.</summary>
    public bool ClientDeclined { get; private set; }
    public required DateTimeOffset RequestedAt { get; init; }
    public required DateTimeOffset ChangedAt { get; set; }
    public int Version { get; private set; } = 1;

    public Refusal? RouteTo(Guid unitId, bool consented, DateTimeOffset now)
    {
        if (NotNow(Route) is { } wrongState) return wrongState;
        if (!consented) return ReferralsRefusals.ConsentMissing;
        (ReceivingUnitId, NextUnitId, NextOwnerId) = (unitId, null, null);
        Become(ReferralStatus.Requested, now);
        return null;
    }

    public Refusal? Accept(Actor by, DateOnly? startsOn, DateTimeOffset now)
    {
        if (NotNow(Answer) is { } wrongState) return wrongState;
        if (by.UnitId != ReceivingUnitId) return ReferralsRefusals.NotReceiver;
        var today = WorkingDays.DateOf(now);
        if (startsOn < today || startsOn > today.AddYears(1)) return ReferralsRefusals.StartOutOfRange;
        (OwnerId, StartsOn) = (by.StaffId, startsOn);
        Become(ReferralStatus.Accepted, now);
        return null;
    }

    /// <summary>Gives it back. Exactly one of the two next ones is told.</summary>
    public Refusal? Reject(Actor by, Guid? nextUnitId, Guid? nextOwnerId, DateTimeOffset now)
    {
        if (NotNow(Decline) is { } wrongState) return wrongState;
        if (by.UnitId != ReceivingUnitId) return ReferralsRefusals.NotReceiver;
        if (nextUnitId is null == nextOwnerId is null) return ReferralsRefusals.NextMissing;
        if (nextUnitId == ReceivingUnitId) return ReferralsRefusals.NextUnitIsThis;
        (NextUnitId, NextOwnerId) = (nextUnitId, nextOwnerId);
        BounceCount++;
        Become(ReferralStatus.Rejected, now);
        return null;
    }

    public Refusal? Start(Actor by, DateTimeOffset now)
    {
        if (NotNow(Begin) is { } wrongState) return wrongState;
        if (by.UnitId != ReceivingUnitId) return ReferralsRefusals.NotReceiver;
        StartsOn ??= WorkingDays.DateOf(now);
        Become(ReferralStatus.InProgress, now);
        return null;
    }

    public Refusal? Complete(Actor by, DateTimeOffset now)
    {
        if (NotNow(Finish) is { } wrongState) return wrongState;
        if (by.UnitId != ReceivingUnitId) return ReferralsRefusals.NotReceiver;
        Become(ReferralStatus.Completed, now);
        return null;
    }

    public Refusal? Cancel(Actor by, bool clientDeclined, DateTimeOffset now)
    {
        if (NotNow(Withdraw) is { } wrongState) return wrongState;
        if (by.UnitId != RequestingUnitId) return ReferralsRefusals.NotRequester;
        ClientDeclined = clientDeclined;
        Become(ReferralStatus.Cancelled, now);
        return null;
    }

    /// <summary>What it rests on is gone before anybody took it.</summary>
    public void Stop(DateTimeOffset now)
    {
        if (Status == ReferralStatus.Requested) Become(ReferralStatus.Cancelled, now);
    }

    public Refusal? LinkTo(Guid planId, DateTimeOffset now)
    {
        if (NotNow(Link) is { } wrongState) return wrongState;
        PlanId = planId;
        Become(Status, now);
        return null;
    }

    /// <summary>What may be done in that state, as the last part of the operation's address.</summary>
    public static IReadOnlyList<string> AllowedIn(ReferralStatus status) => status switch
    {
        ReferralStatus.Draft or ReferralStatus.Rejected => [Route, Link, Withdraw],
        ReferralStatus.Requested => [Answer, Decline, Link, Withdraw],
        ReferralStatus.Accepted => [Begin, Finish, Link, Withdraw],
        ReferralStatus.InProgress => [Finish, Link, Withdraw],
        ReferralStatus.Completed or ReferralStatus.Cancelled => [],
        _ => throw new InvalidOperationException("A state of a referral allows nothing known."),
    };

    private Refusal? NotNow(string what)
    {
        var allowed = AllowedIn(Status);
        return allowed.Contains(what) ? null : ReferralsRefusals.WrongState with { Allowed = allowed };
    }

    private void Become(ReferralStatus status, DateTimeOffset now)
    {
        (Status, ChangedAt) = (status, now);
        Version++;
    }
}

/// <summary>What people have written about it.</summary>
internal sealed record ReferralTexts(string Purpose, string? Basis, string? StatusReason, string? Outcome, IReadOnlyList<Rejection> Rejections)
{
    public override string ToString() => nameof(ReferralTexts);
}

/// <summary>One "no" from a service.</summary>
/// <param name="UnitId">The unit that said it.</param>
/// <param name="NextUnitId">Who should have it instead; null when a person takes it on.</param>
/// <param name="NextOwnerId">Who sees that it goes on; null when a unit was named.</param>
public sealed record Rejection(Guid UnitId, Guid By, DateTimeOffset At, string Reason, Guid? NextUnitId, Guid? NextOwnerId)
{
    public override string ToString() => nameof(Rejection);
}
