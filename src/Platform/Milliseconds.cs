using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Monipolku.Platform;

/// <summary>
/// An instant in JSON: UTC to the millisecond, <c>2026-09-15T12:00:00.125Z</c>. The database keeps milliseconds; so the answer to a
/// creation, its repeat and a later read say the same. Read with any offset, but never without one: nobody knows whose clock that was.
/// </summary>
internal sealed class Milliseconds : JsonConverter<DateTimeOffset>
{
    internal const string WithoutZone = "The time has no zone: add Z or an offset, such as 2026-11-25T10:00:00+02:00.";

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is not JsonTokenType.String || !reader.TryGetDateTimeOffset(out var instant))
            throw new JsonException("The JSON value could not be converted to an instant.");
        var text = reader.GetString()!;
        return HasZone(text) ? instant : throw new JsonException(WithoutZone);
    }

    /// <summary>Whether the text of an instant says whose clock it is.</summary>
    internal static bool HasZone(string text) => text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-' && text[^3] == ':');

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        Span<char> text = stackalloc char[24];
        value.UtcDateTime.TryFormat(text, out var written, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..written]);
    }
}
