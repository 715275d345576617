namespace Monipolku.Fhir.R4;

/// <summary>What every resource and element is. The generated classes fill in how to read, write and walk their members.</summary>
public abstract class Base
{
    /// <summary>The specification's name of the type: <c>Patient</c>, <c>HumanName</c>, <c>dateTime</c>, <c>BackboneElement</c>.</summary>
    public abstract string TypeName { get; }

    /// <summary>Reads the value of one member (the reader stands on it); false when this type has no such member.</summary>
    internal abstract bool ReadMember(ref FhirReader r, scoped ReadOnlySpan<byte> name);

    internal abstract void WriteMembers(FhirWriter w);

    /// <summary>Visits every child in the specification's order, with the rules of cardinality and type that apply to it.</summary>
    internal abstract void Walk(Walker v);

    /// <summary>Rules that span members: see <c>Invariants.cs</c>.</summary>
    internal virtual void CheckRules(Walker v) { }

    /// <summary>Every element and resource inside this one, itself excluded, in document order.</summary>
    public IEnumerable<Base> Descendants() => Walker.Descendants(this);
}

/// <summary>Anything inside a resource: it may carry an id and extensions.</summary>
public abstract class Element : Base
{
    private List<Extension>? _extension;

    /// <summary>Id for references inside the resource.</summary>
    public string? Id { get; set; }

    /// <summary>Additional content defined by implementations.</summary>
    public List<Extension> Extension { get => _extension ??= []; set => _extension = value; }

    public override string TypeName => "Element";

    /// <summary>Whether there is something besides the value: an id or an extension.</summary>
    internal bool HasExtras => Id is not null || HasExtension;

    internal bool HasExtension => _extension is { Count: > 0 };

    internal override bool ReadMember(ref FhirReader r, scoped ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("extension"u8)) r.Many(ref _extension, static () => new(), "extension");
        else if (name.SequenceEqual("id"u8)) Id = r.Text(Id, "id");
        else return false;
        return true;
    }

    internal override void WriteMembers(FhirWriter w)
    {
        if (Id is not null) w.Text("id"u8, Id);
        if (_extension is not null) w.Many("extension"u8, _extension);
    }

    internal override void Walk(Walker v)
    {
        if (Id is not null) v.ElementId(Id);
        v.Many(_extension, "extension");
    }
}

/// <summary>A type that a choice (<c>value[x]</c>) may hold.</summary>
public abstract class DataType : Element
{
    internal abstract DataTypes TypeFlag { get; }
}

/// <summary>A group of elements defined inside a resource: besides extensions it takes modifier extensions.</summary>
public abstract class BackboneElement : DataType
{
    private List<Extension>? _modifierExtension;

    /// <summary>Extensions that cannot be ignored.</summary>
    public List<Extension> ModifierExtension { get => _modifierExtension ??= []; set => _modifierExtension = value; }

    public override string TypeName => "BackboneElement";

    internal override DataTypes TypeFlag => DataTypes.None;

    internal override bool ReadMember(ref FhirReader r, scoped ReadOnlySpan<byte> name)
    {
        if (!name.SequenceEqual("modifierExtension"u8)) return base.ReadMember(ref r, name);
        r.Many(ref _modifierExtension, static () => new(), "modifierExtension");
        return true;
    }

    internal override void WriteMembers(FhirWriter w)
    {
        base.WriteMembers(w);
        if (_modifierExtension is not null) w.Many("modifierExtension"u8, _modifierExtension);
    }

    internal override void Walk(Walker v)
    {
        base.Walk(v);
        v.Many(_modifierExtension, "modifierExtension");
    }
}

/// <summary>The base of Bundle, Binary, Parameters and, through <see cref="DomainResource"/>, of everything else.</summary>
public abstract class Resource : Base
{
    /// <summary>Logical id of this artifact: 1 to 64 of A-Z, a-z, 0-9, '-' and '.'.</summary>
    public string? Id { get; set; }

    /// <summary>Metadata about the resource.</summary>
    public Meta? Meta { get; set; }

    /// <summary>A set of rules under which this content was created.</summary>
    public FhirUri? ImplicitRules { get; set; }

    /// <summary>Language of the resource content.</summary>
    public Code? Language { get; set; }

    internal override bool ReadMember(ref FhirReader r, scoped ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("id"u8)) Id = r.Text(Id, "id");
        else if (name.SequenceEqual("meta"u8)) Meta = r.One(Meta, new(), "meta");
        else if (name.SequenceEqual("implicitRules"u8)) r.Primitive(ImplicitRules ??= new(), "implicitRules");
        else if (name.SequenceEqual("language"u8)) r.Primitive(Language ??= new(), "language");
        else return false;
        return true;
    }

    internal override void WriteMembers(FhirWriter w)
    {
        if (Id is not null) w.Text("id"u8, Id);
        if (Meta is not null) w.One("meta"u8, Meta);
        if (ImplicitRules is not null) w.One("implicitRules"u8, ImplicitRules);
        if (Language is not null) w.One("language"u8, Language);
    }

    internal override void Walk(Walker v)
    {
        if (Id is not null) v.ResourceId(Id);
        v.One(Meta, "meta");
        v.One(ImplicitRules, "implicitRules");
        v.One(Language, "language");
    }
}

/// <summary>A resource with narrative, extensions and contained resources.</summary>
public abstract class DomainResource : Resource
{
    private List<Resource>? _contained;
    private List<Extension>? _extension;
    private List<Extension>? _modifierExtension;

    /// <summary>Text summary of the resource, for human interpretation.</summary>
    public Narrative? Text { get; set; }

    /// <summary>Contained, inline resources.</summary>
    public List<Resource> Contained { get => _contained ??= []; set => _contained = value; }

    /// <summary>Additional content defined by implementations.</summary>
    public List<Extension> Extension { get => _extension ??= []; set => _extension = value; }

    /// <summary>Extensions that cannot be ignored.</summary>
    public List<Extension> ModifierExtension { get => _modifierExtension ??= []; set => _modifierExtension = value; }

    internal bool HasContained => _contained is { Count: > 0 };

    internal override bool ReadMember(ref FhirReader r, scoped ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("text"u8)) Text = r.One(Text, new(), "text");
        else if (name.SequenceEqual("contained"u8)) r.Resources(ref _contained, "contained");
        else if (name.SequenceEqual("extension"u8)) r.Many(ref _extension, static () => new(), "extension");
        else if (name.SequenceEqual("modifierExtension"u8)) r.Many(ref _modifierExtension, static () => new(), "modifierExtension");
        else return base.ReadMember(ref r, name);
        return true;
    }

    internal override void WriteMembers(FhirWriter w)
    {
        base.WriteMembers(w);
        if (Text is not null) w.One("text"u8, Text);
        if (_contained is not null) w.Resources("contained"u8, _contained);
        if (_extension is not null) w.Many("extension"u8, _extension);
        if (_modifierExtension is not null) w.Many("modifierExtension"u8, _modifierExtension);
    }

    internal override void Walk(Walker v)
    {
        base.Walk(v);
        v.One(Text, "text");
        v.Contained(_contained);
        v.Many(_extension, "extension");
        v.Many(_modifierExtension, "modifierExtension");
    }
}
