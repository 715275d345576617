using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using Monipolku.Platform;
using Monipolku.Platform.Secrets;

namespace Monipolku.Access.Audit;

/// <summary>Makes heads, in the transaction of the rows that they seal. One per writer; not thread-safe.</summary>
internal sealed class AuditSigner(Database database, SecretText secrets, TimeProvider clock) : IDisposable
{
    /// <summary>PostgreSQL: instances number their heads one after the other. SQLite has one writer anyway.</summary>
    private const string Lock = "SELECT pg_advisory_xact_lock(703202310)";

    private (string Id, ECDsa Key)? _key;

    /// <summary>The last head of one of the instance's streams. Found, but null: it is not as this service writes and signs it.</summary>
    public async Task<(bool Found, AuditHead? Head)> LastOf(string instance, DbConnection connection, DbTransaction transaction)
    {
        AuditHead? head;
        await using (var command = connection.CreateCommand())
        {
            command.Transaction = transaction;
            command.CommandText = $"""
                SELECT {AuditHead.Columns} FROM access_audit_heads WHERE substr("Stream", 1, length($1)) = $1 ORDER BY "Number" DESC LIMIT 1
                """;
            command.Add(instance + "/");
            await using var reader = await command.ExecuteReaderAsync();
            if (!await reader.ReadAsync()) return (false, null);
            head = AuditHead.TryRead(reader);
        }
        if (_key is null) (_key, _) = await FindOrCreate(connection, transaction);
        return (true, head?.KeyId == _key.Value.Id && head.IsSignedBy(_key.Value.Key) ? head : null);
    }

    public async Task<AuditHead> Seal(string stream, long sequence, string rowHash, DbConnection connection, DbTransaction transaction)
    {
        if (database.Provider == DatabaseProvider.PostgreSql) await Execute(Lock, connection, transaction);
        var isNew = false;
        if (_key is null) (_key, isNew) = await FindOrCreate(connection, transaction);
        var (keyId, key) = _key.Value;
        var (number, previous) = await Last(connection, transaction);
        // A key is committed with the first head. If there is none now, somebody took the heads away, and the missing number 1 goes on telling so.
        if (number == 0 && !isNew) number = 1;
        var head = new AuditHead
        {
            Number = number + 1,
            At = clock.GetUtcNow(),
            Stream = stream,
            Sequence = sequence,
            RowHash = rowHash,
            PreviousHash = previous,
            KeyId = keyId,
            Hash = "",
            Signature = "",
        }.SignedBy(key);
        await Execute(
            $"INSERT INTO access_audit_heads ({AuditHead.Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)", connection, transaction,
            head.Number, head.At.ToUnixTimeMilliseconds(), head.Stream, head.Sequence, head.RowHash, head.PreviousHash, head.KeyId, head.Hash, head.Signature);
        return head;
    }

    /// <summary>After a transaction that failed: what was read or made in it may not be there.</summary>
    public void Forget()
    {
        _key?.Key.Dispose();
        _key = null;
    }

    public void Dispose() => Forget();

