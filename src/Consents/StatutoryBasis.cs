using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Consents;

/// <summary>
/// The law itself lets named units get named data for a time, without or against the client's will. Recorded by the register that
/// discloses, with paragraph and reason; the client sees it.
/// </summary>
internal sealed class StatutoryBasis : IVersioned
{
    /// <summary>The law lets as much as is necessary: nothing of it stays open by itself for longer.</summary>
    public const int MostMonths = 12;

    /// <summary>Paragraphs that let data cross from one register to the other. Of 53 § its 2 and 3 are the client's own permission, which is no such basis.</summary>
    public static readonly IReadOnlyList<string> Paragraphs =
    [
        "703/2023 46 §", "703/2023 53.1 §", "703/2023 53.5 §", "703/2023 53.6 §", "703/2023 55 §", "703/2023 56 §", "703/2023 62 §", "703/2023 63 §", "703/2023 64 §",
        "417/2007 25 §",
    ];

    public required Guid Id { get; init; }
    public required Guid PersonId { get; init; }
    public required string Paragraph { get; init; }

    /// <summary>Why it applies, encrypted in the column.</summary>
    public required string ReasonSecret { get; init; }
    public required Direction Direction { get; init; }
    public required IReadOnlyList<DataClass> Classes { get; init; }
    public required IReadOnlyList<Guid> RecipientUnits { get; init; }
    public required DateOnly ValidFrom { get; init; }
    public required DateOnly ValidTo { get; init; }
    public required Guid RecordedBy { get; init; }
    public required Guid UnitId { get; init; }
    public required DateTimeOffset RecordedAt { get; init; }

    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Null while not ended before its last day.</summary>
    public Guid? EndedBy { get; private set; }
    public int Version { get; private set; } = 1;

    /// <summary>Null when the validity is sound on that day.</summary>
    public static Refusal? CheckValidity(DateOnly from, DateOnly to, DateOnly today)
    {
        if (from < today) return ConsentsRefusals.BasisFromPast;
        if (to < from) return ConsentsRefusals.ValidityBackwards;
        return to > today.AddMonths(MostMonths) ? ConsentsRefusals.BasisTooLong : null;
    }

    public Refusal? End(Guid staffId, DateTimeOffset now)
    {
        if (EndedAt is not null) return ConsentsRefusals.AlreadyEnded;
        (EndedAt, EndedBy) = (now, staffId);
        Version++;
        return null;
    }
}
