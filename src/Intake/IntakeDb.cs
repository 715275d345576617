using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
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
            matter.Property(m => m.UrgencyCode).HasMaxLength(2);
            matter.Property(m => m.Version).IsConcurrencyToken();
            matter.HasIndex(m => new { m.OwnerUnitId, m.Id });
            matter.HasIndex(m => m.PersonId);
            MapQueue(matter);
        });
    }

    /// <summary>
    /// The queue's pages are ranges of these: first what a view fixes, then its order, then what a filter looks at. Only what is in the queue
    /// is in them, so that closed matters cost nothing.
    /// </summary>
    private static void MapQueue(EntityTypeBuilder<IntakeMatter> matter)
    {
        const string Open = "\"NextDueOn\" IS NOT NULL";
        const string Unassigned = Open + " AND \"OwnerId\" IS NULL";
        matter.HasIndex(m => new { m.OwnerUnitId, m.NextDueOn, m.ArrivedOn, m.Id, m.Kind, m.UrgencyCode, m.Status }, "IX_intake_queue_unit_due").HasFilter(Open);
        matter.HasIndex(m => new { m.OwnerUnitId, m.ArrivedOn, m.Id, m.Kind, m.UrgencyCode, m.Status }, "IX_intake_queue_unit_arrived").HasFilter(Open);
        matter.HasIndex(m => new { m.OwnerUnitId, m.Status, m.NextDueOn, m.ArrivedOn, m.Id, m.Kind, m.UrgencyCode }, "IX_intake_queue_status_due").HasFilter(Open);
        matter.HasIndex(m => new { m.OwnerUnitId, m.Status, m.ArrivedOn, m.Id, m.Kind, m.UrgencyCode }, "IX_intake_queue_status_arrived").HasFilter(Open);
        matter.HasIndex(m => new { m.OwnerId, m.NextDueOn, m.ArrivedOn, m.Id, m.Kind, m.UrgencyCode, m.Status }, "IX_intake_queue_mine_due").HasFilter(Open);
        matter.HasIndex(m => new { m.OwnerId, m.ArrivedOn, m.Id, m.Kind, m.UrgencyCode, m.Status }, "IX_intake_queue_mine_arrived").HasFilter(Open);
        matter.HasIndex(m => new { m.OwnerUnitId, m.NextDueOn, m.ArrivedOn, m.Id, m.Kind, m.UrgencyCode, m.Status }, "IX_intake_queue_unassigned_due").HasFilter(Unassigned);
        matter.HasIndex(m => new { m.OwnerUnitId, m.ArrivedOn, m.Id, m.Kind, m.UrgencyCode, m.Status }, "IX_intake_queue_unassigned_arrived").HasFilter(Unassigned);
    }
}

internal sealed class IntakeDbPostgreSql(DbContextOptions options) : IntakeDb(options);
