using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;
using Monipolku.Access.Contracts;
using Monipolku.Fhir.R4;
using Monipolku.People.Contracts;

namespace Monipolku.Fhir.Facade;

/// <summary>
/// Searches one type, with GET or with POST to <c>_search</c> (which keeps identity codes out of addresses). What the gate denies is
/// not there: neither in the entries nor in the total.
/// </summary>
internal sealed class SearchResources(FacadeStore store, IPeople people, FacadeAccess access)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/{type}", async (string type, HttpContext http, SearchResources search, CancellationToken ct) =>
            FacadeRequest.IsInteraction(type)
                ? FhirAnswer.MethodNotAllowed(http, "")
                : await search.AnswerAsync(type, http, http.Request.Query, inBody: false, ct));
        routes.MapPost("/{type}/_search", (string type, HttpContext http, SearchResources search, CancellationToken ct) =>
            search.AnswerFormAsync(type, http, ct));
    }

    private async Task<IResult> AnswerFormAsync(string type, HttpContext http, CancellationToken ct)
    {
        var request = http.Request;
        if (request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true)
            return FhirAnswer.No(FhirRefusals.FormExpected);
        IFormCollection form;
        try
        {
            form = await request.ReadFormAsync(ct);
        }
        catch (InvalidDataException)
        {
            return FhirAnswer.No(FhirRefusals.FormMalformed);
        }
        if (FacadeRequest.CheckFormat(request, form[FacadeRequest.Format].FirstOrDefault()) is { } unacceptable) return FhirAnswer.No(unacceptable);
        // What stands in the address stands in logs: only the form may hold an identity code.
        if (request.Query.Keys.Any(key => key != FacadeRequest.Format)) return FhirAnswer.No(FhirRefusals.ParameterUnknown);
        return await AnswerAsync(type, http, form, inBody: true, ct);
    }

    private async Task<IResult> AnswerAsync(
        string typeName, HttpContext http, IEnumerable<KeyValuePair<string, StringValues>> parameters, bool inBody, CancellationToken ct)
    {
        if (FacadeRequest.Check(http.Request, typeName, 's', out var type, out var scopes) is { } no) return FhirAnswer.No(no);
        var fhirBase = FacadeRequest.BaseOf(http.Request);
        var (query, refusal) = await SearchQuery.ParseAsync(type, parameters, inBody, fhirBase, people, ct);
        if (refusal is not null) return FhirAnswer.No(refusal);
        var caller = Caller.Of(http);
        var permitted = await PermittedAsync(type, query, caller, ct);
        var matches = permitted.FindAll(candidate => scopes.Covers(candidate.Map) && HasCategories(query, candidate));
        var rest = query.After is { } after ? matches.FindAll(m => string.CompareOrdinal(m.Id, after) > 0) : matches;
        var page = rest.Take(query.Count).Select(ReadResource.Show).ToList();
        var bundle = new Bundle
        {
            Type = Bundle.BundleType.Searchset,
            Total = matches.Count,
            Link = [new() { Relation = "self", Url = query.Link(fhirBase, type, query.After) }],
            Entry =
            [
                .. page.Select(match => Entry(match, Bundle.SearchEntryMode.Match, fhirBase)),
                .. (await IncludedAsync(type, query, page, caller, ct)).Select(included => Entry(included, Bundle.SearchEntryMode.Include, fhirBase)),
            ],
        };
        if (page.Count > 0 && rest.Count > page.Count) bundle.Link.Add(new() { Relation = "next", Url = query.Link(fhirBase, type, page[^1].Id!) });
        return new FhirAnswer(bundle);
    }

    private static bool HasCategories(SearchQuery query, Candidate candidate)
    {
        if (query.CategoriesAsked.Count == 0) return true;
        var resource = candidate.Map();
        return query.CategoriesAsked.All(tokens => Categories.Match(resource, tokens));
    }

    /// <summary>What is found and may be seen, by id. The gate is asked for each person, and also when nothing is found.</summary>
    private async Task<List<Candidate>> PermittedAsync(FacadeType type, SearchQuery query, Caller caller, CancellationToken ct)
    {
        if (query.PersonId is { } person && (await access.DecideEachAsync(caller, type, person, ct)).Refusal is not null) return [];
        var found = await store.FindAsync(type, query, ct);
        if (found.Count == 0 && query.PersonId is null) await access.DecideEachAsync(caller, type, null, ct);
        return [.. (await SeenAsync(found, type, caller, ct)).OrderBy(candidate => candidate.Id, StringComparer.Ordinal)];
    }

    private async Task<List<Candidate>> SeenAsync(IEnumerable<Candidate> found, FacadeType type, Caller caller, CancellationToken ct)
    {
        var seen = new List<Candidate>();
        foreach (var candidate in found)
        {
            var decision = await access.DecideEachAsync(caller, type, candidate.PersonId, ct);
            if (decision.Refusal is not null || (candidate.PlanId is { } plan && decision.LeavesOut.Contains(plan))) continue;
            if (await access.ForReaderAsync(candidate, type, decision, ct) is { } shown) seen.Add(shown);
        }
        return seen;
    }

    /// <summary>
    /// What the page refers to and what refers to it, as asked: each type found at once, decided by its own right and scope, by type and id. What may not be
    /// seen is left out without a word, and so is a reference that the caller may not see.
    /// </summary>
    private async Task<List<Resource>> IncludedAsync(FacadeType type, SearchQuery query, List<Resource> page, Caller caller, CancellationToken ct)
    {
        var included = new Dictionary<(string Type, string Id), Resource>();
        async System.Threading.Tasks.Task AddAsync(FacadeType of, Func<Task<IReadOnlyList<Candidate>>> find, Func<Resource, bool> belongs)
        {
            if (SmartScopes.Of(caller, of.Name, 's') is not { } scopes) return;
            foreach (var candidate in await SeenAsync(await find(), of, caller, ct))
                if (scopes.Covers(candidate.Map) && belongs(candidate.Map())) included[(of.Name, candidate.Id)] = ReadResource.Show(candidate);
        }

        if (page.Count == 0) return [];
        foreach (var referred in query.Includes.SelectMany(i => page.SelectMany(i.Of)).Distinct().GroupBy(r => r.Type, r => r.Id).ToList())
            await AddAsync(FacadeType.Find(referred.Key)!, () => store.ByIdAsync(FacadeType.Find(referred.Key)!, [.. referred], ct), _ => true);
        var ids = page.Select(match => match.Id!).ToHashSet();
        foreach (var inclusion in query.RevIncludes)
        {
            await AddAsync(FacadeType.Find(inclusion.Source)!, () => store.ReferringAsync(inclusion, ids, ct),
                resource => inclusion.Of(resource).Any(r => r.Type == type.Name && ids.Contains(r.Id)));
        }
        return [.. included.OrderBy(one => one.Key.Type, StringComparer.Ordinal).ThenBy(one => one.Key.Id, StringComparer.Ordinal).Select(one => one.Value)];
    }

    private static Bundle.EntryComponent Entry(Resource resource, Bundle.SearchEntryMode mode, string fhirBase) => new()
    {
        FullUrl = $"{fhirBase}/{resource.TypeName}/{resource.Id}",
        Resource = resource,
        Search = new() { Mode = mode },
    };
}
