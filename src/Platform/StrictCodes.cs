using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Monipolku.Platform;

/// <summary>
/// A code is exactly one of its names in camelCase. (The framework's own converter also takes other cases, and <c>"contact, private"</c> as
/// the sum of two codes, which is a third one or none.)
/// </summary>
internal sealed class StrictCodes : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Codes<>).MakeGenericType(typeToConvert))!;

    private sealed class Codes<TEnum> : JsonConverter<TEnum> where TEnum : struct, Enum
    {
        private static readonly FrozenDictionary<string, TEnum> ByCode =
            Enum.GetValues<TEnum>().ToFrozenDictionary(value => JsonRules.CodeOf(value), StringComparer.Ordinal);

        private static readonly FrozenDictionary<TEnum, JsonEncodedText> ByValue =
            Enum.GetValues<TEnum>().ToFrozenDictionary(value => value, value => JsonEncodedText.Encode(JsonRules.CodeOf(value)));

        public override TEnum Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType is JsonTokenType.String && ByCode.TryGetValue(reader.GetString()!, out var value)
                ? value
                : throw new JsonException("The JSON value could not be converted to a code.");

        public override void Write(Utf8JsonWriter writer, TEnum value, JsonSerializerOptions options) => writer.WriteStringValue(ByValue[value]);
    }
}
