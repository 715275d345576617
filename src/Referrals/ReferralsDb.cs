using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Referrals;

/// <summary>Referrals to services. Prefix <c>referrals_</c>.</summary>
internal class ReferralsDb(DbContextOptions options) : ModuleDb(options)
{
    public DbSet<Referral> Referrals => Set<Referral>();
    public DbSet<ClientRelationship> Relationships => Set<ClientRelationship>();

    public Task<bool> HasMatter(Guid personId, Guid matterId, CancellationToken ct) =>
        ClientRelationship.HasMatter(Relationships, personId, matterId, ct);

    /// <summary>The receivers' staff may not open the client any longer because of these referrals.</summary>
    public async Task EndRelationships(IReadOnlyCollection<Guid> referralIds, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var relationship in await Relationships.Where(r => referralIds.Contains(r.BecauseOfId) && r.Until == null).ToListAsync(ct))
            relationship.End(now);
    }

    protected override void Map(ModelBuilder model)
    {
        model.Entity<Referral>(referral =>
        {
            referral.ToTable("referrals_referrals");
            referral.HasIndex(r => new { r.PersonId, r.Id });
            referral.Property(r => r.TextsSecret).HasMaxLength(10_000_000);
            referral.Property(r => r.Version).IsConcurrencyToken();
        });
        ClientRelationship.MapForeign(model);
    }
}

internal sealed class ReferralsDbPostgreSql(DbContextOptions options) : ReferralsDb(options);
