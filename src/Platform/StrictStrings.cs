using System.Text.Json;
using System.Text.Json.Serialization;

namespace Monipolku.Platform;

/// <summary>
/// Text from outside holds characters that people write: no control characters but tab and line breaks, no half surrogate pairs.
/// (PostgreSQL cannot store U+0000, and neither belongs in a person's record.)
/// </summary>
public sealed class StrictStrings : JsonConverter<string>
{
    internal const string Marker = "The text holds a control character or half of a surrogate pair.";

    internal const string NotText = "The JSON value could not be converted to text.";

    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is not JsonTokenType.String) throw new JsonException(NotText);
        string text;
        try
        {
            text = reader.GetString()!;
        }
        catch (InvalidOperationException) // what the reader throws on a lone surrogate
        {
            throw new JsonException(Marker);
        }
        return Allowed(text) ? text : throw new JsonException(Marker);
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    public static bool Allowed(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsControl(text[i]) && text[i] is not ('\t' or '\n' or '\r')) return false;
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 >= text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return false;
            i++;
        }
        return true;
    }
}
