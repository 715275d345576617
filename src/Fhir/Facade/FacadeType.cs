using Monipolku.Access.Contracts;
using Monipolku.Fhir.Mapping;

namespace Monipolku.Fhir.Facade;

/// <summary>A resource type that is served, and what the gate is asked for it.</summary>
/// <param name="IdentifierNoun">Of the business identifier; null where the type has none.</param>
/// <param name="Parameters">Search parameters besides <c>_count</c>.</param>
/// <param name="Profiles">Profiles that its resources carry.</param>
internal sealed record FacadeType(string Name, Right Right, string? IdentifierNoun, IReadOnlyList<SearchParameter> Parameters, params string[] Profiles)
{
    private static readonly SearchParameter Id = new("_id", "token", "FHIR id. Several with commas between.");
    private static readonly SearchParameter Patient = new("patient", "reference", "The client: Patient/[id]. One.");
    private static readonly SearchParameter Subject = Patient with { Name = "subject" };
    private static readonly SearchParameter Category = new("category", "token",
        "[system|]code, |code for a code without system, system| for any of that system. Several with commas between: any of them. Together with another parameter.");

    public static readonly IReadOnlyList<FacadeType> All =
    [
        new("Patient", Rights.ReadPerson, "person",
            [Id, Identifier("person", " Or the personal identity code (urn:oid:1.2.246.21), in POST _search only.")],
            Names.FinnishBase + "fi-base-patient"),
        new("RelatedPerson", Rights.ReadPerson, "guardian", [Id, Identifier("guardian", " Together with patient."), Patient]),
        new("Practitioner", Rights.ReadPractitioner, "practitioner", [Id, Identifier("practitioner")], Names.FinnishBase + "fi-base-practitioner"),
        new("PractitionerRole", Rights.ReadPractitioner, "practitioner-role", [Id, Identifier("practitioner-role")],
            Names.FinnishBase + "fi-base-practitioner-role"),
        new("Organization", Rights.ReadPractitioner, "unit", [Id, Identifier("unit")], Names.FinnishBase + "fi-base-organization"),
        new("Consent", Rights.ReadConsents, "consent", [Id, Identifier("consent"), Patient, Category],
            Names.Kanta + "StructureDefinition/soteluovutuslupa", Names.Profile("joint-work-consent"), Names.Profile("prohibition")),
        new("Provenance", Rights.ReadConsents, null,
            [Id, new("target", "reference", "The consent: Consent/[id]. One. Finds the provenance of its present version; those of earlier versions are read by id, [consent id]-[version].")],
            Names.Kanta + "StructureDefinition/TahdonilmaisuProvenance", Names.FinnishBase + "fi-base-provenance"),
        new("CarePlan", Rights.ReadPlan, "plan", [Id, Identifier("plan"), Patient, Subject, Category], Names.Profile("joint-care-plan")),
        new("Goal", Rights.ReadPlan, "goal", [Id, Identifier("goal"), Patient, Subject, Category]),
        new("CareTeam", Rights.ReadPlan, "care-team", [Id, Identifier("care-team"), Patient, Subject, Category]),
        new("ServiceRequest", Rights.ReadReferral, "referral", [Id, Identifier("referral"), Patient, Subject, Category], Names.Profile("referral")),
        new("Questionnaire", Rights.ReadTemplates, null,
            [Id, new("url", "uri", "Canonical address of an edition of an assessment template, without |version. One.")]),
        new("QuestionnaireResponse", Rights.ReadAssessment, "assessment", [Id, Identifier("assessment"), Patient, Subject]),
        new("Task", Rights.ReadReferral, "referral-task", [Id, Identifier("referral-task"), Patient, Subject], Names.Profile("referral-task")),
    ];

    /// <summary>
    /// Of these the source keeps every version, as it was; of the rest the present one only. A team is as old as its plan; a provenance has one version.
    /// </summary>
    private static readonly string[] WithVersions = ["Consent", "Provenance", "CarePlan", "Goal", "CareTeam"];

    private static readonly Dictionary<string, FacadeType> ByName = All.ToDictionary(type => type.Name);

    /// <summary>Whether it is about a person: the gate is asked for each person that is found.</summary>
    public bool IsAboutAPerson => Right.NeedsRelationship;

    public IReadOnlyList<Inclusion> Includes => [.. Inclusion.All.Where(i => i.Source == Name)];

    public IReadOnlyList<Inclusion> RevIncludes => [.. Inclusion.All.Where(i => i.Reversible && i.Targets.Contains(Name))];

    public bool KeepsVersions => WithVersions.Contains(Name);

    public static FacadeType? Find(string name) => ByName.GetValueOrDefault(name);

    private static SearchParameter Identifier(string noun, string? more = null) =>
        new("identifier", "token", $"[system|]value with the system {Names.IdentifierSystem(noun)}. Several with commas between.{more}");
}

/// <param name="Type">FHIR's type of search parameter.</param>
internal sealed record SearchParameter(string Name, string Type, string Documentation);
