using System.Globalization;
using Monipolku.Platform;

namespace Monipolku.Intake;

/// <summary>
/// The codes of THL's code sets <c>1.2.246.537.6.N</c> that intake takes. THL's document schemas list the codes and leave their names to
/// the national code server: we name none that we have not got from there.
/// </summary>
internal static class Codes
{
    /// <summary>Reason of a child-welfare matter (lastensuojeluasian syy), as in document 1506.1006.</summary>
    public const string ChildWelfareReasonSet = "1.2.246.537.6.1251";

    /// <summary>Need of support (tuen tarve), as in document 1506.4018.</summary>
    public const string NeedOfSupportSet = "1.2.246.537.6.1282";

    private static readonly HashSet<string> ChildWelfareReasons =
    [
        "10", "11", "22", "23", "24", "25", "26", "27", "28", "32", "33", "34", "35", "38", "41", "42", "43", "44", "47", "49",
        "50", "51", "52", "53", "54", "56", "57", "58", "59",
    ];

    private static readonly HashSet<string> NeedsOfSupport = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "99"];

    /// <summary>Set 1243, notifier of a need for services (palvelutarpeen ilmoittaja): 1 to 24.</summary>
    private static readonly HashSet<string> Notifiers = [.. Enumerable.Range(1, 24).Select(n => n.ToString(CultureInfo.InvariantCulture))];

    /// <summary>Set 1252, estimate of urgency (kiireellisyyden arvio): 1 at once, 2 urgent, 3 not urgent.</summary>
    private static readonly HashSet<string> Urgencies = ["1", "2", "3"];

    public static string ReasonSetOf(MatterKind kind) => kind == MatterKind.ChildWelfareNotification ? ChildWelfareReasonSet : NeedOfSupportSet;

    public static bool IsReason(MatterKind kind, string code) =>
        (kind == MatterKind.ChildWelfareNotification ? ChildWelfareReasons : NeedsOfSupport).Contains(code);

    /// <summary>A code in the address, null where none is asked. The framework's own binding would take numbers for names.</summary>
    public static bool TryRead<T>(string? code, out T? value) where T : struct, Enum
    {
        value = Enum.GetValues<T>().Where(v => JsonRules.CodeOf(v) == code).Cast<T?>().FirstOrDefault();
        return code is null || value is not null;
    }

    public static bool IsNotifier(string code) => Notifiers.Contains(code);

    public static bool IsUrgency(string code) => Urgencies.Contains(code);
}
