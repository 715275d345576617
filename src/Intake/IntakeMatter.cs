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
    public Guid? OwnerId { get; set; }
    public MatterStatus Status { get; private set; } = MatterStatus.Arrived;
    public required IReadOnlyList<Clock> Clocks
    {
        get;
        set
        {
            field = value;
            var next = Clock.NextOf(value);
            (NextDueOn, NextClock) = (next?.DueOn, next?.Name);
            NextAlertOn = value.Select(c => c.NextToTell()?.On).Min();
        }
    }

    /// <summary>The first last day of those clocks that run, kept for the queue; null when none runs: the matter is no longer in the queue.</summary>
    public DateOnly? NextDueOn { get; private set; }

    /// <summary>Whose last day <see cref="NextDueOn"/> is.</summary>
    public ClockName? NextClock { get; private set; }

    /// <summary>From this day on somebody is to be told of a clock; null when nobody is.</summary>
    public DateOnly? NextAlertOn { get; private set; }

    /// <summary>Version of the <see cref="CountyRules"/> that the clocks were last computed by.</summary>
    public int RulesVersion { get; set; }

    /// <summary>From this day on the assessment is idle, unless something is written before; null when it is not watched, or was told of.</summary>
    public DateOnly? IdleOn { get; private set; }

    /// <summary>When what was decided was implemented, and who recorded it.</summary>
    public Implementation? Implementation { get; private set; }

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
    public static IReadOnlyList<Clock> StartClocks(MatterKind kind, IReadOnlyList<SupportGround> grounds, DateOnly birthDate, DateOnly arrival, ClockRules? rules = null)
    {
        if (kind == MatterKind.ChildWelfareNotification)
        {
            return
            [
                Clock.Start(ClockName.StartAssessment, ClockForce.Statutory, "LSL 26 §", arrival, rules),
                Clock.Start(ClockName.CompleteAssessment, ClockForce.Statutory, "LSL 26 §", arrival, rules),
            ];
        }
        // "Over 75" is taken from the 75th birthday: the safe side.
        var startByLaw = grounds.Count > 0 || arrival >= birthDate.AddYears(AgeOfStatutoryStart);
        var completeByLaw = grounds.Contains(SupportGround.ChildInNeedOfSpecialSupport);
        return [Of(ClockName.StartAssessment, startByLaw), Of(ClockName.CompleteAssessment, completeByLaw)];

        Clock Of(ClockName name, bool byLaw) => byLaw
            ? Clock.Start(name, ClockForce.Statutory, "SHL 36 §", arrival, rules)
            : Clock.Start(name, ClockForce.Policy, "County policy", arrival, rules);
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

    /// <summary>Stops the three months on that day; a need that was found starts those of SHL 45 §.</summary>
    public void CompleteAssessment(DateOnly on, bool needsServices = false, ClockRules? rules = null)
    {
        Clocks =
        [
            .. Clocks.Select(c => c.Name == ClockName.CompleteAssessment ? c.Stop(on) : c),
            .. needsServices && Clocks.All(c => c.Name != ClockName.ImplementDecision)
                ? [Clock.Start(ClockName.ImplementDecision, ClockForce.Statutory, "SHL 45 §", on, rules)]
                : Array.Empty<Clock>(),
        ];
        if (Status == MatterStatus.InAssessment) Status = MatterStatus.Assessed;
        IdleOn = null;
        Version++;
    }

    /// <summary>What was decided is being carried out: stops the last clock.</summary>
    public Refusal? Implement(Implementation implementation, DateOnly today)
    {
        if (Clocks.FirstOrDefault(c => c is { Name: ClockName.ImplementDecision, StoppedOn: null }) is not { } clock)
            return IntakeRefusals.NothingToImplement with { Allowed = Allowed() };
        if (implementation.On > today) return IntakeRefusals.ImplementedInFuture;
        if (implementation.On < clock.StartedOn) return IntakeRefusals.ImplementedBeforeNeed;
        Implementation = implementation;
        Clocks = [.. Clocks.Select(c => c == clock ? c.Stop(implementation.On) : c)];
        Version++;
        return null;
    }

    /// <summary>
    /// The running clocks under other rules; answers those whose last day has moved. Nobody's work changes by it, so the version stays:
    /// nobody's If-Match turns stale.
    /// </summary>
    public IReadOnlyList<(Clock Old, Clock New)> Recompute(ClockRules rules)
    {
        var before = Clocks;
        Clocks = [.. before.Select(c => c.StoppedOn is null ? c.Under(rules) : c)];
        RulesVersion = rules.Version;
        return [.. before.Zip(Clocks).Where(c => c.First.DueOn != c.Second.DueOn)];
    }

    /// <summary>
    /// What somebody is to be told of today; from then on it counts as told. A warning that comes after its last day is left out.
    /// </summary>
    public IReadOnlyList<(Clock Clock, ClockLevel Level)> Tell(DateOnly today)
    {
        var told = new List<(Clock, ClockLevel)>();
        Clocks =
        [
            .. Clocks.Select(clock =>
            {
                while (clock.NextToTell() is { } next && next.On <= today)
                {
                    clock = clock with { Told = next.Level };
                    if (next.Level != ClockLevel.Warned || today <= clock.DueOn) told.Add((clock, next.Level));
                }
                return clock;
            }),
        ];
        return told;
    }

    /// <summary>Something was written in the assessment, or it was decided on: it is idle that many working days later.</summary>
    public void Written(DateOnly on, int idleWorkingDays)
    {
        if (Status == MatterStatus.InAssessment) IdleOn = WorkingDays.DueDate(on, idleWorkingDays).AddDays(1);
    }

    public void IdleTold() => IdleOn = null;

    /// <summary>Another answers for it from now on, in the same unit.</summary>
    public void HandOver(Guid to)
    {
        OwnerId = to;
        Version++;
    }

    /// <summary>What may be done with the matter in its present state, by operation name.</summary>
    public IReadOnlyList<string> Allowed() => Status switch
    {
        MatterStatus.Arrived => [nameof(AssessUrgency)],
        MatterStatus.Evaluated => [nameof(AssessUrgency), nameof(DecideMatter)],
        MatterStatus.Assessed when NextClock == ClockName.ImplementDecision => [nameof(RecordImplementation)],
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

/// <param name="On">Day, Europe/Helsinki, on which it began to be carried out.</param>
internal sealed record Implementation(DateOnly On, Guid RecordedBy, DateTimeOffset RecordedAt);

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
