using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;

namespace Monipolku.RecordSystem;

/// <summary>A version of a resource as recorded. Json is null when the version says that the resource was deleted.</summary>
internal sealed record StoredVersion(
    long Sequence, string Type, string Id, long Version, DateTimeOffset LastUpdated, string Method, string? Json)
{
    public bool Deleted => Json is null;
    public string Location => $"{Type}/{Id}/_history/{Version}";
}

/// <summary>A request that was processed to the end, with the answer it got.</summary>
internal sealed record RecordedRequest(byte[] Fingerprint, Answer Answer);

/// <summary>
/// The database file. Write-ahead log with full synchronisation: a commit is on the disk before anybody is answered. There is one writer
/// at a time; with the immediate transaction this makes "look, then create" one step, for several processes on one file too.
/// </summary>
internal sealed class Store : IDisposable
{
    private const int SchemaVersion = 1;
    private const string Schema = """
        CREATE TABLE resources (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            type TEXT NOT NULL,
            id TEXT NOT NULL,
            version INTEGER NOT NULL,
            deleted INTEGER NOT NULL,
            UNIQUE (type, id)
        ) STRICT;
        CREATE TABLE versions (
            sequence INTEGER NOT NULL REFERENCES resources,
            version INTEGER NOT NULL,
            last_updated INTEGER NOT NULL, -- unix milliseconds
            method TEXT NOT NULL,
            request_id TEXT,
            correlation_id TEXT,
            json TEXT,
            PRIMARY KEY (sequence, version)
        ) STRICT;
        -- What the current versions can be found by; nothing of a deleted resource.
        CREATE TABLE search_values (
            type TEXT NOT NULL,
            parameter TEXT NOT NULL,
            value TEXT NOT NULL,
            system TEXT NOT NULL,
            sequence INTEGER NOT NULL REFERENCES resources,
            PRIMARY KEY (type, parameter, value, system, sequence)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX search_values_of_resource ON search_values (sequence);
        -- Never emptied: this stand-in lives as long as a demonstration or a test.
        CREATE TABLE requests (
            request_id TEXT PRIMARY KEY,
            fingerprint BLOB NOT NULL,
            status INTEGER NOT NULL,
            body TEXT,
            location TEXT,
            version INTEGER,
            last_modified INTEGER
        ) STRICT;
        PRAGMA user_version = 1;
        """;

    private readonly string _connectionString;
    private readonly SqliteConnection _writer;
    private readonly SemaphoreSlim _gate = new(1);

    /// <exception cref="RecordSystemStartException">The file can't be used.</exception>
    public Store(RecordSystemOptions options)
    {
        var path = Path.GetFullPath(options.Database);
        _connectionString = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString();
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            _writer = Open();
            using var session = new Session(_writer, deferred: false);
            if (session.SchemaVersion() == 0) session.Execute(Schema);
            if (session.SchemaVersion() != SchemaVersion)
                throw new RecordSystemStartException("The setting Database names a file that another version of the record system made.");
            session.Commit();
        }
        catch (Exception unusable) when (unusable is SqliteException or IOException or UnauthorizedAccessException)
        {
            _writer?.Dispose();
            throw new RecordSystemStartException($"The setting Database names a file that can't be used: {unusable.Message}", unusable);
        }
    }

    /// <summary>A consistent look at one moment.</summary>
    public Session Read()
    {
        var connection = Open();
        return new Session(connection, deferred: true, connection.Dispose);
    }

    /// <summary>The one writer; what is not committed when it is disposed has not happened.</summary>
    public async Task<Session> Write(CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            return new Session(_writer, deferred: false, () => _gate.Release());
        }
        catch
        {
            _gate.Release();
            throw;
        }
    }

    public void Dispose()
    {
        _writer.Dispose();
        _gate.Dispose();
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            connection.Open();
            using var settings = connection.CreateCommand();
            settings.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;";
            settings.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}

/// <summary>One database transaction and the statements of the record system.</summary>
internal sealed class Session : IDisposable
{
    private const string Columns = "r.sequence, r.type, r.id, v.version, v.last_updated, v.method, v.json";

    private readonly SqliteConnection _connection;
    private readonly SqliteTransaction _transaction;
    private readonly Action? _done;

    public Session(SqliteConnection connection, bool deferred, Action? done = null)
    {
        _connection = connection;
        _transaction = connection.BeginTransaction(deferred);
        _done = done;
    }

