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
internal sealed class SearchResources(FacadeStore store, IPeople people, IAccessGate gate, ISharingBasis sharing)
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
        var permitted = await PermittedAsync(type, query, Caller.Of(http), ct);
        return new FhirAnswer(Page(type, query, permitted.FindAll(candidate => scopes.Covers(candidate.Map) && HasCategories(query, candidate)), fhirBase));
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
        var decided = new Dictionary<Guid, Decision>();
        async Task<Decision> DecideAsync(Guid? personId)
        {
            var key = personId ?? Guid.Empty;
            if (!decided.TryGetValue(key, out var decision)) decided[key] = decision = await gate.Decide(caller, type.Right, personId, ct);
            return decision;
        }

        if (query.PersonId is { } person && (await DecideAsync(person)).Refusal is not null) return [];
        var seen = new List<Candidate>();
        foreach (var candidate in await store.FindAsync(type, query, ct))
            if (await DecideAsync(candidate.PersonId) is { Refusal: null } access) seen.Add(await ReadResource.ForGuardian(candidate, type, access, sharing, ct));
        if (decided.Count == 0) await DecideAsync(null);
        return [.. seen.OrderBy(candidate => candidate.Id, StringComparer.Ordinal)];
    }

    private static Bundle Page(FacadeType type, SearchQuery query, List<Candidate> matches, string fhirBase)
    {
        var rest = query.After is { } after ? matches.Where(m => string.CompareOrdinal(m.Id, after) > 0).ToList() : matches;
        var page = rest.Take(query.Count).ToList();
        var bundle = new Bundle
        {
            Type = Bundle.BundleType.Searchset,
            Total = matches.Count,
            Link = [new() { Relation = "self", Url = query.Link(fhirBase, type, query.After) }],
            Entry =
            [
                .. page.Select(match => new Bundle.EntryComponent
                {
                    FullUrl = $"{fhirBase}/{type.Name}/{match.Id}",
                    Resource = ReadResource.Show(match),
                    Search = new() { Mode = Bundle.SearchEntryMode.Match },
                }),
            ],
        };
        if (page.Count > 0 && rest.Count > page.Count) bundle.Link.Add(new() { Relation = "next", Url = query.Link(fhirBase, type, page[^1].Id) });
        return bundle;
    }
}
