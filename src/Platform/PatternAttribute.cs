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

/// <summary>One line: no line break and no tab. (Other control characters come in nowhere, see <see cref="StrictStrings"/>.)</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class OneLineAttribute() : ValidationAttribute("The field {0} must be one line.")
{
    public override bool IsValid(object? value) => value is not string text || !text.Any(c => c is '\t' or '\n' or '\r' or '\u2028' or '\u2029');
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
