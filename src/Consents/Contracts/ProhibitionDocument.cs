using Monipolku.Access.Contracts;

namespace Monipolku.Consents.Contracts;

public enum ProhibitionKind
{
    /// <summary>The client forbids the other sector's register to get data (kielto, 703/2023 59 §). It overrides every permission.</summary>
    Disclosure,

    /// <summary>A minor who understands the matter forbids it to be told to their guardians (703/2023 51 §).</summary>
    Guardians,
}

/// <summary>One immutable version of a prohibition or a minor's veto.</summary>
/// <param name="Version">1 as recorded; 2 as withdrawn.</param>
/// <param name="Direction">Out of whose register nothing may go; null where guardians are meant.</param>
/// <param name="Classes">Classes of data; empty for all.</param>
/// <param name="ServiceTasks">Of a disclosure out of social care: palvelutehtävät, THL code set 1221; empty for all.</param>
/// <param name="GuardianIds">Guardians who may not know; empty for all, and where the other sector is meant.</param>
/// <param name="HoldsInEmergency">Whether the client wants it to hold in an emergency too.</param>
/// <param name="GuardianId">The representative who said it; null when the client did.</param>
/// <param name="ToldOn">The day on which it was said, Europe/Helsinki.</param>
/// <param name="UnitId">The unit that received it.</param>
/// <param name="ChangedAt">When this version came to be.</param>
/// <param name="ChangedBy">Who recorded this version: the saying, or the withdrawal.</param>
public sealed record ProhibitionDocument(
    Guid Id, int Version, Guid PersonId, ProhibitionKind Kind, Direction? Direction, IReadOnlyList<DataClass> Classes, IReadOnlyList<string> ServiceTasks,
    IReadOnlyList<Guid> GuardianIds, bool HoldsInEmergency, Guid? GuardianId, DateOnly ToldOn, Guid UnitId, DateTimeOffset RecordedAt, DateTimeOffset? WithdrawnAt,
    DateTimeOffset ChangedAt, Guid ChangedBy, Guid ChangedByUnitId)
{
    /// <summary>Of a disclosure: the single documents that alone are forbidden (plans, notes, assessments, intake matters); empty where the classes and tasks tell.</summary>
    public IReadOnlyList<Guid> DocumentIds { get; init; } = [];

    /// <summary>What the disclosing register holds of them, in the same order.</summary>
    public IReadOnlyList<DataClass> DocumentClasses { get; init; } = [];
}
