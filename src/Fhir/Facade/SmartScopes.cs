using Monipolku.Access.Contracts;
using Monipolku.Fhir.R4;

namespace Monipolku.Fhir.Facade;

/// <summary>
/// What the SMART v2 scopes of a token open of one type: <c>user/Patient.rs</c>, <c>patient/CarePlan.rs?category=734163000</c>. They only
/// narrow: whom the user may see, and that a launch is about one person, is the gate's to say.
/// </summary>
internal sealed class SmartScopes
{
    /// <summary>The letters of the permissions in their order: create, read, update, delete, search.</summary>
    private const string Letters = "cruds";

    /// <summary>The categories that each scope is limited to, see <see cref="Categories"/>; null for a scope without limit.</summary>
    private readonly List<string[]?> _limits = [];

    private SmartScopes()
    {
    }

    /// <summary>Null when no scope opens the type.</summary>
    /// <param name="permission"><c>r</c> to read, <c>s</c> to search.</param>
    public static SmartScopes? Of(Caller caller, string type, char permission)
    {
        var opened = new SmartScopes();
        foreach (var scope in caller.Scopes)
        {
            if (Parse(caller, scope, type, permission, out var limit)) opened._limits.Add(limit);
        }
        return opened._limits.Count == 0 ? null : opened;
    }

    /// <summary>Whether the resource is within what was granted.</summary>
    public bool Covers(Func<Resource> map)
    {
        if (_limits.Contains(null)) return true;
        var resource = map();
        return _limits.Any(limit => Categories.Match(resource, limit!));
    }

    private static bool Parse(Caller caller, string scope, string type, char permission, out string[]? limit)
    {
        limit = null;
        if (scope.Split('/', 2) is not [var context, var rest] || !IsContextOf(caller, context)) return false;
        var (granted, query) = rest.Split('?', 2) is [var before, var after] ? (before, after) : (rest, null);
        if (granted.Split('.') is not [var resource, var permissions]) return false;
        if ((resource != "*" && resource != type) || !permissions.Contains(permission, StringComparison.Ordinal) || !IsInOrder(permissions)) return false;
        if (query is null) return true;
        // A limit that is not understood would let through too much: such a scope opens nothing.
        if (query.Split('=') is not ["category", { Length: > 0 } value] || value.Contains('&', StringComparison.Ordinal)) return false;
        limit = Uri.UnescapeDataString(value).Split(',');
        return limit.All(Categories.IsToken);
    }

    private static bool IsContextOf(Caller caller, string context) => context switch
    {
        "user" => true,
        // The launch says which person; without one there is none.
        "patient" => caller.Patient is not null,
        // A program that acts for itself, and for no user.
        "system" => caller.Subject == caller.ClientId,
        _ => false,
    };

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
