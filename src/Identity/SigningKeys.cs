using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;
using Monipolku.Platform.Secrets;

namespace Monipolku.Identity;

/// <summary>
/// The keys that tokens are signed with and checked by. A key signs for <c>Identity:SigningKeyDays</c> (90). Its successor is made and
/// published a day before, and it stays published until the last token that it signed has expired.
/// </summary>
internal sealed class SigningKeys(IServiceScopeFactory scopes, SecretText secrets, IConfiguration configuration, TimeProvider clock) : IDisposable
{
    public const string ForAccessTokens = SecurityAlgorithms.EcdsaSha256;

    /// <summary>OpenID Connect Core 15.1: every client understands it.</summary>
    public const string ForIdTokens = SecurityAlgorithms.RsaSha256;

    public const string Purpose = "identity.signing-key";
    private const int RsaBits = 2048;
    private static readonly string[] Algorithms = [ForAccessTokens, ForIdTokens];

    /// <summary>Time for everybody who keeps a copy of the key set to read it again.</summary>
    private static readonly TimeSpan PublishedAhead = TimeSpan.FromDays(1);

    /// <summary>Longer than any token lives.</summary>
    private static readonly TimeSpan PublishedAfter = TimeSpan.FromHours(12);

    /// <summary>How often an unknown key id may make us look into the database.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    private readonly TimeSpan _signs = TimeSpan.FromDays(Math.Clamp(configuration.GetValue("Identity:SigningKeyDays", 90), 2, 3650));
    private readonly SemaphoreSlim _loading = new(1);
    private Snapshot _snapshot = new([], DateTimeOffset.MinValue, DateTimeOffset.MinValue);

    /// <summary>The key that signs now.</summary>
    public async Task<SigningCredentials> Current(string algorithm, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await Ensure(now, ct);
        var keys = _snapshot.Keys.Where(k => k.Algorithm == algorithm).ToList();
        // A clock that was set back finds its oldest key.
        return (keys.Where(k => k.SignsFrom <= now).MaxBy(k => k.Sequence) ?? keys.MinBy(k => k.Sequence)!).Credentials;
    }

    /// <summary>All that tokens may be signed with now; those that only will sign too.</summary>
    public async Task<IReadOnlyList<SecurityKey>> Published(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await Ensure(now, ct);
        return [.. _snapshot.Keys.Where(k => now < k.SignsUntil + PublishedAfter).Select(k => k.Credentials.Key)];
    }

    /// <summary>Reads the keys anew when the id is unknown: another instance may have rotated.</summary>
    public async Task Expect(string keyId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await Ensure(now, ct);
        if (_snapshot.Keys.Any(k => k.Credentials.Key.KeyId == keyId) || now < _snapshot.ReadAt + LookAgain) return;
        await Load(now, ct);
    }

    /// <summary>For the check of a token, which cannot wait: <see cref="Expect"/> comes before it.</summary>
    public IReadOnlyList<SecurityKey> Loaded(string? keyId)
    {
        var now = clock.GetUtcNow();
        return [.. _snapshot.Keys.Where(k => k.Credentials.Key.KeyId == keyId && now < k.SignsUntil + PublishedAfter).Select(k => k.Credentials.Key)];
    }

    public void Dispose() => _loading.Dispose();

    private Task Ensure(DateTimeOffset now, CancellationToken ct) => now < _snapshot.GoodUntil ? Task.CompletedTask : Load(now, ct);

    private async Task Load(DateTimeOffset now, CancellationToken ct)
    {
        await _loading.WaitAsync(ct);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
            var rows = await db.SigningKeys.AsNoTracking().ToListAsync(ct);
            foreach (var algorithm in Algorithms)
            {
                while (Successor(algorithm, rows, now) is { } key)
                {
                    db.SigningKeys.Add(key);
                    try
                    {
                        await db.SaveChangesAsync(ct);
                        rows.Add(key);
                    }
                    catch (DbUpdateException)
                    {
                        // Another instance made it first: its key is everybody's. If that is not why, there is no such row and it is thrown.
                        db.ChangeTracker.Clear();
                        rows = await db.SigningKeys.AsNoTracking().ToListAsync(ct);
                        if (!rows.Any(r => r.Algorithm == algorithm && r.Sequence == key.Sequence)) throw;
                    }
                }
            }
            var known = _snapshot.Keys.ToDictionary(k => k.Credentials.Key.KeyId);
            var keys = rows.Where(r => now < r.SignsUntil + PublishedAfter)
                .Select(r => known.GetValueOrDefault(r.Id) ?? new LoadedKey(r.Algorithm, r.Sequence, r.SignsFrom, r.SignsUntil, Read(r)))
                .ToList();
            var newest = keys.GroupBy(k => k.Algorithm).Min(g => g.Max(k => k.SignsUntil));
            _snapshot = new Snapshot(keys, now, newest - PublishedAhead);
        }
        finally
        {
            _loading.Release();
        }
    }

    private SigningKey? Successor(string algorithm, List<SigningKey> rows, DateTimeOffset now)
    {
        var newest = rows.Where(r => r.Algorithm == algorithm).MaxBy(r => r.Sequence);
        if (newest is not null && now < newest.SignsUntil - PublishedAhead) return null;
        // Nobody asked for a token for longer than a key signs: begin anew.
        var from = newest is null || newest.SignsUntil < now ? now : newest.SignsUntil;
        using AsymmetricAlgorithm pair = algorithm == ForIdTokens ? RSA.Create(RsaBits) : ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new SigningKey
        {
            Id = KeyOf(pair).KeyId,
            Algorithm = algorithm,
            Sequence = (newest?.Sequence ?? 0) + 1,
            PrivateKeySecret = secrets.Protect(pair.ExportPkcs8PrivateKeyPem(), Purpose),
            SignsFrom = from,
            SignsUntil = from + _signs,
        };
    }

    private SigningCredentials Read(SigningKey row)
    {
        var pem = secrets.Unprotect(row.PrivateKeySecret, Purpose);
        AsymmetricAlgorithm pair = row.Algorithm == ForIdTokens ? RSA.Create() : ECDsa.Create();
        pair.ImportFromPem(pem);
        return new SigningCredentials(KeyOf(pair), row.Algorithm);
    }

    private static AsymmetricSecurityKey KeyOf(AsymmetricAlgorithm pair)
    {
        AsymmetricSecurityKey key = pair is RSA rsa ? new RsaSecurityKey(rsa) : new ECDsaSecurityKey((ECDsa)pair);
        key.KeyId = Base64UrlEncoder.Encode(key.ComputeJwkThumbprint());
        return key;
    }

    private sealed record LoadedKey(string Algorithm, int Sequence, DateTimeOffset SignsFrom, DateTimeOffset SignsUntil, SigningCredentials Credentials);

    private sealed record Snapshot(IReadOnlyList<LoadedKey> Keys, DateTimeOffset ReadAt, DateTimeOffset GoodUntil);
}
