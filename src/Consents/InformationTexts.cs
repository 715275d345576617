using System.Globalization;
using System.Resources;
using Monipolku.Platform;

namespace Monipolku.Consents;

/// <summary>What is signed.</summary>
public enum FormKind
{
    /// <summary>Consent to joint work and a joint plan.</summary>
    JointWork,

    /// <summary>Permission to disclose in one direction.</summary>
    DisclosurePermission,

    /// <summary>Prohibition to disclose.</summary>
    Prohibition,

    /// <summary>A minor's veto against telling guardians.</summary>
    Veto,
}

/// <summary>
/// What the giver is told before signing. A text that somebody has signed is never changed: a change is a new version.
/// The texts are in InformationTexts.resx (English), .fi.resx and .sv.resx, keyed <c>version.kind</c>.
/// </summary>
internal static class InformationTexts
{
    public const string Newest = "2026-1";

    /// <summary>All that have been in use, oldest first.</summary>
    public static readonly IReadOnlyList<string> Versions = [Newest];

    public static readonly IReadOnlyList<string> Languages = ["fi", "sv", "en"];

    private static readonly ResourceManager Resources = new(typeof(InformationTexts));

    public static string Find(string version, FormKind kind, string language) =>
        Resources.GetString(version + "." + JsonRules.CodeOf(kind), CultureInfo.GetCultureInfo(language))
        ?? throw new MissingManifestResourceException($"The information text {version} of {kind} is missing.");
}
