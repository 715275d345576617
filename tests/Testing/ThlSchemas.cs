using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Monipolku.Testing;

/// <summary>
/// THL's JSON Schemas of documents, read from the folder that <c>MONIPOLKU_THL_SCHEMAS</c> names: they are THL's and not copied here. Knows the
/// keywords that they use, and refuses a schema with another one rather than pass over it.
/// </summary>
public static class ThlSchemas
{
    private const string Variable = "MONIPOLKU_THL_SCHEMAS";

    private static readonly HashSet<string> Keywords =
        ["$schema", "title", "type", "additionalProperties", "sosmeta", "required", "properties", "items", "minItems", "minLength", "pattern", "enum"];

    /// <summary>Null where the folder is not given: then nothing is judged.</summary>
    public static string? Folder => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? folder : null;

    public static string WhyNot => $"{Variable} names no folder with THL's schemas: the document was made, and not judged.";

    /// <summary>What the schema of that document type finds wrong, with the paths; empty: valid.</summary>
    /// <param name="code"><c>4009</c> of code set 1506; with its set where that is another: <c>1505.8</c>.</param>
    public static IReadOnlyList<string> Judge(string code, JsonNode? document)
    {
        var file = Directory.GetFiles(Folder!, $"1.2.246.537.6.{(code.Contains('.') ? code : "1506." + code)}.*.json").ShouldHaveSingleItem();
        var wrong = new List<string>();
        Judge(JsonNode.Parse(File.ReadAllText(file))!.AsObject(), document, "$", wrong);
        return wrong;
    }

    private static void Judge(JsonObject schema, JsonNode? value, string path, List<string> wrong)
    {
        if (schema.Select(keyword => keyword.Key).Except(Keywords).FirstOrDefault() is { } unknown) throw new NotSupportedException($"Keyword {unknown} at {path}.");
        var type = schema["type"]?.GetValue<string>();
        if (type is not null && TypeOf(value) != type)
        {
            wrong.Add($"{path} is not of type {type}");
            return;
        }
        if (schema["enum"] is JsonArray allowed && !allowed.Any(a => JsonNode.DeepEquals(a, value))) wrong.Add($"{path} is none of the enum");
        switch (value)
        {
            case JsonObject json:
                JudgeObject(schema, json, path, wrong);
                break;
            case JsonArray list:
                if (schema["minItems"]?.GetValue<int>() > list.Count) wrong.Add($"{path} has too few items");
                for (var i = 0; i < list.Count && schema["items"] is JsonObject items; i++) Judge(items, list[i], $"{path}[{i}]", wrong);
                break;
            case JsonValue text when type == "string":
                if (schema["minLength"]?.GetValue<int>() > text.GetValue<string>().Length) wrong.Add($"{path} is too short");
                if (schema["pattern"]?.GetValue<string>() is { } pattern && !Regex.IsMatch(text.GetValue<string>(), pattern)) wrong.Add($"{path} breaks its pattern");
                break;
        }
    }

    private static void JudgeObject(JsonObject schema, JsonObject json, string path, List<string> wrong)
    {
        var members = schema["properties"]?.AsObject() ?? [];
        foreach (var name in schema["required"]?.AsArray().Select(n => n!.GetValue<string>()) ?? [])
            if (!json.ContainsKey(name)) wrong.Add($"{path}.{name} is missing");
        foreach (var (name, value) in json)
        {
            if (members[name] is JsonObject member) Judge(member, value, $"{path}.{name}", wrong);
            else if (schema["additionalProperties"]?.GetValue<bool>() == false) wrong.Add($"{path}.{name} is not known");
        }
    }

    private static string TypeOf(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject => "object",
        JsonArray => "array",
        _ => value.GetValueKind() switch
        {
            System.Text.Json.JsonValueKind.String => "string",
            System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False => "boolean",
            _ => "number",
        },
    };
}
