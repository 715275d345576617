using Microsoft.EntityFrameworkCore;

namespace Monipolku.Identity;

/// <summary>Something that may come once and has come: an assertion's or a proof's identifier, a revoked access token.</summary>
internal sealed class UsedId
{
    /// <summary>SHA-256 of kind, issuer and identifier, hexadecimal: the primary key lets one in.</summary>
    public required string Id { get; init; }

    /// <summary>It would be refused for its age from then on.</summary>
    public required DateTimeOffset Until { get; init; }

    public static void Map(ModelBuilder model) => model.Entity<UsedId>(used =>
    {
        used.ToTable("identity_used_ids");
        used.Property(u => u.Id).HasMaxLength(64);
        used.HasIndex(u => u.Until);
    });
}
