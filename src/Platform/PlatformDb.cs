using Microsoft.EntityFrameworkCore;

namespace Monipolku.Platform;

/// <summary>Owns the tables that every module shares: outbox, inbox, idempotent answers; and the facts of the database. Prefix <c>platform_</c>.</summary>
internal class PlatformDb(DbContextOptions options) : ModuleDb(options)
{
    private protected override bool OwnsSharedTables => true;

    protected override void Map(ModelBuilder model) => model.Entity<Fact>(fact =>
    {
        fact.ToTable("platform_facts");
        fact.HasKey(f => f.Name);
        fact.Property(f => f.Name).HasMaxLength(40);
        fact.Property(f => f.Value).HasMaxLength(200);
    });

    /// <summary>What is true of the whole database: which hash key it belongs to.</summary>
    private sealed class Fact
    {
        public required string Name { get; init; }
        public required string Value { get; init; }
    }
}

internal sealed class PlatformDbPostgreSql(DbContextOptions options) : PlatformDb(options);
