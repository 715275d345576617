using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Intake;

/// <summary>How a matter comes.</summary>
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

    /// <summary>Ennakollinen lastensuojeluilmoitus, LSL 25 c §: about a child who is not born yet; the expectant parent is the person.</summary>
    AnticipatoryNotification,
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

    /// <summary>Handled in another open matter of the person from now on.</summary>
    JoinOther,

    /// <summary>Guided or referred to another service.</summary>
    GuideOnward,

    /// <summary>No assessment: it is obviously unnecessary (LSL 26 §, SHL 36 §).</summary>
    ObviouslyUnnecessary,

    /// <summary>Belongs to another county.</summary>
    TransferToOtherCounty,
}

/// <summary>
/// What has been told about a person, from the moment when it becomes pending (vireilletulo) until an assessment is made or it ends. While
/// it is open, what else is told about the person joins it.
/// </summary>
internal sealed class IntakeMatter : IVersioned
{
    /// <summary>From that birthday on the seven working days are the law's own (SHL 36 §).</summary>
    public const int AgeOfStatutoryStart = 75;

    private const string Policy = "County policy";
    private const int MostTold = 100;
    private const int AgeOfOwnStanding = 12;
    private const int AgeOfMajority = 18;

    /// <summary>That of the notification which opened it.</summary>
    public required Guid Id { get; init; }
    public required Guid PersonId { get; init; }

    /// <summary>Of the notifications' kinds the one that binds most: a child-welfare notification makes it a child-welfare matter.</summary>
    public required MatterKind Kind { get; set; }

    /// <summary>Whether it is about a child not born yet: then it is not the parent's own matter, though they are its person.</summary>
    public required bool AboutUnborn { get; init; }
    public required DateTimeOffset ArrivedAt { get; set; }

    /// <summary>Day of arrival of what arrived first, Europe/Helsinki: the clocks run from it.</summary>
    public required DateOnly ArrivedOn { get; set; }
    public required IReadOnlyList<SupportGround> SupportGrounds { get; set; }

    /// <summary>The person whose next notification joins this matter; null once it has ended. Unique: of two open ones one takes them.</summary>
    public required Guid? OpenFor { get; set; }
    public required int NotificationCount { get; set; }

    /// <summary>The unit that answers for the matter now: the receiving unit, after the decision the owner's.</summary>
    public required Guid OwnerUnitId { get; set; }

    /// <summary>The staff member who answers for it: who assessed the urgency, then whom the decision names. Null: the unit's duty worker.</summary>
    public Guid? OwnerId { get; set; }

    /// <summary>Who answered for it before, oldest first, where it passed on otherwise than by an estimate or a decision.</summary>
    public IReadOnlyList<OwnerChange> OwnerChanges { get; private set; } = [];
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

    /// <summary>Since when it has been idle; null once something is written.</summary>
    public DateOnly? IdleSince { get; private set; }

    /// <summary>The <see cref="ProcessDefinition"/> that it began with, and keeps unless its kind changes to one that has another.</summary>
    public Guid ProcessId { get; private set; }

    /// <summary>What has been done of that definition's steps, as far as nothing else here shows it.</summary>
    public MatterProgress Progress { get; private set; } = MatterProgress.None;

    /// <summary>The version at which the watch last looked at the steps; 0 when something new is to be seen.</summary>
    public int StepsSeen { get; private set; }

    /// <summary>From this day on it looks again, though nothing has changed; null when time alone changes nothing.</summary>
    public DateOnly? StepsOn { get; private set; }

    /// <summary>Day of the decision, the unit that decided, and the working days since arrival: the pace of that unit.</summary>
    public DateOnly? DecidedOn { get; private set; }
    public Guid? DecidedByUnitId { get; private set; }
    public int? DecidedInDays { get; private set; }

    /// <summary>Day on which the assessment was complete, and the working days since arrival.</summary>
    public DateOnly? AssessedOn { get; private set; }
    public int? AssessedInDays { get; private set; }

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

    /// <summary>Decisions that were undone, oldest first.</summary>
    public IReadOnlyList<MatterDecision> UndoneDecisions { get; private set; } = [];

    /// <summary>The matter in which it is handled since a decision to join; null otherwise.</summary>
    public Guid? JoinedInto { get; private set; }

    /// <summary>Who must be told what was decided, by kind and age; set when it opens and grown by what joins.</summary>
    public IReadOnlyList<MustTell> MustTell { get; private set; } = [];
    public IReadOnlyList<ToldTick> Told { get; private set; } = [];
    public int Version { get; private set; } = 1;

