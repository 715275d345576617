using Monipolku.Fhir.R4;
using Monipolku.People.Contracts;
using Monipolku.Platform;

namespace Monipolku.Fhir.Mapping;

/// <summary>
/// The client as fi-base-patient. Under non-disclosure (turvakielto) the label says so, and nothing that tells where or how to reach
/// the person is in it. The home municipality is never in it: no use of ours needs it there.
/// </summary>
internal static class PatientMap
{
    public const string IdentityCodeSystem = Hetu.FhirSystem;

    public static Patient Of(PersonRecord person)
    {
        var contact = person.NonDisclosure ? null : person.Contact;
        var meta = Names.Meta(Names.FinnishBase + "fi-base-patient");
        if (person.NonDisclosure)
        {
            meta.Security.Add(new()
            {
                System = "https://hl7.fi/fhir/finnish-base-profiles/CodeSystem/fi-base-security-label-cs",
                Code = "TURVAKIELTO",
            });
        }
        return Names.Checked(new Patient
        {
            Meta = meta,
            Identifier =
            [
                new()
                {
                    Use = Identifier.IdentifierUse.Official,
                    Type = new() { Coding = [new() { System = "http://terminology.hl7.org/CodeSystem/v2-0203", Code = "NNFIN" }] },
                    System = IdentityCodeSystem,
                    Value = person.IdentityCode,
                },
                Names.Identifier("person", person.Id),
            ],
            Name = [NameOf(person.GivenNames, person.FamilyName)],
            Telecom = [.. Telecom(contact)],
            Gender = person.Gender == HetuGender.Female ? AdministrativeGender.Female : AdministrativeGender.Male,
            BirthDate = person.BirthDate,
            Address = contact is { Street: null, PostalCode: null, City: null } or null
                ? []
                : [new() { Line = contact.Street is null ? [] : [contact.Street], City = contact.City, PostalCode = contact.PostalCode }],
            Communication =
            [
                new()
                {
                    Language = new() { Coding = [new() { System = "urn:ietf:bcp:47", Code = person.Language }] },
                    Preferred = true,
                },
            ],
        });
    }

    public static HumanName NameOf(string givenNames, string familyName) => new()
    {
        Use = HumanName.NameUse.Official,
        Family = familyName,
        Given = [.. givenNames.Split(' ', StringSplitOptions.RemoveEmptyEntries)],
    };

    private static IEnumerable<ContactPoint> Telecom(ContactDetails? contact)
    {
        if (contact?.Phone is { } phone) yield return new() { System = ContactPoint.ContactPointSystem.Phone, Value = phone };
        if (contact?.Email is { } email) yield return new() { System = ContactPoint.ContactPointSystem.Email, Value = email };
    }
}
