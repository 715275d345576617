using System.Collections;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Monipolku.Platform;

/// <summary>
/// No list holds a null. The framework checks that of members (<see cref="JsonSerializerOptions.RespectNullableAnnotations"/>) and
/// leaves elements out, so that <c>{"goals":[null]}</c> would reach a handler.
/// </summary>
internal static class NullElements
{
    private const string Marker = "null at element ";

    public static void Refuse(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Enumerable || type.ElementType is not { IsValueType: false }) return;
        type.OnDeserialized = list =>
        {
            var index = 0;
            foreach (var element in (IEnumerable)list)
            {
                if (element is null) throw new JsonException(Marker + index.ToString(CultureInfo.InvariantCulture));
                index++;
            }
        };
    }

    /// <summary>
    /// Path of what is wrong. When a list's null is found the reader stands at or behind the list's end: the element's own index is put in.
    /// </summary>
    public static string PathOf(JsonException json)
    {
        if (string.IsNullOrEmpty(json.Path)) return "$";
        if (!json.Message.StartsWith(Marker, StringComparison.Ordinal)) return json.Path;
        var list = json.Path.EndsWith(']') ? json.Path[..json.Path.LastIndexOf('[')] : json.Path;
        return $"{list}[{json.Message[Marker.Length..]}]";
    }
}
