using System.Text.Json;

namespace Monipolku.Platform.Tests;

public class JsonRulesTests
{
    [Theory]
    [InlineData("2026-09-15T12:00:00Z", "2026-09-15T12:00:00.000Z")]
    [InlineData("2026-09-15T15:00:00.1259999+03:00", "2026-09-15T12:00:00.125Z")]
    public void An_instant_is_told_as_the_database_keeps_it(string instant, string told)
    {
        var value = DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture);

        JsonSerializer.Serialize(value, JsonRules.Options).ShouldBe($"\"{told}\"");
        JsonSerializer.Deserialize<DateTimeOffset>($"\"{told}\"", JsonRules.Options)
            .ShouldBe(DateTimeOffset.FromUnixTimeMilliseconds(value.ToUnixTimeMilliseconds()));
    }

    [Theory]
    [InlineData("1726401600")]
    [InlineData("true")]
    [InlineData("\"2026-02-30T12:00:00Z\"")]
    [InlineData("\"yesterday\"")]
    public void What_is_no_instant_is_refused(string json) =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<DateTimeOffset>(json, JsonRules.Options));
}
