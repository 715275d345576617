using System.Globalization;
using Monipolku.Consents.Contracts;
using Monipolku.Fhir.R4;

namespace Monipolku.Fhir.Mapping;

/// <summary>
/// Who recorded a version of a consent or prohibition. A professional records here always, so of Kanta's roles it has 2 (professional) with 7 (their
/// service unit) and neither 12 (client) nor 5 (representative): rules TIP-PROV-1 to 4. Who gave the consent stands in the Consent.
/// </summary>
internal static class ProvenanceMap
{
    private const string Operations = "http://terminology.hl7.org/CodeSystem/v3-DataOperation";

    /// <summary>R4's Provenance has no identifier: this is its id on our server, and its tag elsewhere.</summary>
    public static string IdOf(Guid consentId, int version) => string.Create(CultureInfo.InvariantCulture, $"{Names.Text(consentId)}-{version}");

    public static Provenance Of(ConsentDocument document, Refer refer) => Of(
        document.Kind == ConsentKind.DisclosurePermission ? Names.Kanta + "StructureDefinition/TahdonilmaisuProvenance" : Names.FinnishBase + "fi-base-provenance",
        document.Id, document.Version, document.ChangedAt, document.ChangedBy, document.ChangedByUnitId, document.ReplacesId, refer);

    public static Provenance Of(ProhibitionDocument document, Refer refer) => Of(
        Names.FinnishBase + "fi-base-provenance",
        document.Id, document.Version, document.ChangedAt, document.ChangedBy, document.ChangedByUnitId, null, refer);

    private static Provenance Of(string profile, Guid id, int version, DateTimeOffset changedAt, Guid changedBy, Guid unitId, Guid? replaces, Refer refer)
    {
        var provenance = new Provenance
        {
            Meta = new() { Profile = [profile], Tag = [new() { System = Names.RecordTag, Code = IdOf(id, version) }] },
            Target = [refer.To("Consent", id)],
            Recorded = Names.Moment(changedAt),
            Activity = version == 1 ? Names.Concept(Operations, "CREATE", "create") : Names.Concept(Operations, "UPDATE", "revise"),
            Agent =
            [
                new()
                {
                    Role = [Names.Concept(Names.KantaRoles, "2", "Ammattihenkilö")],
                    Who = refer.To("Practitioner", changedBy),
                    OnBehalfOf = refer.To("Organization", unitId),
                },
                new()
                {
                    Role = [Names.Concept(Names.KantaRoles, "7", "Palveluyksikkö")],
                    Who = refer.To("Organization", unitId),
                },
            ],
        };
        if (replaces is { } replaced) provenance.Entity = [new() { Role = Provenance.ProvenanceEntityRole.Revision, What = Names.Elsewhere("Consent", "consent", replaced) }];
        return Names.Checked(provenance);
    }
}
