using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Monipolku.Fhir.R4;

/// <summary>
/// FHIR R4 resources from and to JSON.
/// <code>
/// // Build. Plain values convert to primitives, enum values to codes; lists are never null.
/// var patient = new Patient
/// {
///     Id = "p1",
///     Identifier = [new() { System = "urn:oid:1.2.246.21", Value = "010594Y9032" }],
///     Name = [new() { Family = "Esimerkki", Given = ["Aino", "Maria"] }],
///     Gender = AdministrativeGender.Female,
///     BirthDate = "1994-05-01",
/// };
/// patient.BirthDate.Extension.Add(new() { Url = "http://hl7.org/fhir/StructureDefinition/patient-birthTime", Value = (FhirDateTime)when });
///
/// // Check before sending; write; a digest is taken of the canonical bytes.
/// var issues = FhirValidator.Validate(patient);
/// byte[] json = FhirJson.Serialize(patient);
/// byte[] digest = SHA256.HashData(FhirJson.SerializeCanonical(patient));
///
/// // Read: either with the list of everything that is wrong, or with an exception that carries the list.
/// var (resource, problems) = FhirJson.Parse(json);
/// var bundle = FhirJson.Parse&lt;Bundle&gt;(json);
/// foreach (var entry in bundle.Entry) if (entry.Resource is Task task) Use(task.Status?.Value);
/// </code>
/// Names are the specification's in PascalCase. They differ where C# leaves no choice: the type Reference is
/// <see cref="ResourceReference"/>, primitives are <see cref="FhirString"/>, <see cref="FhirBoolean"/>, <see cref="FhirDecimal"/>,
/// <see cref="FhirDateTime"/>, <see cref="FhirUri"/> and <see cref="FhirUrl"/> (the others keep their names), groups inside a resource
/// are <c>Bundle.EntryComponent</c>, and Expression.expression is <c>Expression_</c>. A code with a required binding is
/// <see cref="Code{T}"/> of an enum, nested in the resource when no other uses it: <c>Task.TaskStatus.Requested</c>. Code that also
/// uses .NET's Task or Range needs <c>using Task = System.Threading.Tasks.Task;</c>.
/// Dates and decimals keep their exact text. <see cref="Base.Descendants"/> lists every element, for example to rewrite references.
/// Nothing is lost silently: a member, a code or a resource type that the model lacks is an error.
/// </summary>
public static class FhirJson
{
    /// <summary>Reads a resource of any supported type and validates it.</summary>
    /// <param name="utf8">JSON in UTF-8 without a byte order mark, at most 64 levels deep.</param>
    public static ParseResult Parse(ReadOnlySpan<byte> utf8)
    {
        if (!System.Text.Unicode.Utf8.IsValid(utf8))
        {
            return new(null, [new(OperationOutcome.IssueSeverity.Fatal, OperationOutcome.IssueType.Structure, "", "The text is not UTF-8.")]);
        }
        var reader = new FhirReader(utf8);
        var resource = reader.ReadDocument();
        var issues = reader.Issues;
        if (resource is not null)
        {
            var unread = issues.Select(i => i.Location).Distinct().ToList();
            // A member that could not be read leaves its parents incomplete: what is missing in them because of it is no news.
            issues.AddRange(Walker.Validate(resource).Where(i => !unread.Exists(u => IsWithin(u, i.Location) || IsWithin(i.Location, u))));
        }
        return new(issues.Count == 0 ? resource : null, issues);
    }

    private static bool IsWithin(string inner, string outer) =>
        inner.StartsWith(outer, StringComparison.Ordinal) && (inner.Length == outer.Length || inner[outer.Length] is '.' or '[');

    /// <inheritdoc cref="Parse(ReadOnlySpan{byte})"/>
    public static ParseResult Parse(string json) => Parse(Encoding.UTF8.GetBytes(json));

    /// <summary>Reads a resource of one type and validates it.</summary>
    /// <exception cref="FhirFormatException">The text is not a valid resource of that type.</exception>
    public static T Parse<T>(ReadOnlySpan<byte> utf8) where T : Resource
    {
        var (resource, issues) = Parse(utf8);
        if (resource is T expected) return expected;
        throw new FhirFormatException(resource is null
            ? issues
            :
            [
                new(OperationOutcome.IssueSeverity.Error, OperationOutcome.IssueType.Structure, resource.TypeName,
                    $"{typeof(T).Name} is expected here."),
            ]);
    }

    /// <inheritdoc cref="Parse{T}(ReadOnlySpan{byte})"/>
    public static T Parse<T>(string json) where T : Resource => Parse<T>(Encoding.UTF8.GetBytes(json));

    /// <summary>Writes the resource as it is: call <see cref="FhirValidator.Validate"/> first if it was built in code.</summary>
    public static byte[] Serialize(Resource resource)
    {
        using var writer = new FhirWriter();
        writer.Document(resource);
        return writer.Written.ToArray();
    }

    /// <inheritdoc cref="Serialize(Resource)"/>
    public static void Serialize(Resource resource, IBufferWriter<byte> output)
    {
        using var writer = new FhirWriter();
        writer.Document(resource);
        output.Write(writer.Written);
    }

    /// <inheritdoc cref="Serialize(Resource)"/>
    public static async System.Threading.Tasks.Task SerializeAsync(Resource resource, Stream output, CancellationToken ct = default) =>
        await output.WriteAsync(Serialize(resource), ct);

    /// <summary>
    /// The same bytes for the same content, whatever order its members were written in: members in ordinal order, no whitespace,
    /// numbers as written. For digests and comparison.
    /// </summary>
    public static byte[] SerializeCanonical(Resource resource)
    {
        using var document = JsonDocument.Parse(Serialize(resource), new() { MaxDepth = 1000 });
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) WriteSorted(document.RootElement, json);
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteSorted(JsonElement element, Utf8JsonWriter json)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (var member in element.EnumerateObject().OrderBy(m => m.Name, StringComparer.Ordinal))
                {
                    json.WritePropertyName(member.Name);
                    WriteSorted(member.Value, json);
                }
                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in element.EnumerateArray()) WriteSorted(item, json);
                json.WriteEndArray();
                break;
            default:
                element.WriteTo(json);
                break;
        }
    }
}

public static class FhirValidator
{
    /// <summary>
    /// Everything in the resource that R4's structure forbids; empty when it is valid: cardinality, formats of primitives, required
    /// codes, types of choices and reference targets, and the invariants listed in <c>Invariants.cs</c>.
    /// </summary>
    public static IReadOnlyList<FhirIssue> Validate(Resource resource) => Walker.Validate(resource);
}
