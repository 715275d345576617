using System.Globalization;
using System.Text.Json;

namespace Monipolku.Platform.Tests;

public sealed class HetuTests
{
    private const string CheckCharacters = "0123456789ABCDEFHJKLMNPRSTUVWXY";

    [Theory]
    [InlineData("020516C903K", 2016, 5, 2, HetuGender.Male)]
    [InlineData("010594Y9032", 1994, 5, 1, HetuGender.Male)]
    [InlineData("010190-900P", 1990, 1, 1, HetuGender.Female)]
    [InlineData("290200A900B", 2000, 2, 29, HetuGender.Female)]
    public void Reads_a_valid_code(string code, int year, int month, int day, HetuGender gender)
    {
        var hetu = Parse(code);

        hetu.Value.ShouldBe(code);
        hetu.BirthDate.ShouldBe(new DateOnly(year, month, day));
        hetu.Gender.ShouldBe(gender);
        hetu.IsTest.ShouldBeTrue();
    }

    [Theory]
    [InlineData("010190-999X", "check character, W expected")]
    [InlineData("250810A999Y", "check character, C expected")]
    [InlineData(null, "missing")]
    [InlineData("", "empty")]
    [InlineData("010190-900", "short")]
    [InlineData("010190-900PP", "long")]
    [InlineData(" 010190-900P", "space before")]
    [InlineData("010190-900P\n", "line end after")]
    [InlineData("010190−900P", "minus sign instead of hyphen")]
    [InlineData("٠١٠١٩٠-900P", "digits that aren't ASCII")]
    [InlineData("010190-90\0P", "NUL, which a number parser ignores at the end")]
    [InlineData("+10190-900P", "sign")]
    public void Refuses_what_is_no_code(string? text, string because)
    {
        Hetu.TryParse(text, out var hetu).ShouldBeFalse(because);
        hetu.ShouldBeNull();
    }

    [Theory]
    [InlineData('+', 1800)]
    [InlineData('-', 1900)]
    [InlineData('Y', 1900)]
    [InlineData('X', 1900)]
    [InlineData('W', 1900)]
    [InlineData('V', 1900)]
    [InlineData('U', 1900)]
    [InlineData('A', 2000)]
    [InlineData('B', 2000)]
    [InlineData('C', 2000)]
    [InlineData('D', 2000)]
    [InlineData('E', 2000)]
    [InlineData('F', 2000)]
    public void Separator_tells_the_century(char separator, int century) =>
        Parse(Code("010190", separator, 900)).BirthDate.ShouldBe(new DateOnly(century + 90, 1, 1));

    [Fact]
    public void No_other_character_separates()
    {
        var accepted = Enumerable.Range(0, 0x10000).Select(c => (char)c).Where(c => Hetu.TryParse(Code("010190", c, 900), out _));

        string.Concat(accepted).ShouldBe("+-ABCDEFUVWXYabcdefuvwxy");
    }

    [Theory]
    [InlineData("000190")]
    [InlineData("320190")]
    [InlineData("310490")]
    [InlineData("010090")]
    [InlineData("011390")]
    [InlineData("300292")]
    [InlineData("290291")]
    public void Refuses_a_date_that_does_not_exist(string date) => Hetu.TryParse(Code(date, '-', 900), out _).ShouldBeFalse();

    [Fact]
    public void Leap_day_of_year_00_exists_in_2000_only()
    {
        Hetu.TryParse(Code("290200", 'A', 900), out _).ShouldBeTrue();
        Hetu.TryParse(Code("290200", '-', 900), out _).ShouldBeFalse();
        Hetu.TryParse(Code("290200", '+', 900), out _).ShouldBeFalse();
    }

    [Fact]
    public void Individual_numbers_start_from_002_and_are_tests_from_900()
    {
        for (var number = 0; number < 1_000; number++)
        {
            Hetu.TryParse(Code("010190", '-', number), out var hetu).ShouldBe(number >= 2);
            if (hetu is null) continue;
            hetu.IsTest.ShouldBe(number >= 900);
            hetu.Gender.ShouldBe(number % 2 == 1 ? HetuGender.Male : HetuGender.Female);
        }
    }

