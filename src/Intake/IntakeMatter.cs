using Monipolku.Platform;

namespace Monipolku.Intake;

/// <summary>How a matter comes. An anticipatory notification (LSL 25 c §) is about a child without an identity code and is not taken yet.</summary>
public enum MatterKind
{
    /// <summary>Lastensuojeluilmoitus, LSL 25 §.</summary>
    ChildWelfareNotification,

    /// <summary>Request to assess a child's need, made together with the family, LSL 25 a §.</summary>
    JointRequestWithFamily,

    /// <summary>Yhteydenotto sosiaalihuoltoon, SHL 35 §.</summary>
    Contact,

    /// <summary>Notice between authorities, SHL 40 §.</summary>
    NoticeToAuthority,
}

/// <summary>
/// What makes SHL 36 §'s seven working days the law's own for somebody who comes otherwise than by a child-welfare notification.
/// Having turned 75 is seen from the identity code.
/// </summary>
public enum SupportGround
{
    /// <summary>Child in need of special support: the only one for whom the three months too are of law.</summary>
    ChildInNeedOfSpecialSupport,

    /// <summary>Receives the highest care allowance (ylin hoitotuki).</summary>
    HighestCareAllowance,

    /// <summary>Disabled person, since 1.1.2025.</summary>
    Disability,
}

public enum MatterStatus
{
    /// <summary>Pending; its urgency has not been assessed.</summary>
    Arrived,

    /// <summary>Urgency is assessed; what follows is not decided.</summary>
    Evaluated,

    /// <summary>A service-needs assessment is being made.</summary>
    InAssessment,

    /// <summary>The assessment is complete.</summary>
    Assessed,

    /// <summary>Ended without an assessment here.</summary>
    Closed,
}

public enum DecisionOutcome
{
    /// <summary>A service-needs assessment (SHL 36 §) starts on the day of the decision.</summary>
    StartAssessment,

    /// <summary>Guided to another service.</summary>
    GuideOnward,

    /// <summary>No assessment: it is obviously unnecessary (LSL 26 §, SHL 36 §).</summary>
    ObviouslyUnnecessary,

    /// <summary>Belongs to another county.</summary>
    TransferToOtherCounty,
}

/// <summary>A notification or contact from the moment when it becomes pending (vireilletulo) until an assessment is made or it ends.</summary>
internal sealed class IntakeMatter : IVersioned
{
    private const int AgeOfMajority = 18;
    private const int AgeOfStatutoryStart = 75;

    public required Guid Id { get; init; }
    public required Guid PersonId { get; init; }
    public required MatterKind Kind { get; init; }
    public required DateTimeOffset ArrivedAt { get; init; }

    /// <summary>Day of arrival, Europe/Helsinki: the clocks run from it.</summary>
    public required DateOnly ArrivedOn { get; init; }
    public required NotifierKind NotifierKind { get; init; }

    /// <summary>THL code set 1243.</summary>
    public required string NotifierCode { get; init; }
    public required bool ConfidentialityAsked { get; init; }

    /// <summary><see cref="NotifierIdentity"/>, encrypted in the column.</summary>
    public required string NotifierSecret { get; init; }

    /// <summary>THL code set 1251 for a child-welfare notification, 1282 otherwise.</summary>
    public required IReadOnlyList<string> ReasonCodes { get; init; }
    public required IReadOnlyList<SupportGround> SupportGrounds { get; init; }

    /// <summary>The notification's own words, encrypted in the column.</summary>
    public required string DescriptionSecret { get; init; }

    /// <summary>The unit that answers for the matter now: the receiving unit, after the decision the owner's.</summary>
    public required Guid OwnerUnitId { get; set; }

    /// <summary>The staff member who answers for it: who assessed the urgency, then whom the decision names. Null: the unit's duty worker.</summary>
    public Guid? OwnerId { get; private set; }
    public MatterStatus Status { get; private set; } = MatterStatus.Arrived;
    public required IReadOnlyList<Clock> Clocks
    {
        get;
        set
        {
            field = value;
            var next = Clock.NextOf(value);
            (NextDueOn, NextClock) = (next?.DueOn, next?.Name);
        }
    }

    /// <summary>The first last day of those clocks that run, kept for the queue; null when none runs: the matter is no longer in the queue.</summary>
    public DateOnly? NextDueOn { get; private set; }

    /// <summary>Whose last day <see cref="NextDueOn"/> is.</summary>
    public ClockName? NextClock { get; private set; }

    public Urgency? Urgency
    {
        get;
        private set
        {
            field = value;
            UrgencyCode = value?.Code;
        }
    }

    /// <summary>THL code set 1252, kept for the queue; null until assessed.</summary>
    public string? UrgencyCode { get; private set; }
    public MatterDecision? Decision { get; private set; }
    public int Version { get; private set; } = 1;

    /// <summary>Whether the kind and the grounds fit somebody of that age.</summary>
    public static Refusal? CheckAge(MatterKind kind, IReadOnlyList<SupportGround> grounds, DateOnly birthDate, DateOnly today)
    {
        if (today < birthDate.AddYears(AgeOfMajority)) return null;
        if (kind is MatterKind.ChildWelfareNotification or MatterKind.JointRequestWithFamily) return IntakeRefusals.NotAChild;
        return grounds.Contains(SupportGround.ChildInNeedOfSpecialSupport) ? IntakeRefusals.GroundIsAChilds : null;
    }

