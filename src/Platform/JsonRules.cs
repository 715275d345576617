using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Monipolku.Platform;

/// <summary>How JSON is read and written everywhere: strict on the way in, camelCase, codes as text.</summary>
public static class JsonRules
{
    /// <summary>Ready options for what is stored and published by ourselves.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    public static void Apply(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.PropertyNameCaseInsensitive = false;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.AllowDuplicateProperties = false;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.MaxDepth = 64;
        options.Converters.Add(new StrictCodes());
        options.Converters.Add(new StrictStrings());
        options.Converters.Add(new Milliseconds());
        options.TypeInfoResolver = (options.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver()).WithAddedModifier(NullElements.Refuse);
    }

    /// <summary>A code as it stands in JSON: <c>psychiatricNurse</c>.</summary>
    public static string CodeOf(Enum code) => JsonNamingPolicy.CamelCase.ConvertName(code.ToString());

    /// <summary>A code in the address, null where none is asked. The framework's own binding would take numbers for names.</summary>
    public static bool TryRead<T>(string? code, out T? value) where T : struct, Enum
    {
        value = Enum.GetValues<T>().Where(v => CodeOf(v) == code).Cast<T?>().FirstOrDefault();
        return code is null || value is not null;
    }

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions();
        Apply(options);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
