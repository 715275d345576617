using System.ComponentModel.DataAnnotations;

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

/// <summary>The text shows something: at least one letter, digit or sign that is not white space or invisible.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class VisibleAttribute() : ValidationAttribute("The field {0} must hold text that can be seen.")
{
    public override bool IsValid(object? value) =>
        value is not string text || text.EnumerateRunes().Any(rune => System.Text.Rune.IsLetterOrDigit(rune) || System.Text.Rune.IsSymbol(rune)
            || System.Text.Rune.IsPunctuation(rune));
}
