using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Intake;

/// <summary>What has arrived, its clocks and what was decided. Prefix <c>intake_</c>.</summary>
internal class IntakeDb(DbContextOptions options) : ModuleDb(options)
{
    public DbSet<IntakeMatter> Matters => Set<IntakeMatter>();
    public DbSet<IntakeNotification> Notifications => Set<IntakeNotification>();
    public DbSet<CountyRules> CountyRules => Set<CountyRules>();
    public DbSet<ClockChange> ClockChanges => Set<ClockChange>();
    public DbSet<Alert> Alerts => Set<Alert>();
    public DbSet<DutyWeek> DutyWeeks => Set<DutyWeek>();
    public DbSet<HandOver> HandOvers => Set<HandOver>();
    public DbSet<TalkSlot> TalkSlots => Set<TalkSlot>();
    public DbSet<TalkQuarter> TalkQuarters => Set<TalkQuarter>();
    public DbSet<SiblingLink> SiblingLinks => Set<SiblingLink>();
    public DbSet<DismissedDuplicate> DismissedDuplicates => Set<DismissedDuplicate>();
    public DbSet<RecordIdentity> RecordIdentities => Set<RecordIdentity>();
    public DbSet<ProcessDefinition> Processes => Set<ProcessDefinition>();
    public DbSet<ClientRelationship> Relationships => Set<ClientRelationship>();