    /// <summary>For a permission that is limited to data of some days or service tasks: it holds what was written until the decision.</summary>
    public DataItem Item
    {
        get
        {
            DateOnly[] days = [ArrivedOn, .. Urgency is { } u ? new[] { WorkingDays.DateOf(u.AssessedAt) } : [], .. Decision is { } d ? new[] { WorkingDays.DateOf(d.DecidedAt) } : []];
            return new DataItem(ArrivedOn, Urgency?.ServiceTask?.Code, days.Max(), Id);
        }
    }

    /// <summary>A notification has come whose urgency nobody has assessed: LSL 26 § wants that at once, of each.</summary>
    public bool AwaitsUrgency => (Urgency?.Covers ?? 0) < NotificationCount;

    /// <param name="unitId">The unit that receives.</param>
    /// <param name="rules">The county's; the law's own where none are given.</param>
    /// <param name="onDuty">Who receives in that unit today.</param>
    public static IntakeMatter Open(IntakeNotification first, DateOnly birthDate, Guid unitId, ClockRules? rules = null, Guid? onDuty = null)
    {
        first.MatterId = first.Id;
        return new IntakeMatter
        {
            Id = first.Id,
            PersonId = first.PersonId,
            Kind = first.Kind,
            AboutUnborn = first.AboutUnborn,
            ArrivedAt = first.ArrivedAt,
            ArrivedOn = first.ArrivedOn,
            SupportGrounds = first.SupportGrounds,
            OpenFor = first.PersonId,
            NotificationCount = 1,
            OwnerUnitId = unitId,
            OwnerId = onDuty,
            Clocks = StartClocks(first.Kind, first.SupportGrounds, birthDate, first.ArrivedOn, rules),
            RulesVersion = (rules ?? ClockRules.Default).Version,
            MustTell = WhoMustBeTold(first, birthDate),
            ProcessId = (rules ?? ClockRules.Default).ProcessOn(first.Kind, first.ArrivedOn),
        };
    }

    /// <summary>
    /// Those that a notification about these persons can join: first the one that takes them, then one that lost that place when a decision to
    /// join it elsewhere was taken back.
    /// </summary>
    public static IOrderedQueryable<IntakeMatter> Open(IQueryable<IntakeMatter> matters, IReadOnlyCollection<Guid> persons) => matters
        .Where(m => persons.Contains(m.PersonId) && m.Status != MatterStatus.Assessed && m.Status != MatterStatus.Closed)
        .OrderBy(m => m.OpenFor == null).ThenBy(m => m.Id);

    /// <summary>
    /// Its clocks stay. Where the new notification came earlier (a letter entered late), a running clock of the same force follows it; where it
    /// puts a limit of law on what ran by the county's policy, the law's clock begins with it, beside the county's.
    /// </summary>
    public void Join(IntakeNotification notification, DateOnly birthDate, ClockRules? rules = null)
    {
        notification.MatterId = Id;
        NotificationCount++;
        // It may have lost that place to a matter which has ended since.
        OpenFor = PersonId;
        MustTell = AlsoTell(WhoMustBeTold(notification, birthDate));
        SupportGrounds = [.. SupportGrounds.Union(notification.SupportGrounds)];
        if (notification.Kind == MatterKind.ChildWelfareNotification && Kind != notification.Kind)
        {
            (Kind, var known) = (notification.Kind, rules ?? ClockRules.Default);
            if (!known.IsFor(Kind, ProcessId)) ProcessId = known.ProcessOn(Kind, notification.ArrivedOn);
        }
        if (notification.ArrivedOn < ArrivedOn) (ArrivedOn, ArrivedAt) = (notification.ArrivedOn, notification.ArrivedAt);
        var arriving = StartClocks(notification.Kind, notification.SupportGrounds, birthDate, notification.ArrivedOn, rules);
        Clocks = With(Clocks, arriving);
        Await(arriving);
        Version++;
    }

    /// <summary>What came after the urgency was assessed waits for its own: by its clock of law, else the earliest, should all others stop.</summary>
    private void Await(IReadOnlyList<Clock> arriving)
    {
        List<Clock> starts = [.. arriving.Where(c => c.Name == ClockName.StartAssessment)];
        if (Urgency is not { } urgency || starts.Count == 0) return;
        var since = starts.Min(c => c.StartedOn);
        if (urgency.Awaiting is { } awaiting)
        {
            starts.Add(awaiting);
            since = (urgency.AwaitingSince ?? awaiting.StartedOn) is var known && known < since ? known : since;
        }
        Urgency = urgency with { Awaiting = Earliest(starts.GroupBy(c => c.Force).MinBy(g => g.Key)!) with { Told = ClockLevel.None }, AwaitingSince = since };
    }

