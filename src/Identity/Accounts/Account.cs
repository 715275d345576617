using Microsoft.EntityFrameworkCore;
using Monipolku.Platform;

namespace Monipolku.Identity.Accounts;

/// <summary>Who can sign in here. What they may do is Access's matter, by their subject.</summary>
internal sealed class Account : IVersioned
{
    /// <summary>An initial password that was not used in this time is of no use any more.</summary>
    public static readonly TimeSpan InitialPasswordValid = TimeSpan.FromDays(7);

    public required Guid Id { get; init; }

    /// <summary>The <c>sub</c> of the tokens.</summary>
    public required string Subject { get; init; }
    public required AccountKind Kind { get; init; }

    /// <summary>What the user types, in lower case.</summary>
    public required string Username { get; init; }

    /// <summary>Language of the pages: fi, sv or en.</summary>
    public required string Language { get; set; }

    public string PasswordHash { get; private set; } = "";

    /// <summary>True while the password is one that an administrator handed over: it opens nothing but the page that changes it.</summary>
    public bool PasswordIsInitial { get; private set; }
    public DateTimeOffset PasswordSetAt { get; private set; }

    /// <summary>Key of the authenticator app, encrypted; null without a second factor.</summary>
    public string? TotpSecret { get; private set; }

    /// <summary>The newest 30-second step whose code was taken: neither it nor an older one is taken again.</summary>
    public long LastTotpStep { get; private set; }

    /// <summary>Keyed hashes of the recovery codes that are left.</summary>
    public IReadOnlyList<string> RecoveryCodeHashes { get; private set; } = [];

    /// <summary>Since when an administrator keeps it locked; null while it is open.</summary>
    public DateTimeOffset? LockedAt { get; private set; }

    public int Version { get; private set; } = 1;

    public void SetPassword(string hash, bool initial, DateTimeOffset now)
    {
        (PasswordHash, PasswordIsInitial, PasswordSetAt) = (hash, initial, now);
        Version++;
    }

    /// <summary>The same password under a newer hash.</summary>
    public void Rehash(string hash)
    {
        PasswordHash = hash;
        Version++;
    }

    /// <summary>Whether a right password opens it now.</summary>
    public bool IsOpen(DateTimeOffset now) => LockedAt is null && !(PasswordIsInitial && now >= PasswordSetAt + InitialPasswordValid);

    public Refusal? Lock(DateTimeOffset now)
    {
        if (LockedAt is not null) return AccountRefusals.LockedAlready;
        LockedAt = now;
        Version++;
        return null;
    }

    /// <summary>Something was decided by this row: whoever read it before decides anew.</summary>
    public void Touch() => Version++;

    /// <summary>Also forgiving wrong attempts is called unlocking: allowed whether locked or not.</summary>
    public void Unlock()
    {
        LockedAt = null;
        Version++;
    }

    /// <param name="step">The step of the code that proved the key.</param>
    public void SetSecondFactor(string totpSecret, long step, IReadOnlyList<string> recoveryCodeHashes)
    {
        (TotpSecret, LastTotpStep, RecoveryCodeHashes) = (totpSecret, step, recoveryCodeHashes);
        Version++;
    }

    public Refusal? RemoveSecondFactor()
    {
        if (TotpSecret is null) return AccountRefusals.NoSecondFactor;
        (TotpSecret, RecoveryCodeHashes) = (null, []);
        Version++;
        return null;
    }

    /// <summary>Takes each step once.</summary>
    public bool UseTotpStep(long step)
    {
        if (step <= LastTotpStep) return false;
        LastTotpStep = step;
        Version++;
        return true;
    }

    /// <summary>Takes each code once.</summary>
    public bool UseRecoveryCode(string hash)
    {
        if (!RecoveryCodeHashes.Contains(hash, StringComparer.Ordinal)) return false;
        RecoveryCodeHashes = [.. RecoveryCodeHashes.Where(h => h != hash)];
        Version++;
        return true;
    }

    public static void Map(ModelBuilder model) => model.Entity<Account>(account =>
    {
        account.ToTable("identity_accounts");
        account.Property(a => a.Subject).HasMaxLength(200);
        account.HasIndex(a => a.Subject).IsUnique();
        account.Property(a => a.Username).HasMaxLength(100);
        account.HasIndex(a => a.Username).IsUnique();
        account.Property(a => a.Language).HasMaxLength(2);
        account.Property(a => a.PasswordHash).HasMaxLength(200);
        account.Property(a => a.TotpSecret).HasMaxLength(200);
        account.Property(a => a.RecoveryCodeHashes).IsJson().HasMaxLength(1_000);
        account.Property(a => a.Version).IsConcurrencyToken();
    });
}
