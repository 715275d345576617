using System.ComponentModel.DataAnnotations;
using System.Text;

namespace Monipolku.Platform;

/// <summary>
/// The whole text matches the pattern. Unlike <see cref="RegularExpressionAttribute"/> it does not let an empty text pass. Write
/// <c>[0-9]</c>, not <c>\d</c>, which takes the digits of every script.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class PatternAttribute(string pattern) : RegularExpressionAttribute(pattern)
{
    public override bool IsValid(object? value) => value is not "" && base.IsValid(value);
}

/// <summary>
/// One line that reads as it is: no line break, tab or other control character, no blank at either end, and nothing invisible that joins, parts or
/// turns what stands around it (zero-width and bidirectional marks: with them two names look the same).
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class OneLineAttribute() : ValidationAttribute("The field {0} must be one line, without blanks at its ends and without invisible characters.")
{
    public override bool IsValid(object? value) => value is not string text || (text.AsSpan().Trim().Length == text.Length && !text.Any(IsHidden));

    private static bool IsHidden(char c) => char.IsControl(c)
        || c is '\u061C' or '\u2028' or '\u2029' or '\uFEFF' or (>= '\u200B' and <= '\u200F') or (>= '\u202A' and <= '\u202E') or (>= '\u2060' and <= '\u2069');
}

/// <summary>The text shows something: at least one letter, digit or sign that is not white space or invisible.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class VisibleAttribute() : ValidationAttribute("The field {0} must hold text that can be seen.")
{
    public override bool IsValid(object? value) => value is not string text || Holds(text);

    /// <summary>For what an attribute cannot say: an element of a list, a text that is required in some cases.</summary>
    public static bool Holds(string? text) => text is not null && text.EnumerateRunes().Any(rune =>
        !Blank.Contains(rune.Value) && (Rune.IsLetterOrDigit(rune) || Rune.IsSymbol(rune) || Rune.IsPunctuation(rune)));

    /// <summary>Letters and signs by category that show nothing: fillers of Hangul, the braille blank.</summary>
    private static readonly int[] Blank = [0x115F, 0x1160, 0x3164, 0xFFA0, 0x2800];
}
