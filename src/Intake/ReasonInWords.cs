using System.Globalization;
using System.Resources;
using Monipolku.Platform;

namespace Monipolku.Intake;

/// <summary>Why something is suggested.</summary>
/// <param name="Code">Stable.</param>
/// <param name="Text">The same in words.</param>
public sealed record ReasonInWords<T>(T Code, string Text) where T : struct, Enum;

/// <summary>Words in ReasonInWords.resx (English), .fi.resx and .sv.resx, by code.</summary>
internal static class ReasonInWords
{
    private static readonly ResourceManager Resources = new(typeof(ReasonInWords));

    /// <param name="values">What the words name: a day, a count.</param>
    public static ReasonInWords<T> Of<T>(T code, string language, params object[] values) where T : struct, Enum
    {
        var (culture, key) = (CultureInfo.GetCultureInfo(language), JsonRules.CodeOf(code));
        var text = Resources.GetString(key, culture) ?? throw new MissingManifestResourceException(key);
        return new ReasonInWords<T>(code, string.Format(culture, text, values));
    }
}