    /// <summary>Who is to be told, each once: by the law where any of the notifications makes it so.</summary>
    private List<MustTell> AlsoTell(IReadOnlyList<MustTell> arriving) =>
    [
        .. MustTell.Select(m => m.Basis == Policy && arriving.FirstOrDefault(a => a.Who == m.Who) is { } a ? a : m),
        .. arriving.Where(a => MustTell.All(m => m.Who != a.Who)),
    ];

    /// <summary>
    /// LSL 27 § names guardian and child; from 12 a child has a standing of their own (LSL 20 §). What no paragraph names is the county's policy.
    /// </summary>
    private static List<MustTell> WhoMustBeTold(IntakeNotification notification, DateOnly birthDate)
    {
        var (kind, arrival) = (notification.Kind, notification.ArrivedOn);
        var childWelfare = kind == MatterKind.ChildWelfareNotification;
        var told = new List<MustTell>();
        if (arrival >= birthDate.AddYears(AgeOfMajority) || kind == MatterKind.AnticipatoryNotification) told.Add(new(ToldWho.Client, Policy));
        else
        {
            told.Add(new(ToldWho.Guardian, childWelfare ? "LSL 27 §" : Policy));
            if (arrival >= birthDate.AddYears(AgeOfOwnStanding)) told.Add(new(ToldWho.Child, childWelfare ? "LSL 20 §, 27 §" : Policy));
        }
        if (kind == MatterKind.NoticeToAuthority) told.Add(new(ToldWho.OtherAuthority, "SHL 40 §"));
        else if (notification.NotifierKind == NotifierKind.Professional) told.Add(new(ToldWho.Notifier, Policy));
        return told;
    }

    /// <summary>
    /// The clocks with those of what joins: law and policy run side by side, each to its own last day, the earlier first. A name of which none
    /// runs any more stays stopped.
    /// </summary>
    private static IReadOnlyList<Clock> With(IReadOnlyList<Clock> clocks, IReadOnlyList<Clock> arriving)
    {
        foreach (var name in arriving.Select(a => a.Name).Distinct())
        {
            List<Clock> running = [.. clocks.Where(c => c.Name == name && c.StoppedOn is null)];
            if (running.Count == 0) continue;
            // What was told of another matter's clock was not told here.
            List<Clock> both = [.. running, .. arriving.Where(a => a.Name == name).Select(a => a with { Told = ClockLevel.None })];
            List<Clock> kept = [.. both.GroupBy(c => c.Force).Select(Earliest).OrderBy(c => c.DueOn).ThenBy(c => c.Force)];
            // The county's own limit says nothing more where the law's ends no later, unless somebody has been told of it.
            if (kept is [{ Force: ClockForce.Statutory }, { Told: ClockLevel.None }]) kept.RemoveAt(1);
            clocks = [.. clocks.SelectMany(c => c == running[0] ? kept : running.Contains(c) ? [] : [c])];
        }
        return clocks;
    }