    public void Commit() => _transaction.Commit();

    public void Dispose()
    {
        _transaction.Dispose();
        _done?.Invoke();
    }

    /// <summary>The newest version, a deletion too; null when there never was such a resource.</summary>
    public StoredVersion? Find(ResourceType type, string id) => Query($"""
        SELECT {Columns} FROM resources r JOIN versions v ON v.sequence = r.sequence AND v.version = r.version
        WHERE r.type = $type AND r.id = $id
        """, ReadVersion, ("$type", type.Name), ("$id", id)).SingleOrDefault();

    public StoredVersion? FindVersion(ResourceType type, string id, long version) => Query($"""
        SELECT {Columns} FROM resources r JOIN versions v ON v.sequence = r.sequence
        WHERE r.type = $type AND r.id = $id AND v.version = $version
        """, ReadVersion, ("$type", type.Name), ("$id", id), ("$version", version)).SingleOrDefault();

    /// <summary>Newest first, older than the version <paramref name="before"/>.</summary>
    public IReadOnlyList<StoredVersion> History(ResourceType type, string id, long before, int count) => Query($"""
        SELECT {Columns} FROM resources r JOIN versions v ON v.sequence = r.sequence
        WHERE r.type = $type AND r.id = $id AND v.version < $before ORDER BY v.version DESC LIMIT $count
        """, ReadVersion, ("$type", type.Name), ("$id", id), ("$before", before), ("$count", count));

    /// <summary>The current versions that match, oldest resource first, after the place <see cref="SearchQuery.After"/>.</summary>
    public IReadOnlyList<StoredVersion> Search(SearchQuery query, int count)
    {
        var (where, parameters) = Where(query);
        return Query($"""
            SELECT {Columns} FROM resources r JOIN versions v ON v.sequence = r.sequence AND v.version = r.version
            WHERE {where} AND r.sequence > $after ORDER BY r.sequence LIMIT $count
            """, ReadVersion, [.. parameters, ("$after", query.After), ("$count", count)]);
    }

    public long Count(SearchQuery query)
    {
        var (where, parameters) = Where(query);
        return Query($"SELECT count(*) FROM resources r WHERE {where}", row => row.GetInt64(0), [.. parameters]).Single();
    }

    /// <summary>Adds the next version; json null deletes.</summary>
    public StoredVersion Append(
        ResourceType type, string id, string method, Func<long, JsonObject?> json, DateTimeOffset time, Caller caller)
    {
        var (sequence, version) = Query("""
            INSERT INTO resources (type, id, version, deleted) VALUES ($type, $id, 1, 0)
            ON CONFLICT (type, id) DO UPDATE SET version = version + 1 RETURNING sequence, version
            """, row => (row.GetInt64(0), row.GetInt64(1)), ("$type", type.Name), ("$id", id)).Single();
        var content = json(version);
        var stored = new StoredVersion(sequence, type.Name, id, version, time, method, content?.ToFhir());
        Execute("UPDATE resources SET deleted = $deleted WHERE sequence = $sequence",
            ("$deleted", stored.Deleted), ("$sequence", sequence));
        Execute("""
            INSERT INTO versions (sequence, version, last_updated, method, request_id, correlation_id, json)
            VALUES ($sequence, $version, $time, $method, $request, $correlation, $json)
            """, ("$sequence", sequence), ("$version", version), ("$time", time.ToUnixTimeMilliseconds()), ("$method", method),
            ("$request", caller.RequestId), ("$correlation", caller.CorrelationId), ("$json", stored.Json));
        Index(type, sequence, content);
        return stored;
    }

    /// <summary>Changes a version that this transaction added: its references by search are known only after all is written.</summary>
    public StoredVersion Amend(ResourceType type, StoredVersion added, JsonObject content)
    {
        var amended = added with { Json = content.ToFhir() };
        Execute("UPDATE versions SET json = $json WHERE sequence = $sequence AND version = $version",
            ("$json", amended.Json), ("$sequence", added.Sequence), ("$version", added.Version));
        Index(type, added.Sequence, content);
        return amended;
    }

