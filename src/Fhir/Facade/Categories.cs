using Monipolku.Fhir.R4;

namespace Monipolku.Fhir.Facade;

/// <summary>What a resource's categories are matched with: the search parameter <c>category</c>, and a scope that it limits. One rule for both.</summary>
internal static class Categories
{
    /// <summary>Whether any category of the resource is any of these tokens (FHIR R4 3.1.1.4.10).</summary>
    /// <param name="tokens"><c>code</c>, <c>system|code</c>, <c>|code</c> of a code without system, <c>system|</c> of any code of that system.</param>
    public static bool Match(Resource resource, IReadOnlyList<string> tokens)
    {
        var categories = Of(resource).SelectMany(c => c.Coding).ToList();
        return tokens.Any(token => categories.Exists(category => Matches(category, token)));
    }

    /// <summary>Whether a token is of one of those forms.</summary>
    public static bool IsToken(string token) => token.Length > 1 ? token.Count(c => c == '|') <= 1 : token is not ("" or "|");

    private static bool Matches(Coding category, string token)
    {
        var (system, code) = (category.System?.Value, category.Code?.Value);
        return token.Split('|') switch
        {
            [var any] => code == any,
            ["", var bare] => system is null && code == bare,
            [var whose, ""] => system == whose,
            [var whose, var which] => system == whose && code == which,
            _ => false,
        };
    }

    private static List<CodeableConcept> Of(Resource resource) => resource switch
    {
        CarePlan plan => plan.Category,
        CareTeam team => team.Category,
        Consent consent => consent.Category,
        Goal goal => goal.Category,
        ServiceRequest request => request.Category,
        _ => [],
    };
}
