using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Intake;

/// <summary>What has arrived, its clocks and what was decided. Prefix <c>intake_</c>.</summary>
internal class IntakeDb(DbContextOptions options) : ModuleDb(options)
{
    public DbSet<IntakeMatter> Matters => Set<IntakeMatter>();
    public DbSet<ClientRelationship> Relationships => Set<ClientRelationship>();

    protected override void Map(ModelBuilder model)
    {
        ClientRelationship.MapForeign(model);
        model.Entity<IntakeMatter>(matter =>
        {
            matter.ToTable("intake_matters");
            matter.Property(m => m.NotifierCode).HasMaxLength(2);
            matter.Property(m => m.NotifierSecret).HasMaxLength(20_000);
            matter.Property(m => m.DescriptionSecret).HasMaxLength(42_000);
            matter.Property(m => m.ReasonCodes).IsJson().HasMaxLength(200);
            matter.Property(m => m.SupportGrounds).IsJson().HasMaxLength(200);
            matter.Property(m => m.Clocks).IsJson().HasMaxLength(1_000);
            matter.Property(m => m.Urgency).IsJson().HasMaxLength(42_000);
            matter.Property(m => m.Decision).IsJson().HasMaxLength(42_000);
            matter.Property(m => m.Version).IsConcurrencyToken();
            matter.HasIndex(m => new { m.OwnerUnitId, m.Id });
            matter.HasIndex(m => m.PersonId);
        });
    }
}

internal sealed class IntakeDbPostgreSql(DbContextOptions options) : IntakeDb(options);
