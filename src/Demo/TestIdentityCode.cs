using System.Globalization;

namespace Monipolku.Demo;

/// <summary>Identity codes of test persons (individual number 900 to 999): nobody's.</summary>
public static class TestIdentityCode
{
    private const string CheckCharacters = "0123456789ABCDEFHJKLMNPRSTUVWXY";

    /// <summary>A new client at every run: whoever withdrew in an earlier run stays as they were.</summary>
    public static string Of15YearOld()
    {
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        return Of(today.AddYears(-15).AddDays(-Random.Shared.Next(1, 360)), "ABCDEF"[Random.Shared.Next(6)], Random.Shared.Next(900, 1000));
    }

    public static string OfParent(string childsCode) =>
        Of(new DateOnly(1980, 1, 1).AddDays(Random.Shared.Next(3000)), "-YXWVU"[childsCode[^1] % 6], Random.Shared.Next(900, 1000));

    /// <param name="number">Individual number, 900 to 999.</param>
    public static string Of(DateOnly born, char separator, int number)
    {
        var digits = string.Create(CultureInfo.InvariantCulture, $"{born:ddMMyy}{number}");
        return $"{digits[..6]}{separator}{digits[6..]}{CheckCharacters[int.Parse(digits, CultureInfo.InvariantCulture) % CheckCharacters.Length]}";
    }
}
