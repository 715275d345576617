using System.ComponentModel.DataAnnotations;
using Monipolku.Platform;

namespace Monipolku.Access.Contracts;

/// <summary>Names of persons, where somebody chooses whose data an app gets. Answered by People.</summary>
public interface IPersonDirectory
{
    /// <summary>Those of the asked persons that exist. One query.</summary>
    Task<IReadOnlyDictionary<Guid, NamedPerson>> Find(IReadOnlyCollection<Guid> personIds, CancellationToken ct);

    /// <summary>The unit's clients and patients (703/2023 9 §) now, by family name.</summary>
    /// <param name="name">Only those whose family or given name begins so; empty: all.</param>
    Task<IReadOnlyList<NamedPerson>> ClientsOf(Guid unitId, string name, int limit, CancellationToken ct);

    /// <summary>Given and family names of the unit's clients now, and of their guardians and representatives; unsorted, with repeats. One query.</summary>
    /// <param name="limit">Of clients.</param>
    Task<IReadOnlyList<string>> NamesAround(Guid unitId, int limit, CancellationToken ct);

    /// <summary>The person with that identity code; registered now when not known yet. Calling it again does no harm.</summary>
    Task<Guid> FindOrRegister(NewPerson person, CancellationToken ct);
}

public sealed record NamedPerson(Guid Id, string GivenNames, string FamilyName, DateOnly BirthDate)
{
    public override string ToString() => $"{nameof(NamedPerson)} {Id}";
}

/// <param name="IdentityCode">Henkilötunnus, 11 characters; its date and check character are checked.</param>
/// <param name="Language">Language of contact: fi, sv or en.</param>
public sealed record NewPerson(
    [property: StringLength(11, MinimumLength = 11)] string IdentityCode,
    [property: Visible, StringLength(100, MinimumLength = 1)] string GivenNames,
    [property: Visible, StringLength(100, MinimumLength = 1)] string FamilyName,
    [property: Pattern("^(fi|sv|en)$")] string Language = "fi")
{
    public override string ToString() => nameof(NewPerson);
}
