using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Monipolku.Fhir.R4;
using Monipolku.Platform;

namespace Monipolku.Fhir.Mapping;

/// <summary>How a resource names another one: by urn:uuid inside a Bundle, by <c>Type/id</c> on our own server.</summary>
internal delegate ResourceReference Refer(string type, string id);

/// <summary>The addresses and names that our resources carry. They are promises to other systems: never renamed.</summary>
internal static class Names
{
    private const string Root = "https://monipolku.fi/fhir/";

    /// <summary>Tag of a record that R4 gives no identifier, such as Provenance.</summary>
    public const string RecordTag = Root + "tag/record";

    public const string Uri = "urn:ietf:rfc:3986";
    public const string FinnishBase = "https://hl7.fi/fhir/finnish-base-profiles/StructureDefinition/";
    public const string Kanta = "https://gen.kanta.fi/fhir/tahdonilmaisut/";

    /// <summary>Kanta's roles in a Provenance.</summary>
    public const string KantaRoles = "http://gen.kanta.fi/figen-cs-provenancerolecategory";

    /// <summary>Canonical addresses of our questionnaires begin so; the FHIR id follows.</summary>
    public const string Questionnaires = Root + "Questionnaire/";

    public static string IdentifierSystem(string noun) => Root + "identifier/" + noun;

    public static string CodeSystem(string name) => Root + "CodeSystem/" + name;

    public static string Profile(string name) => Root + "StructureDefinition/" + name;

    /// <summary>Our own id as a business identifier.</summary>
    public static Identifier Identifier(string noun, Guid id) => new() { System = IdentifierSystem(noun), Value = Text(id) };

    public static string Text(Guid id) => id.ToString("D", CultureInfo.InvariantCulture);

    public static Meta Meta(string profile) => new() { Profile = [profile] };

    public static CodeableConcept Concept(string system, string code, string display) =>
        new() { Coding = [Coding(system, code, display)] };

    public static Coding Coding(string system, string code, string display) => new() { System = system, Code = code, Display = display };

    /// <summary>One of our own codes; the code speaks for itself.</summary>
    public static CodeableConcept Own(string system, Enum code) => new() { Coding = [new() { System = CodeSystem(system), Code = JsonRules.CodeOf(code) }] };

    /// <summary>In UTC and to the millisecond, as it is stored: the same moment is always the same text.</summary>
    public static DateTimeOffset Moment(DateTimeOffset at) => DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds());

    public static FhirDateTime Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static Period Period(DateOnly? from, DateOnly? to) => new()
    {
        Start = from is { } start ? Day(start) : null,
        End = to is { } end ? Day(end) : null,
    };

    /// <summary>
    /// The resource's name inside a Bundle. Made from its type and id, so that it is the same in every Bundle of every version; from the
    /// type too, since a plan and its team share an id.
    /// </summary>
    public static string Urn(string type, string id)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{type}/{id}"), hash);
        // Version 8 (RFC 9562 5.8): a name-based UUID with a hash of our choice.
        hash[6] = (byte)((hash[6] & 0x0f) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return "urn:uuid:" + new Guid(hash[..16], bigEndian: true).ToString("D", CultureInfo.InvariantCulture);
    }

    public static ResourceReference ByUrn(string type, string id) => new() { Reference = Urn(type, id) };

    public static ResourceReference ById(string type, string id) => new() { Reference = $"{type}/{id}" };

    /// <summary>Names something that is not among the resources at hand by its business identifier.</summary>
    public static ResourceReference Elsewhere(string type, string noun, Guid id) => new() { Type = type, Identifier = Identifier(noun, id) };

    public static ResourceReference To(this Refer refer, string type, Guid id) => refer(type, Text(id));

    /// <summary>The same resource, valid R4. An invalid one is a bug of ours, so it stops here and never leaves.</summary>
    public static T Checked<T>(T resource) where T : Resource
    {
        var issues = FhirValidator.Validate(resource);
        // The issues name elements and rules, never values.
        return issues.Count == 0 ? resource : throw new FhirFormatException(issues);
    }
}
