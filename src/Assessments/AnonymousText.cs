using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Monipolku.Assessments;

/// <summary>What in a text may tell who a client is.</summary>
public enum IdentifyingKind
{
    IdentityCode,
    Phone,
    Email,

    /// <summary>A name of a client of the writer's unit, or of a client's guardian.</summary>
    ClientName,

    /// <summary>A date of birth: said as one, or a day of years ago beside a school or municipality.</summary>
    BirthDate,
}

/// <param name="Path">JSON path of the text.</param>
/// <param name="Offset">First character, counted from 0 in UTF-16 units, as JSON and JavaScript count.</param>
public sealed record IdentifyingPlace(string Path, int Offset, int Length, IdentifyingKind Kind);

/// <summary>
/// Finds what must not be in an anonymous question (R39). Digits of every script count. Of names it finds the form itself in any case, and with
/// a capital the usual endings, with or without the marks over its letters, spaced out or in letters that look the same; of numbers also what is written
/// with points, spaces or letters between or for digits. A false alarm costs a word, a miss costs a secret.
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

    /// <param name="names">Given and family names of the unit's clients and their guardians, as they are recorded; one with several parts counts part by part.</param>
    /// <param name="today">A day that is more than a year ago may be one of birth.</param>
    public static IReadOnlyList<IdentifyingPlace> Find(string text, string path, IEnumerable<string> names, DateOnly today)
    {
        var places = new List<IdentifyingPlace>();
        var digits = AsDigits(text);
        Add(IdentityCode(), digits, IdentifyingKind.IdentityCode, IsIdentityCode);
        Add(Email(), text, IdentifyingKind.Email);
        // Years, days and times of day are digits with points between too.
        var numbers = DayOrTime().Replace(digits, found => new string('#', found.Length));
        Add(Phone(), numbers, IdentifyingKind.Phone);
        Add(BrokenPhone(), numbers, IdentifyingKind.Phone, found => found.Value.Count(char.IsDigit) is >= 8 and <= 15);
        Add(SaidBirth(), text, IdentifyingKind.BirthDate);
        if (NamesPlace(text)) Add(Day(), text, IdentifyingKind.BirthDate, found => IsLongAgo(found, today));
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

        void Add(Regex pattern, string within, IdentifyingKind kind, Func<Match, bool>? holds = null)
        {
            foreach (Match match in pattern.Matches(within))
                if (holds?.Invoke(match) != false && !places.Exists(p => match.Index < p.Offset + p.Length && p.Offset < match.Index + match.Length))
                    places.Add(new IdentifyingPlace(path, match.Index, match.Length, kind));
        }
    }

    /// <summary>The same text, as long: a letter for a digit beside a digit is that digit, of whatever script.</summary>
    private static string AsDigits(string text) => string.Create(text.Length, text, (to, from) =>
    {
        for (var i = 0; i < from.Length; i++)
        {
            var besideDigit = (i > 0 && char.IsDigit(from[i - 1])) || (i + 1 < from.Length && char.IsDigit(from[i + 1]));
            to[i] = char.IsDigit(from[i]) ? (char)('0' + char.GetNumericValue(from[i]))
                : !besideDigit ? from[i]
                : from[i] is 'o' or 'O' or '\u043E' or '\u041E' ? '0'
                : from[i] is 'l' or 'I' or '|' ? '1' : from[i];
        }
    });

    /// <summary>Its first six digits are a day.</summary>
    private static bool IsIdentityCode(Match found)
    {
        var digits = found.Value.Where(char.IsDigit).Take(6).Select(d => d - '0').ToList();
        return digits is [var d1, var d2, var m1, var m2, _, _] && (d1 * 10) + d2 is >= 1 and <= 31 && (m1 * 10) + m2 is >= 1 and <= 12;
    }

    private static bool IsLongAgo(Match found, DateOnly today)
    {
        int Number(string group) => int.Parse(found.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
        var (year, month, day) = (Number("year"), Number("month"), Number("day"));
        return month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) && new DateOnly(year, month, day) < today.AddYears(-1);
    }

    /// <summary>A school by its name, or a municipality, in any of their forms.</summary>
    private static bool NamesPlace(string text) =>
        School().IsMatch(text) || Word().Matches(text).Any(word => char.IsUpper(word.Value[0]) && Municipalities.Names(Fold(word.Value), Endings));

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

    // Whatever stands between the digits: people write so, some on purpose.
    [GeneratedRegex(@"(?<![0-9])(?:[0-9][ \u00a0._/]{0,2}){6}[-+A-FU-Ya-fu-y\u2010-\u2015][ \u00a0._/]{0,2}(?:[0-9][ \u00a0._/]{0,2}){3}[0-9A-Za-z](?![\p{L}\p{Nd}])")]
    private static partial Regex IdentityCode();

    [GeneratedRegex(@"[^\s@<>()]+@[^\s@<>()]+\.[^\s@<>().,;]+")]
    private static partial Regex Email();

    /// <summary>With a country code or a leading zero, 6 digits at least. Not a date: points stand in those.</summary>
    [GeneratedRegex(@"(?<![\p{Nd}.])(?:\+|00)\p{Nd}{1,3}(?:[ ()\u00a0-]{0,2}\p{Nd}){5,12}(?!\p{Nd})|(?<![\p{Nd}.])\(?0\p{Nd}{1,3}\)?(?:[ \u00a0-]?\p{Nd}){4,9}(?!\p{Nd}|\.\p{Nd})")]
    private static partial Regex Phone();

    /// <summary>The same with anything else of at most three signs, or a letter, between.</summary>
    [GeneratedRegex(@"(?<![\p{L}\p{Nd}#])(?:\+|00)?[0-9](?:(?:[ \u00a0._/()*:-]{0,3}|[ ]?\p{L}[ ]?)[0-9]){7,16}(?![\p{Nd}#])(?<=(?<![\p{L}\p{Nd}#])(?:0|\+|\(0)[^#]*)")]
    private static partial Regex BrokenPhone();

    /// <summary>15.9.2026, 2026-09-15, 15.9. and 8.30: of this and the last century.</summary>
    [GeneratedRegex(@"(?<![\p{Nd}.])(?:[0-3]?[0-9]\.[01]?[0-9]\.(?:(?:19|20)[0-9]{2}(?![0-9])|(?![0-9]))|(?:19|20)[0-9]{2}-[01][0-9]-[0-3][0-9](?![0-9])|[0-2]?[0-9][.:][0-5][0-9](?![\p{Nd}.]|[ -]?[0-9]))")]
    private static partial Regex DayOrTime();

    [GeneratedRegex(@"(?<![\p{Nd}.])(?:(?<day>[0-3]?[0-9])\s?[./-]\s?(?<month>[01]?[0-9])\s?[./-]\s?(?<year>(?:19|20)[0-9]{2})|(?<year>(?:19|20)[0-9]{2})-(?<month>[01][0-9])-(?<day>[0-3][0-9]))(?![0-9])")]
    private static partial Regex Day();

    /// <summary>A full day after a word for being born.</summary>
    [GeneratedRegex(@"(?<=(?<!\p{L})(?:synt\p{L}*\.?|s\.|född|födel\p{L}*|f\.|born|birth\p{L}*|dob)[^\p{Nd}\n]{0,15})[0-3]?[0-9]\s?[./-]\s?[01]?[0-9]\s?[./-]\s?(?:(?:19|20)?[0-9]{2})(?![0-9])", RegexOptions.IgnoreCase)]
    private static partial Regex SaidBirth();

    /// <summary>A name with a capital before the kind of school: <c>Kivikon koulussa</c>, <c>Minervaskolan</c>. Any school at a sentence's beginning is none.</summary>
    [GeneratedRegex(@"\p{Lu}\p{Ll}+n\s(?:ala|ylä)?-?(?:koulu|lukio|yläaste|ala-aste|yhteiskoulu|peruskoulu|päiväkoti|päiväkodi)\p{Ll}*|\p{Lu}\p{Ll}{2,}s?\s?(?:skola|skolan|skolans|gymnasium|gymnasiet|daghem)(?!\p{L})|\p{Lu}\p{Ll}+\sSchool(?!\p{L})")]
    private static partial Regex School();

    [GeneratedRegex(@"\p{L}[\p{L}\p{M}]*")]
    private static partial Regex Word();

    /// <summary>Three letters at least, each apart: <c>V i r t a n e n</c>.</summary>
    [GeneratedRegex(@"(?<![\p{L}\p{M}])\p{L}\p{M}?(?:[ \u00a0._*-]{1,2}\p{L}\p{M}?){2,}(?![\p{L}\p{M}])")]
    private static partial Regex SpacedWord();
}
