using Microsoft.EntityFrameworkCore;

namespace Monipolku.Platform;

/// <summary>Owns the tables that every module shares: outbox, inbox, idempotent answers. Prefix <c>platform_</c>.</summary>
internal class PlatformDb(DbContextOptions options) : ModuleDb(options)
{
    private protected override bool OwnsSharedTables => true;

    protected override void Map(ModelBuilder model)
    {
    }
}

internal sealed class PlatformDbPostgreSql(DbContextOptions options) : PlatformDb(options);
