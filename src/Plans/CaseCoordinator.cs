using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Plans;

/// <summary>Who has agreed that this coordinator stands beside the client.</summary>
public enum CoordinatorAgreement
{
    Client,

    /// <summary>Huoltaja, for a child.</summary>
    Guardian,
}

/// <summary>
/// The client's case coordinator (case-koordinaattori, asiakasohjaaja): stands beside the client across social and health care and represents them
/// impartially (puolueeton edustaminen). Decides nothing of the client's services, and works in no unit that does: neither own worker nor in the work pair.
/// A client has one at a time.
/// </summary>
internal sealed class CaseCoordinator : IVersioned
{
    public const string GroundsPurpose = "plans.coordinator-grounds";
    public const string EndReasonPurpose = "plans.coordinator-end-reason";

    /// <summary>What the relationship of the coordinator's unit rests on.</summary>
    public const string BecauseOf = "coordinator";

    public required Guid Id { get; init; }
    public required Guid PersonId { get; init; }
    public required Guid StaffId { get; init; }

    /// <summary>Where they worked when they were named.</summary>
    public required Guid UnitId { get; init; }
    public required DateOnly From { get; init; }

    /// <summary>The client's wish, or why it was found needed; encrypted.</summary>
    public required string GroundsSecret { get; init; }
    public required CoordinatorAgreement AgreedBy { get; init; }
    public required Guid NamedBy { get; init; }
    public required DateTimeOffset NamedAt { get; init; }

    /// <summary>Null while they are the client's coordinator.</summary>
    public DateTimeOffset? EndedAt { get; private set; }
    public Guid? EndedBy { get; private set; }

    /// <summary>Why it ended; encrypted.</summary>
    public string? EndReasonSecret { get; private set; }
    public int Version { get; private set; } = 1;

    public Refusal? End(Guid by, string reasonSecret, DateTimeOffset now)
    {
        if (EndedAt is not null) return PlansRefusals.CoordinatorEnded;
        (EndedAt, EndedBy, EndReasonSecret) = (now, by, reasonSecret);
        Version++;
        return null;
    }

    /// <summary>Null where the coordinator is impartial beside a plan with these people.</summary>
    /// <param name="coordinatorId">The coordinator.</param>
    /// <param name="coordinatorUnit">The coordinator's unit.</param>
    /// <param name="plan">A plan in force, or a draft that would be.</param>
    /// <param name="staff">Those of the plan's own worker and work pair that are staff today.</param>
    public static Refusal? CheckImpartial(Guid coordinatorId, Guid coordinatorUnit, PlanContent plan, IReadOnlyDictionary<Guid, StaffMember> staff) =>
        plan.Deciders().Contains(coordinatorId) ? PlansRefusals.CoordinatorDecides
        : plan.Deciders().Any(id => staff.GetValueOrDefault(id)?.UnitId == coordinatorUnit) ? PlansRefusals.CoordinatorOfDecidingUnit : null;
}
