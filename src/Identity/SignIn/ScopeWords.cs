using System.Text.RegularExpressions;

namespace Monipolku.Identity.SignIn;

/// <summary>A scope in plain words. One that has none is shown as it is: better strange than hidden.</summary>
internal static partial class ScopeWords
{
    private static readonly string[] SignInScopes = ["openid", "profile", "fhirUser", "launch", "launch/patient"];

    /// <summary>Who the user is and whom the app is about: without these there is no sign-in, so they are not for choosing.</summary>
    public static bool BelongsToSignIn(string scope) => SignInScopes.Contains(scope, StringComparer.Ordinal);

    public static string Of(string scope, PageTexts texts)
    {
        if (texts.Find("scope." + scope) is { } words) return words;
        if (Smart().Match(scope) is { Success: true } smart) return OfSmart(smart, texts);
        return scope.Split('.') is [var area, var action] && texts.Find("area." + area) is { } what && texts.Find("does." + action) is { } does
            ? string.Format(texts.Culture, does, what)
            : scope;
    }

    private static string OfSmart(Match scope, PageTexts texts)
    {
        var resource = scope.Groups["resource"].Value;
        var actions = scope.Groups["actions"].Value;
        var what = texts.Find("resource." + resource) ?? texts.Format("resource.other", resource);
        if (scope.Groups["query"].Value is { Length: > 0 } query) what = texts.Format("scope.limited", what, query);
        var reads = actions.AsSpan().IndexOfAny("rs") >= 0;
        var writes = actions.AsSpan().IndexOfAny("cud") >= 0;
        var sentence = texts.Format(reads && writes ? "does.readAndWrite" : writes ? "does.write" : "does.read", what);
        return scope.Groups["context"].Value == "patient" ? sentence : texts.Format("scope.everybody", sentence);
    }

    [GeneratedRegex(@"^(?<context>patient|user|system)/(?<resource>\*|[A-Za-z]+)\.(?<actions>c?r?u?d?s?)(?:\?(?<query>.+))?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Smart();
}
