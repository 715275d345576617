using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;
using Monipolku.Fhir.Mapping;
using Monipolku.Fhir.R4;

namespace Monipolku.Fhir.Facade;

/// <summary>What the gate says of what one request shows: each right of each person is asked, and logged, once.</summary>
internal sealed class FacadeAccess(IAccessGate gate, ISharingBasis sharing)
{
    private readonly Dictionary<(string Right, Guid? PersonId), Decision> _decided = [];
    private readonly Dictionary<Guid, IReadOnlySet<DataClass>> _kept = [];

    /// <summary>For one resource.</summary>
    /// <param name="one">Null for what is not there.</param>
    public Task<Decision> DecideAsync(Caller caller, FacadeType type, Candidate? one, CancellationToken ct) =>
        gate.Decide(caller, type.Right, one?.PersonId, ct, one?.PlanId is { } plan ? new DataItem(Id: plan) : null);

    /// <summary>For all that there are of one person, but for those that <see cref="Decision.LeavesOut"/> names.</summary>
    /// <param name="personId">Null for what is about nobody's care, and for what is not there.</param>
    public async Task<Decision> DecideEachAsync(Caller caller, FacadeType type, Guid? personId, CancellationToken ct)
    {
        var key = (type.Right.Name, personId);
        if (!_decided.TryGetValue(key, out var decision)) _decided[key] = decision = await gate.Decide(caller, type.Right, personId, ct, DataItem.EachOfThem);
        return decision;
    }

    /// <summary>
    /// Without what is not for who reads; null where it is not there for them at all. A guardian gets neither the plan that a referral carries out nor the
    /// child's contact details, where the child keeps them from this guardian, and never another guardian's telephone number. What of a prohibition is told to
    /// whom says <see cref="ProhibitionSight"/>.
    /// </summary>
    public async Task<Candidate?> ForReaderAsync(Candidate candidate, FacadeType type, Decision access, CancellationToken ct)
    {
        if (candidate.PersonId is not { } person) return candidate;
        if (candidate.Prohibition is { } prohibition)
        {
            if (access.HidesProhibition(await KeptAsync(access, person, ct), prohibition.Kind, prohibition.DocumentClasses)) return null;
            return type.Name == "Consent" && prohibition.DocumentIds.Count > 0 && !access.NamesDocuments(prohibition.Direction)
                ? Changed<Consent>(candidate, ProhibitionMap.WithoutDocuments)
                : candidate;
        }
        if (access.GuardianId is not { } guardian) return candidate;
        return type.Name switch
        {
            "ServiceRequest" when (await KeptAsync(access, person, ct)).Contains(DataClass.JointPlan) => Changed<ServiceRequest>(candidate, referral => referral.BasedOn = []),
            "Patient" when (await KeptAsync(access, person, ct)).Contains(DataClass.Person) =>
                Changed<Patient>(candidate, patient => (patient.Telecom, patient.Address, patient.Meta!.Security) = ([], [], [])),
            "RelatedPerson" when candidate.Id != RelatedPersonMap.IdOf(person, guardian) => Changed<RelatedPerson>(candidate, other => other.Telecom = []),
            _ => candidate,
        };
    }

    private async Task<IReadOnlySet<DataClass>> KeptAsync(Decision access, Guid personId, CancellationToken ct)
    {
        if (!_kept.TryGetValue(personId, out var kept)) _kept[personId] = kept = await sharing.KeptFrom(access, personId, ct);
        return kept;
    }

    private static Candidate Changed<T>(Candidate candidate, Action<T> change)
        where T : Resource => candidate with
        {
            Map = () =>
            {
                var resource = (T)candidate.Map();
                change(resource);
                return resource;
            },
        };
}
