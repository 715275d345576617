using System.Globalization;
using Monipolku.Consents.Contracts;
using Monipolku.Fhir.R4;

namespace Monipolku.Fhir.Mapping;

/// <summary>
/// Who recorded a version of a consent. A professional records here always, so of Kanta's roles it has 2 (professional) with 7 (their
/// service unit) and neither 12 (client) nor 5 (representative): rules TIP-PROV-1 to 4. Who gave the consent stands in the Consent.
/// </summary>
internal static class ProvenanceMap
{
    private const string Operations = "http://terminology.hl7.org/CodeSystem/v3-DataOperation";

    /// <summary>R4's Provenance has no identifier: this is its id on our server, and its tag elsewhere.</summary>
    public static string IdOf(Guid consentId, int version) => string.Create(CultureInfo.InvariantCulture, $"{Names.Text(consentId)}-{version}");

    public static Provenance Of(ConsentDocument document, Refer refer) => Names.Checked(new Provenance
    {
        Meta = new()
        {
            Profile =
            [
                document.Kind == ConsentKind.DisclosurePermission
                    ? Names.Kanta + "StructureDefinition/TahdonilmaisuProvenance"
                    : Names.FinnishBase + "fi-base-provenance",
            ],
            Tag = [new() { System = Names.RecordTag, Code = IdOf(document.Id, document.Version) }],
        },
        Target = [refer.To("Consent", document.Id)],
        Recorded = Names.Moment(document.ChangedAt),
        Activity = document.Version == 1 ? Names.Concept(Operations, "CREATE", "create") : Names.Concept(Operations, "UPDATE", "revise"),
        Agent =
        [
            new()
            {
                Role = [Names.Concept(Names.KantaRoles, "2", "Ammattihenkilö")],
                Who = refer.To("Practitioner", document.ChangedBy),
                OnBehalfOf = refer.To("Organization", document.ChangedByUnitId),
            },
            new()
            {
                Role = [Names.Concept(Names.KantaRoles, "7", "Palveluyksikkö")],
                Who = refer.To("Organization", document.ChangedByUnitId),
            },
        ],
        Entity = document.ReplacesId is { } replaced
            ? [new() { Role = Provenance.ProvenanceEntityRole.Revision, What = Names.Elsewhere("Consent", "consent", replaced) }]
            : [],
    });
}
