using System.Buffers;
using System.Globalization;

namespace Monipolku.Fhir.R4;

/// <summary>
/// The lexical rules of the primitive types (R4, section 2.24.0.1), by hand because they run for every value. Each method gives the
/// broken rule or null.
/// </summary>
internal static class Formats
{
    /// <summary>R4: a string is at most 1 MB.</summary>
    private const int MaxText = 1024 * 1024;

    private const string DateRule = "A date is YYYY, YYYY-MM or YYYY-MM-DD and exists in the calendar.";
    private const string DateTimeRule = "A dateTime is a date, or YYYY-MM-DDThh:mm:ss with an offset, and exists in the calendar.";
    private const string InstantRule = "An instant is YYYY-MM-DDThh:mm:ss with an offset and exists in the calendar.";
    private const string TimeRule = "A time is hh:mm:ss, with optional decimals and without an offset.";
    private const string OidRule = "An oid is urn:oid: followed by an object identifier.";
    private const string UuidRule = "A uuid is urn:uuid: followed by a UUID in lower case.";

    private static readonly SearchValues<char> IdChars =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.");

    private static readonly SearchValues<char> ForbiddenInText =
        SearchValues.Create([.. Enumerable.Range(0, 32).Select(c => (char)c).Except(['\t', '\n', '\r'])]);

    private static readonly SearchValues<char> Spaces =
        SearchValues.Create([.. Enumerable.Range(0, 0x10000).Select(c => (char)c).Where(c => c < 32 || char.IsWhiteSpace(c))]);

    public static string? Text(ReadOnlySpan<char> text) =>
        text.IsEmpty ? "The text is empty."
        : text.Length > MaxText ? "The text is longer than 1 MB."
        : text.ContainsAny(ForbiddenInText) ? "The text holds a control character."
        : null;

    public static string? Id(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= 64 && !text.ContainsAnyExcept(IdChars) ? null : "An id is 1 to 64 of A-Z, a-z, 0-9, '-' and '.'.";

    public static string? Uri(ReadOnlySpan<char> text) =>
        !text.IsEmpty && (!text.ContainsAnyExceptInRange('!', '~') || !text.ContainsAny(Spaces)) ? null : "A URI is not empty and holds no whitespace.";

    /// <summary>No whitespace at either end, and only single whitespace inside.</summary>
    public static string? Code(ReadOnlySpan<char> text)
    {
        const string Rule = "A code is not empty and has no whitespace but single spaces between words.";
        if (text.IsEmpty) return Rule;
        if (!text.ContainsAnyExceptInRange('!', '~')) return null;
        var previous = -2;
        for (var rest = 0; text[rest..].IndexOfAny(Spaces) is >= 0 and var step;)
        {
            var at = rest + step;
            if (at == 0 || at == text.Length - 1 || at == previous + 1) return Rule;
            previous = at;
            rest = at + 1;
        }
        return null;
    }

    public static string? Oid(ReadOnlySpan<char> text)
    {
        if (!text.StartsWith("urn:oid:")) return OidRule;
        var arcs = text[8..];
        var count = 0;
        foreach (var range in arcs.Split('.'))
        {
            var arc = arcs[range];
            if (arc.IsEmpty || arc.ContainsAnyExceptInRange('0', '9') || (arc[0] == '0' && arc.Length > 1)) return OidRule;
            if (count++ == 0 && (arc.Length != 1 || arc[0] > '2')) return OidRule;
        }
        return count > 1 ? null : OidRule;
    }

    public static string? Uuid(ReadOnlySpan<char> text)
    {
        if (text.Length != 45 || !text.StartsWith("urn:uuid:")) return UuidRule;
        for (var i = 9; i < 45; i++)
        {
            var dash = i is 17 or 22 or 27 or 32;
            if (dash ? text[i] != '-' : !char.IsAsciiHexDigitLower(text[i])) return UuidRule;
        }
        return null;
    }

    public static string? Base64(ReadOnlySpan<char> text) =>
        !text.IsEmpty && System.Buffers.Text.Base64.IsValid(text, out var length) && length > 0 ? null : "The value is not base64.";

    public static string? Date(ReadOnlySpan<char> text) => IsDate(text) ? null : DateRule;

    public static string? DateTime(ReadOnlySpan<char> text) => IsDate(text) || IsMoment(text) ? null : DateTimeRule;

    public static string? Instant(ReadOnlySpan<char> text) => IsMoment(text) ? null : InstantRule;

    public static string? Time(ReadOnlySpan<char> text) => TimeLength(text) is > 0 and var length && length == text.Length ? null : TimeRule;

    public static string Write(DateTimeOffset value) =>
        value.ToString(value.Offset == TimeSpan.Zero ? "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'" : "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz",
            CultureInfo.InvariantCulture);

    public static DateTimeOffset? ReadMoment(string? text) =>
        text is not null && IsMoment(text)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var value)
            ? value
            : null;

