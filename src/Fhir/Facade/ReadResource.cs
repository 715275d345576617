using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monipolku.Access.Contracts;
using Monipolku.Fhir.Mapping;
using Monipolku.Fhir.R4;

namespace Monipolku.Fhir.Facade;

/// <summary>Reads one resource. Unknown: 404; another's client: 403.</summary>
internal static class ReadResource
{
    private const int DigitsOfVersion = 16;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/{type}/{id}", Handle);

    private static async Task<IResult> Handle(string type, string id, HttpContext http, FacadeStore store, IAccessGate gate, ISharingBasis sharing, CancellationToken ct)
    {
        if (FacadeRequest.Check(http.Request, type, 'r', out var served, out var scopes) is { } no) return FhirAnswer.No(no);
        if (FacadeRequest.IsInteraction(id)) return FhirAnswer.MethodNotAllowed(http, id == "_search" ? "POST" : "");
        if (http.Request.Query.Keys.Any(key => key != FacadeRequest.Format)) return FhirAnswer.No(FhirRefusals.ParameterUnknown);
        var found = await store.ByIdAsync(served, [id], ct) is [var one] ? one : null;
        // Of what is not there too: it takes as long as what is hidden.
        var access = await gate.Decide(Caller.Of(http), served.Right, found?.PersonId, ct);
        if (found is null || access.Hidden) return FhirAnswer.No(FhirRefusals.ResourceUnknown);
        if (access.Refusal is { } denied) return FhirAnswer.No(denied);
        var candidate = await ForGuardian(found, served, access, sharing, ct);
        return scopes.Covers(candidate.Map) ? new FhirAnswer(Show(candidate)) : FhirAnswer.No(FhirRefusals.ScopeMissing);
    }

    /// <summary>
    /// Without what is not the guardian's who reads: the plan that a referral carries out and the child's contact details, where the child keeps them
    /// from this guardian, and always another guardian's telephone number.
    /// </summary>
    public static async Task<Candidate> ForGuardian(Candidate candidate, FacadeType type, Decision access, ISharingBasis sharing, CancellationToken ct)
    {
        if (access.GuardianId is not { } guardian || candidate.PersonId is not { } person) return candidate;
        return type.Name switch
        {
            "ServiceRequest" when await sharing.HidesFrom(access, person, DataClass.JointPlan, ct) => Changed<ServiceRequest>(candidate, referral => referral.BasedOn = []),
            "Patient" when await sharing.HidesFrom(access, person, DataClass.Person, ct) =>
                Changed<Patient>(candidate, patient => (patient.Telecom, patient.Address, patient.Meta!.Security) = ([], [], [])),
            "RelatedPerson" when candidate.Id != RelatedPersonMap.IdOf(person, guardian) => Changed<RelatedPerson>(candidate, other => other.Telecom = []),
            _ => candidate,
        };
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

    /// <summary>The resource with its id, version and time. Only for a candidate that the gate has permitted.</summary>
    public static Resource Show(Candidate candidate)
    {
        var resource = candidate.Map();
        var version = candidate.Version?.ToString(CultureInfo.InvariantCulture)
            ?? Convert.ToHexStringLower(SHA256.HashData(FhirJson.SerializeCanonical(resource)))[..DigitsOfVersion];
        resource.Id = candidate.Id;
        resource.Meta ??= new();
        resource.Meta.VersionId = version;
        resource.Meta.LastUpdated = candidate.ChangedAt is { } at ? Names.Moment(at) : null;
        return resource;
    }
}
