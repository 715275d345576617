using System.Data.Common;
using System.Security.Cryptography;
using Monipolku.Platform;
using Monipolku.Platform.Secrets;

namespace Monipolku.Access.Audit;

/// <summary>Makes heads, in the transaction of the rows that they seal. One per writer; not thread-safe.</summary>
internal sealed class AuditSigner(Database database, SecretText secrets, TimeProvider clock) : IDisposable
{
    /// <summary>PostgreSQL: instances number their heads one after the other. SQLite has one writer anyway.</summary>
    private const string Lock = "SELECT pg_advisory_xact_lock(703202310)";

    private (string Id, ECDsa Key)? _key;

    /// <summary>The last row that a head of one of the instance's streams has sealed; null where there is none.</summary>
    public static async Task<(string Stream, long Sequence)?> LastOf(string instance, DbConnection connection, DbTransaction transaction)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = """
            SELECT "Stream", "Sequence" FROM access_audit_heads WHERE substr("Stream", 1, length($1)) = $1 ORDER BY "Number" DESC LIMIT 1
            """;
        command.Add(instance + "/");
        await using var reader = await command.ExecuteReaderAsync();
        return await reader.ReadAsync() ? (reader.GetString(0), reader.GetInt64(1)) : null;
    }

    public async Task<AuditHead> Seal(string stream, long sequence, string rowHash, DbConnection connection, DbTransaction transaction)
    {
        if (database.Provider == DatabaseProvider.PostgreSql) await Execute(Lock, connection, transaction);
        var (keyId, key) = _key ??= await FindOrCreate(connection, transaction);
        var (number, previous) = await Last(connection, transaction);
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

    private async Task<(string, ECDsa)> FindOrCreate(DbConnection connection, DbTransaction transaction)
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
                    ? (id, known)
                    : throw new CryptographicException("The key of the audit log's heads is not readable with this key ring.");
            }
        }
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await Execute(
            """INSERT INTO access_audit_keys ("Id", "PublicKey", "PrivateKeySecret", "CreatedAt") VALUES ($1, $2, $3, $4)""", connection, transaction,
            IdOf(key), PublicKeyOf(key), secrets.Protect(Convert.ToBase64String(key.ExportPkcs8PrivateKey()), AuditKey.Purpose), clock.GetUtcNow().ToUnixTimeMilliseconds());
        return (IdOf(key), key);
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
}
