namespace Monipolku.Fhir.R4;

/// <summary>What can be asked of the model by name.</summary>
public static partial class ModelInfo
{
    /// <summary>
    /// The type that a literal reference points to: <c>Patient</c> of <c>Patient/1</c> or of
    /// <c>https://x/fhir/Patient/1/_history/2</c>. Null when the text does not tell.
    /// </summary>
    public static string? TargetType(string? reference)
    {
        if (string.IsNullOrEmpty(reference) || reference[0] == '#' || reference.StartsWith("urn:", StringComparison.Ordinal)) return null;
        var path = reference.AsSpan();
        // A conditional reference in a transaction: Patient?identifier=...
        if (path.IndexOf('?') is >= 0 and var query) return TypeName(LastSegment(path[..query], out _));
        LastSegment(path, out path);
        var type = LastSegment(path, out path);
        if (type is "_history")
        {
            LastSegment(path, out path);
            type = LastSegment(path, out _);
        }
        return TypeName(type);
    }

    private static ReadOnlySpan<char> LastSegment(ReadOnlySpan<char> path, out ReadOnlySpan<char> before)
    {
        var slash = path.LastIndexOf('/');
        before = path[..Math.Max(slash, 0)];
        return path[(slash + 1)..];
    }

    private static string? TypeName(ReadOnlySpan<char> name)
    {
        Span<byte> utf8 = stackalloc byte[64];
        return name.Length <= 40
            && System.Text.Encoding.UTF8.TryGetBytes(name, utf8, out var length)
            && EnumCodes<ResourceType>.TryRead(utf8[..length], out var type)
                ? EnumCodes<ResourceType>.Text(type)
                : null;
    }
}
