using System.Text.Json;

namespace Monipolku.Fhir.R4.Generator;

/// <summary>A resource or data type: its own elements, and the groups of elements nested in it.</summary>
internal sealed class TypeModel
{
    public TypeModel(JsonElement structure)
    {
        Name = structure.Text("name")!;
        Kind = structure.Text("kind")!;
        Base = structure.Text("baseDefinition")!.Split('/')[^1];
        var elements = structure.GetProperty("snapshot").GetProperty("element").EnumerateArray().ToList();
        Root = elements[0];
        // What is inherited is written once, in the base class; base.path tells.
        All = [.. elements.Skip(1).Select(e => new ElementModel(e)).Where(e => e.DefinedIn is not ("Element" or "BackboneElement" or "Resource" or "DomainResource"))];
        Elements = [.. All.Where(e => e.Parent == Name && e.DefinedIn == Name)];
        Groups = [.. All.Where(e => e.Types is ["BackboneElement"] or ["Element"]).Select(e => new ElementGroup(e, [.. All.Where(c => c.Parent == e.Path)]))];
        foreach (var twins in Groups.GroupBy(g => g.ClassName).Where(g => g.Count() > 1))
        {
            // Two groups of one name: all but the first are told apart by their parents' names.
            foreach (var twin in twins.Skip(1))
            {
                var path = twin.Element.Path.Split('.');
                twin.ClassName = ElementGroup.Pascal(path[^2]) + ElementGroup.Pascal(path[^1]) + "Component";
            }
        }
    }

    public string Name { get; }
    public string Kind { get; }
    public string Base { get; }
    public JsonElement Root { get; }
    public IReadOnlyList<ElementModel> All { get; }
    public IReadOnlyList<ElementModel> Elements { get; }
    public IReadOnlyList<ElementGroup> Groups { get; }

    /// <summary>The group that the element is, or that it repeats elsewhere (contentReference).</summary>
    public ElementGroup? GroupOf(ElementModel element) =>
        Groups.FirstOrDefault(g => g.Element.Path == (element.ContentReference ?? element.Path));
}

/// <summary>A group of elements, which becomes a nested class.</summary>
internal sealed class ElementGroup(ElementModel element, IReadOnlyList<ElementModel> elements)
{
    public ElementModel Element => element;
    public IReadOnlyList<ElementModel> Elements => elements;
    public string ClassName { get; set; } = Pascal(element.ExplicitTypeName ?? element.Name) + "Component";

    public static string Pascal(string name) => char.ToUpperInvariant(name[0]) + name[1..];
}

internal sealed class ElementModel
{
    private const string ExplicitName = "http://hl7.org/fhir/StructureDefinition/structuredefinition-explicit-type-name";

    public ElementModel(JsonElement json)
    {
        Json = json;
        Path = json.Text("path")!;
        Parent = Path[..Path.LastIndexOf('.')];
        Name = Path[(Parent.Length + 1)..].Replace("[x]", "");
        IsChoice = Path.EndsWith("[x]", StringComparison.Ordinal);
        Min = json.GetProperty("min").GetInt32();
        IsList = json.Text("max") switch
        {
            "1" => false,
            "*" => true,
            var other => throw new InvalidOperationException($"{Path} has the maximum {other}: the model knows 1 and *."),
        };
        DefinedIn = json.GetProperty("base").Text("path")!.Split('.')[0];
        ContentReference = json.Text("contentReference")?[1..];
        Types = [.. json.List("type").Select(t => t.Text("code")!)];
        if (ContentReference is null && Types.Count == 0) throw new InvalidOperationException($"{Path} has no type.");
        ExplicitTypeName = json.List("extension").Where(x => x.Text("url") == ExplicitName).Select(x => x.Text("valueString")).FirstOrDefault();

        var targets = json.List("type").SelectMany(t => t.Text("code") == "Reference" ? t.List("targetProfile") : [])
            .Select(p => p.GetString()!.Split('/')[^1]).ToList();
        Targets = targets.Count == 0 || targets.Contains("Resource") ? null : $"|{string.Join('|', targets)}|";
        IsSimpleQuantity = !IsList && !IsChoice && json.List("type").SelectMany(t => t.List("profile")).Any(p => p.GetString()!.EndsWith("/SimpleQuantity", StringComparison.Ordinal));
        if (json.TryGetProperty("binding", out var binding) && binding.Text("strength") == "required") RequiredValueSet = binding.Text("valueSet");
    }

    public JsonElement Json { get; }
    public string Path { get; }
    public string Parent { get; }
    public string Name { get; }
    public bool IsChoice { get; }
    public bool IsList { get; }
    public int Min { get; }
    public string DefinedIn { get; }
    public string? ContentReference { get; }
    public IReadOnlyList<string> Types { get; }
    public string? ExplicitTypeName { get; }

    /// <summary>Where a reference may point, as <c>|Patient|Group|</c>; null when anywhere.</summary>
    public string? Targets { get; }

    public bool IsSimpleQuantity { get; }

    public string? RequiredValueSet { get; }
}
