using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Monipolku.Fhir.Facade;

/// <summary>Reads one version (vread). Who may see what is there today may see how it was; of a type whose source keeps no past there is today's only.</summary>
internal static class ReadVersion
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/{type}/{id}/_history/{version}", Handle);

    private static async Task<IResult> Handle(
        string type, string id, string version, HttpContext http, ReadResource read, FacadeStore store, FacadeAccess access, CancellationToken ct)
    {
        if (FacadeRequest.Check(http.Request, type, 'r', out var served, out var scopes) is { } no) return FhirAnswer.No(no);
        if (FacadeRequest.IsInteraction(id) || FacadeRequest.IsInteraction(version)) return FhirAnswer.MethodNotAllowed(http, "");
        if (http.Request.Query.Keys.Any(key => key != FacadeRequest.Format)) return FhirAnswer.No(FhirRefusals.ParameterUnknown);
        var (found, refusal) = await read.PermittedAsync(http, served, scopes, id, ct);
        if (found is null) return FhirAnswer.No(refusal!);
        var present = ReadResource.Show(found.Candidate);
        if (present.Meta!.VersionId!.Value == version) return new FhirAnswer(present);
        if (!served.KeepsVersions || !TryParse(version, out var number) || number < 1 || number >= found.Candidate.Version) return FhirAnswer.No(FhirRefusals.ResourceUnknown);

        var (versions, _) = await store.VersionsAsync(served, id, number, 1, ct);
        if (versions is not [var earlier] || earlier.Version != number) return FhirAnswer.No(FhirRefusals.ResourceUnknown);
        if (await access.ForReaderAsync(earlier, served, found.Access, ct) is not { } shown) return FhirAnswer.No(FhirRefusals.ResourceUnknown);
        return scopes.Covers(shown.Map) ? new FhirAnswer(ReadResource.Show(shown)) : FhirAnswer.No(FhirRefusals.ScopeMissing);
    }

    /// <summary>A number in another spelling is another version.</summary>
    private static bool TryParse(string version, out int number) =>
        int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number.ToString(CultureInfo.InvariantCulture) == version;
}
