using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;
using Monipolku.Fhir.Mapping;
using Monipolku.Fhir.R4;
using Monipolku.People.Contracts;
using Monipolku.Plans.Contracts;

namespace Monipolku.Fhir.Deliveries;

/// <summary>
/// Makes the transaction Bundle of a delivery from the immutable version of its document. What is shared (client, guardian, staff,
/// units) is created only if absent; what is ours is created at first and later replaced on the version that we know to be there.
/// </summary>
internal sealed class BundleBuilder(
    FhirDb db, IPeople people, IStaffDirectory directory, IConsentRecords consents, IPlanVersions plans)
{
    private static readonly Refer Refer = Names.ByUrn;

    public async Task<byte[]> BuildAsync(Delivery delivery, CancellationToken ct)
    {
        var content = delivery.Kind switch
        {
            DeliveryKind.Plan => await PlanAsync(delivery, ct),
            DeliveryKind.Prohibition => await ProhibitionAsync(delivery, ct),
            _ => await ConsentAsync(delivery, ct),
        };
        var known = await KnownThereAsync(delivery.System, [.. content.Owned.Select(o => o.OurId)], ct);
        var bundle = new Bundle
        {
            Type = Bundle.BundleType.Transaction,
            Entry = [.. await SharedAsync(delivery.PersonId, content, ct), .. content.Owned.Select(o => Entry(o, known))],
        };
        return FhirJson.Serialize(Names.Checked(bundle));
    }

    private async Task<Content> ConsentAsync(Delivery delivery, CancellationToken ct)
    {
        var consent = await consents.Find(delivery.SourceId, delivery.SourceVersion, ct) ?? throw Missing(delivery);
        var content = new Content();
        if (consent.GuardianId is { } guardian) content.Guardians.AddRange(consent.OtherGuardianIds.Prepend(guardian));
        content.Staff.Add(consent.ChangedBy);
        content.Units.AddRange([consent.UnitId, consent.ChangedByUnitId, .. consent.RecipientUnits]);
        content.Owned.Add(Identified(ConsentMap.Of(consent, Refer), "consent", consent.Id));
        var provenance = ProvenanceMap.IdOf(consent.Id, consent.Version);
        content.Owned.Add(new Own(ProvenanceMap.Of(consent, Refer), provenance, Condition("_tag", Names.RecordTag, provenance)));
        return content;
    }

    private async Task<Content> ProhibitionAsync(Delivery delivery, CancellationToken ct)
    {
        var prohibition = await consents.FindProhibition(delivery.SourceId, delivery.SourceVersion, ct) ?? throw Missing(delivery);
        var content = new Content();
        if (prohibition.GuardianId is { } guardian) content.Guardians.Add(guardian);
        content.Guardians.AddRange(prohibition.GuardianIds);
        content.Staff.Add(prohibition.ChangedBy);
        content.Units.AddRange([prohibition.UnitId, prohibition.ChangedByUnitId]);
        content.Owned.Add(Identified(ProhibitionMap.Of(prohibition, Refer), "consent", prohibition.Id));
        var provenance = ProvenanceMap.IdOf(prohibition.Id, prohibition.Version);
        content.Owned.Add(new Own(ProvenanceMap.Of(prohibition, Refer), provenance, Condition("_tag", Names.RecordTag, provenance)));
        return content;
    }

    private async Task<Content> PlanAsync(Delivery delivery, CancellationToken ct)
    {
        var plan = await plans.Find(delivery.SourceId, delivery.SourceVersion, ct) ?? throw Missing(delivery);
        var before = plan.Version > 1 ? await plans.Find(plan.PlanId, plan.Version - 1, ct) : null;
        var content = new Content();
        content.Staff.AddRange([plan.OwnWorkerId, plan.ApprovedBy, .. plan.WorkPair, .. plan.Team.Select(m => m.StaffId)]);
        content.Staff.AddRange(plan.Goals.SelectMany(g => g.Actions).Select(a => a.ResponsibleId));
        content.Units.Add(plan.UnitId);

        content.Owned.AddRange(plan.Goals.Select(goal => Identified(GoalMap.Of(plan, goal, Refer), "goal", goal.Id)));
        content.Owned.AddRange((before?.Goals ?? []).ExceptBy(plan.Goals.Select(g => g.Id), g => g.Id)
            .Select(goal => Identified(GoalMap.LeftOut(plan, goal, Refer), "goal", goal.Id)));
        content.Owned.Add(Identified(CareTeamMap.Of(plan, Refer), "care-team", plan.PlanId));
        content.Owned.Add(Identified(CarePlanMap.Of(plan, Refer), "plan", plan.PlanId));
        return content;
    }

    private async Task<IEnumerable<Bundle.EntryComponent>> SharedAsync(Guid personId, Content content, CancellationToken ct)
    {
        var person = (await people.Find([personId], ct))[personId];
        var staffIds = content.Staff.Distinct().ToList();
        var staff = await directory.FindStaff(staffIds, ct);
        var unitIds = content.Units.Concat(staffIds.Where(staff.ContainsKey).Select(id => staff[id].UnitId)).Distinct().ToList();
        var units = await directory.FindUnits(unitIds, ct);

        var entries = new List<Bundle.EntryComponent> { IfAbsent(PatientMap.Of(person), Names.Text(person.Id)) };
        foreach (var guardian in content.Guardians.Distinct())
        {
            var known = person.Guardians.FirstOrDefault(g => g.Id == guardian);
            entries.Add(IfAbsent(RelatedPersonMap.Of(guardian, known, person, Refer), RelatedPersonMap.IdOf(personId, guardian)));
        }
        entries.AddRange(unitIds.Select(id => IfAbsent(OrganizationMap.Of(id, units.GetValueOrDefault(id)), Names.Text(id))));
        foreach (var id in staffIds)
        {
            entries.Add(IfAbsent(PractitionerMap.Of(id, staff.GetValueOrDefault(id)), Names.Text(id)));
            if (staff.TryGetValue(id, out var member)) entries.Add(IfAbsent(PractitionerRoleMap.Of(member, Refer), Names.Text(id)));
        }
        return entries;
    }

    /// <summary>The newest version of each of our resources that we have seen there.</summary>
    private async Task<IReadOnlyDictionary<(string Type, string OurId), string>> KnownThereAsync(string system, List<string> ourIds, CancellationToken ct)
    {
        var receipts = await db.Receipts.AsNoTracking()
            .Where(r => r.System == system && ourIds.Contains(r.OurId))
            .OrderBy(r => r.Id)
            .Select(r => new { r.ResourceType, r.OurId, r.VersionThere })
            .ToListAsync(ct);
        var known = new Dictionary<(string, string), string>();
        foreach (var receipt in receipts) known[(receipt.ResourceType, receipt.OurId)] = receipt.VersionThere;
        return known;
    }

    private static Bundle.EntryComponent Entry(Own own, IReadOnlyDictionary<(string Type, string OurId), string> known)
    {
        var type = own.Resource.TypeName;
        return new()
        {
            FullUrl = Names.Urn(type, own.OurId),
            Resource = own.Resource,
            Request = known.TryGetValue((type, own.OurId), out var version)
                ? new() { Method = Bundle.HTTPVerb.PUT, Url = $"{type}?{own.Condition}", IfMatch = $"W/\"{version}\"" }
                : new() { Method = Bundle.HTTPVerb.POST, Url = type, IfNoneExist = own.Condition },
        };
    }

    private static Bundle.EntryComponent IfAbsent(Resource resource, string id)
    {
        var identifiers = resource switch
        {
            Patient patient => patient.Identifier,
            RelatedPerson related => related.Identifier,
            Organization organization => organization.Identifier,
            Practitioner practitioner => practitioner.Identifier,
            PractitionerRole role => role.Identifier,
            _ => throw new ArgumentException("Not a shared resource.", nameof(resource)),
        };
        // The first one is the official one where there is one: others know the client and the unit by it.
        var identifier = identifiers[0];
        return new()
        {
            FullUrl = Names.Urn(resource.TypeName, id),
            Resource = resource,
            Request = new()
            {
                Method = Bundle.HTTPVerb.POST,
                Url = resource.TypeName,
                IfNoneExist = Condition("identifier", identifier.System!.Value!, identifier.Value!.Value!),
            },
        };
    }

    private static Own Identified(Resource resource, string noun, Guid id) =>
        new(resource, Names.Text(id), Condition("identifier", Names.IdentifierSystem(noun), Names.Text(id)));

    private static string Condition(string parameter, string system, string value) =>
        $"{parameter}={Uri.EscapeDataString($"{system}|{value}")}";

    private static InvalidOperationException Missing(Delivery delivery) =>
        new($"Delivery {delivery.Id} is about a version that does not exist.");

    private sealed record Own(Resource Resource, string OurId, string Condition);

    private sealed class Content
    {
        public List<Own> Owned { get; } = [];

        /// <summary>In the order in which the document names them, again where it does.</summary>
        public List<Guid> Staff { get; } = [];
        public List<Guid> Units { get; } = [];
        public List<Guid> Guardians { get; } = [];
    }
}