    /// <summary>The private key of a row, if the row is ours: only who has the key ring can have written it.</summary>
    public static ECDsa? Open(string id, string publicKey, string privateKeySecret, SecretText secrets)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportPkcs8PrivateKey(Convert.FromBase64String(secrets.Unprotect(privateKeySecret, AuditKey.Purpose)), out _);
            if (PublicKeyOf(key) == publicKey && IdOf(key) == id) return key;
        }
        catch (Exception foreign) when (foreign is CryptographicException or FormatException)
        {
            // Not a text of our key ring: the answer is null.
        }
        key.Dispose();
        return null;
    }

    private static string PublicKeyOf(ECDsa key) => Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());

    private static string IdOf(ECDsa key) => Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));

    private async Task<((string Id, ECDsa Key) Key, bool IsNew)> FindOrCreate(DbConnection connection, DbTransaction transaction)
    {
        await using (var command = connection.CreateCommand())
        {
            command.CommandText = """SELECT "Id", "PublicKey", "PrivateKeySecret" FROM access_audit_keys ORDER BY "CreatedAt", "Id" LIMIT 1""";
            command.Transaction = transaction;
            await using var reader = await command.ExecuteReaderAsync();
            if (await reader.ReadAsync())
            {
                var id = reader.GetString(0);
                return Open(id, reader.GetString(1), reader.GetString(2), secrets) is { } known
                    ? ((id, known), false)
                    : throw new CryptographicException("The key of the audit log's heads is not readable with this key ring.");
            }
        }
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await Execute(
            """INSERT INTO access_audit_keys ("Id", "PublicKey", "PrivateKeySecret", "CreatedAt") VALUES ($1, $2, $3, $4)""", connection, transaction,
            IdOf(key), PublicKeyOf(key), secrets.Protect(Convert.ToBase64String(key.ExportPkcs8PrivateKey()), AuditKey.Purpose), clock.GetUtcNow().ToUnixTimeMilliseconds());
        return ((IdOf(key), key), true);
    }

    private static async Task<(long Number, string Hash)> Last(DbConnection connection, DbTransaction transaction)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = """SELECT "Number", "Hash" FROM access_audit_heads ORDER BY "Number" DESC LIMIT 1""";
        command.Transaction = transaction;
        await using var reader = await command.ExecuteReaderAsync();
        return await reader.ReadAsync() ? (reader.GetInt64(0), reader.GetString(1)) : (0, "");
    }

    private static async Task Execute(string sql, DbConnection connection, DbTransaction transaction, params object[] values)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        foreach (var value in values) command.Add(value);
        await command.ExecuteNonQueryAsync();
    }
}

internal static class AuditCommands
{
    /// <summary>The next parameter: <c>$1</c>, <c>$2</c>. PostgreSQL knows them by place, SQLite by name.</summary>
    public static void Add(this DbCommand command, object value)
    {
        var parameter = command.CreateParameter();
        if (command is not Npgsql.NpgsqlCommand) parameter.ParameterName = "$" + AuditRow.Number(command.Parameters.Count + 1);
        parameter.Value = value;
        command.Parameters.Add(parameter);
    }

    /// <summary>Null where a column cannot be read as its type, or holds the value in another form than the service writes.</summary>
    /// <param name="values">Of what was read, as the service writes it.</param>
    public static T? TryRead<T>(this DbDataReader row, Func<DbDataReader, T> read, Func<T, object?[]> values) where T : class
    {
        try
        {
            // Before anything is read: SQLite tells no true type of a column that was read as another.
            var stored = new object[row.FieldCount];
            row.GetValues(stored);
            var found = read(row);
            return row.Holds(values(found), stored) ? found : null;
        }
        catch (Exception foreign) when (foreign is FormatException or InvalidCastException or ArgumentException or OverflowException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>
    /// To the byte. SQLite keeps any type in any column, and its driver reads a GUID in lower case, a decision of 2, a time with a fraction,
    /// a blob, or a text with a NUL in it as if it were what the service wrote, while no search finds the row any more.
    /// </summary>
    private static bool Holds(this DbDataReader row, object?[] values, object[] stored)
    {
        for (var i = 0; i < values.Length; i++)
            if (row is SqliteDataReader ? !HoldsInSqlite(row, i, values[i], stored[i]) : !Equals(stored[i], values[i] ?? DBNull.Value)) return false;
        return true;
    }

    private static bool HoldsInSqlite(DbDataReader row, int column, object? value, object stored) => (value, stored) switch
    {
        (null, DBNull) => true,
        (long number, long same) => same == number,
        (bool permitted, long same) => same == (permitted ? 1 : 0),
        (Guid id, string) => HoldsText(row, column, id.ToString().ToUpperInvariant()),
        (string text, string) => HoldsText(row, column, text),
        _ => false,
    };

    private static bool HoldsText(DbDataReader row, int column, string text) =>
        row.GetFieldValue<byte[]>(column).AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(text));
}