    protected override void Map(ModelBuilder model)
    {
        ClientRelationship.MapForeign(model);
        RecordIdentity.MapForeign(model);
        SiblingLink.Map(model);
        DismissedDuplicate.Map(model);
        model.Entity<IntakeMatter>(matter =>
        {
            matter.ToTable("intake_matters");
            matter.Property(m => m.SupportGrounds).IsJson().HasMaxLength(200);
            matter.Property(m => m.Clocks).IsJson().HasMaxLength(4_000);
            matter.Property(m => m.Urgency).IsJson().HasMaxLength(60_000);
            matter.Property(m => m.Decision).IsJson().HasMaxLength(44_000);
            matter.Property(m => m.UndoneDecisions).IsJson();
            matter.Property(m => m.MustTell).IsJson().HasMaxLength(1_000);
            matter.Property(m => m.Told).IsJson().HasMaxLength(30_000);
            matter.Property(m => m.OwnerChanges).IsJson();
            matter.HasIndex(m => m.JoinedInto);
            matter.Ignore(m => m.AwaitsUrgency);
            matter.Property(m => m.Implementation).IsJson().HasMaxLength(200);
            matter.Property(m => m.Version).IsConcurrencyToken();
            matter.HasIndex(m => new { m.OwnerUnitId, m.Id });
            matter.HasIndex(m => m.PersonId);
            matter.Property(m => m.UrgencyCode).HasMaxLength(2);
            MapQueue(matter);
            // Of two who file about one person at once, one fails to save and joins the other's.
            matter.HasIndex(m => new { m.OpenFor, m.AboutUnborn }).IsUnique();
            matter.HasIndex(m => new { m.NextAlertOn, m.Id }).HasFilter("\"NextAlertOn\" IS NOT NULL");
            matter.HasIndex(m => new { m.IdleOn, m.Id }).HasFilter("\"IdleOn\" IS NOT NULL");
            matter.HasIndex(m => new { m.RulesVersion, m.Id }).HasFilter("\"NextDueOn\" IS NOT NULL");
            matter.Property(m => m.Progress).IsJson().HasMaxLength(20_000);
            matter.HasIndex(m => m.Id, "IX_intake_matters_steps_unseen").HasFilter("\"StepsSeen\" < \"Version\"");
            matter.HasIndex(m => new { m.StepsOn, m.Id }).HasFilter("\"StepsOn\" IS NOT NULL");
            // A unit's pace is a range of one of these, counted without opening a matter.
            matter.HasIndex(m => new { m.DecidedByUnitId, m.DecidedOn, m.DecidedInDays }).HasFilter("\"DecidedOn\" IS NOT NULL");
            matter.HasIndex(m => new { m.OwnerUnitId, m.AssessedOn, m.AssessedInDays }).HasFilter("\"AssessedOn\" IS NOT NULL");
        });
        model.Entity<CountyRules>(rules =>
        {
            rules.ToTable("intake_county_rules");
            rules.Property(r => r.Id).ValueGeneratedNever();
            rules.Property(r => r.Holidays).IsJson();
            rules.Property(r => r.Sets).IsJson();
            rules.Property(r => r.Changes).IsJson();
            rules.Property(r => r.Processes).IsJson();
            rules.Property(r => r.ProcessVersion).IsConcurrencyToken();
            rules.Property(r => r.Version).IsConcurrencyToken();
            rules.HasData(new CountyRules());
        });
        model.Entity<ClockChange>(change =>
        {
            change.ToTable("intake_clock_changes");
            change.Property(c => c.Why).HasMaxLength(500);
            change.HasIndex(c => new { c.MatterId, c.Id });
        });
        model.Entity<ProcessDefinition>(process =>
        {
            process.ToTable("intake_process_definitions");
            process.Property(p => p.Content).IsJson();
            process.Ignore(p => p.Shipped);
        });
        model.Entity<DutyWeek>(week =>
        {
            week.ToTable("intake_duty_weeks");
            week.Property(w => w.Substitutes).IsJson().HasMaxLength(2_000);
            week.HasIndex(w => new { w.UnitId, w.StartsOn }).IsUnique();
            week.Property(w => w.Version).IsConcurrencyToken();
        });
        model.Entity<HandOver>(handed =>
        {
            handed.ToTable("intake_hand_overs");
            handed.Property(h => h.NoteSecret).HasMaxLength(6_000);
            handed.HasIndex(h => new { h.DutyWeekId, h.Id });
            handed.HasIndex(h => h.MatterId);
        });
        model.Entity<TalkSlot>(slot =>
        {
            slot.ToTable("intake_talk_slots");
            slot.HasIndex(s => new { s.UnitId, s.StartsAt, s.Id });
            slot.HasIndex(s => s.MatterId);
            slot.Property(s => s.Version).IsConcurrencyToken();
        });
        model.Entity<TalkQuarter>(quarter =>
        {
            quarter.ToTable("intake_talk_quarters");
            // The database itself refuses a worker's second talk at the same time, however both came in.
            quarter.HasKey(q => new { q.StaffId, q.StartsAt });
            quarter.HasOne<TalkSlot>().WithMany().HasForeignKey(q => q.SlotId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<Alert>(alert =>
        {
            alert.ToTable("intake_alerts");
            alert.Property(a => a.Key).HasMaxLength(120);
            alert.Property(a => a.StepCode).HasMaxLength(40);
            alert.HasIndex(a => a.Key).IsUnique();
            alert.HasIndex(a => a.MatterId);
            alert.HasIndex(a => new { a.UnitId, a.Id }).HasFilter("\"AcknowledgedAt\" IS NULL");
            alert.Property(a => a.Version).IsConcurrencyToken();
        });
        model.Entity<IntakeNotification>(notification =>
        {
            notification.ToTable("intake_notifications");
            notification.Property(n => n.Variants).IsJson().HasMaxLength(200);
            notification.Property(n => n.NotifierCode).HasMaxLength(2);
            notification.Property(n => n.NotifierSecret).HasMaxLength(20_000);
            notification.Property(n => n.ReasonCodes).IsJson().HasMaxLength(200);
            notification.Property(n => n.SupportGrounds).IsJson().HasMaxLength(200);
            notification.Property(n => n.DescriptionSecret).HasMaxLength(42_000);
            notification.Property(n => n.DetailsSecret).HasMaxLength(80_000);
            notification.Property(n => n.RowKey).HasMaxLength(64);
            notification.HasIndex(n => n.RowKey).IsUnique();
            notification.Property(n => n.TogetherKey).HasMaxLength(64);
            notification.HasIndex(n => n.TogetherKey).HasFilter("\"TogetherKey\" IS NOT NULL");
            notification.Property(n => n.RowFingerprint).HasMaxLength(64);
            notification.Property(n => n.Supplements).IsJson();
            notification.Property(n => n.Version).IsConcurrencyToken();
            notification.Ignore(n => n.AboutUnborn);
            notification.Ignore(n => n.ArrivedAt);
            notification.HasOne<IntakeMatter>().WithMany().HasForeignKey(n => n.MatterId).OnDelete(DeleteBehavior.Restrict);
            notification.HasIndex(n => new { n.MatterId, n.Id });
            notification.HasIndex(n => new { n.PersonId, n.FiledAt });
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
        const string Urgent = Open + " AND \"UrgencyCode\" IS NOT NULL";
        matter.HasIndex(m => new { m.OwnerUnitId, m.NextDueOn, m.ArrivedOn, m.Id, m.Kind, m.UrgencyCode, m.Status }, "IX_intake_queue_unit_due").HasFilter(Open);
        matter.HasIndex(m => new { m.OwnerUnitId, m.ArrivedOn, m.Id, m.Kind, m.UrgencyCode, m.Status }, "IX_intake_queue_unit_arrived").HasFilter(Open);
        matter.HasIndex(m => new { m.OwnerUnitId, m.Status, m.NextDueOn, m.ArrivedOn, m.Id, m.Kind, m.UrgencyCode }, "IX_intake_queue_status_due").HasFilter(Open);
        matter.HasIndex(m => new { m.OwnerUnitId, m.Status, m.ArrivedOn, m.Id, m.Kind, m.UrgencyCode }, "IX_intake_queue_status_arrived").HasFilter(Open);
        matter.HasIndex(m => new { m.OwnerUnitId, m.UrgencyCode, m.NextDueOn, m.ArrivedOn, m.Id, m.Kind, m.Status, m.OwnerId }, "IX_intake_queue_urgency_due").HasFilter(Urgent);
        matter.HasIndex(m => new { m.OwnerUnitId, m.UrgencyCode, m.ArrivedOn, m.Id, m.Kind, m.Status, m.OwnerId }, "IX_intake_queue_urgency_arrived").HasFilter(Urgent);
        matter.HasIndex(m => new { m.OwnerUnitId, m.Kind, m.NextDueOn, m.ArrivedOn, m.Id, m.UrgencyCode, m.Status, m.OwnerId }, "IX_intake_queue_kind_due").HasFilter(Open);
        matter.HasIndex(m => new { m.OwnerUnitId, m.Kind, m.ArrivedOn, m.Id, m.UrgencyCode, m.Status, m.OwnerId }, "IX_intake_queue_kind_arrived").HasFilter(Open);
        matter.HasIndex(m => new { m.OwnerId, m.NextDueOn, m.ArrivedOn, m.Id, m.Kind, m.UrgencyCode, m.Status }, "IX_intake_queue_mine_due").HasFilter(Open);
        matter.HasIndex(m => new { m.OwnerId, m.ArrivedOn, m.Id, m.Kind, m.UrgencyCode, m.Status }, "IX_intake_queue_mine_arrived").HasFilter(Open);
        matter.HasIndex(m => new { m.OwnerUnitId, m.NextDueOn, m.ArrivedOn, m.Id, m.Kind, m.UrgencyCode, m.Status }, "IX_intake_queue_unassigned_due").HasFilter(Unassigned);
        matter.HasIndex(m => new { m.OwnerUnitId, m.ArrivedOn, m.Id, m.Kind, m.UrgencyCode, m.Status }, "IX_intake_queue_unassigned_arrived").HasFilter(Unassigned);
    }
}

internal sealed class IntakeDbPostgreSql(DbContextOptions options) : IntakeDb(options);
