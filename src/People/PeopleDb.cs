using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.People;

/// <summary>Persons and who speaks for them. Prefix <c>people_</c>.</summary>
internal class PeopleDb(DbContextOptions options) : ModuleDb(options)
{
    public DbSet<Person> Persons => Set<Person>();
    public DbSet<Guardianship> Guardianships => Set<Guardianship>();
    public DbSet<ClientRelationship> Relationships => Set<ClientRelationship>();

    protected override void Map(ModelBuilder model)
    {
        ClientRelationship.MapForeign(model);
        model.Entity<Person>(person =>
        {
            person.ToTable("people_persons");
            person.Property(p => p.IdentityCodeSecret).HasMaxLength(200);
            person.Property(p => p.IdentityCodeHash).HasMaxLength(64);
            person.HasIndex(p => p.IdentityCodeHash).IsUnique();
            person.Property(p => p.GivenNames).HasMaxLength(100);
            person.Property(p => p.FamilyName).HasMaxLength(100);
            person.Property(p => p.Language).HasMaxLength(2);
            person.Property(p => p.Guardians).IsJson();
            person.Property(p => p.Version).IsConcurrencyToken();
        });
        model.Entity<Guardianship>(guardianship =>
        {
            guardianship.ToTable("people_guardianships");
            guardianship.HasKey(g => new { g.GuardianHash, g.PersonId });
            guardianship.Property(g => g.GuardianHash).HasMaxLength(64);
            guardianship.HasOne<Person>().WithMany().HasForeignKey(g => g.PersonId);
        });
    }
}

internal sealed class PeopleDbPostgreSql(DbContextOptions options) : PeopleDb(options);
