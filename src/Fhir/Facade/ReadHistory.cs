using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monipolku.Fhir.R4;
using Monipolku.Platform;

namespace Monipolku.Fhir.Facade;

/// <summary>The versions of one resource (history-instance), newest first, of the types whose sources keep them all. Decided as a read of it is.</summary>
internal static class ReadHistory
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/{type}/{id}/_history", Handle);

    private static async Task<IResult> Handle(
        string type, string id, HttpContext http, ReadResource read, FacadeStore store, FacadeAccess access, CancellationToken ct)
    {
        if (FacadeRequest.Check(http.Request, type, 'r', out var served, out var scopes) is { } no) return FhirAnswer.No(no);
        if (FacadeRequest.IsInteraction(id) || !served.KeepsVersions) return FhirAnswer.MethodNotAllowed(http, "");
        var (count, from, wrong) = PageOf(http.Request.Query);
        if (wrong is not null) return FhirAnswer.No(wrong);
        var (found, refusal) = await read.PermittedAsync(http, served, scopes, id, ct);
        if (found is null) return FhirAnswer.No(refusal!);

        // Not past what was decided about, should another version come meanwhile.
        var newest = Math.Min(from, found.Candidate.Version!.Value);
        var (versions, more) = count == 0 || newest < 1 ? ([], false) : await store.VersionsAsync(served, id, newest, count, ct);
        var shown = new List<Resource>();
        foreach (var version in versions)
        {
            if (await access.ForReaderAsync(version, served, found.Access, ct) is { } candidate && scopes.Covers(candidate.Map)) shown.Add(ReadResource.Show(candidate));
        }
        var oldest = versions.Count > 0 && !more ? versions[^1].Version : null;
        var self = $"{FacadeRequest.BaseOf(http.Request)}/{type}/{id}";
        var bundle = new Bundle
        {
            Type = Bundle.BundleType.History,
            // In which version a goal came is known once they are read.
            Total = served.Name == "Goal" ? null : found.Candidate.Version,
            Link = [new() { Relation = "self", Url = Link(self, count, from) }],
            Entry = [.. shown.Select(resource => Entry(resource, self, resource.Meta!.VersionId!.Value == oldest?.ToString(CultureInfo.InvariantCulture)))],
        };
        if (more) bundle.Link.Add(new() { Relation = "next", Url = Link(self, count, versions[^1].Version!.Value - 1) });
        return new FhirAnswer(bundle);
    }

    /// <summary>As the request that made this version would have been.</summary>
    private static Bundle.EntryComponent Entry(Resource resource, string self, bool created) => new()
    {
        FullUrl = self,
        Resource = resource,
        Request = created
            ? new() { Method = Bundle.HTTPVerb.POST, Url = resource.TypeName }
            : new() { Method = Bundle.HTTPVerb.PUT, Url = $"{resource.TypeName}/{resource.Id}" },
        Response = new()
        {
            Status = created ? "201 Created" : "200 OK",
            Etag = $"W/\"{resource.Meta!.VersionId!.Value}\"",
            LastModified = resource.Meta.LastUpdated,
        },
    };

    private static (int Count, int From, Refusal? Refusal) PageOf(IQueryCollection query)
    {
        var (count, from) = (SearchQuery.DefaultCount, int.MaxValue);
        foreach (var (name, values) in query)
        {
            switch (name)
            {
                case FacadeRequest.Format:
                    break;
                case SearchQuery.CountParameter:
                    if (!int.TryParse(values, NumberStyles.None, CultureInfo.InvariantCulture, out count)) return (0, 0, FhirRefusals.ParameterValue.At(name));
                    count = Math.Min(count, SearchQuery.LargestCount);
                    break;
                case SearchQuery.PageParameter:
                    if (!Pages.TryDecode(values.ToString(), out var key) || !int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out from))
                        return (0, 0, FhirRefusals.PageUnknown);
                    break;
                default:
                    return (0, 0, FhirRefusals.ParameterUnknown);
            }
        }
        return (count, from, null);
    }

    private static string Link(string self, int count, int from)
    {
        var page = from == int.MaxValue ? "" : $"&{SearchQuery.PageParameter}={Pages.Encode(from.ToString(CultureInfo.InvariantCulture))}";
        return string.Create(CultureInfo.InvariantCulture, $"{self}/_history?{SearchQuery.CountParameter}={count}{page}");
    }
}
