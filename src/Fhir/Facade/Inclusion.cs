using Monipolku.Fhir.R4;

namespace Monipolku.Fhir.Facade;

/// <summary>A reference along which a search takes resources along: <c>_include=CarePlan:goal</c>, or back along it: <c>_revinclude=CarePlan:goal</c>.</summary>
/// <param name="Parameter">R4's search parameter of that reference.</param>
/// <param name="Targets">Types that are taken along.</param>
/// <param name="References">As they stand in a resource of the source's type.</param>
internal sealed record Inclusion(string Source, string Parameter, IReadOnlyList<string> Targets, Func<Resource, IEnumerable<ResourceReference?>> References)
{
    /// <summary>Whether it is looked up backwards too: with a constant number of queries.</summary>
    public bool Reversible { get; private init; }

    public string Name => $"{Source}:{Parameter}";

    public static readonly IReadOnlyList<Inclusion> All =
    [
        Of<RelatedPerson>("patient", r => [r.Patient], "Patient"),
        Of<PractitionerRole>("practitioner", r => [r.Practitioner], "Practitioner"),
        Of<PractitionerRole>("organization", r => [r.Organization], "Organization"),
        Of<Consent>("patient", c => [c.Patient], "Patient"),
        Of<Consent>("consentor", c => c.Performer, "Patient", "RelatedPerson"),
        Of<Consent>("organization", c => c.Organization, "Organization"),
        Of<Provenance>("target", p => p.Target, "Consent") with { Reversible = true },
        Of<Provenance>("agent", p => p.Agent.Select(a => a.Who), "Practitioner", "Organization"),
        Of<CarePlan>("patient", p => [p.Subject], "Patient"),
        Of<CarePlan>("subject", p => [p.Subject], "Patient"),
        Of<CarePlan>("goal", p => p.Goal, "Goal") with { Reversible = true },
        Of<CarePlan>("care-team", p => p.CareTeam, "CareTeam") with { Reversible = true },
        Of<CarePlan>("performer", p => p.Activity.SelectMany(a => a.Detail?.Performer ?? []), "Practitioner"),
        Of<Goal>("patient", g => [g.Subject], "Patient"),
        Of<Goal>("subject", g => [g.Subject], "Patient"),
        Of<CareTeam>("patient", t => [t.Subject], "Patient"),
        Of<CareTeam>("subject", t => [t.Subject], "Patient"),
        Of<CareTeam>("participant", t => t.Participant.Select(p => p.Member), "Practitioner"),
        Of<ServiceRequest>("patient", r => [r.Subject], "Patient"),
        Of<ServiceRequest>("subject", r => [r.Subject], "Patient"),
        Of<ServiceRequest>("based-on", r => r.BasedOn, "CarePlan") with { Reversible = true },
        Of<ServiceRequest>("requester", r => [r.Requester], "Practitioner"),
        Of<ServiceRequest>("performer", r => r.Performer, "Organization"),
        Of<QuestionnaireResponse>("patient", r => [r.Subject], "Patient"),
        Of<QuestionnaireResponse>("subject", r => [r.Subject], "Patient"),
        Of<QuestionnaireResponse>("author", r => [r.Author], "Practitioner"),
        Of<R4.Task>("patient", t => [t.For], "Patient"),
        Of<R4.Task>("subject", t => [t.For], "Patient"),
        Of<R4.Task>("focus", t => [t.Focus], "ServiceRequest") with { Reversible = true },
        Of<R4.Task>("requester", t => [t.Requester], "Practitioner"),
        Of<R4.Task>("owner", t => [t.Owner], "Practitioner", "Organization"),
    ];

    /// <summary>Null where it is none of these.</summary>
    /// <param name="value"><c>Source:parameter</c>, or with one of its targets behind it.</param>
    public static Inclusion? Parse(string value, IReadOnlyList<Inclusion> known) => value.Split(':') switch
    {
        [var source, var parameter] => known.FirstOrDefault(i => i.Source == source && i.Parameter == parameter),
        [var source, var parameter, var target] when known.FirstOrDefault(i => i.Source == source && i.Parameter == parameter && i.Targets.Contains(target)) is { } of =>
            of with { Targets = [target] },
        _ => null,
    };

    /// <summary>What a resource refers to on this server, of the types that are taken along.</summary>
    public IEnumerable<(string Type, string Id)> Of(Resource resource) =>
        from reference in References(resource)
        let parts = reference?.Reference?.Value?.Split('/')
        where parts is [var type, _] && Targets.Contains(type)
        select (parts[0], parts[1]);

    private static Inclusion Of<T>(string parameter, Func<T, IEnumerable<ResourceReference?>> references, params string[] targets)
        where T : Resource => new(typeof(T).Name, parameter, targets, resource => references((T)resource));
}
