using System.Runtime.InteropServices;
using IssueType = Monipolku.Fhir.R4.OperationOutcome.IssueType;
using Severity = Monipolku.Fhir.R4.OperationOutcome.IssueSeverity;

namespace Monipolku.Fhir.R4;

/// <summary>Goes through a resource and checks the structure: the one place for rules that hold for read and for built resources alike.</summary>
internal sealed class Walker
{
    private readonly ElementPath _at = new();
    private readonly List<FhirIssue> _issues = [];
    private readonly List<Base>? _found;

    // What "#id" points into; null where the resource contains nothing.
    private Scope? _scope;

    // Whether the walk is inside a contained resource.
    private bool _contained;

    // The types of the bundle's resources by fullUrl; filled only when the root is a bundle.
    private Dictionary<string, string?>? _entries;

    private bool _transaction;
    private Bundle? _root;
    private bool _repeatedUrls;

    private string? _lastReference;
    private string? _lastType;

    // Children seen so far, counted over the whole walk: an element that adds none is empty.
    private int _children;

    private Walker(List<Base>? found = null) => _found = found;

    public static List<FhirIssue> Validate(Resource resource)
    {
        var walker = new Walker();
        walker._at.Push(resource.TypeName);
        if (resource is Bundle bundle) walker.Index(bundle);
        walker.VisitResource(resource);
        return walker._issues;
    }

    public static List<Base> Descendants(Base root)
    {
        var walker = new Walker([]);
        root.Walk(walker);
        return walker._found!;
    }

    public void One(Element? value, string name, int min = 0)
    {
        if (value is null) Missing(name, min);
        else
        {
            _at.Push(name);
            Visit(value);
            _at.Pop();
        }
    }

    public void Many<T>(List<T>? list, string name, int min = 0) where T : Element
    {
        if (list is null || list.Count == 0)
        {
            Missing(name, min);
            return;
        }
        var index = 0;
        foreach (var item in CollectionsMarshal.AsSpan(list))
        {
            _at.Push(name, index++);
            if (item is null) Add(IssueType.Structure, "A list holds null.");
            else Visit(item);
            _at.Pop();
        }
    }

    /// <param name="value">The element's value.</param>
    /// <param name="name">The element without <c>[x]</c>.</param>
    /// <param name="allowed">The types that the value may have.</param>
    /// <param name="min">1 when it must be there.</param>
    /// <param name="targets">When Reference is among the types: where it may point, as in <see cref="Reference"/>.</param>
    public void Choice(DataType? value, string name, DataTypes allowed, int min = 0, string? targets = null)
    {
        if (value is null)
        {
            Missing(name, min);
            return;
        }
        _at.Push(name);
        if ((value.TypeFlag & allowed) == 0) Add(IssueType.Structure, $"The type {value.TypeName} is not allowed here.");
        Visit(value);
        if (value is ResourceReference reference) CheckTarget(reference, targets);
        _at.Pop();
    }

    /// <param name="value">The reference.</param>
    /// <param name="name">The element.</param>
    /// <param name="targets">The resource types it may point to, as <c>|Patient|Group|</c>; null when any.</param>
    /// <param name="min">1 when it must be there.</param>
    public void Reference(ResourceReference? value, string name, string? targets, int min = 0)
    {
        if (value is null)
        {
            Missing(name, min);
            return;
        }
        _at.Push(name);
        Visit(value);
        CheckTarget(value, targets);
        _at.Pop();
    }

    public void References(List<ResourceReference>? list, string name, string? targets, int min = 0)
    {
        if (list is null || list.Count == 0) Missing(name, min);
        else
        {
            for (var i = 0; i < list.Count; i++)
            {
                _at.Push(name, i);
                if (list[i] is null) Add(IssueType.Structure, "A list holds null.");
                else
                {
                    Visit(list[i]);
                    CheckTarget(list[i], targets);
                }
                _at.Pop();
            }
        }
    }

    public void Resource(Resource? value, string name, int min = 0)
    {
        if (value is null)
        {
            Missing(name, min);
            return;
        }
        _at.Push(name);
        _children++;
        if (_contained) Enter(value);
        else VisitResource(value);
        _at.Pop();
    }

