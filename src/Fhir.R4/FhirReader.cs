using System.Buffers;
using System.Text;
using System.Text.Json;
using IssueType = Monipolku.Fhir.R4.OperationOutcome.IssueType;
using Severity = Monipolku.Fhir.R4.OperationOutcome.IssueSeverity;

namespace Monipolku.Fhir.R4;

/// <summary>
/// Reads JSON into the model in one pass. Collects what JSON's own shape breaks (unknown or repeated members, wrong JSON types, empty
/// arrays, stray nulls); everything that can also be wrong in a resource built in code is left to <see cref="Walker"/>.
/// </summary>
internal ref struct FhirReader(ReadOnlySpan<byte> utf8)
{
    /// <summary>Deeper JSON is refused, so that no text can exhaust the stack.</summary>
    public const int MaxDepth = 64;

    /// <summary>Nobody reads more, and a text made to be wrong everywhere must not cost more than a right one.</summary>
    public const int MaxIssues = 100;

    public Utf8JsonReader Json = new(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });

    private readonly ElementPath _at = new();
    private readonly StringCache _strings = new();

    // Whether the member being read is a "_name": the id and extensions of a primitive.
    private bool _extra;

    public List<FhirIssue> Issues { get; } = [];

    public Resource? ReadDocument()
    {
        try
        {
            Json.Read();
            var resource = ReadResource(root: true);
            // Reading past the end makes the JSON reader refuse anything that follows the resource.
            while (Json.Read()) { }
            return resource;
        }
        catch (JsonException problem)
        {
            // The JSON reader tells the two apart only in the words of its message.
            Issues.Add(Json.CurrentDepth >= MaxDepth - 1
                ? new(Severity.Fatal, IssueType.TooCostly, _at.ToString(), $"Nested deeper than {MaxDepth} levels, or broken at that depth.")
                : new(Severity.Fatal, IssueType.Structure, _at.ToString(),
                    $"Not well-formed JSON at line {problem.LineNumber + 1}, byte {problem.BytePositionInLine + 1}."));
            return null;
        }
    }

    public string? Text(string? current, string name)
    {
        if (_extra)
        {
            Refuse(name, IssueType.Structure, "This member takes no id or extensions.");
            return current;
        }
        if (current is not null)
        {
            Refuse(name, IssueType.Structure, "The member is repeated.");
            return current;
        }
        if (Json.TokenType == JsonTokenType.String) return GetString();
        Refuse(name, IssueType.Value, "A JSON string is expected.");
        return null;
    }

    public T? One<T>(T? current, T fresh, string name) where T : Element
    {
        if (_extra) Refuse(name, IssueType.Structure, "Only primitives have a member that starts with an underscore.");
        else if (current is not null) Refuse(name, IssueType.Structure, "The member is repeated.");
        else if (Json.TokenType != JsonTokenType.StartObject) Refuse(name, IssueType.Structure, "A JSON object is expected.");
        else
        {
            _at.Push(name);
            ReadMembers(fresh);
            _at.Pop();
            return fresh;
        }
        return current;
    }

    public void Many<T>(ref List<T>? list, Func<T> create, string name) where T : Element
    {
        if (_extra) Refuse(name, IssueType.Structure, "Only primitives have a member that starts with an underscore.");
        else if (list is not null) Refuse(name, IssueType.Structure, "The member is repeated.");
        else if (StartsArray(name))
        {
            list = new(1);
            while (Json.Read() && Json.TokenType != JsonTokenType.EndArray)
            {
                _at.Push(name, list.Count);
                var item = create();
                list.Add(item);
                if (Json.TokenType == JsonTokenType.StartObject) ReadMembers(item);
                else Refuse(IssueType.Structure, "A JSON object is expected.");
                _at.Pop();
            }
            if (list.Count == 0) Add(name, IssueType.Structure, "An array has at least one item.");
        }
    }

    public void Primitive(PrimitiveType target, string name)
    {
        if (_extra)
        {
            if (target.HasExtras) Refuse("_" + name, IssueType.Structure, "The member is repeated.");
            else ReadExtras(target, name, -1);
        }
        else if (target.HasValue) Refuse(name, IssueType.Structure, "The member is repeated.");
        else if (!target.ReadValue(ref this)) Refuse(name, IssueType.Value, WrongToken(target));
    }

    public void Primitives<T>(ref List<T>? list, Func<T> create, string name) where T : PrimitiveType
    {
        if (!StartsArray(name)) return;
        // Each half ("given" and "_given") leaves a mark in at least one item, so a second reading of the same half is seen from the items.
        var extra = _extra;
        var first = list is null;
        if (list is not null && list.Exists(extra ? static item => item.HasExtras : static item => item.HasValue))
        {
            Refuse(name, IssueType.Structure, "The member is repeated.");
            return;
        }
        list ??= new(1);
        var count = 0;
        var filled = false;
        while (Json.Read() && Json.TokenType != JsonTokenType.EndArray)
        {
            if (count == list.Count) list.Add(create());
            var item = list[count];
            if (Json.TokenType != JsonTokenType.Null)
            {
                filled = true;
                if (extra) ReadExtras(item, name, count);
                else if (!item.ReadValue(ref this)) Refuse($"{name}[{count}]", IssueType.Value, WrongToken(item));
            }
            count++;
        }
        if (count == 0) Add(name, IssueType.Structure, "An array has at least one item.");
        else if (!filled) Add(name, IssueType.Structure, "An array of nulls only is not allowed.");
        else if (!first && count != list.Count)
        {
            Add(name, IssueType.Structure, "The array of values and the array of their ids and extensions are of different lengths.");
        }
    }

    /// <summary>Reads a member <c>value[x]</c>; false when the rest of its name is no data type.</summary>
    public bool Choice(ref DataType? field, string name, scoped ReadOnlySpan<byte> typeName)
    {
        if (ModelInfo.CreateDataType(typeName) is not { } fresh) return false;
        if (fresh is not PrimitiveType && _extra) return false;
        if (field is not null && field.GetType() != fresh.GetType())
        {
            Refuse(name, IssueType.Structure, "Only one type of value is allowed here.");
            return true;
        }
        if (fresh is PrimitiveType)
        {
            field ??= fresh;
            Primitive((PrimitiveType)field, name);
        }
        else field = One(field, fresh, name);
        return true;
    }

    public void Resource(ref Resource? field, string name)
    {
        if (_extra) Refuse(name, IssueType.Structure, "Only primitives have a member that starts with an underscore.");
        else if (field is not null) Refuse(name, IssueType.Structure, "The member is repeated.");
        else
        {
            _at.Push(name);
            field = ReadResource();
            _at.Pop();
        }
    }

    public void Resources(ref List<Resource>? list, string name)
    {
        if (_extra) Refuse(name, IssueType.Structure, "Only primitives have a member that starts with an underscore.");
        else if (list is not null) Refuse(name, IssueType.Structure, "The member is repeated.");
        else if (StartsArray(name))
        {
            list = new(1);
            var count = 0;
            while (Json.Read() && Json.TokenType != JsonTokenType.EndArray)
            {
                _at.Push(name, count++);
                if (ReadResource() is { } resource) list.Add(resource);
                _at.Pop();
            }
            if (count == 0) Add(name, IssueType.Structure, "An array has at least one item.");
        }
    }

    /// <summary>The string the reader stands on. Half a surrogate pair (which only an escape can smuggle in) is reported.</summary>
    public string GetString()
    {
        if (!Json.ValueIsEscaped) return _strings.Get(Json.ValueSpan);
        try
        {
            return Json.GetString()!;
        }
        catch (InvalidOperationException)
        {
            Add(null, IssueType.Value, "A string holds half a surrogate pair.");
            return "?";
        }
    }

    private Resource? ReadResource(bool root = false)
    {
        var type = Json.TokenType == JsonTokenType.StartObject ? PeekResourceType() : null;
        if (root) _at.Push(type ?? "Resource");
        if (Json.TokenType != JsonTokenType.StartObject) Refuse(IssueType.Structure, "A JSON object with a resourceType is expected.");
        else if (type is null) Refuse(IssueType.Structure, "resourceType is missing or is not the name of an R4 resource.");
        else if (ModelInfo.CreateResource(type) is not { } resource)
        {
            Refuse(IssueType.NotSupported, $"The resource type {type} is not supported.");
        }
        else
        {
            ReadMembers(resource, isResource: true);
            return resource;
        }
        return null;
    }

    /// <summary>The name of an R4 resource type, which may stand anywhere in the object; else null. The reader stays where it is.</summary>
    private readonly string? PeekResourceType()
    {
        var peek = Json;
        while (peek.Read() && peek.TokenType == JsonTokenType.PropertyName)
        {
            var found = IsResourceType(in peek);
            peek.Read();
            if (found)
            {
                return peek.TokenType == JsonTokenType.String && EnumCodes<ResourceType>.TryRead(peek.ValueSpan, out var type)
                    ? EnumCodes<ResourceType>.Text(type)
                    : null;
            }
            peek.Skip();
        }
        return null;
    }

    /// <summary>A name with half a surrogate pair is another one; it is reported when the members are read.</summary>
    private static bool IsResourceType(in Utf8JsonReader name)
    {
        try
        {
            return name.ValueTextEquals("resourceType"u8);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private void ReadMembers(Base target, bool isResource = false)
    {
        var typed = false;
        while (Json.Read() && Json.TokenType == JsonTokenType.PropertyName)
        {
            scoped var name = Json.ValueSpan;
            if (Json.ValueIsEscaped)
            {
                Span<byte> unescaped = new byte[name.Length];
                try
                {
                    name = unescaped[..Json.CopyString(unescaped)];
                }
                catch (InvalidOperationException)
                {
                    Json.Read();
                    Refuse(IssueType.Structure, "The name of a member holds half a surrogate pair.");
                    continue;
                }
            }
            if (isResource && name.SequenceEqual("resourceType"u8))
            {
                if (typed) Add("resourceType", IssueType.Structure, "The member is repeated.");
                typed = true;
                Json.Read();
                Json.Skip();
                continue;
            }
            _extra = name.Length > 1 && name[0] == '_';
            if (_extra) name = name[1..];
            Json.Read();
            if (Json.TokenType == JsonTokenType.Null) Add(Printable(name), IssueType.Structure, "null is allowed only in arrays of primitives.");
            else if (!target.ReadMember(ref this, name)) Refuse(Printable(name), IssueType.Structure, "There is no such member.");
        }
    }

    /// <summary>Reads the object that holds a primitive's id and extensions.</summary>
    private void ReadExtras(PrimitiveType target, string name, int index)
    {
        if (Json.TokenType != JsonTokenType.StartObject)
        {
            Refuse("_" + name, IssueType.Structure, "A JSON object with the id or extensions of the value is expected.");
            return;
        }
        _at.Push(name, index);
        ReadMembers(target);
        if (!target.HasExtras) Add(null, IssueType.Structure, "The object for id and extensions is empty.");
        _at.Pop();
    }

    private bool StartsArray(string name)
    {
        if (Json.TokenType == JsonTokenType.StartArray) return true;
        Refuse(name, IssueType.Structure, "A JSON array is expected.");
        return false;
    }

    private void Refuse(IssueType code, string text) => Refuse(null, code, text);

    /// <summary>Reports the value the reader stands on and steps over it.</summary>
    private void Refuse(string? name, IssueType code, string text)
    {
        Add(name, code, text);
        Json.Skip();
    }

    private readonly void Add(string? name, IssueType code, string text)
    {
        if (Issues.Count >= MaxIssues) return;
        if (name is not null) _at.Push(name);
        Issues.Add(new(Severity.Error, code, _at.ToString(), text));
        if (name is not null) _at.Pop();
    }

    private static string WrongToken(PrimitiveType target) => target switch
    {
        FhirBoolean => "A JSON boolean is expected.",
        FhirDecimal => "A JSON number is expected.",
        WholeNumber => "A whole JSON number of 32 bits is expected.",
        _ => "A JSON string is expected.",
    };

    /// <summary>A member's name for a location. What does not look like a name could be anything, so it is not repeated.</summary>
    private readonly string Printable(scoped ReadOnlySpan<byte> name)
    {
        var plain = name.Length is > 0 and <= 40 && char.IsAsciiLetter((char)name[0]) && !name.ContainsAnyExcept(NameBytes);
        return (_extra ? "_" : "") + (plain ? Encoding.ASCII.GetString(name) : "?");
    }

    private static readonly SearchValues<byte> NameBytes =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"u8);
}
