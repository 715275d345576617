using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Monipolku.Platform;

public enum DatabaseProvider
{
    Sqlite,
    PostgreSql,
}

/// <summary>Settings <c>Database:*</c>. One database serves all modules; tables carry their module's prefix.</summary>
public sealed record DatabaseOptions
{
    /// <summary><c>sqlite</c> (default; one machine) or <c>postgresql</c> (several instances).</summary>
    public DatabaseProvider Provider { get; init; }

    public string ConnectionString { get; init; } = "Data Source=data/monipolku.db";

    /// <summary>False where <c>-- migrate</c> is run as a step of its own before the instances start.</summary>
    public bool MigrateAtStart { get; init; } = true;

    internal static DatabaseOptions From(IConfiguration configuration)
    {
        var section = configuration.GetSection("Database");
        var name = section["Provider"] ?? "sqlite";
        if (!Enum.TryParse<DatabaseProvider>(name, ignoreCase: true, out var provider) || char.IsAsciiDigit(name[0]))
            throw new SettingException("Database:Provider", "must be sqlite or postgresql");
        var options = new DatabaseOptions { Provider = provider, MigrateAtStart = section.GetValue("MigrateAtStart", true) };
        return section["ConnectionString"] is { Length: > 0 } connection ? options with { ConnectionString = connection }
            : provider == DatabaseProvider.PostgreSql ? throw new SettingException("Database:ConnectionString", "is required with postgresql")
            : options;
    }
}

/// <summary>Opens connections to the one database and lets one writer at a time into SQLite.</summary>
public sealed class Database : IAsyncDisposable
{
    /// <summary>Tells tests and traces which statement <see cref="QueryAsync"/> runs; EF Core has its own.</summary>
    private static readonly DiagnosticListener Queries = new("Monipolku.Database");

    private readonly NpgsqlDataSource? _postgreSql;
    private readonly string _connectionString;
    private readonly ConcurrentBag<SqliteReader> _readers = [];

    public Database(DatabaseOptions options)
    {
        Provider = options.Provider;
        if (Provider == DatabaseProvider.PostgreSql)
        {
            // Prepared statements and no reset on return: nearly twice the reads (measured). We leave no session state behind.
            var connection = new NpgsqlConnectionStringBuilder(options.ConnectionString) { NoResetOnClose = true };
            if (connection.MaxAutoPrepare == 0) connection.MaxAutoPrepare = 50;
            _connectionString = connection.ConnectionString;
            _postgreSql = NpgsqlDataSource.Create(_connectionString);
        }
        else
        {
            var connection = new SqliteConnectionStringBuilder(options.ConnectionString) { ForeignKeys = true };
            if (Path.GetDirectoryName(Path.GetFullPath(connection.DataSource)) is { } folder) Directory.CreateDirectory(folder);
            KeepToOwner(connection);
            _connectionString = connection.ConnectionString;
        }
    }

    /// <summary>The file is its owner's alone (mode 600); SQLite gives its -wal and -shm files the same mode.</summary>
    private static void KeepToOwner(SqliteConnectionStringBuilder connection)
    {
        if (OperatingSystem.IsWindows() || connection.Mode != SqliteOpenMode.ReadWriteCreate || File.Exists(connection.DataSource)
            || connection.DataSource is ":memory:" or "") return;
        using var file = OwnersFile.Open(connection.DataSource, FileMode.OpenOrCreate, FileShare.ReadWrite);
    }

    public DatabaseProvider Provider { get; }

    /// <summary>
    /// SQLite takes one writer; those who wait in here wait in order and without blocking a thread, while the driver would poll.
    /// Not used with PostgreSQL.
    /// </summary>
    internal SemaphoreSlim Writer { get; } = new(1);

    public async Task<DbConnection> OpenAsync(CancellationToken ct)
    {
        if (_postgreSql is not null) return await _postgreSql.OpenConnectionAsync(ct);
        var connection = new SqliteConnection(_connectionString);
        await connection.OpenAsync(ct);
        return connection;
    }

