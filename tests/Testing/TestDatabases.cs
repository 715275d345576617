using System.Reflection;
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
    public static async Task<string> CreateAsync(DatabaseProvider provider, string folder)
    {
        if (provider == DatabaseProvider.Sqlite) return "Data Source=" + Path.Combine(folder, "monipolku.db");
        var name = "monipolku_test_" + Guid.NewGuid().ToString("N");
        await ExecuteAsync($"CREATE DATABASE {name}");
        return new NpgsqlConnectionStringBuilder(Server) { Database = name, MaxPoolSize = 30 }.ConnectionString;
    }

    public static async Task DropAsync(DatabaseProvider provider, string connectionString, string folder)
    {
        if (provider == DatabaseProvider.PostgreSql)
            await ExecuteAsync($"DROP DATABASE IF EXISTS {new NpgsqlConnectionStringBuilder(connectionString).Database} WITH (FORCE)");
        Directory.Delete(folder, recursive: true);
    }

    private static async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Server);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
