using Monipolku.People.Contracts;

namespace Monipolku.People;

/// <summary>Whose guardian (huoltaja) somebody is, by keyed hash of the identity code: <see cref="Person.Guardians"/> the other way round.</summary>
internal sealed class Guardianship
{
    public required string GuardianHash { get; init; }
    public required Guid PersonId { get; init; }

    /// <summary>Null for another kind of representative: their task is limited, and so gives no access by signing in.</summary>
    public static Guardianship? Of(Person person, Guardian guardian) => guardian.Role == GuardianRole.Guardian
        ? new Guardianship { GuardianHash = guardian.IdentityCodeHash, PersonId = person.Id }
        : null;
}
