using System.Text;

namespace Monipolku.Fhir.R4;

/// <summary>
/// Gives one string for repeated text: a bundle repeats its systems, displays and references many times. Holds the latest text for
/// each slot and lives for one reading, so that no text is kept and no other reading can tell what was read.
/// </summary>
internal sealed class StringCache
{
    private const int LongestKept = 64;

    private readonly string?[] _slots = new string?[128];

    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length is 0 or > LongestKept) return Encoding.UTF8.GetString(utf8);
        ref var slot = ref _slots[(utf8.Length * 5 + utf8[^1] * 31 + utf8[utf8.Length / 2] * 17 + utf8[0]) & 127];
        // Only ASCII is found again; other text just takes the slot.
        return slot is not null && Ascii.Equals(utf8, slot) ? slot : slot = Encoding.UTF8.GetString(utf8);
    }
}
