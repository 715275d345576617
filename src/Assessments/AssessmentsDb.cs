using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Assessments;

/// <summary>Joint assessments. Prefix <c>assessments_</c>.</summary>
internal class AssessmentsDb(DbContextOptions options) : ModuleDb(options)
{
    public DbSet<Assessment> Assessments => Set<Assessment>();
    public DbSet<ParticipationRequest> ParticipationRequests => Set<ParticipationRequest>();
    public DbSet<SegmentationModel> SegmentationModels => Set<SegmentationModel>();
    public DbSet<TemplateEdition> Templates => Set<TemplateEdition>();
    public DbSet<Consultation> Consultations => Set<Consultation>();
    public DbSet<ClientRelationship> Relationships => Set<ClientRelationship>();

    protected override void Map(ModelBuilder model)
    {
        model.Entity<Assessment>(assessment =>
        {
            assessment.ToTable("assessments_assessments");
            // Of two who start at once, one fails to save.
            assessment.HasIndex(a => a.MatterId).IsUnique().HasFilter("\"Status\" = 'InProgress'");
            assessment.HasIndex(a => new { a.PersonId, a.Id });
            assessment.Property(a => a.Participants).IsJson();
            assessment.Property(a => a.Parts).IsJson();
            assessment.Property(a => a.Absences).IsJson();
            assessment.Property(a => a.Signatures).IsJson();
            assessment.Property(a => a.TemplateId).HasMaxLength(60);
            assessment.Property(a => a.Unanswered).IsJson();
            assessment.Property(a => a.Version).IsConcurrencyToken();
        });
        model.Entity<TemplateEdition>(template =>
        {
            template.ToTable("assessments_templates");
            template.HasKey(t => t.Id);
            template.Property(t => t.Id).HasMaxLength(60);
            template.Property(t => t.Edition).HasMaxLength(20);
            template.Property(t => t.Content).IsJson();
            template.HasIndex(t => new { t.Kind, t.ValidFrom }).IsUnique();
        });
        model.Entity<Consultation>(consultation =>
        {
            consultation.ToTable("assessments_consultations");
            consultation.Property(c => c.Entries).IsJson();
            consultation.Property(c => c.Version).IsConcurrencyToken();
            consultation.HasIndex(c => new { c.AskedByUnitId, c.Id });
            consultation.HasIndex(c => new { c.UnitId, c.Id });
            consultation.HasIndex(c => new { c.Profession, c.Id });
            consultation.HasIndex(c => c.AskedAt);
        });
        model.Entity<ParticipationRequest>(request =>
        {
            request.ToTable("assessments_participation_requests");
            request.Property(r => r.AuthorityCode).HasMaxLength(10);
            request.Property(r => r.Version).IsConcurrencyToken();
            request.HasIndex(r => new { r.AssessmentId, r.Id });
            // Of two who ask the same unit at once, one fails to save.
            request.HasIndex(r => new { r.AssessmentId, r.UnitId }).IsUnique().HasFilter("\"Status\" = 'Open' AND \"UnitId\" IS NOT NULL");
            request.HasIndex(r => new { r.UnitId, r.Id }).HasFilter("\"Status\" = 'Open'");
            request.HasIndex(r => new { r.AskedByUnitId, r.Id }).HasFilter("\"Status\" = 'Open'");
            request.HasIndex(r => r.NextStepOn).HasFilter("\"NextStepOn\" IS NOT NULL");
        });
        model.Entity<SegmentationModel>(segmentation =>
        {
            segmentation.ToTable("assessments_segmentation_models");
            segmentation.HasKey(m => m.Id);
            segmentation.Property(m => m.Id).HasMaxLength(40);
            segmentation.Property(m => m.Content).IsJson();
            segmentation.HasIndex(m => m.ValidFrom).IsUnique();
        });
        ClientRelationship.MapForeign(model);
    }
}

internal sealed class AssessmentsDbPostgreSql(DbContextOptions options) : AssessmentsDb(options);
