namespace Monipolku.Access.Contracts;

/// <summary>
/// What one module tells of a client to those who work with them: short lines, each with the address of the whole, and what is still to be recorded.
/// The overview asks the gate before it asks the chapter.
/// </summary>
public interface IOverviewChapter
{
    OverviewPart Part { get; }

    /// <summary>What the gate is asked for.</summary>
    Right Right { get; }

    /// <summary>Who records what is missing: only they are asked for it.</summary>
    Right RecordsWith { get; }

    /// <param name="personId">Of nobody where the chapter is hidden from who asks.</param>
    /// <param name="access">The gate's permit: a client or a guardian may be shown less than staff.</param>
    /// <returns>The newest first, at most one more than <see cref="OverviewLine.Most"/>. One query.</returns>
    Task<IReadOnlyList<OverviewLine>> Of(Guid personId, Decision access, CancellationToken ct);
}

/// <summary>The chapters, in the order in which they are read.</summary>
public enum OverviewPart
{
    Coordinators,
    Matters,
    Assessments,
    Consents,
    Prohibitions,
    Plans,
    Referrals,
    DeclinedOffers,
}

/// <param name="Kind">Code of what it is, as the noun's own operation tells it: <c>childWelfareNotification</c>.</param>
/// <param name="Status">Code of how it stands.</param>
/// <param name="Since">Day on which it arrived, began or was given, Europe/Helsinki.</param>
/// <param name="Path">Address of the whole.</param>
/// <param name="DueOn">The next last day of it; null where none runs.</param>
/// <param name="ResponsibleId">Who answers for it; null where nobody does yet.</param>
/// <param name="UnitId">Which unit does.</param>
/// <param name="Title">A plan's title, a permission's direction: what tells it from others of its kind; null where its kind is enough.</param>
/// <param name="Item">Where a permission may be limited to some of them: which one it is.</param>
public sealed record OverviewLine(
    Guid Id, string Kind, string Status, DateOnly Since, string Path, DateOnly? DueOn = null, Guid? ResponsibleId = null, Guid? UnitId = null, string? Title = null,
    DataItem? Item = null)
{
    /// <summary>Of one chapter; what is older is found in its own list.</summary>
    public const int Most = 20;

    /// <summary>What is still to be recorded of it.</summary>
    public IReadOnlyList<RecordingGap> ToRecord { get; init; } = [];

    public override string ToString() => $"{nameof(OverviewLine)} {Id}";
}

/// <summary>What a professional still has to record: each is told in words in fi, sv and en.</summary>
public enum RecordingGap
{
    /// <summary>A notification has come whose urgency nobody has assessed (LSL 26 §).</summary>
    UrgencyNotAssessed,

    /// <summary>What follows from the matter is not decided.</summary>
    DecisionMissing,

    /// <summary>Somebody who must be told of the decision has not been (LSL 27 §).</summary>
    NotTold,

    /// <summary>The client's view and the shared part of the assessment (SHL 37 §).</summary>
    SharedPartMissing,

    /// <summary>Required questions of the assessment are open.</summary>
    AnswersMissing,

    /// <summary>A sector's own part of the assessment.</summary>
    SectorPartMissing,

    /// <summary>All is written, and not everybody who took part has signed.</summary>
    SignatureMissing,

    /// <summary>The signed form is not kept with the consent.</summary>
    SignedFormMissing,

    /// <summary>The consent ends within 30 days, and nobody has asked anew.</summary>
    ConsentEnding,

    /// <summary>A changed plan is a draft yet.</summary>
    PlanNotApproved,

    /// <summary>What the client says of the plan in force is not recorded (SHL 39 §).</summary>
    ClientsViewMissing,

    /// <summary>The day of the review has passed (SHL 39 §).</summary>
    ReviewOverdue,

    /// <summary>The referral waits for somebody to send it on.</summary>
    ReferralNotRouted,

    /// <summary>Nobody has taken the client in the unit to which they were referred.</summary>
    ReferralNotAnswered,

    /// <summary>The client was to be asked again of what they did not take, and the day has passed.</summary>
    RecontactOverdue,
}
