using Microsoft.EntityFrameworkCore;
using Monipolku.Platform;

namespace Monipolku.Identity;

/// <summary>
/// What a user gave a client: first a code, then the tokens of one family. Revoking it ends all of them; the identifier of each access
/// token begins with the grant's.
/// </summary>
internal sealed class Grant
{
    public static readonly TimeSpan CodeLifetime = TimeSpan.FromSeconds(60);

    /// <summary>How long a family with <c>offline_access</c> may be refreshed, from the user's consent.</summary>
    public static readonly TimeSpan OfflineLifetime = TimeSpan.FromDays(90);

    /// <summary>How long one with <c>online_access</c> may be.</summary>
    public static readonly TimeSpan OnlineLifetime = TimeSpan.FromHours(12);

    public required Guid Id { get; init; }
    public required string ClientId { get; init; }
    public required string Subject { get; init; }
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>True when the client asked for more.</summary>
    public required bool Narrowed { get; init; }

    public Guid? PersonId { get; init; }
    public required string SessionId { get; init; }
    public required DateTimeOffset SignedInAt { get; init; }

    /// <summary>How the user signed in (<c>amr</c>, RFC 8176).</summary>
    public required IReadOnlyList<string> Methods { get; init; }

    public string? FhirUser { get; init; }
    public string? Nonce { get; init; }
    public required string RedirectUri { get; init; }
    public required string CodeChallenge { get; init; }

    /// <summary>Keyed hash of the code.</summary>
    public required string CodeHash { get; init; }

    public required DateTimeOffset At { get; init; }
    public DateTimeOffset? CodeUsedAt { get; private set; }

    /// <summary>Thumbprint of the DPoP key that code and refresh tokens are bound to.</summary>
    public string? DpopThumbprint { get; set; }

    public required DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? RevokedAt { get; init; }
    public int Version { get; private set; } = 1;

    public bool IsAlive(DateTimeOffset now) => RevokedAt is null && now < ExpiresAt;

    public void UseCode(string? dpopThumbprint, DateTimeOffset now)
    {
        CodeUsedAt = now;
        DpopThumbprint ??= dpopThumbprint;
        Version++;
    }

    public static void Map(ModelBuilder model) => model.Entity<Grant>(grant =>
    {
        grant.ToTable("identity_grants");
        grant.Property(g => g.ClientId).HasMaxLength(100);
        grant.Property(g => g.Subject).HasMaxLength(200);
        grant.Property(g => g.Scopes).IsJson();
        grant.Property(g => g.SessionId).HasMaxLength(100);
        grant.Property(g => g.Methods).IsJson();
        grant.Property(g => g.FhirUser).HasMaxLength(200);
        grant.Property(g => g.Nonce).HasMaxLength(500);
        grant.Property(g => g.RedirectUri).HasMaxLength(500);
        grant.Property(g => g.CodeChallenge).HasMaxLength(64);
        grant.Property(g => g.CodeHash).HasMaxLength(64);
        grant.Property(g => g.DpopThumbprint).HasMaxLength(64);
        grant.Property(g => g.Version).IsConcurrencyToken();
        grant.HasIndex(g => g.CodeHash).IsUnique();
        grant.HasIndex(g => g.SessionId);
        grant.HasIndex(g => g.Subject);
        grant.HasIndex(g => g.ExpiresAt);
    });
}
