using System.Net;
using Microsoft.EntityFrameworkCore;
using Monipolku.Platform;
using Monipolku.Platform.Secrets;

namespace Monipolku.Identity.Accounts;

/// <summary>Wrong attempts under one username, or from one address. Both by keyed hash: neither can be read here.</summary>
internal sealed class SignInFailures
{
    public required string Key { get; init; }
    public required int Count { get; set; }
    public required DateTimeOffset FirstAt { get; set; }
    public required DateTimeOffset LastAt { get; set; }

    public static void Map(ModelBuilder model) => model.Entity<SignInFailures>(failures =>
    {
        failures.ToTable("identity_sign_in_failures");
        failures.HasKey(f => f.Key);
        failures.Property(f => f.Key).HasMaxLength(64);
        failures.HasIndex(f => f.LastAt);
    });
}

/// <summary>
/// Makes guessing slow: after some wrong attempts one must wait, each time twice as long. It counts by what was typed, whether such an
/// account exists or not, so that the wait tells nothing; and it counts before it looks, so that many attempts at once gain nothing.
/// </summary>
internal sealed class SignInThrottle(IdentityDb db, Database database, SecretText secrets, AccountSettings settings, TimeProvider clock)
{
    private const string Purpose = "identity.sign-in-failures";

    /// <summary>5 wrong, then 1, 2, 4 … 60 minutes; forgotten a day after the first. At most some 35 guesses a day.</summary>
    private static readonly Rule PerAccount = new(5, TimeSpan.FromMinutes(1), TimeSpan.FromHours(1), TimeSpan.FromDays(1));

    private readonly Rule _perAddress = new(settings.FailuresPerAddress, TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1));

    /// <summary>Counts an attempt as wrong until <see cref="Right"/> says otherwise. False: not now, whatever the password.</summary>
    public async Task<bool> Begin(string username, IPAddress? address, CancellationToken ct) =>
        await Count(KeyOf(address), _perAddress, ct) && await Count(KeyOf(username), PerAccount, ct);

    /// <summary>This attempt was right: it does not count. Earlier ones do until the whole sign-in is done.</summary>
    public async Task Right(string username, IPAddress? address, CancellationToken ct)
    {
        string[] keys = [KeyOf(username), KeyOf(address)];
        await database.WriteAsync(() => db.Set<SignInFailures>().Where(f => keys.Contains(f.Key) && f.Count > 0)
            .ExecuteUpdateAsync(set => set.SetProperty(f => f.Count, f => f.Count - 1), ct), ct);
    }

    /// <summary>Signed in, or an administrator has forgiven.</summary>
    public async Task Forget(string username, CancellationToken ct)
    {
        var key = KeyOf(username);
        await database.WriteAsync(() => db.Set<SignInFailures>().Where(f => f.Key == key).ExecuteDeleteAsync(ct), ct);
    }

    /// <summary>Removes what has no effect any more.</summary>
    public Task<int> Clean(CancellationToken ct)
    {
        var old = clock.GetUtcNow() - PerAccount.Forgotten - PerAccount.Longest;
        return database.WriteAsync(() => db.Set<SignInFailures>().Where(f => f.LastAt < old).ExecuteDeleteAsync(ct), ct);
    }

    private async Task<bool> Count(string key, Rule rule, CancellationToken ct)
    {
        // Each turn another attempt has counted in between; a crowd at one key is not a person who types.
        for (var turn = 0; turn < 20; turn++)
        {
            var now = clock.GetUtcNow();
            var seen = await db.Set<SignInFailures>().AsNoTracking().FirstOrDefaultAsync(f => f.Key == key, ct);
            if (seen is null)
            {
                if (await Insert(new SignInFailures { Key = key, Count = 1, FirstAt = now, LastAt = now }, ct)) return true;
                continue;
            }
            if (rule.IsWaiting(seen, now)) return false;
            var (count, first) = now >= seen.FirstAt + rule.Forgotten ? (1, now) : (seen.Count + 1, seen.FirstAt);
            var changed = await database.WriteAsync(() => db.Set<SignInFailures>()
                .Where(f => f.Key == key && f.Count == seen.Count && f.LastAt == seen.LastAt)
                .ExecuteUpdateAsync(set => set.SetProperty(f => f.Count, count).SetProperty(f => f.FirstAt, first).SetProperty(f => f.LastAt, now), ct), ct);
            if (changed == 1) return true;
        }
        return false;
    }

    private async Task<bool> Insert(SignInFailures failures, CancellationToken ct)
    {
        var row = db.Add(failures);
        try
        {
            await db.SaveChangesAsync(ct);
            return true;
        }
        catch (DbUpdateException) when (!ct.IsCancellationRequested)
        {
            // Another attempt wrote the first row; a broken database shows itself at the next read.
            return false;
        }
        finally
        {
            row.State = EntityState.Detached;
        }
    }

    private string KeyOf(string username) => secrets.KeyedHash("account:" + username, Purpose);

    private string KeyOf(IPAddress? address) => secrets.KeyedHash("address:" + Addresses.NetworkOf(address), Purpose);

    private sealed record Rule(int Free, TimeSpan First, TimeSpan Longest, TimeSpan Forgotten)
    {
        public bool IsWaiting(SignInFailures failures, DateTimeOffset now)
        {
            if (failures.Count < Free) return false;
            var doublings = Math.Min(failures.Count - Free, 20);
            var wait = TimeSpan.FromTicks(Math.Min(First.Ticks << doublings, Longest.Ticks));
            return now < failures.LastAt + wait;
        }
    }
}
