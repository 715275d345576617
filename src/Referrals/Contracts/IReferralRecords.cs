namespace Monipolku.Referrals.Contracts;

/// <summary>Referrals as documents, for what is shown to other systems.</summary>
public interface IReferralRecords
{
    /// <summary>Those that exist. One query.</summary>
    Task<IReadOnlyList<ReferralRecord>> Find(IReadOnlyCollection<Guid> referralIds, CancellationToken ct);

    /// <summary>Those that carry out one of these plans, oldest first. One query.</summary>
    Task<IReadOnlyList<ReferralRecord>> OfPlans(IReadOnlyCollection<Guid> planIds, CancellationToken ct);

    /// <summary>The person's referrals, oldest first. One query.</summary>
    Task<IReadOnlyList<ReferralRecord>> OfPerson(Guid personId, CancellationToken ct);
}

/// <summary>Gravity's closed loop: the requester sets draft and requested, the receiver the rest.</summary>
public enum ReferralStatus
{
    Draft,
    Requested,
    Accepted,
    Rejected,
    InProgress,
    Completed,
    Cancelled,
}

/// <param name="Purpose">Why the client is referred, in plain words.</param>
/// <param name="ReceivingUnitId">Null until routed.</param>
/// <param name="OwnerId">The staff member who took responsibility; null until accepted.</param>
/// <param name="StatusReason">Of a rejection or cancellation.</param>
public sealed record ReferralRecord(
    Guid Id, Guid PersonId, Guid MatterId, Guid? PlanId, ReferralStatus Status, string Purpose, Guid RequestedBy, Guid RequestingUnitId,
    Guid? ReceivingUnitId, Guid? OwnerId, string? StatusReason, DateTimeOffset RequestedAt, DateTimeOffset ChangedAt, int Version);
