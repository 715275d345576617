using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Fhir.Deliveries;
using Monipolku.Platform;

namespace Monipolku.Fhir;

/// <summary>Deliveries, their histories and receipts. Prefix <c>fhir_</c>.</summary>
internal class FhirDb(DbContextOptions options) : ModuleDb(options)
{
    public const string Unfinished = "\"FinishedAt\" IS NULL";

    public DbSet<Delivery> Deliveries => Set<Delivery>();
    public DbSet<Receipt> Receipts => Set<Receipt>();
    public DbSet<MissingProof> MissingProofs => Set<MissingProof>();
    public DbSet<ClientRelationship> Relationships => Set<ClientRelationship>();

    /// <summary>Newer versions of the same document for the same record system.</summary>
    public IQueryable<Delivery> Newer(Delivery than) => Deliveries.Where(d =>
        d.System == than.System && d.Kind == than.Kind && d.SourceId == than.SourceId && d.SourceVersion > than.SourceVersion);

    protected override void Map(ModelBuilder model)
    {
        ClientRelationship.MapForeign(model);
        model.Entity<Delivery>(delivery =>
        {
            delivery.ToTable("fhir_deliveries");
            delivery.HasKey(d => d.Sequence);
            delivery.Property(d => d.Sequence).ValueGeneratedOnAdd();
            delivery.HasIndex(d => d.Id).IsUnique();
            delivery.Property(d => d.System).HasMaxLength(40);
            delivery.Property(d => d.Digest).HasMaxLength(64);
            delivery.Property(d => d.Places).IsJson();
            delivery.Property(d => d.Reason).HasMaxLength(100);
            delivery.Property(d => d.Version).IsConcurrencyToken();
            delivery.HasIndex(d => new { d.Kind, d.SourceId, d.SourceVersion, d.System }).IsUnique();
            delivery.HasIndex(d => new { d.System, d.PersonId, d.Sequence }).HasFilter(Unfinished);
            delivery.HasIndex(d => new { d.System, d.NotBefore }).HasFilter(Unfinished);
            delivery.HasIndex(d => new { d.State, d.Sequence });
            delivery.HasIndex(d => new { d.PersonId, d.Kind });
            delivery.HasMany(d => d.Steps).WithOne().HasForeignKey("DeliverySequence").IsRequired();
            delivery.HasMany(d => d.Receipts).WithOne().HasForeignKey("DeliverySequence").IsRequired();
        });
        model.Entity<MissingProof>(missing =>
        {
            missing.ToTable("fhir_missing_proofs");
            // Told once: the database holds it where two watch at once.
            missing.HasIndex(m => new { m.Kind, m.SourceId, m.SourceVersion }).IsUnique();
            missing.HasIndex(m => m.Id, "fhir_missing_proofs_open").HasFilter("\"ResolvedAt\" IS NULL");
            missing.Property(m => m.Version).IsConcurrencyToken();
        });
        model.Entity<DeliveryStep>(step =>
        {
            step.ToTable("fhir_delivery_steps");
            step.Property(s => s.Reason).HasMaxLength(100);
            // What was recorded when: disclosures are found by it.
            step.HasIndex(s => new { s.State, s.At });
        });
        model.Entity<Receipt>(receipt =>
        {
            receipt.ToTable("fhir_receipts");
            receipt.Property(r => r.System).HasMaxLength(40);
            receipt.Property(r => r.ResourceType).HasMaxLength(40);
            receipt.Property(r => r.OurId).HasMaxLength(64);
            receipt.Property(r => r.IdThere).HasMaxLength(64);
            receipt.Property(r => r.VersionThere).HasMaxLength(64);
            receipt.Property(r => r.Digest).HasMaxLength(64);
            receipt.HasIndex(r => new { r.OurId, r.System });
        });
    }
}

internal sealed class FhirDbPostgreSql(DbContextOptions options) : FhirDb(options);
