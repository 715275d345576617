using System.Buffers.Text;
using System.Text;

namespace Monipolku.Platform;

/// <summary>One page of a list.</summary>
/// <param name="Items">At most the asked limit.</param>
/// <param name="Next">Send it as <c>cursor</c> to get the next page; null on the last one.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Paging by cursor: the sort key of the last item seen, so that a change in between neither repeats nor skips.</summary>
public static class Pages
{
    public const int DefaultLimit = 50;
    public const int LargestLimit = 200;

    public static string Encode(string key) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(key));

    /// <summary>The id in a cursor over lists that are sorted by id (version 7: by time of creation). Null cursor: from the start.</summary>
    public static bool TryDecodeId(string? cursor, out Guid after)
    {
        after = Guid.Empty;
        return cursor is null || (TryDecode(cursor, out var key) && Guid.TryParse(key, out after));
    }

    public static bool TryDecode(string cursor, out string key)
    {
        key = "";
        if (cursor.Length > 200 || !Base64Url.IsValid(cursor)) return false;
        key = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
        return true;
    }

    /// <summary>Cuts a list that was read with one item more than the limit.</summary>
    public static Page<TView> Of<TRow, TView>(IReadOnlyList<TRow> oneMore, int limit, Func<TRow, string> key, Func<TRow, TView> view)
    {
        var items = oneMore.Take(limit).ToList();
        return new Page<TView>([.. items.Select(view)], oneMore.Count > limit ? Encode(key(items[^1])) : null);
    }
}