    public void Contained(List<Resource>? list)
    {
        if (list is null || list.Count == 0) return;
        if (_contained)
        {
            Broken("dom-2", "A contained resource contains none.");
            return;
        }
        _contained = true;
        for (var i = 0; i < list.Count; i++)
        {
            _at.Push("contained", i);
            if (list[i] is null) Add(IssueType.Structure, "A list holds null.");
            else
            {
                Enter(list[i]);
                if (list[i].Id is null) Add(IssueType.Structure, "A contained resource has an id.");
                if (list[i].Meta is { } meta)
                {
                    if (meta.VersionId is not null || meta.LastUpdated is not null) Broken("dom-4", "A contained resource has no version.");
                    if (meta.Security.Count > 0) Broken("dom-5", "A contained resource has no security label.");
                }
            }
            _at.Pop();
        }
        _contained = false;
    }

    /// <summary>A member that is plain text without id and extensions.</summary>
    public void Text(string? value, string name, Func<string, string?> rule, int min = 0)
    {
        if (value is null)
        {
            Missing(name, min);
            return;
        }
        _children++;
        if (rule(value) is not { } broken) return;
        _at.Push(name);
        Add(IssueType.Value, broken);
        _at.Pop();
    }

    public void ElementId(string id)
    {
        if (Formats.Uri(id) is null) return;
        _at.Push("id");
        Add(IssueType.Value, "The id of an element is not empty and holds no whitespace.");
        _at.Pop();
    }

    public void ResourceId(string id)
    {
        _children++;
        if (Formats.Id(id) is not { } broken) return;
        _at.Push("id");
        Add(IssueType.Value, broken);
        _at.Pop();
    }

    /// <summary>A Quantity by the profile SimpleQuantity.</summary>
    public void SimpleQuantity(Quantity? value, string name, int min = 0)
    {
        One(value, name, min);
        if (value?.Comparator is null) return;
        _at.Push(name);
        Broken("sqty-1", "No comparator is allowed here.");
        _at.Pop();
    }

    /// <summary>A CodeableConcept with a required binding: one of its codings is from the value set.</summary>
    public void Bound(CodeableConcept? value, string name, string system, string codes, int min = 0)
    {
        One(value, name, min);
        if (value is null || value.Coding.Exists(c => c.System?.Value == system && In(codes, c.Code?.Value))) return;
        _at.Push(name);
        Add(IssueType.CodeInvalid, "No coding is from the required value set.");
        _at.Pop();
    }

    /// <summary>A uri, url or canonical was seen: it may be what refers to a contained resource.</summary>
    public void Mention(string uri)
    {
        if (uri.StartsWith('#')) _scope?.Mentioned.Add(uri[1..]);
    }

    /// <summary>The type of the resource that a literal reference points to; null when the text does not tell.</summary>
    public string? TypeOf(string? reference)
    {
        if (string.IsNullOrEmpty(reference)) return null;
        if (reference[0] == '#') return _scope?.Find(reference[1..])?.TypeName;
        // Each reference is asked for twice in a row: for its own rules and for those of its place.
        if (!ReferenceEquals(reference, _lastReference))
        {
            _lastReference = reference;
            _lastType = _entries?.GetValueOrDefault(reference) ?? ModelInfo.TargetType(reference);
        }
        return _lastType;
    }

    /// <summary>Whether a bundle has two entries of one fullUrl, which only versions of one resource may have.</summary>
    public bool RepeatsUrls(Bundle bundle) => bundle != _root || _repeatedUrls;

    public void CheckLiteral(string reference, ResourceReference whole)
    {
        if (_found is not null) return;
        var type = TypeOf(reference);
        if (reference[0] == '#')
        {
            Mention(reference);
            var known = reference.Length == 1 ? _contained : type is not null;
            if (!known) Broken("ref-1", "There is no contained resource of that id.");
        }
        else if (reference.Contains('?', StringComparison.Ordinal) && !_transaction)
        {
            Add(IssueType.Value, "A conditional reference is allowed only in a transaction.");
        }
        else if (type is null && !reference.Contains(':', StringComparison.Ordinal))
        {
            Add(IssueType.Value, "A relative reference is the name of a resource type, '/' and an id.");
        }
        if (type is not null && whole.Type?.Value is { } said && type != Bare(said))
        {
            Add(IssueType.Structure, "Reference.type is not the type of the reference.");
        }
    }

