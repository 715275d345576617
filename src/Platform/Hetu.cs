using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;

namespace Monipolku.Platform;

/// <summary>The gender that a personal identity code tells: the parity of its individual number.</summary>
public enum HetuGender
{
    /// <summary>Even individual number.</summary>
    Female,

    /// <summary>Odd individual number.</summary>
    Male,
}

/// <summary>
/// Finnish personal identity code (henkilötunnus): <c>DDMMYY</c>, a separator that tells the century, an individual number of three digits
/// and a check character. Source: laki väestötietojärjestelmästä 661/2009 § 11 and asetus 128/2010 § 2; FHIR system
/// <c>urn:oid:1.2.246.21</c>.
/// </summary>
/// <remarks>
/// <para>Separators: <c>+</c> for the 1800s; <c>- Y X W V U</c> for the 1900s; <c>A B C D E F</c> for the 2000s. Codes that differ in the
/// separator only are codes of different persons.</para>
/// <para>An instance is always a valid code in upper case. It never shows itself: <see cref="ToString"/> is masked and JSON leaves
/// <see cref="Value"/> out, so that neither a log nor an answer carries it by accident.</para>
/// </remarks>
public sealed record Hetu
{
    /// <summary>FHIR identifier system of the code.</summary>
    public const string FhirSystem = "urn:oid:1.2.246.21";

    private const string CheckCharacters = "0123456789ABCDEFHJKLMNPRSTUVWXY";
    private const int Length = 11;

    private Hetu(string value, DateOnly birthDate, int individualNumber)
    {
        Value = value;
        BirthDate = birthDate;
        Gender = individualNumber % 2 == 0 ? HetuGender.Female : HetuGender.Male;
        IsTest = individualNumber >= 900;
    }

    /// <summary>The whole code, 11 characters in upper case. Secret: encrypt it when stored, and never log it.</summary>
    [JsonIgnore]
    public string Value { get; }

    /// <summary>Date of birth in the code; may be in the future, see <see cref="IsBornBy"/>.</summary>
    public DateOnly BirthDate { get; }

    /// <summary>Gender by the individual number.</summary>
    public HetuGender Gender { get; }

    /// <summary>Whether the individual number is 900 to 999: for testing and temporary use, never a real person's.</summary>
    public bool IsTest { get; }

    /// <summary>
    /// Reads a code; lower-case letters are accepted, white space and anything else around it is not. False, with no exception, for
    /// everything that isn't a possible code: length, separator, a date that doesn't exist, individual number 000 or 001, check character.
    /// </summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Hetu? hetu)
    {
        hetu = null;
        if (text is not { Length: Length }) return false;

        Span<char> code = stackalloc char[Length];
        for (var i = 0; i < Length; i++) code[i] = char.IsAsciiLetterLower(text[i]) ? (char)(text[i] - 'a' + 'A') : text[i];

        Span<char> digits = stackalloc char[9];
        code[..6].CopyTo(digits);
        code[7..10].CopyTo(digits[6..]);
        // Looked at first: the parser itself ignores trailing NUL characters.
        if (digits.ContainsAnyExceptInRange('0', '9')) return false;
        var number = int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        if (Century(code[6]) is not { } century) return false;
        if (code[10] != CheckCharacters[number % CheckCharacters.Length]) return false;

        var individualNumber = number % 1_000;
        if (individualNumber < 2) return false;

        var (day, month, year) = (number / 10_000_000, number / 100_000 % 100, century + (number / 1_000 % 100));
        if (month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;

        hetu = new Hetu(code.ToString(), new DateOnly(year, month, day), individualNumber);
        return true;
    }

    /// <summary>Whether a code stands anywhere in the text: it does not belong in a name.</summary>
    public static bool StandsIn(string? text)
    {
        for (var i = 0; i + Length <= text?.Length; i++)
            if (TryParse(text.Substring(i, Length), out _)) return true;
        return false;
    }

    /// <summary>Whether the person can have been born by <paramref name="today"/>: a code with a later birth date is refused at
    /// entry.</summary>
    public bool IsBornBy(DateOnly today) => BirthDate <= today;

    /// <summary>The code with its last four characters hidden: <c>020516C****</c>. Still personal data: it tells the birth date.</summary>
    public override string ToString() => $"{Value.AsSpan(0, 7)}****";

    private static int? Century(char separator) => separator switch
    {
        '+' => 1800,
        '-' or (>= 'U' and <= 'Y') => 1900,
        >= 'A' and <= 'F' => 2000,
        _ => null,
    };
}
