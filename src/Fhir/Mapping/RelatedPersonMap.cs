using System.Globalization;
using Monipolku.Fhir.R4;
using Monipolku.People.Contracts;

namespace Monipolku.Fhir.Mapping;

/// <summary>Who speaks for the client, in the role of THL's code set 1284. Never with an identity code.</summary>
internal static class RelatedPersonMap
{
    private const string Roles = "urn:oid:1.2.246.537.6.1284";
    private const int DigitsOfGuid = 32;

    /// <summary>
    /// FHIR's id: the client's id and the guardian's, 64 digits. With the client in it, it can be read alone; the business identifier
    /// is the guardian's own id.
    /// </summary>
    public static string IdOf(Guid personId, Guid guardianId) => $"{personId:N}{guardianId:N}";

    public static bool TryParseId(string id, out Guid personId, out Guid guardianId)
    {
        (personId, guardianId) = (Guid.Empty, Guid.Empty);
        return id.Length == 2 * DigitsOfGuid
            && Guid.TryParseExact(id[..DigitsOfGuid], "N", out personId)
            && Guid.TryParseExact(id[DigitsOfGuid..], "N", out guardianId)
            && id == IdOf(personId, guardianId);
    }

    /// <param name="guardian">Null when the person's register no longer has them: what they signed still names them.</param>
    public static RelatedPerson Of(Guid id, GuardianRecord? guardian, PersonRecord person, Refer refer) => Names.Checked(new RelatedPerson
    {
        Identifier = [Names.Identifier("guardian", id)],
        Active = guardian is not null,
        Patient = refer.To("Patient", person.Id),
        Relationship = guardian is null
            ? []
            : [Names.Concept(Roles, ((int)guardian.Role).ToString(CultureInfo.InvariantCulture), RoleName(guardian.Role))],
        Name = guardian is null ? [] : [PatientMap.NameOf(guardian.GivenNames, guardian.FamilyName)],
        Telecom = guardian?.Phone is { } phone && !person.NonDisclosure
            ? [new() { System = ContactPoint.ContactPointSystem.Phone, Value = phone }]
            : [],
    });

    private static string RoleName(GuardianRole role) => role switch
    {
        GuardianRole.Guardian => "Huoltaja",
        GuardianRole.LegalGuardian => "Edunvalvoja",
        GuardianRole.ContinuingPowerOfAttorney => "Edunvalvontavaltuutettu",
        _ => "Valtuutettu",
    };
}
