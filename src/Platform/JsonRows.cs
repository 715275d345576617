using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Validation;

// "For evaluation purposes": the API that runs for a request's body by itself has no other name yet, and tests cover what it does here.
#pragma warning disable ASP0029

namespace Monipolku.Platform;

/// <summary>Reads the rows of a batch each by itself: one that is wrong gets its own refusal and leaves the others alone.</summary>
public sealed class JsonRows(IServiceProvider services, IOptions<ValidationOptions> validation)
{
    /// <summary>The row as the body of a request is read: strict JSON, then the rules that stand on the record's members.</summary>
    /// <returns>The row, or what is wrong with its path within the row.</returns>
    public async Task<(T? Row, Refusal? Refusal)> Read<T>(JsonElement json, CancellationToken ct) where T : class
    {
        var (row, malformed) = Parse<T>(json);
        if (row is null) return (null, malformed);
        if (!validation.Value.TryGetValidatableTypeInfo(typeof(T), out var rules)) throw new InvalidOperationException($"{typeof(T).Name} states no rules.");
        var context = new ValidateContext { ValidationOptions = validation.Value, ValidationContext = new ValidationContext(row, services, items: null) };
        await rules.ValidateAsync(row, context, ct);
        if (context.ValidationErrors is not { Count: > 0 } errors) return (row, null);
        var (member, texts) = errors.First();
        return (null, PlatformRefusals.InvalidRequest with { Text = texts[0], Path = Problems.JsonPath(member) });
    }

    /// <summary>Strict JSON only, for a record without rules on its members.</summary>
    public static (T? Row, Refusal? Refusal) Parse<T>(JsonElement json) where T : class
    {
        try
        {
            return json.Deserialize<T>(JsonRules.Options) is { } row ? (row, null) : (null, PlatformRefusals.MalformedJson with { Text = "The value may not be null.", Path = "$" });
        }
        catch (JsonException wrong)
        {
            return (null, Problems.OfJson(wrong));
        }
        catch (InvalidOperationException) // what the reader throws on a lone surrogate in a member's name
        {
            return (null, PlatformRefusals.MalformedJson with { Text = StrictStrings.Marker, Path = "$" });
        }
    }

    /// <summary>The text of a row's member; null where the row is no object, has none such, or it is no text.</summary>
    public static string? TextOf(JsonElement row, string member) =>
        row.ValueKind == JsonValueKind.Object && Parse<Dictionary<string, JsonElement>>(row).Row?.GetValueOrDefault(member) is { ValueKind: JsonValueKind.String } text
            ? Parse<string>(text).Row
            : null;
}

/// <summary>Takes rows as they come, each to be read by itself with <see cref="JsonRows"/>: any JSON is taken, and OpenAPI shows what is wanted.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RowsAttribute(Type shape) : JsonConverterAttribute(typeof(RowsAsTheyStand))
{
    public Type Shape => shape;
}

internal sealed class RowsAsTheyStand : JsonConverter<IReadOnlyList<JsonElement>>
{
    public override IReadOnlyList<JsonElement> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("The JSON value could not be converted to a list.");
        var rows = new List<JsonElement>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) rows.Add(JsonElement.ParseValue(ref reader));
        return rows;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<JsonElement> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var row in value) row.WriteTo(writer);
        writer.WriteEndArray();
    }
}
