using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Monipolku.Identity.Accounts;

/// <summary>One-time codes of authenticator apps: RFC 6238 with HMAC-SHA-1, 30-second steps and 6 digits, which is what every app knows.</summary>
internal static class Totp
{
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int SecretBytes = 20;
    private const int StepSeconds = 30;

    /// <summary>160 random bits (RFC 4226 R6) in base32, as people type them into the app.</summary>
    public static string NewSecret() => Encode(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>The step that the code belongs to: now, or one before or after, for clocks that differ. Null for a wrong code.</summary>
    public static long? FindStep(string secret, string code, DateTimeOffset now)
    {
        var current = now.ToUnixTimeSeconds() / StepSeconds;
        long? found = null;
        // All three each time: the duration tells nothing.
        for (var step = current - 1; step <= current + 1; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(CodeAt(secret, step)), Encoding.UTF8.GetBytes(code))) found = step;
        }
        return found;
    }

    public static string CodeAt(string secret, long step)
    {
        var counter = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
#pragma warning disable CA5350 // The standard's and the apps' algorithm; HMAC-SHA-1 is not broken as SHA-1 is.
        var hash = HMACSHA1.HashData(Decode(secret), counter);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 0xf, 4)) & int.MaxValue;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>What apps read from a QR code or a link (Key Uri Format).</summary>
    public static string UriOf(string secret, string username) =>
        $"otpauth://totp/Monipolku:{Uri.EscapeDataString(username)}?secret={secret}&issuer=Monipolku&algorithm=SHA1&digits=6&period=30";

    private static string Encode(byte[] bytes)
    {
        var text = new StringBuilder();
        for (var bit = 0; bit < bytes.Length * 8; bit += 5)
        {
            var two = (bytes[bit / 8] << 8) | (bit / 8 + 1 < bytes.Length ? bytes[(bit / 8) + 1] : 0);
            text.Append(Base32[(two >> (11 - (bit % 8))) & 31]);
        }
        return text.ToString();
    }

    private static byte[] Decode(string text)
    {
        var bytes = new byte[text.Length * 5 / 8];
        for (var i = 0; i < text.Length; i++)
        {
            var value = Base32.IndexOf(text[i], StringComparison.Ordinal);
            var bit = i * 5;
            var two = value << (11 - (bit % 8));
            bytes[bit / 8] |= (byte)(two >> 8);
            if ((bit / 8) + 1 < bytes.Length) bytes[(bit / 8) + 1] |= (byte)two;
        }
        return bytes;
    }
}
