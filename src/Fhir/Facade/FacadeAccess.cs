using Monipolku.Access.Contracts;
using Monipolku.Fhir.Mapping;
using Monipolku.Fhir.R4;

namespace Monipolku.Fhir.Facade;

/// <summary>What the gate says of what one request shows: each right of each person is asked, and logged, once.</summary>
internal sealed class FacadeAccess(IAccessGate gate, ISharingBasis sharing)
{
    private readonly Dictionary<(string Right, Guid? PersonId), Decision> _decided = [];
    private readonly Dictionary<(Guid PersonId, DataClass Class), bool> _hidden = [];

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
    /// Without what is not the guardian's who reads: the plan that a referral carries out and the child's contact details, where the child keeps them
    /// from this guardian, and always another guardian's telephone number.
    /// </summary>
    public async Task<Candidate> ForGuardianAsync(Candidate candidate, FacadeType type, Decision access, CancellationToken ct)
    {
        if (access.GuardianId is not { } guardian || candidate.PersonId is not { } person) return candidate;
        return type.Name switch
        {
            "ServiceRequest" when await HiddenAsync(access, person, DataClass.JointPlan, ct) => Changed<ServiceRequest>(candidate, referral => referral.BasedOn = []),
            "Patient" when await HiddenAsync(access, person, DataClass.Person, ct) =>
                Changed<Patient>(candidate, patient => (patient.Telecom, patient.Address, patient.Meta!.Security) = ([], [], [])),
            "RelatedPerson" when candidate.Id != RelatedPersonMap.IdOf(person, guardian) => Changed<RelatedPerson>(candidate, other => other.Telecom = []),
            _ => candidate,
        };
    }

    private async Task<bool> HiddenAsync(Decision access, Guid personId, DataClass data, CancellationToken ct)
    {
        if (!_hidden.TryGetValue((personId, data), out var hidden)) _hidden[(personId, data)] = hidden = await sharing.HidesFrom(access, personId, data, ct);
        return hidden;
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
