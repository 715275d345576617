namespace Monipolku.RecordSystem;

/// <summary>
/// A resource type that the system records, and by what it can be searched besides <c>_id</c> and <c>_tag</c>.
/// <see cref="SubjectPath"/> is where the R4 search parameters <c>subject</c> and <c>patient</c> look; a type has one, both or neither.
/// </summary>
internal sealed record ResourceType(
    string Name, bool HasIdentifier = true, string? SubjectPath = null, bool HasSubject = false, bool HasPatient = false)
{
    public static readonly IReadOnlyDictionary<string, ResourceType> All = new ResourceType[]
    {
        About("Appointment", "participant.actor", subject: false),
        About("AuditEvent", "agent.who|entity.what", subject: false) with { HasIdentifier = false },
        About("Basic", "subject"),
        new("Binary", HasIdentifier: false),
        new("Bundle"),
        About("CarePlan", "subject"),
        About("CareTeam", "subject"),
        About("Communication", "subject"),
        About("Condition", "subject"),
        About("Consent", "patient", subject: false),
        About("DocumentReference", "subject"),
        About("Encounter", "subject"),
        About("EpisodeOfCare", "patient", subject: false),
        About("Flag", "subject") with { HasIdentifier = false },
        About("Goal", "subject"),
        new("HealthcareService"),
        About("List", "subject"),
        new("Location"),
        new("Measure"),
        About("MeasureReport", "subject"),
        About("Observation", "subject"),
        new("Organization"),
        new("Patient"),
        new("Practitioner"),
        new("PractitionerRole"),
        About("Provenance", "target", subject: false) with { HasIdentifier = false },
        new("Questionnaire"),
        About("QuestionnaireResponse", "subject"),
        About("RelatedPerson", "patient", subject: false),
        About("RiskAssessment", "subject"),
        new("Schedule"),
        About("ServiceRequest", "subject"),
        new("Slot"),
        About("Task", "for"),
    }.ToDictionary(type => type.Name);

    /// <summary>The search parameters, as the CapabilityStatement lists them.</summary>
    public IEnumerable<(string Name, string Type)> Parameters
    {
        get
        {
            yield return ("_id", "token");
            yield return ("_tag", "token");
            if (HasIdentifier) yield return ("identifier", "token");
            if (HasPatient) yield return ("patient", "reference");
            if (HasSubject) yield return ("subject", "reference");
        }
    }

    private static ResourceType About(string name, string path, bool subject = true) =>
        new(name, SubjectPath: path, HasSubject: subject, HasPatient: true);
}
