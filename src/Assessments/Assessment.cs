using Monipolku.Access.Contracts;
using Monipolku.Assessments.Contracts;
using Monipolku.Platform;

namespace Monipolku.Assessments;

public enum AssessmentStatus
{
    InProgress,
    Completed,
}

/// <summary>What the assessment led to (SHL 37 §).</summary>
public enum AssessmentOutcome
{
    /// <summary>The client needs services: a plan follows (SHL 39 §).</summary>
    NeedsServices,

    /// <summary>No need of services; the reason is recorded.</summary>
    NoNeed,
}

/// <summary>
/// Joint assessment of service needs (palvelutarpeen arviointi, SHL 36, 37 and 41 §): one shared part that the participants write together, and
/// a part of each sector's own, which only that sector's participants write.
/// </summary>
internal sealed class Assessment : IVersioned
{
    private const int MostParticipants = 40;

    private static readonly Sector[] SectorsWithPart = [Sector.Social, Sector.Health];

    public required Guid Id { get; init; }
    public required Guid MatterId { get; init; }
    public required Guid PersonId { get; init; }
    public required IReadOnlyList<Participant> Participants { get; set; }

    /// <summary>Those who did not take part after all; the reasons are encrypted.</summary>
    public IReadOnlyList<Absence> Absences { get; private set; } = [];

    /// <summary>Who has signed what is written. Writing anything voids them; they stay to be seen.</summary>
    public IReadOnlyList<Signature> Signatures { get; private set; } = [];
    public required DateTimeOffset StartedAt { get; init; }
    public required AssessmentKind Kind { get; init; }

    /// <summary>The edition of the template that it began with.</summary>
    public required string TemplateId { get; init; }
    public AssessmentStatus Status { get; private set; } = AssessmentStatus.InProgress;

    /// <summary><see cref="SharedPart"/> as JSON, encrypted in the column; null until written.</summary>
    public string? SharedSecret { get; private set; }

    /// <summary>The <see cref="ReusedItem"/>s as JSON, encrypted in the column; null when nothing is reused.</summary>
    public string? ReusedSecret { get; private set; }

    /// <summary>How many needs the shared part names: their codes and texts are encrypted.</summary>
    public int NeedCount { get; private set; }

    /// <summary>Required questions of the template that the shared part leaves open, by linkId; null until it is written.</summary>
    public IReadOnlyList<string>? Unanswered { get; private set; }

    /// <summary>The sectors' own parts that have been written; their contents are encrypted.</summary>
    public IReadOnlyList<SectorPart> Parts { get; private set; } = [];
    public AssessmentOutcome? Outcome { get; private set; }

    /// <summary><see cref="Summary"/> as JSON, encrypted in the column; null until completed.</summary>
    public string? SummarySecret { get; private set; }
    /// <summary><see cref="KeptSegmentation"/> as JSON, encrypted in the column; null until completed.</summary>
    public string? SegmentSecret { get; set; }
    public Guid? CompletedBy { get; private set; }

    /// <summary>Europe/Helsinki: the day on which the three months (SHL 36 §, LSL 26 §) stop.</summary>
    public DateOnly? CompletedOn { get; private set; }
    public int Version { get; private set; } = 1;

    /// <summary>Made by social care and health care together.</summary>
    public bool Joint => SectorsWithPart.All(TakesPart);

    /// <summary>What nobody has written yet of what is signed.</summary>
    public IReadOnlyList<Gap> Lacks => Missing(null);

    /// <summary>Those of the two sectors that take part; each writes a part of its own.</summary>
    public IEnumerable<Sector> Sectors => SectorsWithPart.Where(TakesPart);

    public SectorPart? PartOf(Sector sector) => Parts.FirstOrDefault(p => p.Sector == sector);

    /// <summary>SHL 36.5 §: a social worker makes or leads the assessment.</summary>
    public static Refusal? CheckCompetence(IEnumerable<Participant> participants) =>
        participants.Any(p => p.IsSocialWorker) ? null : AssessmentsRefusals.SocialWorkerMissing;

    public Refusal? MayWriteSharedPart(Guid staffId)
    {
        if (Find(staffId) is null) return AssessmentsRefusals.NotParticipant;
        return Status == AssessmentStatus.Completed ? AssessmentsRefusals.Completed : null;
    }

    public void WriteSharedPart(string secret, int needCount, IReadOnlyList<string> unanswered, DateTimeOffset now)
    {
        VoidSignatures(now);
        SharedSecret = secret;
        NeedCount = needCount;
        Unanswered = unanswered;
        Version++;
    }

    public void Reuse(string secret, DateTimeOffset now)
    {
        VoidSignatures(now);
        ReusedSecret = secret;
        Version++;
    }

    public Refusal? WriteSectorPart(Sector sector, string secret, Guid staffId, DateTimeOffset now)
    {
        if (Find(staffId) is not { } writer) return AssessmentsRefusals.NotParticipant;
        if (writer.Sector != sector) return AssessmentsRefusals.OtherSectorsPart;
        if (Status == AssessmentStatus.Completed) return AssessmentsRefusals.Completed;
        VoidSignatures(now);
        Parts = [.. Parts.Where(p => p.Sector != sector), new SectorPart(sector, secret, staffId, now)];
        Version++;
        return null;
    }

    /// <summary>Signs what stands there now: the caller's If-Match says that it is what they have read.</summary>
    public Refusal? Sign(Guid staffId, DateTimeOffset now)
    {
        if (Find(staffId) is null) return AssessmentsRefusals.NotParticipant;
        if (Status == AssessmentStatus.Completed) return AssessmentsRefusals.Completed;
        if (Missing(null) is { Count: > 0 } missing) return AssessmentsRefusals.Incomplete(missing, Unanswered ?? []);
        if (HasSigned(staffId)) return AssessmentsRefusals.Signed;
        Signatures = [.. Signatures, new Signature(staffId, now)];
        Version++;
        return null;
    }