    public void HasChild() => _children++;

    public void BadValue(string rule) => Add(IssueType.Value, rule);

    /// <summary>Reports a broken invariant of the specification by its key.</summary>
    public void Broken(string key, string rule) => Add(IssueType.Invariant, $"{key}: {rule}");

    public void Add(IssueType code, string text)
    {
        if (_issues.Count < FhirReader.MaxIssues) _issues.Add(new(Severity.Error, code, _at.ToString(), text));
    }

    private void Missing(string name, int min)
    {
        if (min == 0) return;
        _at.Push(name);
        Add(IssueType.Required, "The element is required.");
        _at.Pop();
    }

    private void Visit(Element value)
    {
        var before = ++_children;
        Enter(value);
        if (_children == before) Add(IssueType.Structure, "The element is empty: it has neither a value nor children.");
    }

    private void Enter(Base value)
    {
        _found?.Add(value);
        value.Walk(this);
        value.CheckRules(this);
    }

    private void VisitResource(Resource resource)
    {
        var outer = _scope;
        _scope = resource is DomainResource { HasContained: true } container ? new(container) : null;
        Enter(resource);
        _scope?.Check(this);
        _scope = outer;
    }

    private void Index(Bundle bundle)
    {
        _root = bundle;
        _entries = new(bundle.Entry.Count);
        _transaction = bundle.Type?.Value == Bundle.BundleType.Transaction;
        foreach (var entry in bundle.Entry)
        {
            if (entry?.FullUrl?.Value is { } url) _repeatedUrls |= !_entries.TryAdd(url, entry.Resource?.TypeName);
        }
    }

    private void CheckTarget(ResourceReference reference, string? targets)
    {
        if (targets is null) return;
        if (reference.Type?.Value is { } type && !In(targets, Bare(type)))
        {
            Add(IssueType.Structure, "Reference.type is not a resource type that is allowed here.");
        }
        else if (TypeOf(reference.Reference?.Value) is { } target && !In(targets, target))
        {
            Add(IssueType.Structure, $"A reference to {target} is not allowed here.");
        }
    }

    /// <summary>Reference.type may be the name of the type or its canonical URL.</summary>
    private static string Bare(string type) => type.StartsWith(TypePrefix, StringComparison.Ordinal) ? type[TypePrefix.Length..] : type;

    private const string TypePrefix = "http://hl7.org/fhir/StructureDefinition/";

    /// <summary>Whether a list like <c>|a|b|</c> holds the word.</summary>
    private static bool In(string words, string? word)
    {
        if (string.IsNullOrEmpty(word)) return false;
        for (var at = words.IndexOf(word, StringComparison.Ordinal); at > 0; at = words.IndexOf(word, at + 1, StringComparison.Ordinal))
        {
            if (words[at - 1] == '|' && words[at + word.Length] == '|') return true;
        }
        return false;
    }

    /// <summary>A resource with its contained ones, and which of those are referred to (dom-3).</summary>
    private sealed class Scope(DomainResource container)
    {
        public HashSet<string> Mentioned { get; } = [];

        public Resource? Find(string id) => container.Contained.Find(r => r?.Id == id);

        public void Check(Walker walker)
        {
            // "#" alone, in a contained resource, refers to the container; which contained resource said it does not matter here.
            if (Mentioned.Contains("")) return;
            for (var i = 0; i < container.Contained.Count; i++)
            {
                if (container.Contained[i]?.Id is not { } id || Mentioned.Contains(id)) continue;
                walker._at.Push("contained", i);
                walker.Broken("dom-3", "Nothing refers to the contained resource.");
                walker._at.Pop();
            }
        }
    }
}
