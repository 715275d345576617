namespace Monipolku.Fhir.R4.Tests;

public class PrimitiveFormats
{
    [Theory]
    [InlineData("Date", "2026|2026-02|2026-02-28|2024-02-29|0001", "|26|2026-2|2026-13|2026-00|2026-02-29|2026-02-30|2026-04-31|2026-01-00|0000|2026-01-01T00:00:00Z|2026/01/01|2026-01-01 ")]
    [InlineData("DateTime", "2026|2026-02|2026-02-28|2026-02-28T23:59:59Z|2026-02-28T00:00:00.000+02:00|2016-12-31T23:59:60Z|2026-01-01T00:00:00-14:00", "2026-02-28T10:00Z|2026-02-28T10:00:00|2026-02-28T24:00:00Z|2026-02-29T10:00:00Z|2026-02-28T10:00:00+14:01|2026-02-28T10:00:00.Z|2026-02-28t10:00:00Z|2026-02-28T10:60:00Z|2026-02-28T10:00:61Z|2026-02-28T10:00:00+2:00")]
    [InlineData("Instant", "2026-02-28T23:59:59Z|2026-02-28T23:59:59.123456789+02:00", "2026|2026-02-28|2026-02-28T10:00Z|2026-02-28T10:00:00")]
    [InlineData("Time", "00:00:00|23:59:59|12:00:00.5", "24:00:00|12:00|12:00:00Z|12:00:00.|1:00:00")]
    [InlineData("Id", "a|A-1.b|0123456789012345678901234567890123456789012345678901234567890123", "|a_b|ä|a b|01234567890123456789012345678901234567890123456789012345678901234")]
    [InlineData("Code", "a|a b|ä|=|a-b c", "| a|a |a  b|\t|a\u00A0 b")]
    [InlineData("Uri", "http://x.example/a|urn:oid:1.2|#a|a|ä", "|a b| a|a\n")]
    [InlineData("Oid", "urn:oid:1.2.246.21|urn:oid:0.0|urn:oid:2.999", "|1.2|urn:oid:1|urn:oid:3.1|urn:oid:1.02|urn:oid:1..2|urn:oid:1.a|urn:oid:1.2.")]
    [InlineData("Uuid", "urn:uuid:0190163d-8694-739b-aea5-966c26f8ad91", "|0190163d-8694-739b-aea5-966c26f8ad91|urn:uuid:0190163D-8694-739b-aea5-966c26f8ad91|urn:uuid:0190163d-8694-739b-aea5-966c26f8ad9|urn:uuid:0190163d08694-739b-aea5-966c26f8ad91")]
    [InlineData("Base64", "YQ==|YWJj|YWJj YWJj", "|Y|YQ=|Y!==|ä")]
    [InlineData("Text", "a| a |rivi\nrivi\r\t|ä", "|a\u0000|\u001F")]
    public void A_format_accepts_and_refuses_what_the_specification_says(string format, string right, string wrong)
    {
        Func<string, string?> check = format switch
        {
            "Date" => t => Formats.Date(t),
            "DateTime" => t => Formats.DateTime(t),
            "Instant" => t => Formats.Instant(t),
            "Time" => t => Formats.Time(t),
            "Id" => t => Formats.Id(t),
            "Code" => t => Formats.Code(t),
            "Uri" => t => Formats.Uri(t),
            "Oid" => t => Formats.Oid(t),
            "Uuid" => t => Formats.Uuid(t),
            "Base64" => t => Formats.Base64(t),
            _ => t => Formats.Text(t),
        };
        foreach (var text in right.Split('|')) check(text).ShouldBeNull(text);
        foreach (var text in wrong.Split('|')) check(text).ShouldNotBeNull(text);
    }

    [Fact]
    public void Numbers_have_their_bounds()
    {
        FhirValidator.Validate(new Attachment { Size = -1 }.In()).ShouldHaveSingleItem().Text.ShouldContain("unsignedInt");
        FhirValidator.Validate(new ContactPoint { System = ContactPoint.ContactPointSystem.Phone, Rank = 0 }.In()).ShouldHaveSingleItem().Text.ShouldContain("positiveInt");
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("1.00")]
    [InlineData("-0.0")]
    [InlineData("1e10")]
    [InlineData("1E-300")]
    [InlineData("123456789012345678901234567890.123456789012345678901234567890")]
    public void A_decimal_keeps_its_digits(string digits)
    {
        var json = $$"""{"resourceType":"Basic","code":{"text":"a"},"extension":[{"url":"http://x.example/a","valueDecimal":{{digits}}}]}""";
        var basic = FhirJson.Parse<Basic>(json);
        ((FhirDecimal)basic.Extension[0].Value!).Text.ShouldBe(digits);
        System.Text.Encoding.UTF8.GetString(FhirJson.Serialize(basic)).ShouldContain($"\"valueDecimal\":{digits}}}");
    }

    [Fact]
    public void Plain_values_convert_to_primitives_and_back()
    {
        var moment = new DateTimeOffset(2026, 3, 2, 9, 15, 0, TimeSpan.FromHours(2));
        ((FhirDateTime)moment).Value.ShouldBe("2026-03-02T09:15:00+02:00");
        ((Instant)moment.ToUniversalTime()).Value.ShouldBe("2026-03-02T07:15:00Z");
        ((FhirDateTime)"2026-03-02T09:15:00+02:00").ToDateTimeOffset().ShouldBe(moment);
        ((FhirDateTime)"2026-03").ToDateTimeOffset().ShouldBeNull();
        ((Date)new DateOnly(2026, 3, 2)).Value.ShouldBe("2026-03-02");
        ((Date)"2026-03-02").ToDateOnly().ShouldBe(new DateOnly(2026, 3, 2));
        ((Time)new TimeOnly(9, 15)).Value.ShouldBe("09:15:00");
        ((FhirDecimal)1.50m).Text.ShouldBe("1.50");
        ((Base64Binary)new byte[] { 1, 2 })!.ToBytes().ShouldBe([1, 2]);
        ((FhirString?)(string?)null).ShouldBeNull();
        Task.TaskStatus.OnHold.GetCode().ShouldBe("on-hold");
        EnumCodes.TryParse<Task.TaskStatus>("on-hold", out var status).ShouldBeTrue();
        status.ShouldBe(Task.TaskStatus.OnHold);
    }
}

internal static class Wrapping
{
    public static Basic In(this DataType value) => new() { Code = new() { Text = "a" }, Extension = [new() { Url = "http://x.example/a", Value = value }] };
}