    [Fact]
    public void Every_date_of_three_centuries_reads_back()
    {
        for (var date = new DateOnly(1800, 1, 1); date.Year < 2100; date = date.AddDays(1))
        {
            var separator = date.Year switch { < 1900 => '+', < 2000 => '-', _ => 'A' };
            Parse(Code(Digits(date), separator, 900 + (date.DayNumber % 100))).BirthDate.ShouldBe(date);
        }
    }

    [Fact]
    public void Only_one_check_character_of_31_is_right()
    {
        foreach (var code in Samples())
            CheckCharacters.Count(check => Hetu.TryParse(code[..10] + check, out _)).ShouldBe(1);
    }

    [Fact]
    public void A_changed_character_is_refused_unless_it_is_another_separator()
    {
        foreach (var code in Samples())
            for (var position = 0; position < code.Length; position++)
                for (var c = (char)0; c < 0x180; c++) // Latin letters with diacritics included
                {
                    var changed = code[..position] + c + code[(position + 1)..];
                    if (char.ToUpperInvariant(c) == code[position] || !Hetu.TryParse(changed, out var hetu)) continue;

                    position.ShouldBe(6, changed);
                    hetu.Value.ShouldBe(changed.ToUpperInvariant());
                    hetu.ShouldNotBe(Parse(code));
                }
    }

    [Fact]
    public void Two_neighbouring_digits_that_change_places_are_refused()
    {
        foreach (var code in Samples())
            foreach (var i in new[] { 0, 1, 2, 3, 4, 7, 8 })
            {
                if (code[i] == code[i + 1]) continue;
                Hetu.TryParse(code[..i] + code[i + 1] + code[i] + code[(i + 2)..], out _).ShouldBeFalse(code);
            }
    }

    [Fact]
    public void Noise_is_refused_without_an_exception()
    {
        var random = new Random(20250223);
        for (var i = 0; i < 100_000; i++)
        {
            var noise = new char[random.Next(14)];
            for (var j = 0; j < noise.Length; j++) noise[j] = (char)random.Next(i % 2 == 0 ? 0x80 : 0x10000);
            if (Hetu.TryParse(new string(noise), out var hetu)) hetu.Value.ShouldBe(new string(noise), StringCompareShould.IgnoreCase);
        }
    }

    [Fact]
    public void Lower_case_is_the_same_code()
    {
        Parse("020516c903k").ShouldBe(Parse("020516C903K"));
        Parse("020516c903k").Value.ShouldBe("020516C903K");
        Parse("020516c903k").GetHashCode().ShouldBe(Parse("020516C903K").GetHashCode());
    }

    [Fact]
    public void A_birth_date_is_refused_until_it_comes()
    {
        var hetu = Parse(Code("240225", 'A', 900));

        hetu.IsBornBy(new DateOnly(2025, 2, 23)).ShouldBeFalse();
        hetu.IsBornBy(new DateOnly(2025, 2, 24)).ShouldBeTrue();
    }

    [Fact]
    public void Neither_text_nor_JSON_shows_the_code()
    {
        var hetu = Parse("020516C903K");

        hetu.ToString().ShouldBe("020516C****");
        $"{hetu}".ShouldBe("020516C****");
        JsonSerializer.Serialize(hetu).ShouldNotContain("903K");
    }

    private static Hetu Parse(string code)
    {
        Hetu.TryParse(code, out var hetu).ShouldBeTrue(code);
        return hetu!;
    }

    private static string Digits(DateOnly date) => date.ToString("ddMMyy", CultureInfo.InvariantCulture);

    private static string Code(string date, char separator, int number) =>
        $"{date}{separator}{number:000}{CheckCharacters[int.Parse($"{date}{number:000}", CultureInfo.InvariantCulture) % 31]}";

    private static IEnumerable<string> Samples()
    {
        var random = new Random(417);
        for (var i = 0; i < 100; i++)
        {
            var date = new DateOnly(1900, 1, 1).AddDays(random.Next(45_000));
            var separator = (date.Year < 2000 ? "-YXWVU" : "ABCDEF")[i % 6];
            yield return Code(Digits(date), separator, random.Next(900, 1_000));
        }
    }
}
