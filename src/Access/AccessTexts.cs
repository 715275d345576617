using System.Globalization;
using System.Resources;
using Monipolku.Platform;

namespace Monipolku.Access;

/// <summary>
/// What the gate says, in AccessTexts.resx (English), .fi.resx and .sv.resx: a refusal by its code, with the next lawful step in
/// <c>code.next</c>; a legal basis by <c>basis.code</c>.
/// </summary>
internal sealed class AccessTexts : IRefusalTexts
{
    private static readonly ResourceManager Resources = new(typeof(AccessTexts));

    public static string? Find(string key, string language) => Resources.GetString(key, CultureInfo.GetCultureInfo(language));

    /// <summary>Reason and next step.</summary>
    public string? Of(string code, string language) => Find(code, language) is { } reason ? $"{reason} {Find(code + ".next", language)}" : null;

    /// <summary>A "no" of the gate, with its English text.</summary>
    public static Refusal Refuse(string code) => new(403, code, new AccessTexts().Of(code, "en") ?? throw new MissingManifestResourceException(code));
}
