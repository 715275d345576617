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
        if (await store.ByIdAsync(served, [id], ct) is not [var candidate]) return FhirAnswer.No(FhirRefusals.ResourceUnknown);
        var access = await gate.Decide(Caller.Of(http), served.Right, candidate.PersonId, ct);
        if (access.Refusal is { } denied) return FhirAnswer.No(denied);
        candidate = await WithoutVetoed(candidate, served, access, sharing, ct);
        return scopes.Covers(candidate.Map) ? new FhirAnswer(Show(candidate)) : FhirAnswer.No(FhirRefusals.ScopeMissing);
    }

    /// <summary>A referral without the plan that it carries out, for a guardian from whom the child keeps the plan.</summary>
    public static async Task<Candidate> WithoutVetoed(Candidate candidate, FacadeType type, Decision access, ISharingBasis sharing, CancellationToken ct)
    {
        if (type.Name != "ServiceRequest" || candidate.PersonId is not { } person || !await sharing.HidesFrom(access, person, DataClass.JointPlan, ct)) return candidate;
        return candidate with
        {
            Map = () =>
            {
                var referral = (ServiceRequest)candidate.Map();
                referral.BasedOn = [];
                return referral;
            },
        };
    }

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