    /// <summary>
    /// For the few reads that nearly every request makes (the gate's, the plan's): the statement is prepared once and kept. Parsing it
    /// and going through EF Core costs several times the read itself (README, Speed). Everything else reads through EF Core.
    /// </summary>
    /// <param name="sql">Names its parameters <c>$1</c>, <c>$2</c>: SQLite takes that for a name and PostgreSQL for a place.</param>
    /// <param name="values">A GUID is written as EF Core writes it, an instant is unix milliseconds.</param>
    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, Func<DbDataReader, T> read, CancellationToken ct, params object[] values)
    {
        if (Queries.IsEnabled()) Queries.Write("Query", sql);
        if (_postgreSql is null) return ReadSqlite(sql, read, values);

        await using var command = _postgreSql.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<T>();
        while (await reader.ReadAsync(ct)) rows.Add(read(reader));
        return rows;
    }

    /// <summary>Runs a write alone where the database wants that.</summary>
    public async Task<T> WriteAsync<T>(Func<Task<T>> write, CancellationToken ct)
    {
        if (Provider == DatabaseProvider.PostgreSql) return await write();
        await Writer.WaitAsync(ct);
        try
        {
            return await write();
        }
        finally
        {
            Writer.Release();
        }
    }

    internal void Configure(DbContextOptionsBuilder options, string prefix)
    {
        var history = prefix + "migrations";
        // That model and migrations agree is a test's business; the comparison took a quarter of a start.
        options.ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning));
        if (_postgreSql is not null) options.UseNpgsql(_postgreSql, npgsql => npgsql.MigrationsHistoryTable(history));
        else options.UseSqlite(_connectionString, sqlite => sqlite.MigrationsHistoryTable(history));
    }

    /// <summary>What is answered must survive power loss: write-ahead log with a sync at every commit (synchronous=FULL is the driver's default).</summary>
    internal async Task PrepareAsync(CancellationToken ct)
    {
        if (Provider == DatabaseProvider.PostgreSql) return;
        await using var connection = await OpenAsync(ct);
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode=WAL;";
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>
    /// Lets one process at a time migrate. EF Core's own lock does not do it: on SQLite it is a row, which a killed process leaves behind and
    /// every later start would wait for; on PostgreSQL the second of two was seen to repeat the first's work. These end with their process.
    /// </summary>
    internal async Task<IAsyncDisposable> MigrateAloneAsync(CancellationToken ct)
    {
        if (Provider == DatabaseProvider.PostgreSql)
        {
            // Not pooled: the lock is the session's.
            var session = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_connectionString) { Pooling = false }.ConnectionString);
            await session.OpenAsync(ct);
            await using var wait = new NpgsqlCommand("SELECT pg_advisory_lock(hashtext('monipolku migrates'))", session) { CommandTimeout = 0 };
            await wait.ExecuteNonQueryAsync(ct);
            return session;
        }
        var file = await LockedFileAsync(Path.GetFullPath(new SqliteConnectionStringBuilder(_connectionString).DataSource) + ".migrating", ct);
        await using var connection = await OpenAsync(ct);
        await using var command = connection.CreateCommand();
        command.CommandText = "DROP TABLE IF EXISTS \"__EFMigrationsLock\";";
        await command.ExecuteNonQueryAsync(ct);
        return file;
    }

    private static async Task<FileStream> LockedFileAsync(string path, CancellationToken ct)
    {
        while (true)
        {
            if (OwnersFile.TryLock(path) is { } locked) return locked;
            await Task.Delay(TimeSpan.FromMilliseconds(100), ct);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Writer.Dispose();
        foreach (var reader in _readers) reader.Dispose();
        if (_postgreSql is not null) await _postgreSql.DisposeAsync();
        else SqliteConnection.ClearPool(new SqliteConnection(_connectionString));
    }

    /// <summary>Without <c>async</c>: the driver has none. What failed is not kept.</summary>
    private List<T> ReadSqlite<T>(string sql, Func<DbDataReader, T> read, object[] values)
    {
        if (!_readers.TryTake(out var idle)) idle = new SqliteReader(_connectionString);
        try
        {
            var rows = idle.Read(sql, read, values);
            _readers.Add(idle);
            return rows;
        }
        catch
        {
            idle.Dispose();
            throw;
        }
    }

    /// <summary>An open connection with the statements that it has prepared.</summary>
    private sealed class SqliteReader : IDisposable
    {
        private readonly SqliteConnection _connection;
        private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);

        public SqliteReader(string connectionString)
        {
            _connection = new SqliteConnection(connectionString);
            _connection.Open();
        }

        public List<T> Read<T>(string sql, Func<DbDataReader, T> read, object[] values)
        {
            if (!_commands.TryGetValue(sql, out var command))
            {
                command = _connection.CreateCommand();
                command.CommandText = sql;
                for (var i = 0; i < values.Length; i++) command.Parameters.Add(new SqliteParameter { ParameterName = "$" + (i + 1).ToString(CultureInfo.InvariantCulture) });
                _commands.Add(sql, command);
            }
            for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i];
            using var reader = command.ExecuteReader();
            var rows = new List<T>();
            while (reader.Read()) rows.Add(read(reader));
            return rows;
        }

        public void Dispose()
        {
            foreach (var command in _commands.Values) command.Dispose();
            _connection.Dispose();
        }
    }
}

/// <summary>One module's tables: asked at start to migrate.</summary>
internal sealed record ModuleTables(Type Db);

public static class DatabaseSetup
{
    /// <summary>
    /// Registers a module's tables. <typeparamref name="TPostgreSql"/> is the same model with the other provider's migrations:
    /// EF Core finds migrations by the exact context type.
    /// </summary>
    public static void AddModuleDb<TDb, TPostgreSql>(this IHostApplicationBuilder builder, string prefix)
        where TDb : ModuleDb
        where TPostgreSql : TDb
    {
        void Configure(IServiceProvider services, DbContextOptionsBuilder options) =>
            services.GetRequiredService<Database>().Configure(options, prefix);

        if (DatabaseOptions.From(builder.Configuration).Provider == DatabaseProvider.PostgreSql)
            builder.Services.AddDbContextPool<TDb, TPostgreSql>(Configure);
        else
            builder.Services.AddDbContextPool<TDb>(Configure);
        builder.Services.AddSingleton(new ModuleTables(typeof(TDb)));
    }

    /// <summary>Setting <c>Database:MigrateAtStart</c>.</summary>
    public static bool MigratesAtStart(this WebApplication app) => DatabaseOptions.From(app.Configuration).MigrateAtStart;

    /// <summary>Creates or upgrades every module's tables, in the order of Program.cs.</summary>
    public static async Task MigrateAsync(this WebApplication app, CancellationToken ct = default)
    {
        var database = app.Services.GetRequiredService<Database>();
        await database.PrepareAsync(ct);
        await using var alone = await database.MigrateAloneAsync(ct);
        await using var scope = app.Services.CreateAsyncScope();
        foreach (var tables in app.Services.GetServices<ModuleTables>())
        {
            var db = ((ModuleDb)scope.ServiceProvider.GetRequiredService(tables.Db)).Database;
            // Most starts have nothing to migrate, and then wait for no lock.
            if ((await db.GetPendingMigrationsAsync(ct)).Any()) await db.MigrateAsync(ct);
        }
    }
}
