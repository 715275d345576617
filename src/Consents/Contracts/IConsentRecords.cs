using Monipolku.Access.Contracts;
using Monipolku.People.Contracts;

namespace Monipolku.Consents.Contracts;

/// <summary>Consents, permissions and prohibitions as documents, for what must be shown to or stored in other systems.</summary>
public interface IConsentRecords
{
    /// <summary>The document exactly as it was at that version; null when there is none.</summary>
    Task<ConsentDocument?> Find(Guid consentId, int version, CancellationToken ct);

    /// <summary>Present versions of those that exist. One query.</summary>
    Task<IReadOnlyList<ConsentDocument>> Find(IReadOnlyCollection<Guid> consentIds, CancellationToken ct);

    /// <summary>Every version of those that exist, of each the newest first. One query.</summary>
    Task<IReadOnlyList<ConsentDocument>> Versions(IReadOnlyCollection<Guid> consentIds, CancellationToken ct);

    /// <summary>Present versions of everything that the person has given, oldest first. One query.</summary>
    Task<IReadOnlyList<ConsentDocument>> OfPerson(Guid personId, CancellationToken ct);

    /// <summary>The prohibition exactly as it was at that version; null when there is none.</summary>
    Task<ProhibitionDocument?> FindProhibition(Guid prohibitionId, int version, CancellationToken ct);

    /// <summary>Present versions of those that exist. One query.</summary>
    Task<IReadOnlyList<ProhibitionDocument>> FindProhibitions(IReadOnlyCollection<Guid> prohibitionIds, CancellationToken ct);

    /// <summary>Every version of those that exist, of each the newest first. One query.</summary>
    Task<IReadOnlyList<ProhibitionDocument>> ProhibitionVersions(IReadOnlyCollection<Guid> prohibitionIds, CancellationToken ct);

    /// <summary>Present versions of everything that the person has forbidden, oldest first. One query.</summary>
    Task<IReadOnlyList<ProhibitionDocument>> ProhibitionsOfPerson(Guid personId, CancellationToken ct);
}

public enum ConsentKind
{
    /// <summary>Suostumus: consent to joint work and a joint plan (SHL 39 §).</summary>
    JointWork,

    /// <summary>Luovutuslupa: permission to disclose in one direction (703/2023 53 §, STM 457/2024 25 §).</summary>
    DisclosurePermission,
}

public enum ConsentStatus
{
    Active,
    Withdrawn,

    /// <summary>A newer permission of the same direction has taken its place.</summary>
    Replaced,
}

public enum ConsentForm
{
    /// <summary>Paper, signed by hand, the scan kept.</summary>
    Paper,

    /// <summary>Signed electronically.</summary>
    Electronic,

    /// <summary>Given orally and confirmed by the professional who received it.</summary>
    Oral,
}

/// <summary>One immutable version.</summary>
/// <param name="Version">1 when given; one more at withdrawal or replacement.</param>
/// <param name="Direction">Of a permission; null for consent to joint work.</param>
/// <param name="Classes">Classes of data that a permission covers, 1 to 3; empty for consent to joint work.</param>
/// <param name="RecipientUnits">Units that may receive; empty for the whole sector.</param>
/// <param name="ValidFrom">First day, Europe/Helsinki.</param>
/// <param name="ValidTo">Last day; null until further notice.</param>
/// <param name="GuardianId">The guardian who gave it; null when the client did.</param>
/// <param name="GuardianRole">In what role the giver acted; null when the client did.</param>
/// <param name="ReplacesId">The permission whose place this one took.</param>
/// <param name="ChangedAt">When this version came to be.</param>
/// <param name="ChangedBy">Who recorded this version: the giving, or the withdrawal.</param>
/// <param name="ChangedByUnitId">Their unit then.</param>
public sealed record ConsentDocument(
    Guid Id, int Version, Guid PersonId, Guid MatterId, ConsentKind Kind, ConsentStatus Status, Direction? Direction,
    IReadOnlyList<DataClass> Classes, IReadOnlyList<Guid> RecipientUnits, DateOnly ValidFrom, DateOnly? ValidTo,
    Guid? GuardianId, GuardianRole? GuardianRole, ConsentForm Form, string Language, string InformationTextVersion,
    Guid ReceivedBy, Guid UnitId, DateTimeOffset GivenAt, DateTimeOffset? WithdrawnAt, Guid? ReplacesId, DateTimeOffset ChangedAt,
    Guid ChangedBy, Guid ChangedByUnitId)
{
    /// <summary>Signed, or said, by the giver on this day.</summary>
    public DateOnly SignedOn { get; init; }

    /// <summary>Of a permission: it covers no data of an earlier day; null without such a limit.</summary>
    public DateOnly? DataFrom { get; init; }

    /// <summary>Of a permission: it covers no data of a later day; null without such a limit.</summary>
    public DateOnly? DataTo { get; init; }

    /// <summary>Of a permission out of social care: palvelutehtävät, THL code set 1221; empty for all.</summary>
    public IReadOnlyList<string> ServiceTasks { get; init; } = [];

    /// <summary>The child's other guardians who signed too.</summary>
    public IReadOnlyList<Guid> OtherGuardianIds { get; init; } = [];

    /// <summary>Why one guardian of several sufficed, a code; null otherwise.</summary>
    public string? OneGuardianSuffices { get; init; }

    /// <summary>What was judged of the client's competence; null where nobody judged it.</summary>
    public bool? Competent { get; init; }

    /// <summary>What it was asked for, as told to the giver: free text, for those who may read the consent.</summary>
    public string Purpose { get; init; } = "";

    public override string ToString() => $"{nameof(ConsentDocument)} {Id}";
}
