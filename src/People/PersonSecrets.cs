using System.Text.Json;
using Monipolku.Access.Contracts;
using Monipolku.People.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.Secrets;

namespace Monipolku.People;

/// <summary>What of a person is encrypted in its column, and how it is found again.</summary>
internal sealed class PersonSecrets(SecretText secrets)
{
    public const string IdentityCodePurpose = "people.identity-code";
    public const string ContactPurpose = "people.contact";

    public string Hash(string identityCode) => RecordIdentity.Hash(secrets, identityCode);

    public Person NewPerson(PersonDetails details, DateTimeOffset now)
    {
        if (!Hetu.TryParse(details.IdentityCode, out var hetu)) throw new ArgumentException("Check the details first.", nameof(details));
        return new Person
        {
            Id = Guid.CreateVersion7(now),
            IdentityCodeSecret = secrets.Protect(hetu.Value, IdentityCodePurpose),
            IdentityCodeHash = Hash(hetu.Value),
            GivenNames = details.GivenNames,
            FamilyName = details.FamilyName,
            BirthDate = hetu.BirthDate,
            Gender = hetu.Gender,
            Language = details.Language,
        };
    }

    public Guardian NewGuardian(AddGuardianRequest request, DateTimeOffset now) => new(
        Guid.CreateVersion7(now),
        secrets.Protect(request.IdentityCode.ToUpperInvariant(), IdentityCodePurpose),
        Hash(request.IdentityCode),
        request.GivenNames,
        request.FamilyName,
        request.Role,
        request.Phone is null ? null : secrets.Protect(request.Phone, ContactPurpose));

    public string Protect(ContactDetails contact) => secrets.Protect(JsonSerializer.Serialize(contact, JsonRules.Options), ContactPurpose);

    public PersonRecord Read(Person person) => new(
        person.Id,
        secrets.Unprotect(person.IdentityCodeSecret, IdentityCodePurpose),
        person.GivenNames,
        person.FamilyName,
        person.BirthDate,
        person.Gender,
        person.Language,
        person.NonDisclosure,
        person.ContactSecret is null
            ? null
            : JsonSerializer.Deserialize<ContactDetails>(secrets.Unprotect(person.ContactSecret, ContactPurpose), JsonRules.Options),
        [.. person.Guardians.Select(g => new GuardianRecord(
            g.Id, g.GivenNames, g.FamilyName, g.Role, g.PhoneSecret is null ? null : secrets.Unprotect(g.PhoneSecret, ContactPurpose)))],
        person.Version);
}
