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
/// <param name="PlanId">The joint plan that it is, or is of: the client may have forbidden that one alone.</param>
/// <param name="Prohibition">The prohibition that it is, or is of: not everybody is told all of it.</param>
internal sealed record Candidate(string Id, Guid? PersonId, int? Version, DateTimeOffset? ChangedAt, Func<Resource> Map, Guid? PlanId = null,
    ProhibitionDocument? Prohibition = null);

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

    /// <summary>The versions of something known, from that one backwards, newest first; and whether there are older ones yet.</summary>
    public async Task<(IReadOnlyList<Candidate> Found, bool More)> VersionsAsync(FacadeType type, string id, int newest, int count, CancellationToken ct)
    {
        IReadOnlyList<Candidate> oneMore = type.Name switch
        {
            "Provenance" => await ProvenancesAsync([id], ct),
            "Consent" => [.. await ConsentVersionsAsync(Guid.Parse(id), newest, ct)],
            "CarePlan" => [.. (await plans.Versions(Guid.Parse(id), newest, count + 1, ct)).Select(OfPlan)],
            "CareTeam" => [.. (await plans.Versions(Guid.Parse(id), newest, count + 1, ct)).Select(OfTeam)],
            "Goal" => await GoalVersionsAsync(Guid.Parse(id), newest, count + 1, ct),
            _ => throw new InvalidOperationException("A type without versions is asked for them."),
        };
        return ([.. oneMore.Take(count)], oneMore.Count > count);
    }

    private async Task<IEnumerable<Candidate>> ConsentVersionsAsync(Guid id, int newest, CancellationToken ct)
    {
        var given = await consents.Versions([id], ct);
        var found = given.Count > 0 ? given.Select(OfConsent) : Shown(await consents.ProhibitionVersions([id], ct)).Select(OfProhibition);
        return found.Where(c => c.Version <= newest);
    }

    /// <summary>A goal has the versions of its plan, from the first that has it; what a plan has no more does not come back into it.</summary>
    private async Task<IReadOnlyList<Candidate>> GoalVersionsAsync(Guid goalId, int newest, int count, CancellationToken ct)
    {
        if (await plans.FindByGoals([goalId], ct) is not [var last]) return [];
        var left = last.Goals.First(g => g.Id == goalId);
        var without = await plans.FindWithoutGoals([goalId], ct) is [var first, ..] ? first : null;
        var versions = await plans.Versions(last.PlanId, newest, count, ct);
        return
        [
            .. versions
                .Select(plan => (Plan: plan, Goal: plan.Goals.FirstOrDefault(g => g.Id == goalId)))
                .TakeWhile(one => one.Goal is not null || one.Plan.Version > last.Version)
                .Select(one => one.Goal is { } goal ? OfGoal(one.Plan, goal) : LeftOut(one.Plan, left, without!)),
        ];
    }

    /// <summary>What refers to one of these as a reversible inclusion says; the caller looks whether what may be shown of it still does.</summary>
    public async Task<IReadOnlyList<Candidate>> ReferringAsync(Inclusion inclusion, IReadOnlyCollection<string> ids, CancellationToken ct)
    {
        List<Guid> keys = [.. ids.Select(Guid.Parse)];
        return (inclusion.Source, inclusion.Parameter) switch
        {
            ("Provenance", "target") => [.. (await consents.Find(keys, ct)).Select(OfProvenance), .. Shown(await consents.FindProhibitions(keys, ct)).Select(OfProvenance)],
            ("CarePlan", "care-team") => [.. (await plans.FindLatest(keys, ct)).Select(OfPlan)],
            ("CarePlan", "goal") => [.. (await plans.FindLatest([.. (await plans.FindByGoals(keys, ct)).Select(p => p.PlanId).Distinct()], ct)).Select(OfPlan)],
            ("ServiceRequest", "based-on") => [.. (await referrals.OfPlans(keys, ct)).Select(OfReferral)],
            ("Task", "focus") => [.. (await referrals.Find(keys, ct)).Select(OfTask)],
            _ => throw new InvalidOperationException("A reversible inclusion has no source."),
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
        List<Guid> keys = [.. ids.Select(ConsentOfProvenance).OfType<Guid>().Distinct()];
        if (keys.Count == 0) return [];
        Candidate[] found = [.. (await consents.Versions(keys, ct)).Select(OfProvenance), .. Shown(await consents.ProhibitionVersions(keys, ct)).Select(OfProvenance)];
        return [.. found.Where(candidate => ids.Contains(candidate.Id))];
    }

    private static Guid? ConsentOfProvenance(string id) =>
        id.LastIndexOf('-') is > 0 and var dash && Guid.TryParseExact(id[..dash], "D", out var consent) ? consent : null;

    /// <summary>A goal that the newest version of its plan has no more is shown as cancelled.</summary>
    private async Task<IReadOnlyList<Candidate>> GoalsAsync(List<Guid> goalIds, CancellationToken ct)
    {
        var holders = await plans.FindByGoals(goalIds, ct);
        var newest = (await plans.FindLatest([.. holders.Select(p => p.PlanId).Distinct()], ct)).ToDictionary(p => p.PlanId);
        var without = await plans.FindWithoutGoals(goalIds, ct);
        return [.. holders.SelectMany(holder => holder.Goals.Where(g => goalIds.Contains(g.Id)).Select(goal =>
        {
            var plan = newest[holder.PlanId];
            return plan.Goals.Any(g => g.Id == goal.Id)
                ? OfGoal(plan, plan.Goals.First(g => g.Id == goal.Id))
                : LeftOut(plan, goal, without.First(p => p.PlanId == holder.PlanId && p.Version == holder.Version + 1));
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
        new(Names.Text(prohibition.Id), prohibition.PersonId, prohibition.Version, prohibition.ChangedAt, () => ProhibitionMap.Of(prohibition, Refer), Prohibition: prohibition);

    private static Candidate OfProvenance(ProhibitionDocument prohibition) =>
        new(ProvenanceMap.IdOf(prohibition.Id, prohibition.Version), prohibition.PersonId, 1, prohibition.ChangedAt, () => ProvenanceMap.Of(prohibition, Refer),
            Prohibition: prohibition);

    private static Candidate OfProvenance(ConsentDocument consent) =>
        new(ProvenanceMap.IdOf(consent.Id, consent.Version), consent.PersonId, 1, consent.ChangedAt, () => ProvenanceMap.Of(consent, Refer));

    private static Candidate OfPlan(PlanDocument plan) =>
        new(Names.Text(plan.PlanId), plan.PersonId, plan.Version, plan.ApprovedAt, () => CarePlanMap.Of(plan, Refer), plan.PlanId);

    private static Candidate OfTeam(PlanDocument plan) =>
        new(Names.Text(plan.PlanId), plan.PersonId, plan.Version, plan.ApprovedAt, () => CareTeamMap.Of(plan, Refer), plan.PlanId);

    private static Candidate OfGoal(PlanDocument plan, GoalRecord goal) =>
        new(Names.Text(goal.Id), plan.PersonId, plan.Version, plan.ApprovedAt, () => GoalMap.Of(plan, goal, Refer), plan.PlanId);

    private static Candidate LeftOut(PlanDocument plan, GoalRecord goal, PlanDocument without) =>
        new(Names.Text(goal.Id), plan.PersonId, plan.Version, plan.ApprovedAt, () => GoalMap.LeftOut(without, goal, Refer), plan.PlanId);

    private static Candidate OfReferral(ReferralRecord referral) =>
        new(Names.Text(referral.Id), referral.PersonId, referral.Version, referral.ChangedAt, () => ServiceRequestMap.Of(referral, Refer));

    private static Candidate OfTask(ReferralRecord referral) =>
        new(Names.Text(referral.Id), referral.PersonId, referral.Version, referral.ChangedAt, () => TaskMap.Of(referral, Refer));
}
