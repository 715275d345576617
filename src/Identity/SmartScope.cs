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
        // Two different searches have no common form.
        if (Query is not null && allowed.Query is not null && Query != allowed.Query) return null;
        var permissions = string.Concat(Permissions.Where(allowed.Permissions.Contains));
        return permissions.Length == 0 ? null : new SmartScope(Context, Type == "*" ? allowed.Type : Type, permissions, Query ?? allowed.Query);
    }

    public override string ToString() => $"{Context}/{Type}.{Permissions}" + (Query is null ? "" : "?" + Query);

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
