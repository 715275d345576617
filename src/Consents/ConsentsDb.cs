using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;
using Monipolku.Platform;

namespace Monipolku.Consents;

/// <summary>Consents, permissions, prohibitions and statutory bases. Prefix <c>consents_</c>.</summary>
internal class ConsentsDb(DbContextOptions options) : ModuleDb(options)
{
    public DbSet<Consent> Consents => Set<Consent>();
    public DbSet<Prohibition> Prohibitions => Set<Prohibition>();
    public DbSet<StatutoryBasis> StatutoryBases => Set<StatutoryBasis>();
    public DbSet<ConsentScan> Scans => Set<ConsentScan>();
    public DbSet<ScanChunk> ScanChunks => Set<ScanChunk>();
    public DbSet<WithdrawalNotice> WithdrawalNotices => Set<WithdrawalNotice>();
    public DbSet<ClientRelationship> Relationships => Set<ClientRelationship>();

    /// <summary>The person's prohibitions that name what the child keeps from the guardian who asks: no list has them. One query at most, and none for others.</summary>
    public async Task<IReadOnlyList<Guid>> ProhibitionsHiddenFrom(Decision access, Guid personId, IReadOnlySet<DataClass> kept, CancellationToken ct)
    {
        if (kept.Count == 0) return [];
        var disclosures = await Prohibitions.AsNoTracking().Where(p => p.PersonId == personId && p.Kind == ProhibitionKind.Disclosure).ToListAsync(ct);
        return [.. disclosures.Where(p => p.IsHiddenFrom(access, kept)).Select(p => p.Id)];
    }

    protected override void Map(ModelBuilder model)
    {
        model.Entity<Consent>(Map);
        model.Entity<Prohibition>(Map);
        model.Entity<StatutoryBasis>(Map);
        model.Entity<ConsentScan>(scan =>
        {
            scan.ToTable("consents_scans");
            scan.Property(s => s.ContentType).HasMaxLength(40);
            scan.Property(s => s.Sha256).HasMaxLength(64);
            // One counts: the database holds it where two are kept at once.
            scan.HasIndex(s => s.DocumentId).IsUnique().HasFilter("\"ReplacedAt\" IS NULL");
        });
        model.Entity<ScanChunk>(chunk =>
        {
            chunk.ToTable("consents_scan_chunks");
            chunk.HasKey(c => new { c.ScanId, c.Index });
            chunk.HasIndex(c => c.DocumentId);
        });
        model.Entity<WithdrawalNotice>(notice =>
        {
            notice.ToTable("consents_withdrawal_notices");
            notice.HasIndex(n => new { n.AboutId, n.AboutVersion, n.UnitId }).IsUnique();
            notice.Property(n => n.Version).IsConcurrencyToken();
        });
        ClientRelationship.MapForeign(model);
    }

    private static void Map(EntityTypeBuilder<Consent> consent)
    {
        consent.ToTable("consents_consents");
        consent.Property(c => c.Classes).IsJson();
        consent.Property(c => c.RecipientUnits).IsJson();
        consent.Property(c => c.ServiceTasks).IsJson();
        consent.Property(c => c.Oral).IsJson();
        consent.Property(c => c.GivenBy).IsJson();
        consent.Property(c => c.Competence).IsJson();
        consent.Property(c => c.Language).HasMaxLength(2);
        consent.Property(c => c.InformationTextVersion).HasMaxLength(20);
        consent.Property(c => c.Withdrawal).IsJson();
        consent.Ignore(c => c.Terms);
        consent.Ignore(c => c.IsWithdrawnByClient);
        consent.HasIndex(c => new { c.PersonId, c.Id });
        // The gate asks for what is in force, and whether something was withdrawn: as quick for one of many as for one of one.
        consent.HasIndex(c => new { c.PersonId, c.Status, c.Kind, c.Direction });
        consent.HasIndex(c => c.ReplacesId).IsUnique();
        // At most one in force of each: the database holds it where two record at once. A null direction is equal to no other.
        consent.HasIndex(c => new { c.PersonId, c.Direction }, "consents_one_permission_in_force").IsUnique()
            .HasFilter("\"Status\" = 'Active' AND \"Kind\" = 'DisclosurePermission'");
        consent.HasIndex(c => c.PersonId, "consents_one_joint_work_in_force").IsUnique()
            .HasFilter("\"Status\" = 'Active' AND \"Kind\" = 'JointWork'");
        consent.Property(c => c.Version).IsConcurrencyToken();
    }

    private static void Map(EntityTypeBuilder<Prohibition> prohibition)
    {
        prohibition.ToTable("consents_prohibitions");
        prohibition.Property(p => p.Classes).IsJson();
        prohibition.Property(p => p.GuardianIds).IsJson();
        prohibition.Property(p => p.ServiceTasks).IsJson();
        prohibition.Property(p => p.Documents).IsJson();
        prohibition.Property(p => p.GivenBy).IsJson();
        prohibition.Property(p => p.Competence).IsJson();
        prohibition.Property(p => p.Withdrawal).IsJson();
        prohibition.Property(p => p.Language).HasMaxLength(2);
        prohibition.Property(p => p.InformationTextVersion).HasMaxLength(20);
        prohibition.HasIndex(p => new { p.PersonId, p.Id });
        prohibition.Property(p => p.InForceKey).HasMaxLength(64);
        prohibition.HasIndex(p => new { p.PersonId, p.InForceKey }).IsUnique();
        prohibition.HasIndex(p => p.PersonId, "consents_prohibitions_in_force").HasFilter("\"WithdrawnAt\" IS NULL");
        prohibition.Property(p => p.Version).IsConcurrencyToken();
    }

    private static void Map(EntityTypeBuilder<StatutoryBasis> basis)
    {
        basis.ToTable("consents_statutory_bases");
        basis.Property(b => b.Paragraph).HasMaxLength(40);
        basis.Property(b => b.Classes).IsJson();
        basis.Property(b => b.RecipientUnits).IsJson();
        basis.HasIndex(b => new { b.PersonId, b.Id });
        basis.HasIndex(b => new { b.PersonId, b.ValidTo }, "consents_bases_in_force").HasFilter("\"EndedAt\" IS NULL");
        basis.Property(b => b.Version).IsConcurrencyToken();
    }
}

internal sealed class ConsentsDbPostgreSql(DbContextOptions options) : ConsentsDb(options);
