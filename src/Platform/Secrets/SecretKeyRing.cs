using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace Monipolku.Platform.Secrets;

/// <summary>
/// The keys of <see cref="SecretText"/>: several encryption keys by id, of which one is active, and one hash key. Read at start, and
/// again from its file when a text names a key that it does not know. Thread-safe.
/// </summary>
/// <remarks>
/// <para>Settings, one of two ways. <c>Secrets:KeyFile</c>: a JSON file <c>{"ActiveKey": "k2", "HashKey": "…", "Keys": {"k1": "…",
/// "k2": "…"}}</c>, its path relative to the working directory. Or the same three in the configuration itself: <c>Secrets:ActiveKey</c>,
/// <c>Secrets:HashKey</c>, <c>Secrets:Keys:k1</c>. A key is 32 random bytes in base64 (<c>openssl rand -base64 32</c>); an id has 1 to 32
/// of <c>a-z 0-9 -</c>.</para>
/// <para><c>Secrets:CreateKeys=true</c> makes an absent key file with new random keys, readable by its owner only (mode 600). For
/// development and a first start: in production leave it off, so that a lost file stops the start instead of being replaced.</para>
/// <para>Rotation: add a key to the file of every instance and name it in <c>ActiveKey</c>, then run <c>-- secrets rotate</c>. A running
/// instance reads its file again when it meets the first text made with the new key, and protects with that key from then on; keys in the
/// configuration are read at start only. The old key stays in the ring as long as a row or a backup holds text made with it. Rotate well
/// before 2^32 texts, the limit of random nonces.</para>
/// <para>The hash key does not rotate. With another one no stored hash is found any more, and a known person looks unknown: changing it
/// means hashing every stored value again in the same maintenance break. <see cref="HashKeyId"/> is for noticing a change.</para>
/// </remarks>
public sealed class SecretKeyRing
{
    private const int KeyBytes = 32;

    /// <summary>A text of a key that is nowhere shall not make every request read the file.</summary>
    private static readonly TimeSpan BetweenReads = TimeSpan.FromSeconds(1);

    private readonly Lock _reading = new();
    private readonly string? _file;
    private readonly TimeProvider _clock;
    private volatile EncryptionKeys _keys;
    private long? _readAgainAt;

    private SecretKeyRing(RingSettings settings, string where, string? file, TimeProvider clock)
    {
        (_keys, HashKey, _file, _clock) = (KeysOf(settings, where), HashKeyOf(settings, where), file, clock);
        HashKeyId = Convert.ToHexStringLower(HMACSHA256.HashData(HashKey, "hash-key-id"u8).AsSpan(0, 8));
    }

    /// <summary>
    /// Fingerprint of the hash key, 16 hexadecimal digits; tells nothing of the key. Keep it beside the hashes: if it differs at start,
    /// lookups would silently find nothing.
    /// </summary>
    public string HashKeyId { get; }

    /// <summary>The key that new texts are protected with.</summary>
    internal (string Id, byte[] Key) Active => _keys.Active;

    internal byte[] HashKey { get; }

    /// <summary>Reads the ring from the settings, or creates its file if <c>Secrets:CreateKeys</c> says so.</summary>
    /// <exception cref="SettingException">The ring is missing or wrong. The message names the setting, and no key.</exception>
    public static SecretKeyRing Load(IConfiguration configuration, TimeProvider? clock = null)
    {
        clock ??= TimeProvider.System;
        var section = configuration.GetSection("Secrets");
        var inConfiguration = section.GetSection("Keys").Exists();
        if (string.IsNullOrEmpty(section["KeyFile"]))
            return inConfiguration
                ? new SecretKeyRing(section.Get<RingSettings>()!, "Secrets:", null, clock)
                : throw Wrong("Secrets:KeyFile", "(or Secrets:Keys) is required: it holds the keys of encrypted columns");
        if (inConfiguration) throw Wrong("Secrets:KeyFile", "and Secrets:Keys exclude each other");

        var file = Path.GetFullPath(section["KeyFile"]!);
        if (!File.Exists(file))
        {
            if (!section.GetValue("CreateKeys", false))
                throw Wrong("Secrets:KeyFile", $"names {file}, which doesn't exist; Secrets:CreateKeys=true would create it with new keys");
            Create(file);
        }
        return new SecretKeyRing(Read(file), "Secrets:KeyFile: ", file, clock);
    }

