namespace Monipolku.Access.Contracts;

/// <summary>
/// What the gate has let across from one register to the other (703/2023 10 §). Read from the audit log, which holds each of its answers: nothing is kept twice.
/// </summary>
public interface IDisclosureLog
{
    /// <summary>Oldest first. One query.</summary>
    /// <param name="after">The last one seen; null from the start.</param>
    Task<IReadOnlyList<DisclosedUse>> Find(DisclosuresAsked asked, DisclosurePlace? after, int limit, CancellationToken ct);

    /// <summary>The units of the other sector in which it was used, each once. One query.</summary>
    Task<IReadOnlyList<Guid>> FindUnits(DisclosuresAsked asked, CancellationToken ct);
}

/// <param name="Registers">Out of whose registers.</param>
/// <param name="PersonId">About whom; null for everybody.</param>
/// <param name="From">First moment.</param>
/// <param name="To">The moment after the last.</param>
/// <param name="LeftOut">Persons who are not told of: the asker's own record, and relatives'.</param>
public sealed record DisclosuresAsked(
    IReadOnlyCollection<Sector> Registers, Guid? PersonId, DateTimeOffset From, DateTimeOffset To, IReadOnlyCollection<Guid> LeftOut);

/// <summary>Where one stands among all: by time, then by its place in the audit log.</summary>
/// <param name="Stream">Null for the moment itself: whatever stands in the log at that moment comes after.</param>
public sealed record DisclosurePlace(DateTimeOffset At, string? Stream, long Sequence);

/// <summary>One use of one register's data in a unit of the other.</summary>
/// <param name="Register">Whose data.</param>
/// <param name="StaffId">Who used it, in that unit.</param>
/// <param name="Purpose">HL7 v3 PurposeOfUse: TREAT, ETREAT.</param>
/// <param name="Basis">Why it was lawful, with the paragraphs.</param>
public sealed record DisclosedUse(
    DisclosurePlace Place, Guid PersonId, Sector Register, DataClass DataClass, Guid StaffId, Guid UnitId, Role? Role, string Purpose, string Basis);