    public RecordedRequest? FindRequest(string requestId) => Query(
        "SELECT fingerprint, status, body, location, version, last_modified FROM requests WHERE request_id = $id",
        row => new RecordedRequest((byte[])row[0], new Answer(
            row.GetInt32(1),
            row.IsDBNull(2) ? null : row.GetString(2),
            row.IsDBNull(3) ? null : row.GetString(3),
            row.IsDBNull(4) ? null : row.GetInt64(4),
            row.IsDBNull(5) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(5)))),
        ("$id", requestId)).SingleOrDefault();

    public void RecordRequest(string requestId, byte[] fingerprint, Answer answer) => Execute("""
        INSERT INTO requests (request_id, fingerprint, status, body, location, version, last_modified)
        VALUES ($id, $fingerprint, $status, $body, $location, $version, $modified)
        """, ("$id", requestId), ("$fingerprint", fingerprint), ("$status", answer.Status), ("$body", answer.Body),
        ("$location", answer.Location), ("$version", answer.Version), ("$modified", answer.LastModified?.ToUnixTimeMilliseconds()));

    public IReadOnlyList<(string Type, long Resources, long Deleted, long Versions)> Totals() => Query("""
        SELECT r.type, count(*) FILTER (WHERE deleted = 0), count(*) FILTER (WHERE deleted = 1), sum(r.version)
        FROM resources r GROUP BY r.type ORDER BY r.type
        """, row => (row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)));

    /// <summary>How many identifiers more than one resource of a type carries: 0 when nothing was recorded twice.</summary>
    public long SharedIdentifiers() => Query("""
        SELECT count(*) FROM (
            SELECT 1 FROM search_values WHERE parameter = 'identifier' GROUP BY type, value, system HAVING count(*) > 1)
        """, row => row.GetInt64(0)).Single();

    public long RecordedRequests() => Query("SELECT count(*) FROM requests", row => row.GetInt64(0)).Single();

    public long SchemaVersion() => Query("PRAGMA user_version", row => row.GetInt64(0)).Single();

    public void Execute(string sql, params (string Name, object? Value)[] parameters)
    {
        using var command = Command(sql, parameters);
        command.ExecuteNonQuery();
    }

    private static (string Sql, List<(string, object?)> Parameters) Where(SearchQuery query)
    {
        var sql = "r.type = $type AND r.deleted = 0";
        var parameters = new List<(string, object?)> { ("$type", query.Type.Name) };
        string Add(object value)
        {
            parameters.Add(($"$p{parameters.Count}", value));
            return $"$p{parameters.Count - 1}";
        }
        foreach (var criterion in query.Criteria)
        {
            if (criterion.Parameter == "_id")
            {
                sql += $" AND r.id IN ({string.Join(", ", criterion.Alternatives.Select(one => Add(one.Value!)))})";
                continue;
            }
            var alternatives = criterion.Alternatives.Select(one => string.Join(" AND ", new[]
            {
                one.Value is null ? null : $"value = {Add(one.Value)}",
                one.System is null ? null : $"system = {Add(one.System)}",
            }.OfType<string>()));
            sql += " AND r.sequence IN (SELECT sequence FROM search_values "
                + $"WHERE type = $type AND parameter = {Add(criterion.Parameter)} AND (({string.Join(") OR (", alternatives)})))";
        }
        return (sql, parameters);
    }

    private void Index(ResourceType type, long sequence, JsonObject? content)
    {
        Execute("DELETE FROM search_values WHERE sequence = $sequence", ("$sequence", sequence));
        if (content is null) return;
        foreach (var (parameter, system, value) in SearchQuery.ValuesOf(type, content).Distinct())
        {
            Execute("""
                INSERT INTO search_values (type, parameter, value, system, sequence)
                VALUES ($type, $parameter, $value, $system, $sequence)
                """,
                ("$type", type.Name), ("$parameter", parameter), ("$value", value), ("$system", system), ("$sequence", sequence));
        }
    }

    private static StoredVersion ReadVersion(SqliteDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetInt64(3),
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4)), row.GetString(5), row.IsDBNull(6) ? null : row.GetString(6));

    private List<T> Query<T>(string sql, Func<SqliteDataReader, T> read, params (string Name, object? Value)[] parameters)
    {
        using var command = Command(sql, parameters);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read()) rows.Add(read(reader));
        return rows;
    }

    private SqliteCommand Command(string sql, (string Name, object? Value)[] parameters)
    {
        var command = _connection.CreateCommand();
        command.Transaction = _transaction;
        command.CommandText = sql;
        foreach (var (name, value) in parameters) command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }
}
