using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Monipolku.Platform;

namespace Monipolku.Intake;

/// <summary>Whose step or card it is, from the first worry to the assessment.</summary>
public enum ProcessActor
{
    Notifier,
    DutyWorker,
    SocialWorker,
    HealthProfessional,
    UnitManager,
}

/// <summary>What the system sees by itself: a step bound to it is done when it is so, and nobody ticks it.</summary>
public enum StepFact
{
    UrgencyAssessed,
    OwnerAssigned,
    DecisionMade,

    /// <summary>Everybody who must be told has been ticked as told.</summary>
    EverybodyTold,

    /// <summary>A time for an assessment talk is booked.</summary>
    TalkBooked,
    AssessmentStarted,

    /// <summary>Another unit or authority has been asked to take part in the assessment.</summary>
    ParticipationAsked,
    AssessmentCompleted,

    /// <summary>What was decided is being carried out (SHL 45 §).</summary>
    DecisionImplemented,
}

public enum StepFrom
{
    /// <summary>The day on which the matter arrived.</summary>
    Arrival,

    /// <summary>The day of the decision; before it the step has no last day.</summary>
    Decision,
}

/// <summary>By when a step is to be done: with one of the matter's clocks, or so many working days after a day.</summary>
/// <param name="Clock">That clock's last day; its own warnings and breach are told, so the step itself raises no alert.</param>
/// <param name="WorkingDays">0: the same day, or the next working day. The county's holidays do not count.</param>
public sealed record StepDeadline(ClockName? Clock = null, [property: Range(0, 250)] int? WorkingDays = null, StepFrom From = StepFrom.Arrival);

/// <param name="Code">The step's own name in this definition: 2 to 40 small letters, digits and hyphens.</param>
/// <param name="Guidance">How it is done; at most 500 characters a language.</param>
/// <param name="Fact">What the system sees when it is done; null where staff tick it.</param>
/// <param name="Deadline">Null where there is none.</param>
public sealed record ProcessStep(
    [property: Pattern("^[a-z0-9][a-z0-9-]{1,39}$")] string Code,
    ProcessActor Actor,
    LocalText Title,
    LocalText Guidance,
    StepFact? Fact = null,
    StepDeadline? Deadline = null);

/// <summary>What one actor does, on one card (toimintakortti).</summary>
/// <param name="Points">1 to 20, in order.</param>
public sealed record ActionCard(ProcessActor Actor, LocalText Title, [property: MinLength(1), MaxLength(20)] IReadOnlyList<LocalText> Points);

/// <summary>
/// How a kind of matter is handled, from a day on: who proceeds to a joint assessment, the steps, and a card for each actor. It never
/// changes: a new version is another definition, and a matter keeps the one that it began with.
/// </summary>
internal sealed class ProcessDefinition
{
    public required Guid Id { get; init; }
    public required DateOnly ValidFrom { get; init; }
    public required ProcessContent Content { get; init; }

    /// <summary>Null: it came with the software.</summary>
    public Guid? PublishedBy { get; init; }
    public DateTimeOffset? PublishedAt { get; init; }

    public bool Shipped => PublishedBy is null;

    /// <summary>Those that there are; a definition is never removed.</summary>
    public static async Task<IReadOnlyDictionary<Guid, ProcessDefinition>> Find(IntakeDb db, IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        var found = ShippedProcesses.All.Where(p => ids.Contains(p.Id)).ToDictionary(p => p.Id);
        var rest = ids.Where(id => !found.ContainsKey(id)).Distinct().ToList();
        if (rest.Count == 0) return found;
        foreach (var definition in await db.Processes.AsNoTracking().Where(p => rest.Contains(p.Id)).ToListAsync(ct)) found[definition.Id] = definition;
        return found;
    }

    public static async Task<ProcessDefinition> Of(IntakeMatter matter, IntakeDb db, CancellationToken ct) => (await Find(db, [matter.ProcessId], ct))[matter.ProcessId];
}

/// <param name="CriteriaNeeded">So many of the criteria are met by who is to proceed to a joint assessment.</param>
internal sealed record ProcessContent(
    LocalText Name, LocalText? Note, IReadOnlyList<MatterKind> Kinds, int CriteriaNeeded, IReadOnlyList<JointCriterion> Criteria,
    IReadOnlyList<ProcessStep> Steps, IReadOnlyList<ActionCard> Cards)
{
    /// <summary>Whether it can be followed.</summary>
    public Refusal? Check()
    {
        for (var i = 0; i < Kinds.Count; i++)
        {
            if (Kinds.Take(i).Contains(Kinds[i])) return IntakeRefusals.ProcessCodeTwice.At($"$.kinds[{i}]");
        }
        if (CriteriaNeeded > Criteria.Count) return IntakeRefusals.CriteriaNeededTooMany;
        for (var i = 0; i < Criteria.Count; i++)
        {
            if (Criteria.Take(i).Any(c => c.Code == Criteria[i].Code)) return IntakeRefusals.ProcessCodeTwice.At($"$.criteria[{i}].code");
            if (Criteria[i].Check($"$.criteria[{i}]") is { } wrong) return wrong;
        }
        for (var i = 0; i < Steps.Count; i++)
        {
            if (Steps.Take(i).Any(s => s.Code == Steps[i].Code)) return IntakeRefusals.ProcessCodeTwice.At($"$.steps[{i}].code");
            if (Steps[i].Deadline is { } deadline && deadline.Clock is null == deadline.WorkingDays is null) return IntakeRefusals.DeadlineOneOrOther.At($"$.steps[{i}].deadline");
        }
        return null;
    }
}

/// <summary>From which day on which definition holds for a kind.</summary>
internal sealed record ProcessStart(MatterKind Kind, DateOnly ValidFrom, Guid DefinitionId);