    /// <summary>Of clocks of one force.</summary>
    private static Clock Earliest(IEnumerable<Clock> clocks) => clocks.OrderBy(c => c.DueOn).ThenBy(c => c.StartedOn).First();

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
            : Clock.Start(name, ClockForce.Policy, Policy, arrival, rules);
    }

    /// <summary>
    /// May be done again until the decision: what is learned can change it. After it only where a further notification has come; the owner
    /// stays then.
    /// </summary>
    public Refusal? AssessUrgency(Urgency urgency)
    {
        if (!Codes.IsUrgency(urgency.Code)) return IntakeRefusals.UrgencyCodeUnknown;
        if (urgency.CheckReasons() is { } wrong) return wrong;
        if (!AwaitsUrgency && DecidedAlready() is { } decided) return decided;
        Version++;
        Urgency = urgency with { Covers = NotificationCount, AtVersion = Version };
        if (Decision is not null)
        {
            // Only that of a notification which came after the decision still runs.
            var on = WorkingDays.DateOf(urgency.AssessedAt);
            Clocks = [.. Clocks.Select(c => c.Name == ClockName.StartAssessment ? c.Stop(on) : c)];
            return null;
        }
        OwnerId = urgency.AssessedBy;
        Status = MatterStatus.Evaluated;
        return null;
    }

    /// <summary>After the decision: what the estimate left out, which THL's documents want. What it said stays.</summary>
    public Refusal? AddToUrgency(Urgency more)
    {
        var known = Urgency!;
        if (more.CheckReasons() is { } wrong) return wrong;
        if (more.ActionsSecret is not null && known.ActionsSecret is not null) return IntakeRefusals.UrgencyTold.At("$.actions");
        if (more.Measures is { Count: > 0 } && known.Measures is { Count: > 0 }) return IntakeRefusals.UrgencyTold.At("$.measures");
        if (more.ServiceTask is not null && known.ServiceTask is not null) return IntakeRefusals.UrgencyTold.At("$.serviceTask");
        if (more.Services is { Count: > 0 } && known.Services is { Count: > 0 }) return IntakeRefusals.UrgencyTold.At("$.services");
        if (more.ContactWay is not null && known.ContactWay is not null) return IntakeRefusals.UrgencyTold.At("$.contactWay");
        if (more.ChildWelfareReasons is { Count: > 0 } && known.ChildWelfareReasons is { Count: > 0 }) return IntakeRefusals.UrgencyTold.At("$.childWelfareReasons");
        if (more is
            {
                ActionsSecret: null, Measures: null or { Count: 0 }, ServiceTask: null, Services: null or { Count: 0 }, ContactWay: null,
                ChildWelfareReasons: null or { Count: 0 },
            }) return DecidedAlready();
        Urgency = known with
        {
            ActionsSecret = known.ActionsSecret ?? more.ActionsSecret,
            Measures = known.Measures is { Count: > 0 } measures ? measures : more.Measures,
            ServiceTask = known.ServiceTask ?? more.ServiceTask,
            Services = known.Services is { Count: > 0 } services ? services : more.Services,
            ContactWay = known.ContactWay ?? more.ContactWay,
            ChildWelfareReasons = known.ChildWelfareReasons is { Count: > 0 } reasons ? reasons : more.ChildWelfareReasons,
        };
        Version++;
        return null;
    }

    /// <summary>
    /// The start of an assessment stops the seven-day clock and lets the three months go on; every other outcome stops both.
    /// </summary>
    /// <param name="ownerUnitId">The unit of the decision's owner.</param>
    public Refusal? Decide(MatterDecision decision, Guid ownerUnitId, DateOnly today)
    {
        if (DecidedAlready() is { } decided) return decided;
        if (AwaitsUrgency) return (Urgency is null ? IntakeRefusals.UrgencyNotAssessed : IntakeRefusals.FurtherNotification) with { Allowed = Allowed() };
        if (CheckTold(decision.Told, today) is { } wrong) return wrong;
        Decision = decision;
        Told = [.. Told, .. decision.Told.Select(t => new ToldTick(t.Who, t.How, t.On, decision.DecidedBy, decision.DecidedAt))];
        (DecidedOn, DecidedByUnitId, DecidedInDays) = (today, OwnerUnitId, DaysUntil(today, ClockName.StartAssessment));
        OwnerId = decision.OwnerId;
        OwnerUnitId = ownerUnitId;
        var starts = decision.Outcome == DecisionOutcome.StartAssessment;
        Status = starts ? MatterStatus.InAssessment : MatterStatus.Closed;
        if (!starts) OpenFor = null;
        Clocks = [.. Clocks.Select(c => starts && c.Name == ClockName.CompleteAssessment ? c : c.Stop(today))];
        Version++;
        return null;
    }

    /// <summary>
    /// Decides to go on in <paramref name="other"/>, which then has these notifications too: their urgency is to be assessed there, and its
    /// running clocks are joined by this one's.
    /// </summary>
    /// <param name="samePerson">That another record's matter is about the same person: somebody has looked.</param>
    public Refusal? JoinInto(IntakeMatter other, MatterDecision decision, DateOnly today, bool samePerson = false)
    {
        if (other.Id == Id || (other.PersonId != PersonId && !samePerson)) return IntakeRefusals.JoinedMatterUnknown;
        if (other.AboutUnborn != AboutUnborn) return IntakeRefusals.UnbornIsNotTheParent;
        if (other.Status is MatterStatus.Assessed or MatterStatus.Closed) return IntakeRefusals.JoinedMatterEnded;
        var clocks = Clocks;
        if (Decide(decision, other.OwnerUnitId, today) is { } refusal) return refusal;
        JoinedInto = other.Id;
        other.NotificationCount += NotificationCount;
        other.SupportGrounds = [.. other.SupportGrounds.Union(SupportGrounds)];
        other.MustTell = other.AlsoTell(MustTell);
        if (Kind == MatterKind.ChildWelfareNotification && other.Kind != Kind) (other.Kind, other.ProcessId) = (Kind, ProcessId);
        if (ArrivedOn < other.ArrivedOn) (other.ArrivedOn, other.ArrivedAt) = (ArrivedOn, ArrivedAt);
        other.Clocks = With(other.Clocks, clocks);
        other.Await(clocks);
        other.Version++;
        Decision = Decision! with { JoinedAtVersion = other.Version };
        return null;
    }

    /// <summary>
    /// Takes a decision to join back: the matter is evaluated again and its clocks run as if they had never stopped. Both keep what was
    /// decided; the other matter's kind and clocks stay as strict as they became.
    /// </summary>
    /// <param name="takes">Whether the person's next notification joins this matter: false where another one takes them.</param>
    public Refusal? UndoJoin(IntakeMatter other, bool takes, Guid by, DateTimeOffset now)
    {
        if (Decision is null || JoinedInto != other.Id) return UndoneAlready() ?? IntakeRefusals.NotJoined with { Allowed = Allowed() };
        var joined = Decision;
        UndoneDecisions = [.. UndoneDecisions, joined with { UndoneBy = by, UndoneAt = now }];
        // Alerts ended when they stopped: what is still so is told again.
        Clocks = [.. Clocks.Select(c => c with { StoppedOn = null, Told = ClockLevel.None })];
        (Decision, JoinedInto, Status) = (null, null, MatterStatus.Evaluated);
        (DecidedOn, DecidedByUnitId, DecidedInDays) = (null, null, null);
        OpenFor = takes ? PersonId : null;
        Version++;
        other.NotificationCount -= NotificationCount;
        if (other.Urgency is { } urgency && urgency.CoversJoined(joined)) other.Urgency = urgency with { Covers = urgency.Covers - NotificationCount };
        if (other is { Decision: not null, AwaitsUrgency: false }) other.Clocks = [.. other.Clocks.Where(c => c is not { Name: ClockName.StartAssessment, StoppedOn: null })];
        other.Version++;
        return null;
    }

    /// <summary>Somebody has been told what was decided; also before the decision, that it has arrived.</summary>
    public Refusal? Tick(IReadOnlyList<Told> told, Guid by, DateTimeOffset now)
    {
        if (CheckTold(told, WorkingDays.DateOf(now)) is { } wrong) return wrong;
        if (Told.Count + told.Count > MostTold) return IntakeRefusals.TooManyTold;
        Told = [.. Told, .. told.Select(t => new ToldTick(t.Who, t.How, t.On, by, now))];
        Version++;
        return null;
    }

    /// <summary>It was ticked by mistake. The tick stays to be seen, and no longer counts.</summary>
    /// <param name="index">Which of <see cref="Told"/>.</param>
    public Refusal? TakeBackTick(int index, Guid by, DateTimeOffset now)
    {
        if (TakenBackAlready(index) is { } taken) return taken;
        Told = [.. Told.Select((t, i) => i == index ? t with { TakenBackBy = by, TakenBackAt = now } : t)];
        Version++;
        return null;
    }

    /// <summary>The first tick that holds that they have been told; null where there is none.</summary>
    public ToldTick? TickOf(ToldWho who) => Told.FirstOrDefault(t => t.Who == who && t.TakenBackAt is null);

    private Refusal? CheckTold(IReadOnlyList<Told> told, DateOnly today)
    {
        for (var i = 0; i < told.Count; i++)
        {
            if (told[i].On > today) return IntakeRefusals.ToldInFuture.At($"$.told[{i}].on");
            if (told[i].On < ArrivedOn) return IntakeRefusals.ToldBeforeArrival.At($"$.told[{i}].on");
        }
        return null;
    }

    /// <summary>
    /// Stops the three months on that day; a need that was found starts those of SHL 45 §. A notification that came meanwhile and whose urgency
    /// nobody has assessed keeps the matter in the queue, by that notification's own clock.
    /// </summary>
    public void CompleteAssessment(DateOnly on, bool needsServices = false, ClockRules? rules = null)
    {
        Clocks =
        [
            .. Clocks.Select(c => c.Name == ClockName.CompleteAssessment ? c.Stop(on) : c),
            .. needsServices && Clocks.All(c => c.Name != ClockName.ImplementDecision)
                ? [Clock.Start(ClockName.ImplementDecision, ClockForce.Statutory, "SHL 45 §", on, rules)]
                : Array.Empty<Clock>(),
            .. AwaitsUrgency && Clocks.All(c => c is not { Name: ClockName.StartAssessment, StoppedOn: null })
                ? [(Urgency?.Awaiting ?? Clocks.First(c => c.Name == ClockName.StartAssessment) with { StoppedOn = null }).Under(rules ?? ClockRules.Default)]
                : Array.Empty<Clock>(),
        ];
        if (Status == MatterStatus.InAssessment) Status = MatterStatus.Assessed;
        OpenFor = null;
        (IdleOn, IdleSince) = (null, null);
        (AssessedOn, AssessedInDays) = (on, DaysUntil(on, ClockName.CompleteAssessment));
        Version++;
    }

    /// <summary>Working days since the arrival, by the calendar of that clock.</summary>
    private int DaysUntil(DateOnly day, ClockName clock) => WorkingDays.Used(ArrivedOn, day, closed: Clocks.FirstOrDefault(c => c.Name == clock)?.Closed);

    /// <summary>What was decided is being carried out: stops the last clock.</summary>
    public Refusal? Implement(Implementation implementation, DateOnly today)
    {
        if (Clocks.FirstOrDefault(c => c is { Name: ClockName.ImplementDecision, StoppedOn: null }) is not { } clock)
            return ImplementedAlready() ?? IntakeRefusals.NothingToImplement with { Allowed = Allowed() };
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
        // The steps' last days rest on the same calendar.
        (RulesVersion, StepsSeen) = (rules.Version, 0);
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
        if (Status != MatterStatus.InAssessment) return;
        IdleOn = WorkingDays.DueDate(on, idleWorkingDays).AddDays(1);
        IdleSince = null;
    }

    /// <summary>Since when it is idle on that day, whether or not the watch has been there.</summary>
    public static DateOnly? IdleAt(DateOnly today, DateOnly? idleOn, DateOnly? idleSince) => idleSince ?? (idleOn <= today ? idleOn : null);

    public void IdleTold() => (IdleOn, IdleSince) = (null, IdleOn);

    /// <summary>Staff say that a step is done that no fact shows; also late, and after the end.</summary>
    public Refusal? TickStep(ProcessStep step, StepTick tick, DateOnly today)
    {
        if (step.Fact is not null) return IntakeRefusals.StepShownByFact;
        if (TickedAlready(tick.Code) is { } ticked) return ticked;
        if (tick.On > today) return IntakeRefusals.StepInFuture;
        if (tick.On < ArrivedOn) return IntakeRefusals.StepBeforeArrival;
        Progress = Progress.With(tick);
        Version++;
        return null;
    }

    /// <summary>Another module has seen what a step waits for. Nobody's work here changes by it, so the version stays.</summary>
    public void MarkProgress(ProgressMark mark)
    {
        Progress = Progress.With(mark);
        StepsSeen = 0;
    }

    /// <summary>The watch has looked at the steps of this version.</summary>
    /// <param name="next">When it is to look again though nothing has changed.</param>
    public void StepsLookedAt(DateOnly? next) => (StepsSeen, StepsOn) = (Version, next);

    /// <summary>Another answers for it from now on, in the same unit.</summary>
    public void HandOver(Guid to, Guid by, DateTimeOffset now) => PassOn(new OwnerChange(OwnerId, to, OwnerChangeReason.HandedOver, by, now));

    /// <summary>Whoever answered for it works in its unit no more.</summary>
    /// <param name="onDuty">Who has the duty there and answers for it now; null where nobody does until somebody takes it.</param>
    public void OwnerLeft(Guid? onDuty, DateTimeOffset now) => PassOn(new OwnerChange(OwnerId, onDuty, OwnerChangeReason.Left, null, now));

    private void PassOn(OwnerChange change)
    {
        OwnerChanges = [.. OwnerChanges, change];
        OwnerId = change.ToId;
        Version++;
    }

    /// <summary>For whom came second: what was decided, by whom and when. Not why. Null while nothing is decided.</summary>
    public Refusal? DecidedAlready() => Decision is { } d ? Second(IntakeRefusals.Decided, $"decided {JsonRules.CodeOf(d.Outcome)}", d.DecidedBy, d.DecidedAt) : null;

    /// <param name="seen">The version that was read.</param>
    public Refusal? AssessedSince(int seen) =>
        !AwaitsUrgency && DecidedAlready() is { } decided ? decided
        : Urgency is { } u && u.AtVersion > seen ? Second(IntakeRefusals.UrgencyAssessed, $"assessed {u.Code}", u.AssessedBy, u.AssessedAt)
        : null;

    /// <summary>The first of those who are told already.</summary>
    public Refusal? ToldAlready(IReadOnlyList<Told> told)
    {
        for (var i = 0; i < told.Count; i++)
        {
            if (TickOf(told[i].Who) is { } tick) return Second(IntakeRefusals.ToldAlready.At($"$.told[{i}].who"), $"told {JsonRules.CodeOf(tick.Who)}", tick.By, tick.At);
        }
        return null;
    }

    public Refusal? TakenBackAlready(int index) =>
        Told[index] is { TakenBackAt: { } at } tick ? Second(IntakeRefusals.TickTakenBack, $"tookBack {JsonRules.CodeOf(tick.Who)}", tick.TakenBackBy, at) : null;

    public Refusal? TickedAlready(string step) =>
        Progress.Ticks.FirstOrDefault(t => t.Code == step) is { } tick ? Second(IntakeRefusals.StepDone, $"ticked {step}", tick.By, tick.At) : null;

    public Refusal? ImplementedAlready() =>
        Implementation is { } i ? Second(IntakeRefusals.NothingToImplement, "implemented", i.RecordedBy, i.RecordedAt) : null;

    public Refusal? UndoneAlready() =>
        JoinedInto is null && UndoneDecisions is [.., { UndoneAt: { } at } undone] ? Second(IntakeRefusals.NotJoined, "undone", undone.UndoneBy, at) : null;

    /// <summary>How the one who answers for it came to it, for whom knows of another.</summary>
    public Refusal OwnerChanged()
    {
        var ways = new List<Happened>();
        if (OwnerChanges is [.., var change]) ways.Add(new Happened(JsonRules.CodeOf(change.Why), change.By, change.At));
        if (Decision is { } d) ways.Add(new Happened($"decided {JsonRules.CodeOf(d.Outcome)}", d.DecidedBy, d.DecidedAt));
        if (Urgency is { } u) ways.Add(new Happened($"assessed {u.Code}", u.AssessedBy, u.AssessedAt));
        return ways.MaxBy(w => w.At) is { } last ? Second(IntakeRefusals.OwnerChanged, last.What, last.By, last.At) : IntakeRefusals.OwnerChanged;
    }

    /// <summary>The refusal, with what was faster.</summary>
    private Refusal Second(Refusal refusal, string what, Guid? by, DateTimeOffset at)
    {
        var happened = new Happened(what, by, at);
        return refusal with { Text = $"{refusal.Text} What happened: {happened}.", Happened = happened, Allowed = Allowed() };
    }

    /// <summary>What may be done with the matter in its present state, by operation name.</summary>
    public IReadOnlyList<string> Allowed() =>
    [
        .. Status is MatterStatus.Arrived or MatterStatus.Evaluated || AwaitsUrgency ? (string[])[nameof(AssessUrgency)] : [],
        .. Status == MatterStatus.Evaluated && !AwaitsUrgency ? (string[])[nameof(DecideMatter)] : [],
        .. Status == MatterStatus.Assessed && NextClock == ClockName.ImplementDecision ? (string[])[nameof(RecordImplementation)] : [],
        .. JoinedInto is not null ? (string[])[nameof(UndoJoin)] : [],
        nameof(TickTold),
    ];
}

