using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Monipolku.RecordSystem;

/// <summary>Searches one type, with GET or with POST to <c>_search</c> (which keeps identity codes out of addresses).</summary>
internal static class SearchResources
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/fhir/{type}",
            (string type, HttpContext context, Store store) => Answer(type, context.Request.Query, context, store));
        routes.MapPost("/fhir/{type}/_search", HandleForm);
    }

    private static async Task<IResult> HandleForm(string type, HttpContext context, Store store)
    {
        // A search without criteria may come without a body.
        if (context.Request.ContentType is null && context.Request.ContentLength is 0 or null)
            return Answer(type, context.Request.Query, context, store);
        var (bytes, refusal) = await FhirRequest.ReadBytes(context.Request, "application/x-www-form-urlencoded");
        if (refusal is not null) return refusal;
        var form = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(bytes));
        return Answer(type, context.Request.Query.Concat(form), context, store);
    }

    private static IResult Answer(string type, IEnumerable<KeyValuePair<string, StringValues>> parameters, HttpContext context, Store store)
    {
        if (FhirRequest.TypeOf(type, out var resourceType) is { } unknown) return unknown;
        if (SearchQuery.Parse(resourceType, parameters, out var query) is { } refusal) return refusal;
        using var session = store.Read();
        return new Answer(200, Page(session, query, context.Request.FhirBase()).ToFhir());
    }

    /// <summary>One page. The total counts all matches, whatever the page.</summary>
    public static JsonObject Page(Session session, SearchQuery query, string fhirBase)
    {
        // One more than asked tells whether there is a next page.
        var found = query.Count == 0 ? [] : session.Search(query, query.Count + 1);
        var page = found.Take(query.Count).ToList();
        var address = $"{fhirBase}/{query.Text}{(query.Criteria.Count == 0 ? "" : "&")}_count={query.Count}";
        var self = query.After == 0 ? address : $"{address}&_after={query.After}";
        var links = new JsonArray(new JsonObject { ["relation"] = "self", ["url"] = self });
        if (found.Count > page.Count && page.Count > 0)
            links.Add((JsonNode)new JsonObject { ["relation"] = "next", ["url"] = $"{address}&_after={page[^1].Sequence}" });

        var bundle = new JsonObject
        {
            ["resourceType"] = "Bundle",
            ["type"] = "searchset",
            ["total"] = session.Count(query),
            ["link"] = links,
        };
        // FHIR has no empty arrays.
        if (page.Count > 0)
        {
            bundle["entry"] = new JsonArray([.. page.Select(match => new JsonObject
            {
                ["fullUrl"] = $"{fhirBase}/{match.Type}/{match.Id}",
                ["resource"] = JsonNode.Parse(match.Json!),
                ["search"] = new JsonObject { ["mode"] = "match" },
            })]);
        }
        return bundle;
    }
}
