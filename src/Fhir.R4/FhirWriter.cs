using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace Monipolku.Fhir.R4;

/// <summary>
/// Writes the model as JSON without whitespace. Empty lists are left out; what must not be empty is the validator's business.
/// The bytes are put together here and not by <see cref="System.Text.Json.Utf8JsonWriter"/>, because that takes half of the time:
/// names are known to need no escaping, and the walk of the model cannot produce unbalanced JSON.
/// </summary>
internal sealed class FhirWriter : IDisposable
{
    // What JSON requires to be escaped; the result is never placed inside HTML, so nothing else is.
    private static readonly SearchValues<char> Escaped =
        SearchValues.Create([.. Enumerable.Range(0, 32).Select(c => (char)c), '"', '\\']);

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(16 * 1024);
    private int _length;

    // Whether the next name or value follows another one.
    private bool _comma;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    // The content may be personal data: it is not left in a pooled array.
    public void Dispose()
    {
        _bytes.AsSpan(0, _length).Clear();
        ArrayPool<byte>.Shared.Return(_bytes);
    }

    public void Document(Resource resource)
    {
        Open('{');
        Name("resourceType"u8);
        String(resource.TypeName);
        resource.WriteMembers(this);
        Close('}');
    }

    public void Text(ReadOnlySpan<byte> name, string value)
    {
        Name(name);
        String(value);
    }

    public void One(ReadOnlySpan<byte> name, Element value)
    {
        Name(name);
        Members(value);
    }

    public void Many<T>(ReadOnlySpan<byte> name, List<T> list) where T : Element
    {
        if (list.Count == 0) return;
        Name(name);
        Open('[');
        foreach (var item in CollectionsMarshal.AsSpan(list)) Members(item);
        Close(']');
    }

    public void One(ReadOnlySpan<byte> name, PrimitiveType value)
    {
        if (value.HasValue)
        {
            Name(name);
            value.WriteValue(this);
        }
        if (!value.HasExtras) return;
        Span<byte> joined = stackalloc byte[64];
        Name(Join(joined, "_"u8, name));
        Members(value);
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
            Name(name);
            Open('[');
            foreach (var item in CollectionsMarshal.AsSpan(list))
            {
                if (item.HasValue) item.WriteValue(this);
                else Ascii("null"u8);
            }
            Close(']');
        }
        if (!extras) return;
        Span<byte> joined = stackalloc byte[64];
        Name(Join(joined, "_"u8, name));
        Open('[');
        foreach (var item in CollectionsMarshal.AsSpan(list))
        {
            if (item.HasExtras) Members(item);
            else Ascii("null"u8);
        }
        Close(']');
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
        Name(name);
        Document(resource);
    }

    public void Resources(ReadOnlySpan<byte> name, List<Resource> list)
    {
        if (list.Count == 0) return;
        Name(name);
        Open('[');
        foreach (var resource in list) Document(resource);
        Close(']');
    }

    /// <summary>A string value. Half a surrogate pair, which UTF-8 cannot hold, becomes U+FFFD.</summary>
    public void String(ReadOnlySpan<char> value)
    {
        // The longest that one UTF-16 unit can become is \u001F.
        var bytes = Reserve(value.Length * 6 + 3);
        var at = 0;
        if (_comma) bytes[at++] = (byte)',';
        bytes[at++] = (byte)'"';
        while (value.IndexOfAny(Escaped) is >= 0 and var plain)
        {
            Utf8.FromUtf16(value[..plain], bytes[at..], out _, out var written);
            at += written;
            at += Escape(value[plain], bytes[at..]);
            value = value[(plain + 1)..];
        }
        Utf8.FromUtf16(value, bytes[at..], out _, out var rest);
        at += rest;
        bytes[at++] = (byte)'"';
        _length += at;
        _comma = true;
    }

    /// <summary>A string value whose bytes need no escaping.</summary>
    public void Code(ReadOnlySpan<byte> utf8)
    {
        var bytes = Reserve(utf8.Length + 3);
        var at = 0;
        if (_comma) bytes[at++] = (byte)',';
        bytes[at++] = (byte)'"';
        utf8.CopyTo(bytes[at..]);
        at += utf8.Length;
        bytes[at++] = (byte)'"';
        _length += at;
        _comma = true;
    }

    /// <summary>A value that is no string: a number's digits, true, false or null.</summary>
    public void Ascii(ReadOnlySpan<byte> value)
    {
        var bytes = Reserve(value.Length + 1);
        var at = 0;
        if (_comma) bytes[at++] = (byte)',';
        value.CopyTo(bytes[at..]);
        _length += at + value.Length;
        _comma = true;
    }

    private void Members(Element value)
    {
        Open('{');
        value.WriteMembers(this);
        Close('}');
    }

    private void Name(ReadOnlySpan<byte> name)
    {
        Code(name);
        Reserve(1)[0] = (byte)':';
        _length++;
        _comma = false;
    }

    private void Open(char bracket)
    {
        var bytes = Reserve(2);
        var at = 0;
        if (_comma) bytes[at++] = (byte)',';
        bytes[at++] = (byte)bracket;
        _length += at;
        _comma = false;
    }

    private void Close(char bracket)
    {
        Reserve(1)[0] = (byte)bracket;
        _length++;
        _comma = true;
    }

    private Span<byte> Reserve(int count)
    {
        if (_bytes.Length - _length < count) Grow(count);
        return _bytes.AsSpan(_length);
    }

    private void Grow(int count)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(checked(_length + count), Math.Min(_bytes.Length, Array.MaxLength / 2) * 2));
        Written.CopyTo(larger);
        Dispose();
        _bytes = larger;
    }

    private static int Escape(char c, Span<byte> bytes)
    {
        bytes[0] = (byte)'\\';
        var letter = c switch { '"' => '"', '\\' => '\\', '\n' => 'n', '\r' => 'r', '\t' => 't', _ => 'u' };
        bytes[1] = (byte)letter;
        if (letter != 'u') return 2;
        Utf8Formatter.TryFormat((int)c, bytes[2..], out _, new StandardFormat('x', 4));
        return 6;
    }

    private static ReadOnlySpan<byte> Join(Span<byte> into, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        first.CopyTo(into);
        second.CopyTo(into[first.Length..]);
        return into[..(first.Length + second.Length)];
    }
}
