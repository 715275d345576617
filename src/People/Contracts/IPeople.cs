using System.ComponentModel.DataAnnotations;
using Monipolku.Platform;

namespace Monipolku.People.Contracts;

/// <summary>Who the client is, for modules that need it.</summary>
public interface IPeople
{
    /// <summary>
    /// The person with that identity code; registered now when not known yet. Calling it again does no harm, so a caller registers
    /// first and saves its own noun after. What is known of the person already is left as it is.
    /// </summary>
    Task<Guid> FindOrRegister(PersonDetails details, CancellationToken ct);

    /// <summary>The same for many in few queries; at most some hundreds at a time. By identity code in upper case.</summary>
    Task<IReadOnlyDictionary<string, Guid>> FindOrRegisterAll(IReadOnlyCollection<PersonDetails> details, CancellationToken ct);

    /// <summary>Those of the asked persons that exist. One query.</summary>
    Task<IReadOnlyDictionary<Guid, PersonRecord>> Find(IReadOnlyCollection<Guid> personIds, CancellationToken ct);

    /// <summary>Other records that may be the same person's: born on the same day and with a like name; at most 50.</summary>
    Task<IReadOnlyList<LikePerson>> FindLike(Guid personId, CancellationToken ct);

    /// <summary>By identity code; null when not known. Never tell a caller which before the gate has permitted it.</summary>
    Task<Guid?> FindByIdentityCode(string identityCode, CancellationToken ct);
}

public sealed record LikePerson(Guid Id, NameLikeness Names);

/// <summary>How two names are alike.</summary>
public enum NameLikeness
{
    Same,

    /// <summary>A letter differs, or one has second names that the other has not.</summary>
    Near,

    /// <summary>Given and family name have changed places.</summary>
    Swapped,
}

/// <summary>What is told of a person when they come.</summary>
/// <param name="IdentityCode">Henkilötunnus, 11 characters; its date and check character are checked.</param>
/// <param name="GivenNames">As in the population register.</param>
/// <param name="FamilyName">As in the population register.</param>
/// <param name="Language">Language of contact: fi, sv or en.</param>
public sealed record PersonDetails(
    [property: StringLength(11, MinimumLength = 11)] string IdentityCode,
    [property: Visible, StringLength(100, MinimumLength = 1)] string GivenNames,
    [property: Visible, StringLength(100, MinimumLength = 1)] string FamilyName,
    [property: Pattern("^(fi|sv|en)$")] string Language = "fi")
{
    /// <summary>Null when the identity code is right and its birth date has come.</summary>
    /// <param name="path">JSON path of this object, <c>$.person</c>.</param>
    public Refusal? Check(DateOnly today, string path) => PeopleRules.CheckIdentityCode(IdentityCode, today, path + ".identityCode");

    /// <summary>Without the identity code and the names: a record's own text would show them in a log.</summary>
    public override string ToString() => nameof(PersonDetails);
}

/// <summary>A person as the other modules see them. Holds the identity code: never log it.</summary>
/// <param name="NonDisclosure">Turvakielto: address, phone and municipality are hidden from everyone without a named need.</param>
/// <param name="Contact">Null where nothing was told.</param>
public sealed record PersonRecord(
    Guid Id, string IdentityCode, string GivenNames, string FamilyName, DateOnly BirthDate, HetuGender Gender, string Language,
    bool NonDisclosure, ContactDetails? Contact, IReadOnlyList<GuardianRecord> Guardians, int Version)
{
    /// <summary>A child of this age may speak in their matter themselves (LSL 20 §, 21 §): below it a guardian agrees and declines for them.</summary>
    public const int SpeaksAlone = 12;
    public const int OfAge = 18;

    public bool IsUnder(int years, DateOnly today) => BirthDate.AddYears(years) > today;

    /// <summary>Whether anybody is recorded who may agree and decline for the client: of a minor huoltaja or edunvalvoja, of an adult edunvalvoja or edunvalvontavaltuutettu.</summary>
    public bool HasGuardian(DateOnly today) => Guardians.Any(g => g.Role == GuardianRole.LegalGuardian
        || g.Role == (IsUnder(OfAge, today) ? GuardianRole.Guardian : GuardianRole.ContinuingPowerOfAttorney));

    public override string ToString() => $"{nameof(PersonRecord)} {Id}";
}

public sealed record GuardianRecord(Guid Id, string GivenNames, string FamilyName, GuardianRole Role, string? Phone)
{
    public override string ToString() => $"{nameof(GuardianRecord)} {Id}";
}

/// <summary>Who may act for the client; numbers of THL's code set 1284.</summary>
public enum GuardianRole
{
    /// <summary>Huoltaja, 31.</summary>
    Guardian = 31,

    /// <summary>Edunvalvoja, 32.</summary>
    LegalGuardian = 32,

    /// <summary>Edunvalvontavaltuutettu, 33.</summary>
    ContinuingPowerOfAttorney = 33,

    /// <summary>Valtuutettu, 34.</summary>
    Attorney = 34,
}

/// <param name="Phone">International form, <c>+358401234567</c>.</param>
/// <param name="MunicipalityCode">THL code set 21, three digits.</param>
public sealed record ContactDetails(
    [property: Pattern(@"^\+[0-9]{6,15}$")] string? Phone = null,
    [property: StringLength(200), EmailAddress] string? Email = null,
    [property: Visible, StringLength(200)] string? Street = null,
    [property: Pattern(@"^[0-9]{5}$")] string? PostalCode = null,
    [property: Visible, StringLength(100)] string? City = null,
    [property: Pattern(@"^[0-9]{3}$")] string? MunicipalityCode = null)
{
    public override string ToString() => nameof(ContactDetails);
}
