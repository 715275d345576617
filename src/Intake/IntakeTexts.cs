using System.Globalization;
using System.Resources;
using Monipolku.Platform;

namespace Monipolku.Intake;

/// <summary>
/// What intake says to people, in IntakeTexts.resx (English), .fi.resx and .sv.resx. The refusals there are the ones of
/// <see cref="IntakeRefusals"/> by their codes, in Finnish and Swedish: their English stands in the code. The one that
/// names what a document lacks is in English only, since a fixed text would leave that out.
/// </summary>
internal sealed class IntakeTexts : IRefusalTexts
{
    private static readonly ResourceManager Resources = new(typeof(IntakeTexts));

    /// <summary>For who has notified.</summary>
    /// <param name="startBy">The last day to decide.</param>
    public static string NextStep(DateOnly startBy, string language)
    {
        var culture = CultureInfo.GetCultureInfo(language);
        var text = Resources.GetString("receipt.next-step", culture) ?? throw new MissingManifestResourceException("receipt.next-step");
        return string.Format(culture, text, startBy.ToString(language == Languages.Default ? "yyyy-MM-dd" : "d.M.yyyy", CultureInfo.InvariantCulture));
    }

    public string? Of(string code, string language) => Resources.GetString(code, CultureInfo.GetCultureInfo(language));
}
