using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Assessments;

public enum ConsultationStatus
{
    /// <summary>Nobody has answered yet.</summary>
    Asked,
    Answered,
    Closed,
}

/// <summary>
/// A question to another profession or unit about nobody in particular (R39): no client, no matter, no name. It becomes a request to take part in
/// a client's assessment only with that client's consent.
/// </summary>
internal sealed class Consultation : IVersioned
{
    public const string Purpose = "assessments.consultation";
    public const int MostEntries = 50;

    public required Guid Id { get; init; }

    /// <summary>Whom it is for: a unit, or everybody of a profession; one of the two.</summary>
    public required Guid? UnitId { get; init; }
    public required Role? Profession { get; init; }
    public required string QuestionSecret { get; init; }
    public required Guid AskedBy { get; init; }
    public required Guid AskedByUnitId { get; init; }
    public required DateTimeOffset AskedAt { get; init; }
    public ConsultationStatus Status { get; private set; } = ConsultationStatus.Asked;

    /// <summary>Answers and follow-ups, oldest first.</summary>
    public IReadOnlyList<ConsultationEntry> Entries { get; private set; } = [];
    public DateTimeOffset? AnsweredAt { get; private set; }

    /// <summary>The unit of the first answer.</summary>
    public Guid? AnsweredByUnitId { get; private set; }

    /// <summary>What the asker says of it at the end; null while open.</summary>
    public bool? Helped { get; private set; }
    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>What it became; null where it stayed a question.</summary>
    public Guid? ParticipationRequestId { get; private set; }
    public int Version { get; private set; } = 1;

    public bool IsTheAskers(Actor actor) => actor.UnitIds.Contains(AskedByUnitId) || actor.UnitId == AskedByUnitId;

    /// <summary>Whom it is for: never the unit that asks.</summary>
    public bool IsFor(Actor actor) =>
        !IsTheAskers(actor) && (UnitId is { } unit ? actor.UnitId == unit || actor.UnitIds.Contains(unit) : actor.Roles.Contains(Profession!.Value));

    public Refusal? Add(ConsultationEntry entry, Actor actor)
    {
        if (Status == ConsultationStatus.Closed) return AssessmentsRefusals.ConsultationClosed;
        if (Entries.Count >= MostEntries) return AssessmentsRefusals.ConsultationFull;
        if (!IsTheAskers(actor) && Status == ConsultationStatus.Asked)
            (Status, AnsweredAt, AnsweredByUnitId) = (ConsultationStatus.Answered, entry.At, actor.UnitId);
        Entries = [.. Entries, entry];
        Version++;
        return null;
    }

    public Refusal? Close(bool helped, Actor actor, DateTimeOffset now)
    {
        if (!IsTheAskers(actor)) return AssessmentsRefusals.ConsultationIsTheAskers;
        if (Status == ConsultationStatus.Closed) return AssessmentsRefusals.ConsultationClosed;
        (Status, Helped, ClosedAt) = (ConsultationStatus.Closed, helped, now);
        Version++;
        return null;
    }

    public Refusal? MayConvert(Actor actor) =>
        !IsTheAskers(actor) ? AssessmentsRefusals.ConsultationIsTheAskers
        : ParticipationRequestId is not null ? AssessmentsRefusals.ConsultationConverted
        : (UnitId ?? AnsweredByUnitId) is null ? AssessmentsRefusals.ConsultationUnanswered : null;

    public void ConvertedTo(Guid participationRequestId)
    {
        ParticipationRequestId = participationRequestId;
        Version++;
    }
}

/// <param name="TextSecret">Encrypted, though it names nobody.</param>
internal sealed record ConsultationEntry(Guid By, Guid UnitId, bool ByAsker, string TextSecret, DateTimeOffset At);
