namespace Monipolku.Fhir.Facade;

/// <summary>SMART v2 scopes of a signed-in user, <c>user/Patient.rs</c>.</summary>
internal static class SmartScopes
{
    private const string Context = "user/";

    /// <summary>The letters of the permissions in their order: create, read, update, delete, search.</summary>
    private const string Letters = "cruds";

    /// <param name="permission"><c>r</c> to read, <c>s</c> to search.</param>
    public static bool Allow(IEnumerable<string> scopes, string type, char permission) => scopes.Any(scope => Allows(scope, type, permission));

    // A scope with a query ("?category=x") permits only a part, which is not understood here: so it permits nothing.
    private static bool Allows(string scope, string type, char permission)
    {
        if (!scope.StartsWith(Context, StringComparison.Ordinal) || scope[Context.Length..].Split('.') is not [var resource, var permissions]) return false;
        return (resource == "*" || resource == type) && permissions.Contains(permission, StringComparison.Ordinal) && IsInOrder(permissions);
    }

    private static bool IsInOrder(string permissions)
    {
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
