using System.Globalization;
using System.Resources;

namespace Monipolku.Identity.SignIn;

/// <summary>What the pages say, in PageTexts.resx (English), .fi.resx and .sv.resx.</summary>
internal sealed class PageTexts
{
    public static readonly IReadOnlyList<string> Languages = ["fi", "sv", "en"];

    internal static readonly ResourceManager Resources = new(typeof(PageTexts));

    private static readonly Dictionary<string, PageTexts> ByLanguage = Languages.ToDictionary(language => language, language => new PageTexts(language));

    private PageTexts(string language) => (Language, Culture) = (language, CultureInfo.GetCultureInfo(language));

    public string Language { get; }

    public CultureInfo Culture { get; }

    public string this[string key] => Find(key) ?? throw new MissingManifestResourceException($"The page text {key} is missing.");

    /// <param name="language">One of <see cref="Languages"/>.</param>
    public static PageTexts In(string language) => ByLanguage[language];

    public string? Find(string key) => Resources.GetString(key, Culture);

    /// <summary>As the language writes a day: 5.1.1980, 1980-01-05, 5 January 1980 (English alone leaves open which number is the month).</summary>
    public string Day(DateOnly day) => day.ToString(Language == "en" ? "d MMMM yyyy" : "d", Culture);

    public string Format(string key, params object[] values) => string.Format(Culture, this[key], values);
}
