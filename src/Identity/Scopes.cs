using Monipolku.Access.Contracts;

namespace Monipolku.Identity;

/// <summary>Scopes that may be asked here, and what remains of them within what a client may have.</summary>
internal static class Scopes
{
    public const string OpenId = "openid";
    public const string FhirUser = "fhirUser";
    public const string Profile = "profile";
    public const string OfflineAccess = "offline_access";
    public const string OnlineAccess = "online_access";
    public const string Launch = "launch";
    public const string LaunchPatient = "launch/patient";

    /// <summary>Lets a resource server elsewhere introspect other clients' tokens.</summary>
    public const string Introspect = "introspect";

    /// <summary>Longest <c>scope</c> parameter, characters.</summary>
    public const int LongestList = 4000;

    private static readonly string[] OfUsers = [OpenId, FhirUser, Profile, OfflineAccess, OnlineAccess, Launch, LaunchPatient];

    /// <summary>The scopes of the REST API.</summary>
    public static IReadOnlyList<string> OfRest { get; } = [.. Rights.All.Select(r => r.Scope).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>For discovery: SMART's with an example of each kind, since there is no end of them.</summary>
    public static IReadOnlyList<string> Supported { get; } =
        [.. OfUsers, "patient/*.rs", "user/*.rs", "system/*.rs", .. OfRest.Where(s => !s.Contains('/', StringComparison.Ordinal))];

    public static bool IsKnown(string scope) => OfUsers.Contains(scope) || OfRest.Contains(scope) || scope == Introspect || SmartScope.Parse(scope) is not null;

    public static bool IsFhir(string scope) => scope is Launch or LaunchPatient || SmartScope.Parse(scope) is not null;

    /// <summary>One scope is of the characters that RFC 6749 3.3 allows.</summary>
    public static bool IsWellFormed(string scope) => scope.Length > 0 && scope.All(c => c is '!' or (>= '#' and <= '[') or (>= ']' and <= '~'));

    /// <summary>The list, or null where it is empty, too long or not of the standard's form.</summary>
    public static IReadOnlyList<string>? Split(string? list)
    {
        if (string.IsNullOrEmpty(list) || list.Length > LongestList) return null;
        var scopes = list.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return scopes.Length > 0 && scopes.All(IsWellFormed) ? scopes.Distinct(StringComparer.Ordinal).ToList() : null;
    }

    /// <summary>
    /// What remains of the asked scopes within the allowed ones, in the order asked, SMART scopes in the form of version 2:
    /// <c>user/*.read</c> within <c>user/CarePlan.rs</c> gives <c>user/CarePlan.rs</c>.
    /// </summary>
    public static IReadOnlyList<string> Narrow(IEnumerable<string> asked, IReadOnlyList<string> allowed)
    {
        var smart = allowed.Select(SmartScope.Parse).OfType<SmartScope>().ToList();
        var given = new List<string>();
        foreach (var scope in asked)
        {
            if (SmartScope.Parse(scope) is { } wish) given.AddRange(smart.Select(wish.Within).OfType<SmartScope>().Select(s => s.ToString()));
            else if (allowed.Contains(scope, StringComparer.Ordinal)) given.Add(scope);
        }
        return [.. given.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Whether nothing of what was asked is missing in what is given.</summary>
    public static bool IsWhole(IEnumerable<string> asked, IReadOnlyList<string> given) => asked.All(scope => SmartScope.Parse(scope) is { } wish
        ? given.Select(SmartScope.Parse).Any(g => g is not null && wish.Within(g) == wish)
        : given.Contains(scope, StringComparer.Ordinal));
}
