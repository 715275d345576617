using Monipolku.Access.Contracts;
using Monipolku.People.Contracts;
using Monipolku.Platform;

namespace Monipolku.People;

/// <summary>The client: who they are, who speaks for them, how to reach them.</summary>
internal sealed class Person : IVersioned
{
    private const int MostGuardians = 10;

    public required Guid Id { get; init; }

    /// <summary>Identity code, encrypted in the column.</summary>
    public required string IdentityCodeSecret { get; init; }

    /// <summary>Keyed hash of the identity code: the only way to find by it.</summary>
    public required string IdentityCodeHash { get; init; }
    public required string GivenNames { get; set; }
    public required string FamilyName { get; set; }
    public required DateOnly BirthDate { get; init; }
    public required HetuGender Gender { get; init; }
    public required string Language { get; set; }

    /// <summary>Turvakielto.</summary>
    public bool NonDisclosure { get; private set; }

    /// <summary>Phone, e-mail and address as JSON, encrypted in the column; null when not told.</summary>
    public string? ContactSecret { get; private set; }
    public IReadOnlyList<Guardian> Guardians { get; private set; } = [];
    public int Version { get; private set; } = 1;

    public void ChangeContact(string contactSecret, bool nonDisclosure, string language)
    {
        ContactSecret = contactSecret;
        NonDisclosure = nonDisclosure;
        Language = language;
        Version++;
    }

    public Refusal? AddGuardian(Guardian guardian)
    {
        if (guardian.IdentityCodeHash == IdentityCodeHash) return PeopleRefusals.GuardianIsTheClient;
        if (Guardians.Any(g => g.IdentityCodeHash == guardian.IdentityCodeHash)) return PeopleRefusals.GuardianExists;
        if (Guardians.Count >= MostGuardians) return PeopleRefusals.TooManyGuardians;
        Guardians = [.. Guardians, guardian];
        Version++;
        return null;
    }

    /// <summary>What the gate knows of the person.</summary>
    public RecordIdentity Identity() => RecordIdentity.Of(Id, Id, IdentityCodeHash, RecordRelation.Self, BirthDate);

    /// <summary>What the gate knows of somebody who speaks for the person.</summary>
    public RecordIdentity IdentityOf(Guardian guardian) => RecordIdentity.Of(
        Id, guardian.Id, guardian.IdentityCodeHash,
        guardian.Role == GuardianRole.Guardian ? RecordRelation.Guardian : RecordRelation.Representative, BirthDate);
}

/// <summary>Guardian or other legal representative. Identity code and phone are encrypted.</summary>
internal sealed record Guardian(
    Guid Id, string IdentityCodeSecret, string IdentityCodeHash, string GivenNames, string FamilyName, GuardianRole Role, string? PhoneSecret);
