using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Data.Sqlite;
using Monipolku.Host;
using Monipolku.Platform;
using Npgsql;
using Xunit.Sdk;

namespace Monipolku.Testing;

/// <summary>
/// Runs a theory on every database there is: SQLite always, PostgreSQL where <c>MONIPOLKU_TEST_POSTGRESQL</c> names a server on
/// which databases may be created.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EveryDatabaseAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => TestDatabases.Available.Select(provider => new object[] { provider });
}

public static class TestDatabases
{
    private const string KeyFile = "secrets.json";
    private static readonly ConcurrentDictionary<DatabaseProvider, Lazy<Task<Template>>> Templates = new();
    private static readonly string? Server = Environment.GetEnvironmentVariable("MONIPOLKU_TEST_POSTGRESQL");

    public static IReadOnlyList<DatabaseProvider> Available { get; } =
        string.IsNullOrEmpty(Server) ? [DatabaseProvider.Sqlite] : [DatabaseProvider.Sqlite, DatabaseProvider.PostgreSql];

    /// <summary>A new empty folder of this test run.</summary>
    public static string NewFolder()
    {
        var folder = Path.Combine(Path.GetTempPath(), "monipolku-tests", Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(folder);
        return folder;
    }

    /// <summary>Creates a database of its own; the answer is its connection string.</summary>
    public static Task<string> CreateAsync(DatabaseProvider provider, string folder) => CreateAsync(provider, folder, "template1");

    private static async Task<string> CreateAsync(DatabaseProvider provider, string folder, string? template)
    {
        if (provider == DatabaseProvider.Sqlite) return "Data Source=" + Path.Combine(folder, "monipolku.db");
        var name = "monipolku_test_" + Guid.NewGuid().ToString("N");
        await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {template}");
        return new NpgsqlConnectionStringBuilder(Server) { Database = name, MaxPoolSize = 30 }.ConnectionString;
    }

    /// <summary>The same with every table in it, and the keys of its secrets in the folder: a copy of one that is made once a process.</summary>
    public static async Task<string> CreateMigratedAsync(DatabaseProvider provider, string folder)
    {
        var template = await Templates.GetOrAdd(provider, p => new Lazy<Task<Template>>(() => Task.Run(() => MakeTemplate(p)))).Value;
        File.Copy(Path.Combine(template.Folder, KeyFile), Path.Combine(folder, KeyFile));
        var connectionString = await CreateAsync(provider, folder, template.Database);
        if (provider == DatabaseProvider.Sqlite) File.Copy(Path.Combine(template.Folder, "monipolku.db"), Path.Combine(folder, "monipolku.db"));
        return connectionString;
    }

    private static async Task<Template> MakeTemplate(DatabaseProvider provider)
    {
        var folder = NewFolder();
        var connectionString = await CreateAsync(provider, folder);
        if (Migrate(provider, connectionString, folder) is not 0 and var failed) throw new InvalidOperationException($"Migrating ended with {failed}.");
        if (provider == DatabaseProvider.Sqlite)
        {
            // Into the one file that is copied.
            await using var connection = new SqliteConnection(connectionString);
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
            await command.ExecuteNonQueryAsync();
            return new Template(folder, null);
        }
        // A database that somebody is connected to is not copied.
        await EndConnectionsAsync(connectionString);
        return new Template(folder, new NpgsqlConnectionStringBuilder(connectionString).Database);
    }

    /// <summary>Runs <c>-- migrate</c>; the answer is its exit code.</summary>
    public static int Migrate(DatabaseProvider provider, string connectionString, string folder)
    {
        string[] arguments =
        [
            "migrate", "--Database:Provider=" + JsonRules.CodeOf(provider), "--Database:ConnectionString=" + connectionString,
            "--Secrets:KeyFile=" + Path.Combine(folder, KeyFile), "--Secrets:CreateKeys=true",
        ];
        return (int)typeof(HostAssembly).Assembly.EntryPoint!.Invoke(null, [arguments])!;
    }

    public static async Task DropAsync(DatabaseProvider provider, string connectionString, string folder)
    {
        if (provider == DatabaseProvider.PostgreSql)
        {
            // WITH (FORCE) would also try to end an autovacuum worker, which only a superuser may; a plain DROP waits for it.
            await EndConnectionsAsync(connectionString);
            await ExecuteAsync($"DROP DATABASE IF EXISTS {new NpgsqlConnectionStringBuilder(connectionString).Database}");
        }
        Directory.Delete(folder, recursive: true);
    }

    private static Task EndConnectionsAsync(string connectionString) => ExecuteAsync(
        $"""
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = '{new NpgsqlConnectionStringBuilder(connectionString).Database}' AND usename = current_user
        """);

    private static async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Server);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    /// <param name="Database">Its name on the server; null with SQLite.</param>
    private sealed record Template(string Folder, string? Database);
}
