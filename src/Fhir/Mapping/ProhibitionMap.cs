using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;
using Monipolku.Fhir.R4;

namespace Monipolku.Fhir.Mapping;

/// <summary>
/// A prohibition (kielto, 703/2023 59 §) or a minor's veto (51 §) as a Consent that denies. No national profile has one, so it is our own. What
/// does not hold in an emergency says so with an exception that permits it; what has been withdrawn is inactive.
/// </summary>
internal static class ProhibitionMap
{
    private const string PurposesOfUse = "http://terminology.hl7.org/CodeSystem/v3-ActReason";

    public static Consent Of(ProhibitionDocument document, Refer refer) => Names.Checked(new Consent
    {
        Meta = Names.Meta(Names.Profile("prohibition")),
        Identifier = [Names.Identifier("consent", document.Id)],
        Status = document.WithdrawnAt is null ? Consent.ConsentState.Active : Consent.ConsentState.Inactive,
        Scope = Names.Concept(ConsentMap.Scopes, "patient-privacy", "Privacy Consent"),
        Category = [Category(document)],
        Patient = refer.To("Patient", document.PersonId),
        DateTime = Names.Day(document.ToldOn),
        Performer = [document.GuardianId is { } guardian ? refer("RelatedPerson", RelatedPersonMap.IdOf(document.PersonId, guardian)) : refer.To("Patient", document.PersonId)],
        Organization = [refer.To("Organization", document.UnitId)],
        Policy = [new() { Uri = "https://www.finlex.fi/eli/sd/2023/703" }],
        Provision = new()
        {
            Type = Consent.ConsentProvisionType.Deny,
            Period = Names.Period(document.ToldOn, null),
            Actor = [.. document.GuardianIds.Select(id => new Consent.ProvisionActorComponent
            {
                Role = ConsentMap.Recipient,
                Reference = refer("RelatedPerson", RelatedPersonMap.IdOf(document.PersonId, id)),
            })],
            Class = [.. document.Classes.Select(ConsentMap.ClassOf)],
            // By what we call it: the other end may hold it under an id of its own, or not at all.
            Data = [.. document.DocumentIds.Select(id => new Consent.ProvisionDataComponent
            {
                Meaning = Consent.ConsentDataMeaning.Instance,
                Reference = new ResourceReference { Identifier = Names.Identifier("document", id) },
            })],
            Code = [.. document.ServiceTasks.Select(task => new CodeableConcept { Coding = [ConsentMap.ServiceTask(task)] })],
            Provision = document.HoldsInEmergency || document.Kind == ProhibitionKind.Guardians
                ? []
                : [new() { Type = Consent.ConsentProvisionType.Permit, Purpose = [Names.Coding(PurposesOfUse, "ETREAT", "Emergency Treatment")] }],
        },
    });

    /// <summary>For the register that may not get them: that single documents are forbidden, and not which.</summary>
    public static void WithoutDocuments(Consent prohibition)
    {
        prohibition.Provision!.Data = [];
        prohibition.Category[0].Text = "Single documents only; which ones, the register that holds them knows";
        prohibition.Meta!.Security = [Names.Coding("http://terminology.hl7.org/CodeSystem/v3-ObservationValue", "REDACTED", "redacted")];
    }

    private static CodeableConcept Category(ProhibitionDocument document) => Names.Concept(
        Names.CodeSystem("consent-category"),
        document.Direction switch
        {
            Direction.SocialToHealth => "prohibition-social-to-health",
            Direction.HealthToSocial => "prohibition-health-to-social",
            _ => "veto-of-minor",
        },
        document.Direction switch
        {
            Direction.SocialToHealth => "Prohibition to disclose social-care data to health care",
            Direction.HealthToSocial => "Prohibition to disclose patient data to social care",
            _ => "Minor's prohibition to tell guardians",
        });
}
