using Microsoft.EntityFrameworkCore;

namespace Monipolku.Identity;

/// <summary>One link of a family. It works once and gives the next; used again it ends the family (RFC 9700 4.14.2).</summary>
internal sealed class RefreshToken
{
    /// <summary>Keyed hash of the token.</summary>
    public required string Id { get; init; }

    public required Guid GrantId { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>A concurrency token: of two uses at once one sees that the other was first.</summary>
    public DateTimeOffset? UsedAt { get; set; }

    public static void Map(ModelBuilder model) => model.Entity<RefreshToken>(token =>
    {
        token.ToTable("identity_refresh_tokens");
        token.Property(t => t.Id).HasMaxLength(64);
        token.Property(t => t.UsedAt).IsConcurrencyToken();
        token.HasOne<Grant>().WithMany().HasForeignKey(t => t.GrantId).OnDelete(DeleteBehavior.Cascade);
        token.HasIndex(t => t.ExpiresAt);
    });
}
