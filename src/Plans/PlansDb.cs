using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Plans.Contracts;
using Monipolku.Platform;

namespace Monipolku.Plans;

/// <summary>Joint plans and their approved versions, and who stands beside the client. Prefix <c>plans_</c>.</summary>
internal class PlansDb(DbContextOptions options) : ModuleDb(options)
{
    public DbSet<Plan> Plans => Set<Plan>();
    public DbSet<ApprovedPlan> Approved => Set<ApprovedPlan>();
    public DbSet<PlanGoal> Goals => Set<PlanGoal>();
    public DbSet<PlanNote> Notes => Set<PlanNote>();
    public DbSet<OpenedNote> OpenedNotes => Set<OpenedNote>();
    public DbSet<CaseCoordinator> Coordinators => Set<CaseCoordinator>();
    public DbSet<OwnWords> OwnWords => Set<OwnWords>();
    public DbSet<ClientRelationship> Relationships => Set<ClientRelationship>();

    /// <summary>The plans as readers see them. One query.</summary>
    public IQueryable<ShownPlan> Shown(IQueryable<Plan> plans) =>
        from plan in plans
        let inForce = Approved.Where(a => a.PlanId == plan.Id && a.Version == plan.ApprovedVersion).Select(a => a.DocumentSecret).FirstOrDefault()
        select new ShownPlan(
            plan.Id, plan.PersonId, plan.MatterId, plan.AssessmentId, plan.ApprovedVersion, plan.DraftSecret != null,
            inForce ?? plan.DraftSecret!, plan.Version, OwnWords.Any(w => w.PlanId == plan.Id && w.AfterVersion == plan.ApprovedVersion));

    /// <summary>The plan with what is in force of it. One query.</summary>
    public Task<PlanForChange?> FindForChange(Guid id, CancellationToken ct) => ForChange(Plans.Where(p => p.Id == id)).FirstOrDefaultAsync(ct);

    /// <summary>The client's plans with what is in force of them. One query.</summary>
    public Task<List<PlanForChange>> FindOfPerson(Guid personId, CancellationToken ct) => ForChange(Plans.Where(p => p.PersonId == personId)).ToListAsync(ct);

    private IQueryable<PlanForChange> ForChange(IQueryable<Plan> plans) =>
        from plan in plans
        select new PlanForChange(
            plan, Approved.Where(a => a.PlanId == plan.Id && a.Version == plan.ApprovedVersion).Select(a => a.DocumentSecret).FirstOrDefault(),
            OwnWords.Any(w => w.PlanId == plan.Id && w.AfterVersion == plan.ApprovedVersion));

    protected override void Map(ModelBuilder model)
    {
        model.Entity<Plan>(plan =>
        {
            plan.ToTable("plans_plans");
            plan.HasIndex(p => new { p.PersonId, p.Id });
            plan.Property(p => p.DraftSecret).HasMaxLength(10_000_000);
            plan.Property(p => p.Version).IsConcurrencyToken();
        });
        model.Entity<ApprovedPlan>(approved =>
        {
            approved.ToTable("plans_versions");
            approved.HasKey(a => new { a.PlanId, a.Version });
            approved.Property(a => a.DocumentSecret).HasMaxLength(10_000_000);
        });
        model.Entity<PlanGoal>(goal =>
        {
            goal.ToTable("plans_goals");
            goal.HasKey(g => g.GoalId);
            goal.Property(g => g.GoalId).ValueGeneratedNever();
            goal.HasIndex(g => g.PlanId);
        });
        model.Entity<PlanNote>(note =>
        {
            note.ToTable("plans_notes");
            note.HasIndex(n => new { n.PlanId, n.Sector, n.Id });
            note.Property(n => n.ServiceTask).HasMaxLength(2);
            note.Ignore(n => n.Item);
        });
        model.Entity<OpenedNote>(opened =>
        {
            opened.ToTable("plans_opened_notes");
            opened.HasIndex(o => o.NoteId);
        });
        model.Entity<CaseCoordinator>(coordinator =>
        {
            coordinator.ToTable("plans_coordinators");
            coordinator.HasIndex(c => new { c.PersonId, c.Id });
            coordinator.HasIndex(c => c.PersonId, "plans_coordinators_in_force").IsUnique().HasFilter("\"EndedAt\" IS NULL");
            coordinator.HasIndex(c => new { c.StaffId, c.Id }).HasFilter("\"EndedAt\" IS NULL");
            coordinator.Property(c => c.GroundsSecret).HasMaxLength(100_000);
            coordinator.Property(c => c.EndReasonSecret).HasMaxLength(100_000);
            coordinator.Property(c => c.Version).IsConcurrencyToken();
        });
        model.Entity<OwnWords>(words =>
        {
            words.ToTable("plans_own_words");
            words.HasIndex(w => new { w.PlanId, w.AfterVersion });
        });
        ClientRelationship.MapForeign(model);
    }
}

/// <param name="InForceSecret">The newest approved document, encrypted; null before the first approval.</param>
/// <param name="NewOwnWords">Whether the client or a guardian has written own words since the newest approval.</param>
internal sealed record PlanForChange(Plan Plan, string? InForceSecret, bool NewOwnWords)
{
    public PlanContent? Draft(PlanSecrets secrets) => Plan.DraftSecret is null ? null : secrets.ReadDraft(Plan.DraftSecret);

    public PlanContent? InForce(PlanSecrets secrets) => InForceSecret is null ? null : PlanContent.Of(secrets.ReadApproved(InForceSecret));

    /// <summary>Goals and actions that the plan has, in the draft or in force; one of both comes twice.</summary>
    public IReadOnlyList<GoalRecord> KnownGoals(PlanSecrets secrets) => [.. Draft(secrets)?.Goals ?? [], .. InForce(secrets)?.Goals ?? []];
}

internal sealed class PlansDbPostgreSql(DbContextOptions options) : PlansDb(options);
