namespace Monipolku.Plans.Contracts;

/// <summary>Approved versions of joint plans: immutable documents.</summary>
public interface IPlanVersions
{
    /// <summary>The plan as it was approved as that version; null when there is none.</summary>
    Task<PlanDocument?> Find(Guid planId, int version, CancellationToken ct);

    /// <summary>Approved versions from that one backwards, newest first, at most as many as asked. One query.</summary>
    Task<IReadOnlyList<PlanDocument>> Versions(Guid planId, int newest, int count, CancellationToken ct);

    /// <summary>The newest approved version of each plan that has one. One query.</summary>
    Task<IReadOnlyList<PlanDocument>> FindLatest(IReadOnlyCollection<Guid> planIds, CancellationToken ct);

    /// <summary>The newest approved version of each of the person's plans, oldest plan first. One query.</summary>
    Task<IReadOnlyList<PlanDocument>> LatestOfPerson(Guid personId, CancellationToken ct);

    /// <summary>The newest approved version that holds one of these goals. One query.</summary>
    Task<IReadOnlyList<PlanDocument>> FindByGoals(IReadOnlyCollection<Guid> goalIds, CancellationToken ct);

    /// <summary>The first approved version without one of these goals after those with it, where there is one. One query.</summary>
    Task<IReadOnlyList<PlanDocument>> FindWithoutGoals(IReadOnlyCollection<Guid> goalIds, CancellationToken ct);
}

/// <param name="Version">Approved version: 1, 2, 3.</param>
/// <param name="OwnWorkerId">Omatyöntekijä (SHL 42 §).</param>
/// <param name="WorkPair">Työpari: the social-care professional and the psychiatric nurse who work together.</param>
/// <param name="NextReviewOn">Mandatory: nothing stays on by itself.</param>
public sealed record PlanDocument(
    Guid PlanId, int Version, Guid PersonId, Guid MatterId, Guid AssessmentId, string Title, DateOnly StartsOn, DateOnly? EndsOn, DateOnly NextReviewOn,
    Guid OwnWorkerId, IReadOnlyList<Guid> WorkPair, IReadOnlyList<TeamMemberRecord> Team, IReadOnlyList<GoalRecord> Goals,
    Guid ApprovedBy, Guid UnitId, DateTimeOffset ApprovedAt);

/// <param name="Task">What this member does in the team, in plain words.</param>
public sealed record TeamMemberRecord(Guid StaffId, string Task);

/// <param name="Text">In the client's own words.</param>
public sealed record GoalRecord(Guid Id, string Text, IReadOnlyList<ActionRecord> Actions);

/// <param name="ResponsibleId">Exactly one person.</param>
public sealed record ActionRecord(Guid Id, string Text, Guid ResponsibleId, DateOnly DueOn);