    /// <summary>Every matter has both clocks; whose rule each is depends on the kind, the grounds and the age.</summary>
    public static IReadOnlyList<Clock> StartClocks(MatterKind kind, IReadOnlyList<SupportGround> grounds, DateOnly birthDate, DateOnly arrival)
    {
        if (kind == MatterKind.ChildWelfareNotification)
        {
            return
            [
                Clock.Start(ClockName.StartAssessment, ClockForce.Statutory, "LSL 26 §", arrival),
                Clock.Start(ClockName.CompleteAssessment, ClockForce.Statutory, "LSL 26 §", arrival),
            ];
        }
        // "Over 75" is taken from the 75th birthday: the safe side.
        var startByLaw = grounds.Count > 0 || arrival >= birthDate.AddYears(AgeOfStatutoryStart);
        var completeByLaw = grounds.Contains(SupportGround.ChildInNeedOfSpecialSupport);
        return [Of(ClockName.StartAssessment, startByLaw), Of(ClockName.CompleteAssessment, completeByLaw)];

        Clock Of(ClockName name, bool byLaw) => byLaw
            ? Clock.Start(name, ClockForce.Statutory, "SHL 36 §", arrival)
            : Clock.Start(name, ClockForce.Policy, "County policy", arrival);
    }

    /// <summary>May be done again until the decision: what is learned can change it.</summary>
    public Refusal? AssessUrgency(Urgency urgency)
    {
        if (!Codes.IsUrgency(urgency.Code)) return IntakeRefusals.UrgencyCodeUnknown;
        if (Decision is not null) return IntakeRefusals.Decided with { Allowed = Allowed() };
        Urgency = urgency;
        OwnerId = urgency.AssessedBy;
        Status = MatterStatus.Evaluated;
        Version++;
        return null;
    }

    /// <summary>
    /// The start of an assessment stops the seven-day clock and lets the three months go on; every other outcome stops both.
    /// </summary>
    /// <param name="ownerUnitId">The unit of the decision's owner.</param>
    public Refusal? Decide(MatterDecision decision, Guid ownerUnitId, DateOnly today)
    {
        if (Decision is not null) return IntakeRefusals.Decided with { Allowed = Allowed() };
        if (Urgency is null) return IntakeRefusals.UrgencyNotAssessed with { Allowed = Allowed() };
        for (var i = 0; i < decision.Told.Count; i++)
        {
            if (decision.Told[i].On > today) return IntakeRefusals.ToldInFuture.At($"$.told[{i}].on");
            if (decision.Told[i].On < ArrivedOn) return IntakeRefusals.ToldBeforeArrival.At($"$.told[{i}].on");
        }
        Decision = decision;
        OwnerId = decision.OwnerId;
        OwnerUnitId = ownerUnitId;
        var starts = decision.Outcome == DecisionOutcome.StartAssessment;
        Status = starts ? MatterStatus.InAssessment : MatterStatus.Closed;
        Clocks = [.. Clocks.Select(c => starts && c.Name == ClockName.CompleteAssessment ? c : c.Stop(today))];
        Version++;
        return null;
    }

    /// <summary>Stops the three months on that day.</summary>
    public void CompleteAssessment(DateOnly on)
    {
        Clocks = [.. Clocks.Select(c => c.Name == ClockName.CompleteAssessment ? c.Stop(on) : c)];
        if (Status == MatterStatus.InAssessment) Status = MatterStatus.Assessed;
        Version++;
    }

    /// <summary>What may be done with the matter in its present state, by operation name.</summary>
    public IReadOnlyList<string> Allowed() => Status switch
    {
        MatterStatus.Arrived => [nameof(AssessUrgency)],
        MatterStatus.Evaluated => [nameof(AssessUrgency), nameof(DecideMatter)],
        _ => [],
    };
}

/// <summary>The estimate that LSL 26 § wants at once.</summary>
/// <param name="Code">THL code set 1252.</param>
/// <param name="AssessmentSecret">What it rests on, encrypted.</param>
internal sealed record Urgency(string Code, string AssessmentSecret, Guid AssessedBy, DateTimeOffset AssessedAt);

/// <param name="ReasonsSecret">Why, encrypted.</param>
/// <param name="OwnerId">Who answers for the matter from now on.</param>
internal sealed record MatterDecision(
    DecisionOutcome Outcome, string ReasonsSecret, Guid OwnerId, IReadOnlyList<Told> Told, Guid DecidedBy, DateTimeOffset DecidedAt);

public enum ToldWho
{
    Child,
    Guardian,
    Notifier,
    OtherAuthority,
}

public enum ToldHow
{
    InPerson,
    Phone,
    Letter,

    /// <summary>A message in a service with strong identification.</summary>
    SecureMessage,
}

/// <summary>Somebody was told of the decision.</summary>
/// <param name="On">Day, Europe/Helsinki: between the arrival and today.</param>
public sealed record Told(ToldWho Who, ToldHow How, DateOnly On);
