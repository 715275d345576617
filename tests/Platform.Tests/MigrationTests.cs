using Microsoft.Data.Sqlite;
using Monipolku.Testing;

namespace Monipolku.Platform.Tests;

public class MigrationTests
{
    [Fact]
    public async Task A_lock_that_a_killed_process_left_behind_stops_no_later_start()
    {
        var folder = TestDatabases.NewFolder();
        var connectionString = await TestDatabases.CreateAsync(DatabaseProvider.Sqlite, folder);
        await using (var connection = new SqliteConnection(connectionString))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText =
                """
                CREATE TABLE "__EFMigrationsLock" ("Id" INTEGER NOT NULL PRIMARY KEY, "Timestamp" TEXT NOT NULL);
                INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-09-15 12:00:00');
                """;
            await command.ExecuteNonQueryAsync();
        }

        var migrating = Task.Run(() => TestDatabases.Migrate(DatabaseProvider.Sqlite, connectionString, folder));

        (await migrating.WaitAsync(TimeSpan.FromMinutes(2))).ShouldBe(0);
        await TestDatabases.DropAsync(DatabaseProvider.Sqlite, connectionString, folder);
    }

    [Theory, EveryDatabase]
    public async Task Two_instances_that_start_together_migrate_once(DatabaseProvider database)
    {
        var folder = TestDatabases.NewFolder();
        var connectionString = await TestDatabases.CreateAsync(database, folder);
        // One key ring for both.
        await using var keys = await TestHost.StartAsync(DatabaseProvider.Sqlite);
        File.Copy(Path.Combine(keys.Folder, "secrets.json"), Path.Combine(folder, "secrets.json"));

        var migrated = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => TestDatabases.Migrate(database, connectionString, folder))));

        migrated.ShouldBe([0, 0]);
        await TestDatabases.DropAsync(database, connectionString, folder);
    }
}
