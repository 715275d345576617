using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Referrals;

/// <summary>Referrals to services. Prefix <c>referrals_</c>.</summary>
internal class ReferralsDb(DbContextOptions options) : ModuleDb(options)
{
    public DbSet<Referral> Referrals => Set<Referral>();
    public DbSet<DeclinedOffer> DeclinedOffers => Set<DeclinedOffer>();
    public DbSet<ClientRelationship> Relationships => Set<ClientRelationship>();

    public Task<bool> HasMatter(Guid personId, Guid matterId, CancellationToken ct) =>
        ClientRelationship.HasMatter(Relationships, personId, matterId, ct);

    public Task<bool> HasReferral(Guid personId, Guid referralId, CancellationToken ct) =>
        Referrals.AnyAsync(r => r.Id == referralId && r.PersonId == personId, ct);

    /// <summary>The receivers' staff may not open the client any longer because of these referrals or declined offers.</summary>
    public async Task EndRelationships(IReadOnlyCollection<Guid> ids, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var relationship in await Relationships.Where(r => ids.Contains(r.BecauseOfId) && r.Until == null).ToListAsync(ct))
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
        model.Entity<DeclinedOffer>(offer =>
        {
            offer.ToTable("referrals_declined_offers");
            offer.HasIndex(o => new { o.PersonId, o.Id });
            // A referral ends once.
            offer.HasIndex(o => o.ReferralId).IsUnique().HasFilter("\"ReferralId\" IS NOT NULL");
            offer.HasIndex(o => new { o.ContactUnitId, o.ContactAgainOn, o.Id }).HasFilter("\"ContactAgainOn\" IS NOT NULL");
            offer.HasIndex(o => new { o.ContactAgainOn, o.Id }, "referrals_declined_offers_untold").HasFilter("\"ContactAgainOn\" IS NOT NULL AND \"OverdueToldAt\" IS NULL");
            offer.Property(o => o.TextsSecret).HasMaxLength(10_000_000);
            offer.Property(o => o.Version).IsConcurrencyToken();
            offer.Property(o => o.OverdueToldAt).IsConcurrencyToken();
        });
        ClientRelationship.MapForeign(model);
    }
}

internal sealed class ReferralsDbPostgreSql(DbContextOptions options) : ReferralsDb(options);
