using System.Text.Json;

namespace Monipolku.Fhir.R4.Generator;

/// <summary>The official definitions: structures by name, value sets and code systems by URL.</summary>
internal sealed class Definitions
{
    public Dictionary<string, JsonElement> Structures { get; } = [];

    private readonly Dictionary<string, JsonElement> _valueSets = [];
    private readonly Dictionary<string, JsonElement> _codeSystems = [];

    public static Definitions Load(string package)
    {
        var definitions = new Definitions();
        foreach (var file in (string[])["profiles-types.json", "profiles-resources.json", "valuesets.json", "v3-codesystems.json"])
        {
            // Not disposed: the elements handed out live as long as the program.
            var bundle = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(package, "lib", "fhir", "r4", file)));
            foreach (var entry in bundle.RootElement.GetProperty("entry").EnumerateArray())
            {
                var resource = entry.GetProperty("resource");
                switch (resource.GetProperty("resourceType").GetString())
                {
                    case "StructureDefinition": definitions.Structures[resource.Text("name")!] = resource; break;
                    case "ValueSet": definitions._valueSets[resource.Text("url")!] = resource; break;
                    case "CodeSystem": definitions._codeSystems[resource.Text("url")!] = resource; break;
                }
            }
        }
        return definitions;
    }

    /// <summary>The value set of a binding with its codes; null when the codes are not listed anywhere (MIME types).</summary>
    public ValueSet? Expand(string canonical)
    {
        var url = canonical.Split('|')[0];
        if (!_valueSets.TryGetValue(url, out var set)) return null;
        var concepts = new List<Concept>();
        var systems = new List<string>();
        foreach (var include in set.GetProperty("compose").GetProperty("include").EnumerateArray())
        {
            var system = include.Text("system")!;
            systems.Add(system);
            _codeSystems.TryGetValue(system, out var codeSystem);
            var all = codeSystem.ValueKind == JsonValueKind.Object ? Flatten(codeSystem).ToList() : [];
            if (include.TryGetProperty("concept", out var listed))
            {
                concepts.AddRange(listed.EnumerateArray().Select(c =>
                    all.Find(known => known.Code == c.Text("code")) ?? new Concept(c.Text("code")!, c.Text("display"))));
            }
            else if (all.Count > 0) concepts.AddRange(all);
            else return null;
        }
        return new(url, set.Text("name")!, systems, concepts);
    }

    /// <summary>The concepts of a code system or concept, with those nested below them.</summary>
    private static IEnumerable<Concept> Flatten(JsonElement parent)
    {
        if (!parent.TryGetProperty("concept", out var children)) yield break;
        foreach (var child in children.EnumerateArray())
        {
            yield return new(child.Text("code")!, child.Text("display"));
            foreach (var nested in Flatten(child)) yield return nested;
        }
    }
}

internal sealed record Concept(string Code, string? Display);

internal sealed record ValueSet(string Url, string Name, IReadOnlyList<string> Systems, IReadOnlyList<Concept> Concepts);

internal static class JsonText
{
    public static string? Text(this JsonElement element, string member) =>
        element.TryGetProperty(member, out var value) ? value.GetString() : null;

    public static IEnumerable<JsonElement> List(this JsonElement element, string member) =>
        element.TryGetProperty(member, out var value) ? value.EnumerateArray() : [];
}