    /// <summary>Whether one date or dateTime is surely after the other: what is written less precisely is compared as far as it goes.</summary>
    public static bool IsAfter(string? one, string? other)
    {
        // Most pairs are written in one offset and differ before the decimals: then the text tells, without parsing.
        const int Seconds = 19;
        if (one?.Length >= 20 && other?.Length >= 20 && SameOffset(one, other)
            && string.CompareOrdinal(one, 0, other, 0, Seconds) is not 0 and var order)
        {
            return order > 0;
        }
        if (ReadMoment(one) is { } first && ReadMoment(other) is { } second) return first > second;
        if (one is null || other is null || one.Contains('T', StringComparison.Ordinal) || other.Contains('T', StringComparison.Ordinal)) return false;
        var length = Math.Min(one.Length, other.Length);
        return string.CompareOrdinal(one, 0, other, 0, length) > 0;
    }

    private static bool SameOffset(string one, string other) =>
        (one[^1] == 'Z' && other[^1] == 'Z') || (one[^1] != 'Z' && one.AsSpan()[^6..].SequenceEqual(other.AsSpan()[^6..]));

    private static bool IsDate(ReadOnlySpan<char> text)
    {
        if (text.Length is not (4 or 7 or 10) || !Number(text[..4], out var year) || year == 0) return false;
        if (text.Length == 4) return true;
        if (text[4] != '-' || !Number(text[5..7], out var month) || month is < 1 or > 12) return false;
        if (text.Length == 7) return true;
        return text[7] == '-' && Number(text[8..10], out var day) && day >= 1 && day <= System.DateTime.DaysInMonth(year, month);
    }

    private static bool IsMoment(ReadOnlySpan<char> text)
    {
        if (text.Length < 20 || !IsDate(text[..10]) || text[10] != 'T') return false;
        var length = TimeLength(text[11..]);
        if (length == 0) return false;
        var zone = text[(11 + length)..];
        if (zone is "Z") return true;
        if (zone.Length != 6 || zone[0] is not ('+' or '-') || zone[3] != ':') return false;
        if (!Number(zone[1..3], out var hours) || !Number(zone[4..6], out var minutes)) return false;
        return (hours <= 13 && minutes <= 59) || (hours == 14 && minutes == 0);
    }

    /// <summary>How many characters hh:mm:ss with optional decimals takes from the start; 0 when there is no time. 60 s is a leap second.</summary>
    private static int TimeLength(ReadOnlySpan<char> text)
    {
        if (text.Length < 8 || text[2] != ':' || text[5] != ':') return 0;
        if (!Number(text[..2], out var hours) || !Number(text[3..5], out var minutes) || !Number(text[6..8], out var seconds)) return 0;
        if (hours > 23 || minutes > 59 || seconds > 60) return 0;
        if (text.Length == 8 || text[8] != '.') return 8;
        var end = text[9..].IndexOfAnyExceptInRange('0', '9');
        var decimals = end < 0 ? text.Length - 9 : end;
        return decimals == 0 ? 0 : 9 + decimals;
    }

    private static bool Number(ReadOnlySpan<char> digits, out int value)
    {
        value = 0;
        foreach (var c in digits)
        {
            if (!char.IsAsciiDigit(c)) return false;
            value = value * 10 + (c - '0');
        }
        return true;
    }
}
