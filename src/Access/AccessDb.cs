using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Audit;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Access;

/// <summary>Staff, units, clients who sign in, client relationships and the audit log. Prefix <c>access_</c>.</summary>
internal class AccessDb(DbContextOptions options) : ModuleDb(options)
{
    public DbSet<Staff> Staff => Set<Staff>();
    public DbSet<Unit> Units => Set<Unit>();
    public DbSet<ClientUser> ClientUsers => Set<ClientUser>();
    public DbSet<TakenSubject> TakenSubjects => Set<TakenSubject>();
    public DbSet<ClientRelationship> Relationships => Set<ClientRelationship>();
    public DbSet<TeamMembership> Memberships => Set<TeamMembership>();
    public DbSet<RecordIdentity> RecordIdentities => Set<RecordIdentity>();
    public DbSet<BreakGlass> BreakGlasses => Set<BreakGlass>();
    public DbSet<AuditRow> AuditRows => Set<AuditRow>();
    public DbSet<AuditPerson> AuditPersons => Set<AuditPerson>();

    protected override void Map(ModelBuilder model)
    {
        model.Entity<Staff>(staff =>
        {
            staff.ToTable("access_staff");
            staff.Property(s => s.Subject).HasMaxLength(200);
            staff.HasIndex(s => s.Subject).IsUnique();
            staff.Property(s => s.Name).HasMaxLength(200);
            staff.Property(s => s.Roles).IsJson();
            staff.HasIndex(s => s.UnitId);
            staff.Property(s => s.Area).HasMaxLength(100);
            staff.Property(s => s.Qualification).IsJson();
            staff.Property(s => s.IdentityCodeHash).HasMaxLength(64);
            staff.Property(s => s.Version).IsConcurrencyToken();
        });
        model.Entity<Unit>(unit =>
        {
            unit.ToTable("access_units");
            unit.Property(u => u.Name).HasMaxLength(200);
            unit.Property(u => u.OrganizationOid).HasMaxLength(100);
            unit.HasIndex(u => u.OrganizationOid).IsUnique();
            unit.HasIndex(u => u.ReceivesIntake).IsUnique().HasFilter("\"ReceivesIntake\"");
            unit.Property(u => u.Version).IsConcurrencyToken();
        });
        model.Entity<ClientUser>(user =>
        {
            user.ToTable("access_client_users");
            user.Property(u => u.Subject).HasMaxLength(200);
            user.HasIndex(u => u.Subject).IsUnique();
            user.HasIndex(u => u.PersonId);
            user.Property(u => u.Version).IsConcurrencyToken();
        });
        model.Entity<TakenSubject>(taken =>
        {
            taken.ToTable("access_subjects");
            taken.HasKey(t => t.Subject);
            taken.Property(t => t.Subject).HasMaxLength(200);
        });
        model.Entity<TeamMembership>(membership =>
        {
            membership.ToTable("access_team_memberships");
            membership.Property(m => m.Roles).IsJson();
            membership.HasIndex(m => m.StaffId);
        });
        model.Entity<BreakGlass>(opened =>
        {
            opened.ToTable("access_break_glass");
            opened.HasIndex(b => new { b.PersonId, b.StaffId });
            opened.HasIndex(b => new { b.UnitId, b.Id });
            opened.HasIndex(b => b.At).HasFilter("\"AcknowledgedAt\" IS NULL AND \"EscalatedAt\" IS NULL");
            opened.Property(b => b.Version).IsConcurrencyToken();
        });
        RecordIdentity.Map(model);
        ClientRelationship.Map(model);
        AuditRow.Map(model);
        AuditPerson.Map(model);
        AuditHead.Map(model);
    }
}

internal sealed class AccessDbPostgreSql(DbContextOptions options) : AccessDb(options);
