using System.Buffers.Binary;

namespace Monipolku.Consents;

/// <summary>
/// What a file is and whether all of it has come, by its first and last bytes: what it is called says nothing, and half a scan proves nothing. What is in
/// it is not looked at: it is given out as a download that runs nothing.
/// </summary>
internal static class ScannedFile
{
    /// <summary>In bytes: as much of the beginning and of the end as is looked at.</summary>
    public const int HeadSize = 32;
    public const int TailSize = 1024;

    private static ReadOnlySpan<byte> PngSignature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>An empty IEND chunk with its check sum.</summary>
    private static ReadOnlySpan<byte> PngEnd => [0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82];

    /// <summary>Null for anything but PDF, PNG, JPEG and TIFF.</summary>
    public static string? TypeOf(ReadOnlySpan<byte> first) => first switch
    {
        [(byte)'%', (byte)'P', (byte)'D', (byte)'F', (byte)'-', >= (byte)'1' and <= (byte)'9', (byte)'.', >= (byte)'0' and <= (byte)'9', ..] => "application/pdf",
        _ when first.StartsWith(PngSignature) => IsPngHeader(first[PngSignature.Length..]) ? "image/png" : null,
        // After the start of the image comes a segment or a table, never picture data.
        [0xFF, 0xD8, 0xFF, >= 0xC0 and < 0xFF, ..] => "image/jpeg",
        [(byte)'I', (byte)'I', 42, 0, ..] or [(byte)'M', (byte)'M', 0, 42, ..] => "image/tiff",
        _ => null,
    };

    /// <param name="head">The first bytes, as many as <see cref="HeadSize"/> where there are.</param>
    /// <param name="tail">The last bytes, as many as <see cref="TailSize"/> where there are.</param>
    public static bool IsWhole(string type, ReadOnlySpan<byte> head, ReadOnlySpan<byte> tail, long length) => type switch
    {
        // ISO 32000: the marker stands within the last 1024 bytes.
        "application/pdf" => tail.IndexOf("%%EOF"u8) >= 0,
        "image/png" => tail.EndsWith(PngEnd),
        // Within picture data FF is never followed by D9; cameras may put notes of their own behind it.
        "image/jpeg" => tail.LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xD9]) >= 0,
        _ => head.Length >= 8 && IsWithin(head[0] == 'I' ? BinaryPrimitives.ReadUInt32LittleEndian(head[4..]) : BinaryPrimitives.ReadUInt32BigEndian(head[4..]), length),
    };

    /// <summary>A header chunk of 13 bytes with a width and a height.</summary>
    private static bool IsPngHeader(ReadOnlySpan<byte> chunk) =>
        chunk.StartsWith("\0\0\0\rIHDR"u8) && chunk.Length >= 16
        && BinaryPrimitives.ReadUInt32BigEndian(chunk[8..]) > 0 && BinaryPrimitives.ReadUInt32BigEndian(chunk[12..]) > 0;

    /// <summary>The first directory with at least one entry: 2 bytes of count, 12 of the entry, 4 of what comes next.</summary>
    private static bool IsWithin(uint directory, long length) => directory >= 8 && directory + 2L + 12 + 4 <= length;
}