    internal byte[]? Find(string keyId)
    {
        if (_keys.ById.TryGetValue(keyId, out var key) || _file is null) return key;
        lock (_reading)
        {
            // Those who waited find what the first one has read.
            if (_keys.ById.TryGetValue(keyId, out key)) return key;
            if (_readAgainAt is { } last && _clock.GetElapsedTime(last) < BetweenReads) return null;
            _readAgainAt = _clock.GetTimestamp();
            if (ReadAgain(_file) is { } keys) _keys = keys;
            return _keys.ById.GetValueOrDefault(keyId);
        }
    }

    /// <summary>
    /// Null where the file is no ring now (somebody writes it at this moment) or one with another hash key, which only a start may refuse:
    /// the ring stays as it is, and the text that asked for the key is refused.
    /// </summary>
    private EncryptionKeys? ReadAgain(string file)
    {
        try
        {
            const string Where = "Secrets:KeyFile: ";
            var settings = Read(file);
            var keys = KeysOf(settings, Where);
            return HashKeyOf(settings, Where).AsSpan().SequenceEqual(HashKey) ? keys : null;
        }
        catch (Exception unreadable) when (unreadable is SettingException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static EncryptionKeys KeysOf(RingSettings settings, string where)
    {
        if (settings.Keys.Count == 0) throw Wrong(where + "Keys", "must hold at least one key");
        foreach (var id in settings.Keys.Keys)
            if (!IsId(id)) throw Wrong(where + "Keys", "must name each key with 1 to 32 characters of a-z, 0-9 and -");
        var keys = settings.Keys.ToDictionary(key => key.Key, key => Bytes(key.Value, $"{where}Keys:{key.Key}"));
        return settings.ActiveKey is not null && keys.TryGetValue(settings.ActiveKey, out var active)
            ? new EncryptionKeys((settings.ActiveKey, active), keys)
            : throw Wrong(where + "ActiveKey", $"must name one of {where}Keys");
    }

    private static byte[] HashKeyOf(RingSettings settings, string where)
    {
        var hashKey = Bytes(settings.HashKey, where + "HashKey");
        return settings.Keys.Values.All(key => !Convert.FromBase64String(key).AsSpan().SequenceEqual(hashKey))
            ? hashKey
            : throw Wrong(where + "HashKey", "must differ from the encryption keys");
    }

    private static RingSettings Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<RingSettings>(File.ReadAllBytes(file), JsonSerializerOptions.Strict)
                ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw Wrong("Secrets:KeyFile", $"names {file}, which isn't a key ring in JSON", e);
        }
    }

    /// <summary>A whole file or none, also when several instances start at once: who comes second uses the first one's keys.</summary>
    private static void Create(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        // Moving is no test of who was first: where the file system shows no file yet, the runtime renames over what appears meanwhile.
        FileStream? locked;
        while ((locked = OwnersFile.TryLock(file + ".creating")) is null) Thread.Sleep(20);
        using (locked)
        {
            if (File.Exists(file)) return;
            WriteNew(file);
        }
    }

    private static void WriteNew(string file)
    {
        var id = "k" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        var ring = new RingSettings { ActiveKey = id, HashKey = NewKey(), Keys = { [id] = NewKey() } };

        var draft = file + ".draft";
        using (var stream = OwnersFile.Open(draft, FileMode.Create, FileShare.None))
        {
            JsonSerializer.Serialize(stream, ring, JsonSerializerOptions.Strict);
            stream.Flush(flushToDisk: true);
        }
        File.Move(draft, file);
    }

    private static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes));

    private static bool IsId(string id) =>
        id.Length is >= 1 and <= 32 && id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    private static byte[] Bytes(string? base64, string setting)
    {
        var key = new byte[KeyBytes];
        return base64 is not null && Convert.TryFromBase64String(base64, key, out var written) && written == KeyBytes
            ? key
            : throw Wrong(setting, "must be 32 bytes in base64");
    }

    private static SettingException Wrong(string setting, string what, Exception? cause = null) => new(setting, what, cause);

    /// <summary>What changes together when the file is read again.</summary>
    private sealed record EncryptionKeys((string Id, byte[] Key) Active, Dictionary<string, byte[]> ById);

    private sealed record RingSettings
    {
        public string? ActiveKey { get; init; }

        public string? HashKey { get; init; }

        public Dictionary<string, string> Keys { get; init; } = [];
    }
}
