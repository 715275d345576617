using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Monipolku.Platform.Secrets;

/// <summary>
/// Encrypts what a column must not show (identity codes, notifiers, contact data) and hashes what must still be found. Thread-safe.
/// </summary>
/// <remarks>
/// <para>A noun holds the protected text, and its module calls <see cref="Protect"/> and <see cref="Unprotect"/> where the value comes
/// in or goes out. There is deliberately no EF value converter: EF caches a model, and in it the converter with its keys, once per
/// context type in a process, so that a second host in the process would write with the first one's keys; and a converter would decrypt
/// every row that is read, needed or not.</para>
/// <para>Purpose: table and column, such as <c>people.identity-code</c>. A text read with another purpose is refused, so that a value
/// copied to another column is of no use there. The text doesn't hold it: a renamed purpose makes old texts unreadable and old hashes
/// unfindable.</para>
/// <para>Protected text: <c>v1.{key id}.{base64url of nonce (12 bytes), cipher text, tag (16 bytes)}</c>, AES-256-GCM over UTF-8 with
/// the purpose as associated data. Length: 4/3 of the value's bytes, and at most 80 characters more. It doesn't hide the value's
/// length.</para>
/// </remarks>
public sealed class SecretText(SecretKeyRing ring)
{
    private const string Version = "v1";
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    // Half a surrogate pair would silently become another character: better an exception than a changed value.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ConcurrentDictionary<string, byte[]> _purposeKeys = new(StringComparer.Ordinal);

    /// <summary>Fingerprint of the hash key, see <see cref="SecretKeyRing.HashKeyId"/>.</summary>
    public string HashKeyId => ring.HashKeyId;

    /// <summary>Id of the key that <see cref="Protect"/> uses.</summary>
    public string ActiveKeyId => ring.Active.Id;

    /// <summary>Encrypts with the active key; the same value gives a different text every time.</summary>
    public string Protect(string plain, string purpose) => ProtectBytes(Utf8.GetBytes(plain), purpose);

    /// <summary>The same for a part of a file.</summary>
    public string ProtectBytes(ReadOnlySpan<byte> value, string purpose)
    {
        ArgumentException.ThrowIfNullOrEmpty(purpose);
        var body = new byte[NonceBytes + value.Length + TagBytes];
        var (nonce, cipher, tag) = (body.AsMemory(..NonceBytes), body.AsMemory(NonceBytes..^TagBytes), body.AsMemory(^TagBytes..));
        RandomNumberGenerator.Fill(nonce.Span);
        var (keyId, key) = ring.Active;
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(nonce.Span, value, cipher.Span, tag.Span, Utf8.GetBytes(purpose));
        return $"{Version}.{keyId}.{Base64Url.EncodeToString(body)}";
    }

    /// <summary>Decrypts with the key that the text names, active or older.</summary>
    /// <exception cref="CryptographicException">
    /// Not a protected text, changed, of another purpose, or its key isn't in the ring. The message holds nothing of the text.
    /// </exception>
    public string Unprotect(string text, string purpose) => Utf8.GetString(UnprotectBytes(text, purpose));

    /// <summary>The same for a part of a file.</summary>
    /// <exception cref="CryptographicException">As <see cref="Unprotect"/>.</exception>
    public byte[] UnprotectBytes(string text, string purpose)
    {
        ArgumentException.ThrowIfNullOrEmpty(purpose);
        if (text.Split('.') is not [Version, var keyId, var encoded] || !Base64Url.IsValid(encoded))
            throw new CryptographicException("The text is not a protected text.");
        var body = Base64Url.DecodeFromChars(encoded);
        // One text per content: the decoder is lenient about padding, white space and the last character's spare bits.
        if (body.Length < NonceBytes + TagBytes || Base64Url.EncodeToString(body) != encoded)
            throw new CryptographicException("The text is not a protected text.");
        if (ring.Find(keyId) is not { } key)
            throw new CryptographicException("The key of the protected text is not in the key ring.");

        var (nonce, cipher, tag) = (body.AsMemory(..NonceBytes), body.AsMemory(NonceBytes..^TagBytes), body.AsMemory(^TagBytes..));
        var value = new byte[cipher.Length];
        using var aes = new AesGcm(key, TagBytes);
        aes.Decrypt(nonce.Span, cipher.Span, tag.Span, value, Utf8.GetBytes(purpose));
        return value;
    }

    /// <summary>False where <see cref="UnprotectBytes"/> would throw.</summary>
    public bool TryUnprotect(string text, string purpose, [NotNullWhen(true)] out byte[]? plain)
    {
        try
        {
            plain = UnprotectBytes(text, purpose);
            return true;
        }
        catch (CryptographicException)
        {
            plain = null;
            return false;
        }
    }

    /// <summary>
    /// Whether the text was made with another key than the active one: protect its value again when the row is next written. True also
    /// for what is no protected text.
    /// </summary>
    public bool NeedsRotation(string text) => !text.StartsWith($"{Version}.{ring.Active.Id}.", StringComparison.Ordinal);

    /// <summary>
    /// Keyed hash for equality lookup and unique indexes: HMAC-SHA-256 in base64url, always 43 characters. The same value and purpose give
    /// the same hash as long as the hash key is the same; another purpose gives an unrelated one. The caller normalises the value first
    /// (<see cref="Hetu.Value"/> is normalised).
    /// </summary>
    public string KeyedHash(string value, string purpose)
    {
        ArgumentException.ThrowIfNullOrEmpty(purpose);
        var purposeKey = _purposeKeys.GetOrAdd(purpose, p => HMACSHA256.HashData(ring.HashKey, Utf8.GetBytes(p)));
        return Base64Url.EncodeToString(HMACSHA256.HashData(purposeKey, Utf8.GetBytes(value)));
    }
}
