using System.Reflection;
using System.Text;

namespace Monipolku.Fhir.R4;

/// <summary>The code that an enum member stands for.</summary>
[AttributeUsage(AttributeTargets.Field)]
internal sealed class CodeAttribute(string text) : Attribute
{
    public string Text { get; } = text;
}

/// <summary>Code text from and to an enum of a required binding.</summary>
public static class EnumCodes
{
    /// <summary>The code of the enum's value: <c>AdministrativeGender.Female</c> is <c>female</c>.</summary>
    public static string GetCode<T>(this T value) where T : struct, Enum => EnumCodes<T>.Text(value);

    /// <summary>The enum's value for a code; false when the value set has no such code.</summary>
    public static bool TryParse<T>(string code, out T value) where T : struct, Enum =>
        EnumCodes<T>.TryRead(Encoding.UTF8.GetBytes(code), out value);
}

/// <summary>The codes of one enum, looked up by their UTF-8 bytes without making a string.</summary>
internal static class EnumCodes<T> where T : struct, Enum
{
    private static readonly (T Value, string Text, byte[] Utf8)[] Members =
    [
        .. Enum.GetValues<T>().Select(value =>
        {
            var text = typeof(T).GetField(value.ToString())!.GetCustomAttribute<CodeAttribute>()!.Text;
            return (value, text, Encoding.UTF8.GetBytes(text));
        }),
    ];

    // Member numbers (generated enums count from 0) by a cheap key of length, first and last byte.
    private static readonly int[][] Buckets =
    [
        .. Enumerable.Range(0, 64).Select(bucket =>
            Enumerable.Range(0, Members.Length).Where(i => Bucket(Members[i].Utf8) == bucket).ToArray()),
    ];

    public static string Text(T value) => Members[Index(value)].Text;

    public static ReadOnlySpan<byte> Utf8(T value) => Members[Index(value)].Utf8;

    public static bool TryRead(ReadOnlySpan<byte> utf8, out T value)
    {
        value = default;
        if (utf8.IsEmpty) return false;
        foreach (var i in Buckets[Bucket(utf8)])
        {
            if (!utf8.SequenceEqual(Members[i].Utf8)) continue;
            value = Members[i].Value;
            return true;
        }
        return false;
    }

    private static int Index(T value) => System.Runtime.CompilerServices.Unsafe.As<T, int>(ref value);

    private static int Bucket(ReadOnlySpan<byte> utf8) => (utf8.Length * 7 + utf8[0] * 3 + utf8[^1]) & 63;
}
