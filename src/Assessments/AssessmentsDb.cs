using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Assessments;

/// <summary>Joint assessments. Prefix <c>assessments_</c>.</summary>
internal class AssessmentsDb(DbContextOptions options) : ModuleDb(options)
{
    public DbSet<Assessment> Assessments => Set<Assessment>();
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
            assessment.Property(a => a.Version).IsConcurrencyToken();
        });
        ClientRelationship.MapForeign(model);
    }
}

internal sealed class AssessmentsDbPostgreSql(DbContextOptions options) : AssessmentsDb(options);
