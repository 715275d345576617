using System.Globalization;
using Monipolku.Access.Contracts;
using Monipolku.Assessments.Contracts;
using Monipolku.Consents.Contracts;
using Monipolku.Fhir.Mapping;
using Monipolku.Fhir.R4;
using Monipolku.People.Contracts;
using Monipolku.Plans.Contracts;
using Monipolku.Referrals.Contracts;

namespace Monipolku.Fhir.Facade;

/// <summary>Something that exists; nobody has said yet that the caller may see it, so it is not mapped yet.</summary>
/// <param name="PersonId">About whom; null where it is about nobody's care.</param>
/// <param name="Version">Null where the source keeps none: the content then stands for it.</param>
/// <param name="ChangedAt">Null where the source does not tell.</param>
internal sealed record Candidate(string Id, Guid? PersonId, int? Version, DateTimeOffset? ChangedAt, Func<Resource> Map);

/// <summary>Finds what the modules hold, by FHIR id or by client. A constant number of queries per search.</summary>
internal sealed class FacadeStore(
    IPeople people, IStaffDirectory directory, IConsentRecords consents, IPlanVersions plans, IReferralRecords referrals,
    IAssessments assessments, IAssessmentTemplates templates)
{
    private static readonly Refer Refer = Names.ById;

    public async Task<IReadOnlyList<Candidate>> FindAsync(FacadeType type, SearchQuery query, CancellationToken ct)
    {
        var found = query switch
        {
            { Ids: { } ids } => await ByIdAsync(type, ids, ct),
            { ConsentId: { } consent } => [.. (await consents.Find([consent], ct)).Select(OfProvenance), .. Shown(await consents.FindProhibitions([consent], ct)).Select(OfProvenance)],
            { PersonId: { } person } => await OfPersonAsync(type, person, ct),
            _ => [],
        };
        return [.. found.Where(query.Matches)];
    }

    public async Task<IReadOnlyList<Candidate>> ByIdAsync(FacadeType type, IReadOnlyCollection<string> ids, CancellationToken ct)
    {
        if (type.Name == "RelatedPerson") return await RelatedPersonsAsync(ids, ct);
        if (type.Name == "Questionnaire") return [.. (await templates.Find(ids, ct)).Values.Select(OfTemplate)];
        if (type.Name == "Provenance") return await ProvenancesAsync(ids, ct);
        // A GUID in another spelling is another FHIR id.
        var keys = ids.Where(id => Guid.TryParseExact(id, "D", out var key) && Names.Text(key) == id).Select(Guid.Parse).ToList();
        if (keys.Count == 0) return [];
        return type.Name switch
        {
            "Patient" => [.. (await people.Find(keys, ct)).Values.Select(OfPatient)],
            "Practitioner" => [.. (await directory.FindStaff(keys, ct)).Values.Select(staff => OfDirectory(staff.Id, () => PractitionerMap.Of(staff.Id, staff)))],
            "PractitionerRole" => [.. (await directory.FindStaff(keys, ct)).Values.Select(staff => OfDirectory(staff.Id, () => PractitionerRoleMap.Of(staff, Refer)))],
            "Organization" => [.. (await directory.FindUnits(keys, ct)).Values.Select(unit => OfDirectory(unit.Id, () => OrganizationMap.Of(unit.Id, unit)))],
            "Consent" => [.. (await consents.Find(keys, ct)).Select(OfConsent), .. Shown(await consents.FindProhibitions(keys, ct)).Select(OfProhibition)],
            "CarePlan" => [.. (await plans.FindLatest(keys, ct)).Select(OfPlan)],
            "CareTeam" => [.. (await plans.FindLatest(keys, ct)).Select(OfTeam)],
            "Goal" => await GoalsAsync(keys, ct),
            "ServiceRequest" => [.. (await referrals.Find(keys, ct)).Select(OfReferral)],
            "QuestionnaireResponse" => await ResponsesAsync(await assessments.FindAnswers(keys, ct), ct),
            "Task" => [.. (await referrals.Find(keys, ct)).Select(OfTask)],
            _ => throw new InvalidOperationException("A served type has no source."),
        };
    }

    private async Task<IReadOnlyList<Candidate>> OfPersonAsync(FacadeType type, Guid personId, CancellationToken ct) => type.Name switch
    {
        "RelatedPerson" => [.. (await people.Find([personId], ct)).Values.SelectMany(person => person.Guardians.Select(g => OfGuardian(person, g)))],
        "Consent" => [.. (await consents.OfPerson(personId, ct)).Select(OfConsent), .. Shown(await consents.ProhibitionsOfPerson(personId, ct)).Select(OfProhibition)],
        "CarePlan" => [.. (await plans.LatestOfPerson(personId, ct)).Select(OfPlan)],
        "CareTeam" => [.. (await plans.LatestOfPerson(personId, ct)).Select(OfTeam)],
        "Goal" => [.. (await plans.LatestOfPerson(personId, ct)).SelectMany(plan => plan.Goals.Select(goal => OfGoal(plan, goal)))],
        "ServiceRequest" => [.. (await referrals.OfPerson(personId, ct)).Select(OfReferral)],
        "QuestionnaireResponse" => await ResponsesAsync(await assessments.AnswersOfPerson(personId, ct), ct),
        "Task" => [.. (await referrals.OfPerson(personId, ct)).Select(OfTask)],
        _ => throw new InvalidOperationException("A type that is searched by client has no source."),
    };

    private async Task<IReadOnlyList<Candidate>> RelatedPersonsAsync(IReadOnlyCollection<string> ids, CancellationToken ct)
    {
        var persons = ids.Select(id => RelatedPersonMap.TryParseId(id, out var person, out _) ? person : Guid.Empty).Distinct().ToList();
        return [.. (await people.Find(persons, ct)).Values
            .SelectMany(person => person.Guardians.Select(g => OfGuardian(person, g)))
            .Where(candidate => ids.Contains(candidate.Id))];
    }

    private async Task<IReadOnlyList<Candidate>> ProvenancesAsync(IReadOnlyCollection<string> ids, CancellationToken ct)
    {
        var asked = ids.Select(id => (Id: id, Key: ParseProvenanceId(id))).Where(one => one.Key is not null).ToDictionary(one => one.Id, one => one.Key!.Value);
        List<Guid> keys = [.. asked.Values.Select(key => key.ConsentId).Distinct()];
        var present = (await consents.Find(keys, ct)).ToDictionary(c => c.Id);
        var forbidden = Shown(await consents.FindProhibitions(keys, ct)).ToDictionary(p => p.Id);
        var found = new List<Candidate>();
        foreach (var (id, (consentId, version)) in asked)
        {
            // A past version takes a query of its own: a search names few.
            if (forbidden.TryGetValue(consentId, out var prohibition))
            {
                var past = prohibition.Version == version ? prohibition : await consents.FindProhibition(consentId, version, ct);
                if (past is not null && ProvenanceMap.IdOf(consentId, version) == id) found.Add(OfProvenance(past));
            }
            if (!present.TryGetValue(consentId, out var consent)) continue;
            var document = consent.Version == version ? consent : await consents.Find(consentId, version, ct);
            if (document is not null && ProvenanceMap.IdOf(consentId, version) == id) found.Add(OfProvenance(document));
        }
        return found;
    }

    private static (Guid ConsentId, int Version)? ParseProvenanceId(string id) =>
        id.LastIndexOf('-') is > 0 and var dash
        && Guid.TryParseExact(id[..dash], "D", out var consent)
        && int.TryParse(id[(dash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? (consent, version)
            : null;

    /// <summary>A goal that the newest version of its plan has no more is shown as cancelled.</summary>
    private async Task<IReadOnlyList<Candidate>> GoalsAsync(List<Guid> goalIds, CancellationToken ct)
    {
        var holders = await plans.FindByGoals(goalIds, ct);
        var newest = (await plans.FindLatest([.. holders.Select(p => p.PlanId).Distinct()], ct)).ToDictionary(p => p.PlanId);
        return [.. holders.SelectMany(holder => holder.Goals.Where(g => goalIds.Contains(g.Id)).Select(goal =>
        {
            var plan = newest[holder.PlanId];
            return plan.Goals.Any(g => g.Id == goal.Id)
                ? OfGoal(plan, plan.Goals.First(g => g.Id == goal.Id))
                : new Candidate(Names.Text(goal.Id), plan.PersonId, plan.Version, plan.ApprovedAt, () => GoalMap.LeftOut(plan, goal, Refer));
        })).DistinctBy(candidate => candidate.Id)];
    }

    private async Task<IReadOnlyList<Candidate>> ResponsesAsync(IReadOnlyList<AssessmentAnswers> found, CancellationToken ct)
    {
        var used = await templates.Find([.. found.Select(a => a.TemplateId).Distinct()], ct);
        return [.. found.Select(a => new Candidate(
            Names.Text(a.AssessmentId), a.PersonId, a.Version, a.WrittenAt, () => QuestionnaireResponseMap.Of(a, used[a.TemplateId], Refer)))];
    }

    private static Candidate OfTemplate(AssessmentTemplate template) =>
        new(template.Id, null, template.Version, null, () => QuestionnaireMap.Of(template));

    private static Candidate OfPatient(PersonRecord person) =>
        new(Names.Text(person.Id), person.Id, person.Version, null, () => PatientMap.Of(person));

    private static Candidate OfGuardian(PersonRecord person, GuardianRecord guardian) =>
        new(RelatedPersonMap.IdOf(person.Id, guardian.Id), person.Id, person.Version, null, () => RelatedPersonMap.Of(guardian.Id, guardian, person, Refer));

    private static Candidate OfDirectory(Guid id, Func<Resource> map) => new(Names.Text(id), null, null, null, map);

    private static Candidate OfConsent(ConsentDocument consent) =>
        new(Names.Text(consent.Id), consent.PersonId, consent.Version, consent.ChangedAt, () => ConsentMap.Of(consent, Refer));

    /// <summary>A minor's veto against guardians is not served: an app of a guardian may be the one that asks.</summary>
    private static IEnumerable<ProhibitionDocument> Shown(IEnumerable<ProhibitionDocument> found) => found.Where(p => p.Kind != ProhibitionKind.Guardians);

    private static Candidate OfProhibition(ProhibitionDocument prohibition) =>
        new(Names.Text(prohibition.Id), prohibition.PersonId, prohibition.Version, prohibition.ChangedAt, () => ProhibitionMap.Of(prohibition, Refer));

    private static Candidate OfProvenance(ProhibitionDocument prohibition) =>
        new(ProvenanceMap.IdOf(prohibition.Id, prohibition.Version), prohibition.PersonId, 1, prohibition.ChangedAt, () => ProvenanceMap.Of(prohibition, Refer));

    private static Candidate OfProvenance(ConsentDocument consent) =>
        new(ProvenanceMap.IdOf(consent.Id, consent.Version), consent.PersonId, 1, consent.ChangedAt, () => ProvenanceMap.Of(consent, Refer));

    private static Candidate OfPlan(PlanDocument plan) =>
        new(Names.Text(plan.PlanId), plan.PersonId, plan.Version, plan.ApprovedAt, () => CarePlanMap.Of(plan, Refer));

    private static Candidate OfTeam(PlanDocument plan) =>
        new(Names.Text(plan.PlanId), plan.PersonId, plan.Version, plan.ApprovedAt, () => CareTeamMap.Of(plan, Refer));

    private static Candidate OfGoal(PlanDocument plan, GoalRecord goal) =>
        new(Names.Text(goal.Id), plan.PersonId, plan.Version, plan.ApprovedAt, () => GoalMap.Of(plan, goal, Refer));

    private static Candidate OfReferral(ReferralRecord referral) =>
        new(Names.Text(referral.Id), referral.PersonId, referral.Version, referral.ChangedAt, () => ServiceRequestMap.Of(referral, Refer));

    private static Candidate OfTask(ReferralRecord referral) =>
        new(Names.Text(referral.Id), referral.PersonId, referral.Version, referral.ChangedAt, () => TaskMap.Of(referral, Refer));
}
