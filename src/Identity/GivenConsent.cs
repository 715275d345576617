using Microsoft.EntityFrameworkCore;
using Monipolku.Platform;

namespace Monipolku.Identity;

/// <summary>What a user has let a program do, so that they are not asked the same again.</summary>
internal sealed class GivenConsent
{
    public required string Subject { get; init; }
    public required string ClientId { get; init; }
    public required IReadOnlyList<string> Scopes { get; set; }
    public required DateTimeOffset At { get; set; }

    public static void Map(ModelBuilder model) => model.Entity<GivenConsent>(consent =>
    {
        consent.ToTable("identity_given_consents");
        consent.HasKey(c => new { c.Subject, c.ClientId });
        consent.Property(c => c.Subject).HasMaxLength(200);
        consent.Property(c => c.ClientId).HasMaxLength(100);
        consent.Property(c => c.Scopes).IsJson();
    });
}
