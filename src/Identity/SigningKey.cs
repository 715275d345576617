using Microsoft.EntityFrameworkCore;

namespace Monipolku.Identity;

/// <summary>
/// A key that tokens are signed with. It is published before it signs and until the last token that it signed has expired; which of the
/// three holds follows from the clock, so that all instances agree.
/// </summary>
internal sealed class SigningKey
{
    /// <summary>The <c>kid</c>: the key's RFC 7638 thumbprint.</summary>
    public required string Id { get; init; }

    /// <summary><c>ES256</c> or <c>RS256</c>.</summary>
    public required string Algorithm { get; init; }

    /// <summary>1, 2, 3 for each algorithm: of two instances that rotate at once one wins.</summary>
    public required int Sequence { get; init; }

    /// <summary>The private key, PKCS 8 in PEM, encrypted.</summary>
    public required string PrivateKeySecret { get; init; }

    public required DateTimeOffset SignsFrom { get; init; }
    public required DateTimeOffset SignsUntil { get; init; }

    public static void Map(ModelBuilder model) => model.Entity<SigningKey>(key =>
    {
        key.ToTable("identity_signing_keys");
        key.Property(k => k.Id).HasMaxLength(64);
        key.Property(k => k.Algorithm).HasMaxLength(10);
        key.Property(k => k.PrivateKeySecret).HasMaxLength(4000);
        key.HasIndex(k => new { k.Algorithm, k.Sequence }).IsUnique();
    });
}