/// <summary>The estimate that LSL 26 § wants at once.</summary>
/// <param name="Code">THL code set 1252.</param>
/// <param name="AssessmentSecret">What it rests on, encrypted.</param>
/// <param name="Covers">How many notifications had come when it was assessed.</param>
/// <param name="AtVersion">The matter's version when it was assessed; 0 in those from before that was kept.</param>
/// <param name="Awaiting">Of what has come since: the clock that waits for an assessment to start, the law's where one does. Null where nothing has come.</param>
/// <param name="ActionsSecret">What has been done, encrypted; null where not told.</param>
/// <param name="Measures">THL code set 1219, measures after a notification.</param>
/// <param name="ServiceTask">THL code set 1221 (palvelutehtävä).</param>
internal sealed record Urgency(
    string Code, string AssessmentSecret, Guid AssessedBy, DateTimeOffset AssessedAt, int Covers = 1,
    string? ActionsSecret = null, IReadOnlyList<CodeAndName>? Measures = null, CodeAndName? ServiceTask = null, int AtVersion = 0, Clock? Awaiting = null)
{
    /// <summary>Day of arrival of the first that has come since; null where nothing has come, and in those from before that was kept.</summary>
    public DateOnly? AwaitingSince { get; init; }

    /// <summary>THL code set 1222 (sosiaalipalvelu): what the worker thinks is needed.</summary>
    public IReadOnlyList<CodeAndName>? Services { get; init; }

    /// <summary>THL code set 1250 (asiointitapa): how who notified made contact.</summary>
    public CodeAndName? ContactWay { get; init; }

    /// <summary>THL code set 1251, of what did not come as a child-welfare notification.</summary>
    public IReadOnlyList<string>? ChildWelfareReasons { get; init; }

    public Refusal? CheckReasons()
    {
        for (var i = 0; i < ChildWelfareReasons?.Count; i++)
        {
            if (!Codes.IsReason(MatterKind.ChildWelfareNotification, ChildWelfareReasons[i])) return IntakeRefusals.ReasonCodeUnknown.At($"$.childWelfareReasons[{i}]");
            if (ChildWelfareReasons.Take(i).Contains(ChildWelfareReasons[i])) return IntakeRefusals.ReasonCodeTwice.At($"$.childWelfareReasons[{i}]");
        }
        return null;
    }

    /// <summary>Whether what that decision brought in was there when the urgency was assessed.</summary>
    public bool CoversJoined(MatterDecision joined) =>
        AtVersion > 0 && joined.JoinedAtVersion is { } version ? AtVersion > version : AssessedAt > joined.DecidedAt;
}

