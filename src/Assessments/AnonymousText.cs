using System.Collections.Frozen;
using System.Text;
using System.Text.RegularExpressions;

namespace Monipolku.Assessments;

/// <summary>What in a text may tell who a client is.</summary>
public enum IdentifyingKind
{
    IdentityCode,
    Phone,
    Email,

    /// <summary>A name of a client of the writer's unit.</summary>
    ClientName,
}

/// <param name="Path">JSON path of the text.</param>
/// <param name="Offset">First character, counted from 0 in UTF-16 units, as JSON and JavaScript count.</param>
public sealed record IdentifyingPlace(string Path, int Offset, int Length, IdentifyingKind Kind);

/// <summary>
/// Finds what must not be in an anonymous question (R39). Digits of every script count. Of names it finds the form itself in any case, and with
/// a capital the usual endings, with or without the marks over its letters, spaced out or in letters that look the same: a false alarm costs a word, a miss costs a secret.
/// </summary>
internal static partial class AnonymousText
{
    /// <summary>A shorter name is a common word too often.</summary>
    private const int ShortestName = 3;

    /// <summary>Finnish and Swedish case endings as they stand after a stem, folded.</summary>
    private static readonly string[] Endings =
    [
        "n", "a", "ta", "na", "ksi", "ssa", "sta", "lla", "lta", "lle", "tta", "in", "en", "an", "on",
        "un", "yn", "s", "kin", "ko", "han", "hen", "hin", "hun", "hon", "seen", "st", "nsa", "ni",
    ];

    /// <summary>Cyrillic and Greek letters that look like Latin ones.</summary>
    private static readonly FrozenDictionary<char, char> LookAlikes = "аaеeоoрpсcуyхxіiјjѕsкkтtмmнhвbαaεeοoρpνvιiκkτtυu"
        .Chunk(2).ToFrozenDictionary(pair => pair[0], pair => pair[1]);

    /// <param name="names">Given and family names of the unit's clients, as they are recorded; one with several parts counts part by part.</param>
    public static IReadOnlyList<IdentifyingPlace> Find(string text, string path, IEnumerable<string> names)
    {
        var places = new List<IdentifyingPlace>();
        Add(IdentityCode(), IdentifyingKind.IdentityCode);
        Add(Email(), IdentifyingKind.Email);
        Add(Phone(), IdentifyingKind.Phone);
        var stems = names.SelectMany(name => Word().Matches(name).Select(part => Fold(part.Value))).Where(part => part.Length >= ShortestName)
            .Distinct(StringComparer.Ordinal).SelectMany(part => StemsOf(part).Select(stem => (Stem: stem, Whole: stem == part))).ToList();
        var exact = stems.Where(s => s.Whole).Select(s => s.Stem).ToHashSet(StringComparer.Ordinal);
        var byStart = stems.ToLookup(s => s.Stem[..2], s => s.Stem, StringComparer.Ordinal);
        foreach (var found in Word().Matches(text).Concat(SpacedWord().Matches(text)))
        {
            var word = Fold(found.Value);
            var name = exact.Contains(word) || (char.IsUpper(found.Value[0]) && word.Length > 2 && byStart[word[..2]].Any(stem => IsForm(word, stem)));
            if (name) places.Add(new IdentifyingPlace(path, found.Index, found.Length, IdentifyingKind.ClientName));
        }
        return [.. places.OrderBy(p => p.Offset)];

        void Add(Regex pattern, IdentifyingKind kind)
        {
            foreach (Match match in pattern.Matches(text))
                if (!places.Exists(p => match.Index < p.Offset + p.Length && p.Offset < match.Index + match.Length))
                    places.Add(new IdentifyingPlace(path, match.Index, match.Length, kind));
        }
    }

    private static bool IsForm(string word, string stem) =>
        word.StartsWith(stem, StringComparison.Ordinal) && Endings.Contains(word[stem.Length..]);

    /// <summary>As it is heard and looks: small letters, without marks and what stands between letters, and those of other alphabets that look the same.</summary>
    private static string Fold(string word)
    {
        var letters = word.ToLowerInvariant().Normalize(NormalizationForm.FormD).Where(char.IsLetter);
        return string.Concat(letters.Select(l => LookAlikes.TryGetValue(l, out var latin) ? latin : l));
    }

    /// <summary>The name, and what endings are put to: Virtanen Virtase-, Pekka Peka-, Matti Mati-, Markus Markukse-, Mikael Mikaeli-.</summary>
    private static IEnumerable<string> StemsOf(string name)
    {
        yield return name;
        if (name.EndsWith("nen", StringComparison.Ordinal)) yield return name[..^3] + "se";
        if (name.EndsWith('s')) yield return name[..^1] + "kse";
        if (!"aeiouy".Contains(name[^1], StringComparison.Ordinal)) yield return name + "i";
        if (name.Length > 3 && name[^2] == name[^3] && "kpt".Contains(name[^2], StringComparison.Ordinal)) yield return name[..^2] + name[^1];
    }

    // Spaces may stand around the separator: people write so.
    [GeneratedRegex(@"(?<!\p{Nd})\p{Nd}{6}\s?[-+A-FU-Ya-fu-y\u2010-\u2015]\s?\p{Nd}{3}\s?[\p{Nd}A-Za-z](?![\p{L}\p{Nd}])")]
    private static partial Regex IdentityCode();

    [GeneratedRegex(@"[^\s@<>()]+@[^\s@<>()]+\.[^\s@<>().,;]+")]
    private static partial Regex Email();

    /// <summary>With a country code or a leading zero, 6 digits at least. Not a date: points stand in those.</summary>
    [GeneratedRegex(@"(?<![\p{Nd}.])(?:\+|00)\p{Nd}{1,3}(?:[ ()\u00a0-]{0,2}\p{Nd}){5,12}(?!\p{Nd})|(?<![\p{Nd}.])\(?0\p{Nd}{1,3}\)?(?:[ \u00a0-]?\p{Nd}){4,9}(?!\p{Nd}|\.\p{Nd})")]
    private static partial Regex Phone();

    [GeneratedRegex(@"\p{L}[\p{L}\p{M}]*")]
    private static partial Regex Word();

    /// <summary>Three letters at least, each apart: <c>V i r t a n e n</c>.</summary>
    [GeneratedRegex(@"(?<![\p{L}\p{M}])\p{L}\p{M}?(?:[ \u00a0._*-]{1,2}\p{L}\p{M}?){2,}(?![\p{L}\p{M}])")]
    private static partial Regex SpacedWord();
}