    /// <summary>Its participants ask others to take part, and record the answers from outside.</summary>
    public Refusal? MayAsk(Guid staffId) => MayWriteSharedPart(staffId);

    /// <summary>Somebody accepted the invitation.</summary>
    public Refusal? Join(Participant participant)
    {
        if (Status == AssessmentStatus.Completed) return AssessmentsRefusals.Completed;
        if (Find(participant.StaffId) is not null) return AssessmentsRefusals.ParticipatesAlready;
        if (Participants.Count >= MostParticipants) return AssessmentsRefusals.TooManyParticipants;
        Participants = [.. Participants, participant];
        Version++;
        return null;
    }

    /// <summary>Records that a participant stays away: the others sign without them. What they have written stays.</summary>
    public Refusal? MarkAbsent(Guid absentId, string reasonSecret, Guid staffId, DateTimeOffset now)
    {
        if (Find(staffId) is not { } marker) return AssessmentsRefusals.NotParticipant;
        if (!marker.IsSocialWorker) return AssessmentsRefusals.SocialWorkerCompletes;
        if (Status == AssessmentStatus.Completed) return AssessmentsRefusals.Completed;
        if (Find(absentId) is not { } absent) return AssessmentsRefusals.AbsentUnknown;
        if (absentId == staffId) return AssessmentsRefusals.NotAbsent;
        Participants = [.. Participants.Where(p => p.StaffId != absentId)];
        Absences = [.. Absences, new Absence(absent, reasonSecret, staffId, now)];
        Version++;
        return null;
    }

    /// <summary>The completer signs by completing; all others have signed what stands there.</summary>
    public Refusal? Complete(AssessmentOutcome outcome, string summarySecret, Guid staffId, DateTimeOffset now)
    {
        if (Find(staffId) is not { } completer) return AssessmentsRefusals.NotParticipant;
        if (!completer.IsSocialWorker) return AssessmentsRefusals.SocialWorkerCompletes;
        if (Status == AssessmentStatus.Completed) return AssessmentsRefusals.Completed;
        if (Missing(outcome) is { Count: > 0 } missing) return AssessmentsRefusals.Incomplete(missing, Unanswered ?? []);
        if (Participants.Any(p => p.StaffId != staffId && !HasSigned(p.StaffId))) return AssessmentsRefusals.SignaturesMissing;
        if (!HasSigned(staffId)) Signatures = [.. Signatures, new Signature(staffId, now)];
        Status = AssessmentStatus.Completed;
        Outcome = outcome;
        SummarySecret = summarySecret;
        CompletedBy = staffId;
        CompletedOn = WorkingDays.DateOf(now);
        Version++;
        return null;
    }

    private bool HasSigned(Guid staffId) => Signatures.Any(s => s.StaffId == staffId && s.VoidedAt is null);

    private void VoidSignatures(DateTimeOffset now) => Signatures = [.. Signatures.Select(s => s.VoidedAt is null ? s with { VoidedAt = now } : s)];

    /// <param name="outcome">Null before it is known: then needs are not asked for.</param>
    private List<Gap> Missing(AssessmentOutcome? outcome)
    {
        var missing = new List<Gap>();
        if (SharedSecret is null) missing.Add(Gap.ClientView);
        if (NeedCount == 0 && outcome == AssessmentOutcome.NeedsServices) missing.Add(Gap.Needs);
        if (Unanswered is { Count: > 0 }) missing.Add(Gap.Answers);
        missing.AddRange(Sectors.Where(s => PartOf(s) is null).Select(s => s == Sector.Social ? Gap.SocialPart : Gap.HealthPart));
        return missing;
    }

    private Participant? Find(Guid staffId) => Participants.FirstOrDefault(p => p.StaffId == staffId);

    private bool TakesPart(Sector sector) => Participants.Any(p => p.Sector == sector) || PartOf(sector) is not null;
}

/// <summary>What an assessment still lacks.</summary>
internal enum Gap
{
    ClientView,
    Needs,
    Answers,
    SocialPart,
    HealthPart,
}

/// <summary>Who takes part, from where and as what, as it was when the assessment began.</summary>
internal sealed record Participant(Guid StaffId, Guid UnitId, Sector Sector, Role Role)
{
    /// <summary>Roles that can assess; of several held, the first one is the role in the assessment.</summary>
    private static readonly Role[] AssessingRoles = [Role.SocialWorker, Role.PsychiatricNurse, Role.DutyWorker, Role.Coordinator];

    /// <summary>A social worker of social care: the assessment is a duty of that sector.</summary>
    public bool IsSocialWorker => Role == Role.SocialWorker && Sector == Sector.Social;

    /// <summary>Null when none of the member's roles can assess.</summary>
    public static Participant? Of(StaffMember member)
    {
        var role = AssessingRoles.Where(member.Roles.Contains).Cast<Role?>().FirstOrDefault();
        return role is { } known ? new Participant(member.Id, member.UnitId, member.Sector, known) : null;
    }
}

/// <param name="Secret"><see cref="PartContent"/> as JSON, encrypted.</param>
internal sealed record SectorPart(Sector Sector, string Secret, Guid WrittenBy, DateTimeOffset WrittenAt);

/// <param name="VoidedAt">When something was written after it; null while it holds.</param>
internal sealed record Signature(Guid StaffId, DateTimeOffset At, DateTimeOffset? VoidedAt = null);

/// <param name="ReasonSecret">Why, encrypted.</param>
internal sealed record Absence(Participant Participant, string ReasonSecret, Guid RecordedBy, DateTimeOffset RecordedAt);
