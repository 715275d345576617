using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;
using Monipolku.Fhir.R4;
using Monipolku.Platform;

namespace Monipolku.Fhir.Mapping;

/// <summary>
/// A disclosure permission as Kanta's SoTeConsent (tahdonilmaisut 1.0.0-rc1): one per direction, provision permit only. Consent to
/// joint work has no national profile, so it is our own one. What no longer holds is inactive.
/// </summary>
/// <remarks>
/// Not readable in the published guide, and so ours: the address of the code system of the two categories (named after its value set) and the codes
/// of the classes of data. Period and recipients stand in the permit, as there. Nor what <c>dateTime</c> says there: here it is the day on which the giver
/// signed or said it; when that was recorded, and its withdrawal, stands in the Provenance.
/// </remarks>
internal static class ConsentMap
{
    public const string FunctionCode = Names.Kanta + "StructureDefinition/FunctionCode";
    public const string ServiceTasks = "urn:oid:1.2.246.537.6.1221";

    /// <summary>What neither profile has a place for stands in extensions of ours.</summary>
    public static readonly string Form = Names.Profile("consent-form");
    public static readonly string Language = Names.Profile("consent-language");
    public static readonly string InformationText = Names.Profile("consent-information-text");
    public static readonly string Matter = Names.Profile("consent-matter");
    public static readonly string Purpose = Names.Profile("consent-purpose");
    public static readonly string Competent = Names.Profile("consent-competent");
    public static readonly string OneGuardian = Names.Profile("consent-one-guardian-suffices");

    private const string PermissionCategories = Names.Kanta + "CodeSystem/figen-cs-consentcategory-soteconsent";
    public const string Scopes = "http://terminology.hl7.org/CodeSystem/consentscope";

    public static Consent Of(ConsentDocument document, Refer refer)
    {
        var permission = document.Kind == ConsentKind.DisclosurePermission;
        return Names.Checked(new Consent
        {
            Meta = Names.Meta(permission ? Names.Kanta + "StructureDefinition/soteluovutuslupa" : Names.Profile("joint-work-consent")),
            Extension =
            [
                new() { Url = Form, Value = (Code)JsonRules.CodeOf(document.Form) },
                new() { Url = Language, Value = (Code)document.Language },
                new() { Url = InformationText, Value = (FhirString)document.InformationTextVersion },
                new() { Url = Matter, Value = Names.Identifier("matter", document.MatterId) },
                new() { Url = Purpose, Value = (FhirString)document.Purpose },
                .. document.Competent is { } competent ? new Extension[] { new() { Url = Competent, Value = (FhirBoolean)competent } } : [],
                .. document.OneGuardianSuffices is { } why ? new Extension[] { new() { Url = OneGuardian, Value = (Code)why } } : [],
            ],
            Identifier = [Names.Identifier("consent", document.Id)],
            Status = document.Status == ConsentStatus.Active ? Consent.ConsentState.Active : Consent.ConsentState.Inactive,
            Scope = permission ? Names.Concept(Scopes, "patient-privacy", "Privacy Consent") : Names.Concept(Scopes, "treatment", "Treatment"),
            Category = [permission ? Category(document.Direction) : JointWork],
            Patient = refer.To("Patient", document.PersonId),
            DateTime = Names.Day(document.SignedOn),
            Performer = document.GuardianId is { } guardian
                ? [.. document.OtherGuardianIds.Prepend(guardian).Select(id => refer("RelatedPerson", RelatedPersonMap.IdOf(document.PersonId, id)))]
                : [refer.To("Patient", document.PersonId)],
            Organization = [refer.To("Organization", document.UnitId)],
            Policy = [new() { Uri = permission ? "https://www.finlex.fi/eli/sd/2023/703" : "https://www.finlex.fi/eli/sd/2014/1301" }],
            Provision = permission
                ? new() { Provision = [Permit(document, refer)] }
                : new() { Period = Names.Period(document.ValidFrom, document.ValidTo) },
        });
    }

    private static CodeableConcept JointWork => new()
    {
        Coding = [Names.Coding(Names.CodeSystem("consent-category"), "joint-work", "Consent to joint work and a joint plan")],
    };

    /// <summary>Kanta's 1 and 2.</summary>
    private static CodeableConcept Category(Direction? direction) => direction == Direction.HealthToSocial
        ? Names.Concept(PermissionCategories, "1", "Potilastietojen luovuttaminen sosiaalihuoltoon")
        : Names.Concept(PermissionCategories, "2", "Sosiaalihuollon asiakastietojen luovuttaminen terveydenhuoltoon");

    /// <summary>Null for any other category.</summary>
    public static Direction? DirectionOf(CodeableConcept category) =>
        category.Coding is not [{ System.Value: PermissionCategories, Code.Value: { } code }] ? null
        : code == "1" ? Direction.HealthToSocial
        : code == "2" ? Direction.SocialToHealth
        : null;

    /// <summary>Null for a code that is none of ours.</summary>
    public static DataClass? ClassOf(Coding coding) =>
        coding.System?.Value == Names.CodeSystem("data-class") && JsonRules.TryRead(coding.Code?.Value, out DataClass? data) ? data : null;

    private static Consent.ProvisionComponent Permit(ConsentDocument document, Refer refer) => new()
    {
        Type = Consent.ConsentProvisionType.Permit,
        Period = Names.Period(document.ValidFrom, document.ValidTo),
        DataPeriod = document.DataFrom is null && document.DataTo is null ? null : Names.Period(document.DataFrom, document.DataTo),
        Actor =
        [
            .. document.RecipientUnits.Select(unit => new Consent.ProvisionActorComponent
            {
                Role = Recipient,
                Reference = refer.To("Organization", unit),
            }),
        ],
        Class = [.. document.Classes.Select(c => Limited(ClassOf(c), document.ServiceTasks))],
    };

    public static CodeableConcept Recipient => Names.Concept("http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "IRCP", "information recipient");

    /// <summary>Palvelutehtävä.</summary>
    public static Coding ServiceTask(string code) => Names.Coding(ServiceTasks, code, "Palvelutehtävä " + code);

    public static Coding ClassOf(DataClass dataClass) => Names.Coding(Names.CodeSystem("data-class"), JsonRules.CodeOf(dataClass), ClassName(dataClass));

    /// <summary>Kanta's FunctionCode: the service tasks whose data of that class is meant.</summary>
    private static Coding Limited(Coding dataClass, IReadOnlyList<string> serviceTasks)
    {
        dataClass.Extension = [.. serviceTasks.Select(task => new Extension { Url = FunctionCode, Value = ServiceTask(task) })];
        return dataClass;
    }

    private static string ClassName(DataClass dataClass) => dataClass switch
    {
        DataClass.Person => "Who the client is",
        DataClass.IntakeMatter => "Notification or contact",
        DataClass.JointAssessment => "Joint assessment",
        DataClass.SocialAssessmentPart => "Social-care part of the assessment",
        DataClass.HealthAssessmentPart => "Health-care part of the assessment",
        DataClass.ClientNarrative => "Social care's notes beside a plan",
        DataClass.PatientNotes => "Health care's notes beside a plan",
        DataClass.ConsentRecord => "Consents and permissions",
        DataClass.JointPlan => "Joint plan",
        DataClass.Referral => "Referral",
        _ => JsonRules.CodeOf(dataClass),
    };
}