/// <param name="ReasonsSecret">Why, encrypted.</param>
/// <param name="OwnerId">Who answers for the matter from now on.</param>
/// <param name="JoinsMatterId">With <see cref="DecisionOutcome.JoinOther"/>: which.</param>
/// <param name="GuidedToSecret">With <see cref="DecisionOutcome.GuideOnward"/>: where to, encrypted.</param>
/// <param name="CountyCode">With <see cref="DecisionOutcome.TransferToOtherCounty"/>: which.</param>
/// <param name="JoinedAtVersion">With <see cref="DecisionOutcome.JoinOther"/>: the other matter's version from then on.</param>
/// <param name="UndoneBy">Who took it back, and when; null while it holds, and in those from before that was kept.</param>
internal sealed record MatterDecision(
    DecisionOutcome Outcome, string ReasonsSecret, Guid OwnerId, IReadOnlyList<Told> Told, Guid DecidedBy, DateTimeOffset DecidedAt,
    Guid? JoinsMatterId = null, string? GuidedToSecret = null, string? CountyCode = null, int? JoinedAtVersion = null, Guid? UndoneBy = null, DateTimeOffset? UndoneAt = null);

/// <summary>Somebody who must be told what was decided.</summary>
/// <param name="Basis">The paragraph that says so, or the county's policy.</param>
internal sealed record MustTell(ToldWho Who, string Basis);

