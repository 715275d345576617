namespace Monipolku.Identity;

/// <summary>
/// One SMART App Launch 2.2 scope: <c>patient/CarePlan.rs?category=x</c>. Version 1 is understood (<c>.read</c> is <c>.rs</c>,
/// <c>.write</c> is <c>.cud</c>, <c>.*</c> is <c>.cruds</c>) and written as version 2.
/// </summary>
/// <param name="Context"><c>patient</c>, <c>user</c> or <c>system</c>.</param>
/// <param name="Type">FHIR resource type or <c>*</c>.</param>
/// <param name="Permissions">Some of <c>cruds</c>, in that order.</param>
/// <param name="Query">The search that limits it, without the question mark; null where nothing does.</param>
internal sealed record SmartScope(string Context, string Type, string Permissions, string? Query)
{
    private const string Letters = "cruds";
    private const string Category = "category=";
    private static readonly string[] Contexts = ["patient", "user", "system"];

    public static SmartScope? Parse(string scope)
    {
        var slash = scope.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || !Contexts.Contains(scope[..slash])) return null;
        var rest = scope[(slash + 1)..];
        string? query = null;
        if (rest.IndexOf('?', StringComparison.Ordinal) is >= 0 and var mark) (rest, query) = (rest[..mark], rest[(mark + 1)..]);
        if (query is not null && (query.Length == 0 || !query.Contains('=', StringComparison.Ordinal))) return null;
        if (rest.Split('.') is not [var type, var permissions] || !IsType(type)) return null;
        permissions = permissions switch { "read" => "rs", "write" => "cud", "*" => Letters, _ => permissions };
        return IsInOrder(permissions) ? new SmartScope(scope[..slash], type, permissions, query) : null;
    }

    /// <summary>The part of this scope that the other one allows; null where they share nothing.</summary>
    public SmartScope? Within(SmartScope allowed)
    {
        if (Context != allowed.Context) return null;
        if (Type != allowed.Type && Type != "*" && allowed.Type != "*") return null;
        if (!TryNarrow(Query, allowed.Query, out var query)) return null;
        var permissions = string.Concat(Permissions.Where(allowed.Permissions.Contains));
        return permissions.Length == 0 ? null : new SmartScope(Context, Type == "*" ? allowed.Type : Type, permissions, query);
    }

    public override string ToString() => $"{Context}/{Type}.{Permissions}" + (Query is null ? "" : "?" + Query);

    /// <summary>
    /// What both searches let through. Of two lists of categories those in both, however they are escaped; two other searches have no common form.
    /// </summary>
    private static bool TryNarrow(string? asked, string? allowed, out string? both)
    {
        both = asked ?? allowed;
        if (asked is null || allowed is null || asked == allowed) return true;
        if (CategoriesOf(asked) is not { } wished || CategoriesOf(allowed) is not { } permitted) return false;
        var shared = wished.Where(permitted.Contains).ToList();
        if (shared.Count < wished.Length) both = Category + string.Join(',', shared.Select(Uri.EscapeDataString));
        return shared.Count > 0;
    }

    private static string[]? CategoriesOf(string query) => query.StartsWith(Category, StringComparison.Ordinal) && !query.Contains('&', StringComparison.Ordinal)
        ? Uri.UnescapeDataString(query[Category.Length..]).Split(',', StringSplitOptions.RemoveEmptyEntries)
        : null;

    private static bool IsType(string type) => type == "*" || (type.Length is > 2 and < 40 && char.IsAsciiLetterUpper(type[0]) && type.All(char.IsAsciiLetter));

    private static bool IsInOrder(string permissions)
    {
        if (permissions.Length == 0) return false;
        var at = -1;
        foreach (var letter in permissions)
        {
            var place = Letters.IndexOf(letter, StringComparison.Ordinal);
            if (place <= at) return false;
            at = place;
        }
        return true;
    }
}
