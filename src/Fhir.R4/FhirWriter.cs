using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Monipolku.Fhir.R4;

/// <summary>Writes the model as JSON. Empty lists are left out; what must not be empty is the validator's business.</summary>
internal sealed class FhirWriter(Utf8JsonWriter json)
{
    // The result is sent as application/fhir+json and never placed inside HTML, so only what JSON itself requires is escaped.
    // The walk of the model cannot produce unbalanced JSON, so the writer need not check for it.
    public static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    public void Document(Resource resource)
    {
        json.WriteStartObject();
        json.WriteString("resourceType"u8, resource.TypeName);
        resource.WriteMembers(this);
        json.WriteEndObject();
    }

    public void Text(ReadOnlySpan<byte> name, string value) => json.WriteString(name, value);

    public void One(ReadOnlySpan<byte> name, Element value)
    {
        json.WriteStartObject(name);
        value.WriteMembers(this);
        json.WriteEndObject();
    }

    public void Many<T>(ReadOnlySpan<byte> name, List<T> list) where T : Element
    {
        if (list.Count == 0) return;
        json.WriteStartArray(name);
        foreach (var item in CollectionsMarshal.AsSpan(list))
        {
            json.WriteStartObject();
            item.WriteMembers(this);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    public void One(ReadOnlySpan<byte> name, PrimitiveType value)
    {
        if (value.HasValue)
        {
            json.WritePropertyName(name);
            value.WriteValue(json);
        }
        if (!value.HasExtras) return;
        Span<byte> joined = stackalloc byte[64];
        json.WriteStartObject(Join(joined, "_"u8, name));
        value.WriteMembers(this);
        json.WriteEndObject();
    }

    public void Primitives<T>(ReadOnlySpan<byte> name, List<T> list) where T : PrimitiveType
    {
        if (list.Count == 0) return;
        bool values = false, extras = false;
        foreach (var item in CollectionsMarshal.AsSpan(list))
        {
            values |= item.HasValue;
            extras |= item.HasExtras;
        }
        if (values)
        {
            json.WriteStartArray(name);
            foreach (var item in CollectionsMarshal.AsSpan(list))
            {
                if (item.HasValue) item.WriteValue(json);
                else json.WriteNullValue();
            }
            json.WriteEndArray();
        }
        if (!extras) return;
        Span<byte> joined = stackalloc byte[64];
        json.WriteStartArray(Join(joined, "_"u8, name));
        foreach (var item in CollectionsMarshal.AsSpan(list))
        {
            if (!item.HasExtras)
            {
                json.WriteNullValue();
                continue;
            }
            json.WriteStartObject();
            item.WriteMembers(this);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    public void Choice(ReadOnlySpan<byte> name, DataType value)
    {
        Span<byte> joined = stackalloc byte[64];
        Span<byte> type = stackalloc byte[32];
        type = type[..Encoding.ASCII.GetBytes(value.TypeName, type)];
        if (type[0] >= 'a') type[0] -= 'a' - 'A';
        if (value is PrimitiveType primitive) One(Join(joined, name, type), primitive);
        else One(Join(joined, name, type), value);
    }

    public void Resource(ReadOnlySpan<byte> name, Resource resource)
    {
        json.WritePropertyName(name);
        Document(resource);
    }

    public void Resources(ReadOnlySpan<byte> name, List<Resource> list)
    {
        if (list.Count == 0) return;
        json.WriteStartArray(name);
        foreach (var resource in list) Document(resource);
        json.WriteEndArray();
    }

    private static ReadOnlySpan<byte> Join(Span<byte> into, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        first.CopyTo(into);
        second.CopyTo(into[first.Length..]);
        return into[..(first.Length + second.Length)];
    }
}