/// <summary>Somebody has been told.</summary>
/// <param name="By">The staff member who ticked it, and when.</param>
/// <param name="TakenBackBy">Who said that it was ticked by mistake; null while it holds.</param>
public sealed record ToldTick(ToldWho Who, ToldHow How, DateOnly On, Guid By, DateTimeOffset At, Guid? TakenBackBy = null, DateTimeOffset? TakenBackAt = null);

public enum OwnerChangeReason
{
    /// <summary>Handed over to a colleague.</summary>
    HandedOver,

    /// <summary>Who answered for it works in the unit no more.</summary>
    Left,
}

/// <summary>A matter has passed from one to another.</summary>
/// <param name="FromId">Null where nobody had taken it.</param>
/// <param name="ToId">Null where it waits for somebody to take it.</param>
/// <param name="By">Who handed it over; null where the service did.</param>
public sealed record OwnerChange(Guid? FromId, Guid? ToId, OwnerChangeReason Why, Guid? By, DateTimeOffset At);

/// <param name="On">Day, Europe/Helsinki, on which it began to be carried out.</param>
internal sealed record Implementation(DateOnly On, Guid RecordedBy, DateTimeOffset RecordedAt);

public enum ToldWho
{
    Child,
    Guardian,
    Notifier,
    OtherAuthority,

    /// <summary>The grown-up client; of an unborn child's matter the expectant parent.</summary>
    Client,

    /// <summary>The unborn child's other parent.</summary>
    OtherParent,
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
