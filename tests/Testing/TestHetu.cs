using System.Globalization;

namespace Monipolku.Testing;

/// <summary>Test identity codes (individual number 900 to 999), each used once.</summary>
public static class TestHetu
{
    private const string CheckCharacters = "0123456789ABCDEFHJKLMNPRSTUVWXY";
    private static int _next = Random.Shared.Next(0, 400_000);

    /// <summary>A person of that age in years, and not yet one more, on 15.9.2026.</summary>
    public static string New(int age = 15)
    {
        var number = Interlocked.Increment(ref _next);
        var born = new DateOnly(2026, 9, 1).AddYears(-age).AddDays(-(number / 100 % 300));
        var digits = string.Create(CultureInfo.InvariantCulture, $"{born:ddMMyy}{900 + (number % 100)}");
        // Three separators a century: three times as many codes a day.
        var separators = born.Year < 2000 ? "-YX" : "ABC";
        var separator = separators[number / 30_000 % 3];
        return $"{digits[..6]}{separator}{digits[6..]}{CheckCharacters[int.Parse(digits, CultureInfo.InvariantCulture) % 31]}";
    }
}
