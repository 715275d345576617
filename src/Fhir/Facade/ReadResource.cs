using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monipolku.Access.Contracts;
using Monipolku.Fhir.Mapping;
using Monipolku.Fhir.R4;
using Monipolku.Platform;

namespace Monipolku.Fhir.Facade;

/// <summary>Reads one resource. Unknown: 404; another's client: 403.</summary>
internal sealed class ReadResource(FacadeStore store, FacadeAccess access)
{
    private const int DigitsOfVersion = 16;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/{type}/{id}", Handle);

    private static async Task<IResult> Handle(string type, string id, HttpContext http, ReadResource read, CancellationToken ct)
    {
        if (FacadeRequest.Check(http.Request, type, 'r', out var served, out var scopes) is { } no) return FhirAnswer.No(no);
        if (FacadeRequest.IsInteraction(id)) return FhirAnswer.MethodNotAllowed(http, id == "_search" ? "POST" : "");
        if (http.Request.Query.Keys.Any(key => key != FacadeRequest.Format)) return FhirAnswer.No(FhirRefusals.ParameterUnknown);
        var (found, refusal) = await read.PermittedAsync(http, served, scopes, id, ct);
        return found is null ? FhirAnswer.No(refusal!) : new FhirAnswer(Show(found.Candidate));
    }

    /// <summary>The present version, where the caller may see it: what may be read of its past is decided by it too.</summary>
    public async Task<(Permitted? Found, Refusal? Refusal)> PermittedAsync(HttpContext http, FacadeType type, SmartScopes scopes, string id, CancellationToken ct)
    {
        var found = await store.ByIdAsync(type, [id], ct) is [var one] ? one : null;
        // Of what is not there too: it takes as long as what is hidden.
        var decision = await access.DecideAsync(Caller.Of(http), type, found, ct);
        if (found is null || decision.Hidden) return (null, FhirRefusals.ResourceUnknown);
        if (decision.Refusal is { } denied) return (null, denied);
        if (await access.ForReaderAsync(found, type, decision, ct) is not { } candidate) return (null, FhirRefusals.ResourceUnknown);
        return scopes.Covers(candidate.Map) ? (new Permitted(candidate, decision), null) : (null, FhirRefusals.ScopeMissing);
    }

    /// <param name="Access">The permit.</param>
    internal sealed record Permitted(Candidate Candidate, Decision Access);

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
