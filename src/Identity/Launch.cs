using Microsoft.EntityFrameworkCore;

namespace Monipolku.Identity;

/// <summary>A professional opens an app for a client from where they work (SMART EHR launch). Works once, for them.</summary>
internal sealed class Launch
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    public required Guid Id { get; init; }

    /// <summary>Keyed hash of the <c>launch</c> parameter.</summary>
    public required string Hash { get; init; }

    public required string ClientId { get; init; }

    /// <summary>The professional: nobody else can use it.</summary>
    public required string Subject { get; init; }

    public required Guid PersonId { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>A concurrency token.</summary>
    public DateTimeOffset? UsedAt { get; set; }

    public static void Map(ModelBuilder model) => model.Entity<Launch>(launch =>
    {
        launch.ToTable("identity_launches");
        launch.Property(l => l.Hash).HasMaxLength(64);
        launch.Property(l => l.ClientId).HasMaxLength(100);
        launch.Property(l => l.Subject).HasMaxLength(200);
        launch.Property(l => l.UsedAt).IsConcurrencyToken();
        launch.HasIndex(l => l.Hash).IsUnique();
        launch.HasIndex(l => l.ExpiresAt);
    });
}
