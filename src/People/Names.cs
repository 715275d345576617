using System.Globalization;
using System.Text;
using Monipolku.People.Contracts;

namespace Monipolku.People;

/// <summary>Whether two names may be one person's: as they are misheard, mistyped and shortened.</summary>
internal static class Names
{
    /// <summary>Shorter names that differ by a letter are other names: Ida and Ada.</summary>
    private const int ShortestMistyped = 5;

    public static NameLikeness? Compare(string given, string family, string otherGiven, string otherFamily)
    {
        var (myGiven, myFamily, theirGiven, theirFamily) = (Parts(given), Parts(family), Parts(otherGiven), Parts(otherFamily));
        if (myGiven.SequenceEqual(theirGiven) && myFamily.SequenceEqual(theirFamily)) return NameLikeness.Same;
        if (AreNear(myGiven, theirGiven) && AreNear(myFamily, theirFamily)) return NameLikeness.Near;
        return myGiven.Length > 0 && myFamily.Length > 0 && AreNear(myGiven, theirFamily) && AreNear(myFamily, theirGiven) ? NameLikeness.Swapped : null;
    }

    /// <summary>Small letters without marks: Åsa-Maria and asa maria are the same.</summary>
    private static string[] Parts(string name)
    {
        var letters = new StringBuilder();
        foreach (var c in name.Normalize(NormalizationForm.FormD))
        {
            if (char.IsLetter(c)) letters.Append(char.ToLowerInvariant(c));
            else if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark) letters.Append(' ');
        }
        return letters.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Each name of the shorter list is in the longer one, at most one of them mistyped.</summary>
    private static bool AreNear(string[] one, string[] other)
    {
        var (fewer, more) = one.Length <= other.Length ? (one, other) : (other, one);
        if (fewer.Length == 0) return more.Length == 0;
        var left = more.ToList();
        var unmatched = fewer.Where(name => !left.Remove(name)).ToList();
        return unmatched.Count == 0 || (unmatched.Count == 1 && left.Exists(name => IsMistyped(unmatched[0], name)));
    }

    /// <summary>One letter other, missing, too many, or two neighbours in the wrong order.</summary>
    private static bool IsMistyped(string one, string other)
    {
        if (Math.Max(one.Length, other.Length) < ShortestMistyped || Math.Abs(one.Length - other.Length) > 1) return false;
        var (shorter, longer) = one.Length <= other.Length ? (one, other) : (other, one);
        var same = shorter.Zip(longer).TakeWhile(pair => pair.First == pair.Second).Count();
        if (longer.Length > shorter.Length) return shorter[same..] == longer[(same + 1)..];
        if (same == longer.Length || shorter[(same + 1)..] == longer[(same + 1)..]) return true;
        return shorter[same] == longer[same + 1] && shorter[same + 1] == longer[same] && shorter[(same + 2)..] == longer[(same + 2)..];
    }
}
