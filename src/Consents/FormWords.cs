using System.Globalization;
using System.Resources;

namespace Monipolku.Consents;

/// <summary>What stands on the forms besides the information texts. The words are in ConsentFormPage.resx (English), .fi.resx and .sv.resx.</summary>
internal sealed class FormWords(string language)
{
    private static readonly ResourceManager Resources = new(typeof(ConsentFormPage));

    private readonly CultureInfo _culture = CultureInfo.GetCultureInfo(language);

    public string Language => language;

    public string this[string key] => Resources.GetString(key, _culture) ?? throw new MissingManifestResourceException($"The form's text {key} is missing.");

    public string Format(string key, string value) => string.Format(_culture, this[key], value);

    /// <summary>14.9.2026: as dates are written in Finland in all three languages.</summary>
    public string Day(DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"{day.Day}.{day.Month}.{day.Year}");

    public string Period(DateOnly? from, DateOnly? to) =>
        $"{(from is { } first ? Day(first) : "")} – {(to is { } last ? Day(last) : from is null ? "" : this["untilFurtherNotice"])}".Trim();
}
