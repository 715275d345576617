using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Consents;

/// <summary>Consents and permissions. Prefix <c>consents_</c>.</summary>
internal class ConsentsDb(DbContextOptions options) : ModuleDb(options)
{
    public DbSet<Consent> Consents => Set<Consent>();
    public DbSet<ClientRelationship> Relationships => Set<ClientRelationship>();

    protected override void Map(ModelBuilder model)
    {
        model.Entity<Consent>(Map);
        ClientRelationship.MapForeign(model);
    }

    private static void Map(EntityTypeBuilder<Consent> consent)
    {
        consent.ToTable("consents_consents");
        consent.Property(c => c.Classes).IsJson();
        consent.Property(c => c.RecipientUnits).IsJson();
        consent.Property(c => c.GivenBy).IsJson();
        consent.Property(c => c.Competence).IsJson();
        consent.Property(c => c.Language).HasMaxLength(2);
        consent.Property(c => c.InformationTextVersion).HasMaxLength(20);
        consent.Property(c => c.Withdrawal).IsJson();
        consent.Ignore(c => c.Terms);
        consent.HasIndex(c => new { c.PersonId, c.Id });
        // At most one in force of each: the database holds it where two record at once. A null direction is equal to no other.
        consent.HasIndex(c => new { c.PersonId, c.Direction }, "consents_one_permission_in_force").IsUnique()
            .HasFilter("\"Status\" = 'Active' AND \"Kind\" = 'DisclosurePermission'");
        consent.HasIndex(c => c.PersonId, "consents_one_joint_work_in_force").IsUnique()
            .HasFilter("\"Status\" = 'Active' AND \"Kind\" = 'JointWork'");
        consent.Property(c => c.Version).IsConcurrencyToken();
    }
}

internal sealed class ConsentsDbPostgreSql(DbContextOptions options) : ConsentsDb(options);
