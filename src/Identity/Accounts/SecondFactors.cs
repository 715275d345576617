using System.Security.Cryptography;
using Monipolku.Platform.Secrets;

namespace Monipolku.Identity.Accounts;

/// <summary>The authenticator app's key as it is kept, and recovery codes for a lost phone.</summary>
internal sealed class SecondFactors(SecretText secrets, TimeProvider clock)
{
    public const string SecretPurpose = "identity.totp-secret";
    private const string RecoveryPurpose = "identity.recovery-code";
    private const int RecoveryCodes = 8;
    private const string RecoveryCharacters = "abcdefghjkmnpqrstuvwxyz23456789";

    public string NewProtectedSecret() => secrets.Protect(Totp.NewSecret(), SecretPurpose);

    public string Read(string protectedSecret) => secrets.Unprotect(protectedSecret, SecretPurpose);

    /// <summary>Eight codes of 49 bits, and what is kept of them.</summary>
    public (IReadOnlyList<string> Codes, IReadOnlyList<string> Hashes) NewRecoveryCodes()
    {
        var codes = Enumerable.Range(0, RecoveryCodes)
            .Select(_ => RandomNumberGenerator.GetString(RecoveryCharacters, 5) + "-" + RandomNumberGenerator.GetString(RecoveryCharacters, 5))
            .ToList();
        return (codes, [.. codes.Select(HashOf)]);
    }

    /// <summary>Proves that the app has the key: the step of the code, null for a wrong one.</summary>
    public long? Prove(string protectedSecret, string typed) => Totp.FindStep(Read(protectedSecret), Normalised(typed), clock.GetUtcNow());

    /// <summary>Takes a code of the app, or a recovery code, once.</summary>
    public bool Use(Account account, string typed)
    {
        if (account.TotpSecret is not { } secret) return false;
        if (Prove(secret, typed) is { } step) return account.UseTotpStep(step);
        return account.UseRecoveryCode(HashOf(typed));
    }

    private string HashOf(string code) => secrets.KeyedHash(Normalised(code).ToLowerInvariant(), RecoveryPurpose);

    /// <summary>Apps show codes in groups, and people type the gaps.</summary>
    private static string Normalised(string typed) => string.Concat(typed.Where(char.IsLetterOrDigit));
}
