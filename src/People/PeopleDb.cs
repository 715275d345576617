using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.People;

/// <summary>Persons and who speaks for them. Prefix <c>people_</c>.</summary>
internal class PeopleDb(DbContextOptions options) : ModuleDb(options)
{
    public DbSet<Person> Persons => Set<Person>();
    public DbSet<RecordIdentity> RecordIdentities => Set<RecordIdentity>();
    public DbSet<ClientRelationship> Relationships => Set<ClientRelationship>();

    protected override void Map(ModelBuilder model)
    {
        ClientRelationship.MapForeign(model);
        RecordIdentity.MapForeign(model);
        model.Entity<Person>(person =>
        {
            person.ToTable("people_persons");
            person.Property(p => p.IdentityCodeSecret).HasMaxLength(200);
            person.Property(p => p.IdentityCodeHash).HasMaxLength(64);
            person.HasIndex(p => p.IdentityCodeHash).IsUnique();
            // Who may be the same person was born on the same day.
            person.HasIndex(p => p.BirthDate);
            person.Property(p => p.GivenNames).HasMaxLength(100);
            person.Property(p => p.FamilyName).HasMaxLength(100);
            person.Property(p => p.Language).HasMaxLength(2);
            person.Property(p => p.Guardians).IsJson();
            person.Property(p => p.Version).IsConcurrencyToken();
        });
    }
}

internal sealed class PeopleDbPostgreSql(DbContextOptions options) : PeopleDb(options);
