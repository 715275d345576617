using System.Data.Common;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Monipolku.Platform.Secrets;

/// <summary>
/// Protects what is stored with the active key again: after that an old key may leave the ring (but for backups). Each row is changed only
/// if it still holds what was read, so the service may run meanwhile; what is done is not done again, so a run that was cut short is
/// simply repeated.
/// </summary>
public sealed partial class KeyRotation(Database database, SecretText secrets, IEnumerable<ProtectedColumn> columns)
{
    private const int RowsPerBatch = 200;

    private string Row => database.Provider == DatabaseProvider.Sqlite ? "rowid" : "ctid";

    /// <summary>How many texts each key protects, by column and key id.</summary>
    public async Task<IReadOnlyDictionary<(ProtectedColumn Column, string KeyId), long>> CountAsync(CancellationToken ct)
    {
        var counts = new Dictionary<(ProtectedColumn, string), long>();
        foreach (var column in Sorted())
        {
            await using var connection = await database.OpenAsync(ct);
            await using var command = connection.CreateCommand();
            command.CommandText = $"SELECT \"{column.Column}\" FROM {column.Table} WHERE \"{column.Column}\" LIKE '%v1.%'";
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
                foreach (Match text in ProtectedText().Matches(reader.GetString(0)))
                    counts[(column, text.Groups[1].Value)] = counts.GetValueOrDefault((column, text.Groups[1].Value)) + 1;
        }
        return counts;
    }

    /// <summary>Answers how many rows it changed and how many texts it could not read.</summary>
    public async Task<(long Changed, long Unreadable)> RotateAsync(Action<string> progress, CancellationToken ct)
    {
        var (changed, unreadable) = (0L, 0L);
        foreach (var column in Sorted())
        {
            var before = changed;
            object after = database.Provider == DatabaseProvider.Sqlite ? 0L : "(0,0)";
            while (await NextAsync(column, after, ct) is { Count: > 0 } batch)
            {
                var renewed = batch.Select(row => (row.Id, row.Text, New: Renew(row.Text, column, ref unreadable))).Where(row => row.New != row.Text).ToList();
                if (renewed.Count > 0) changed += await database.WriteAsync(() => UpdateAsync(column, renewed, ct), ct);
                after = batch[^1].Id;
            }
            progress($"{column.Table}.{column.Column}: {changed - before} rows");
        }
        return (changed, unreadable);
    }

    private IOrderedEnumerable<ProtectedColumn> Sorted() => columns.OrderBy(c => c.Table, StringComparer.Ordinal).ThenBy(c => c.Column, StringComparer.Ordinal);

    /// <summary>Rows by their place in the table. PostgreSQL puts a changed row at a later place: it is met again and left as it is.</summary>
    private async Task<List<(object Id, string Text)>> NextAsync(ProtectedColumn column, object after, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        await using var command = connection.CreateCommand();
        var (id, bound) = database.Provider == DatabaseProvider.Sqlite ? (Row, "$1") : (Row + "::text", "$1::tid");
        command.CommandText = $"SELECT {id}, \"{column.Column}\" FROM {column.Table} WHERE {Row} > {bound} AND \"{column.Column}\" IS NOT NULL ORDER BY {Row} LIMIT {RowsPerBatch}";
        Add(command, after);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<(object, string)>();
        while (await reader.ReadAsync(ct)) rows.Add((reader.GetValue(0), reader.GetString(1)));
        return rows;
    }

    private async Task<int> UpdateAsync(ProtectedColumn column, List<(object Id, string Text, string New)> rows, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var changed = 0;
        foreach (var (id, text, renewed) in rows)
        {
            await using var command = connection.CreateCommand();
            command.Transaction = transaction;
            var place = database.Provider == DatabaseProvider.Sqlite ? "$2" : "$2::tid";
            command.CommandText = $"UPDATE {column.Table} SET \"{column.Column}\" = $1 WHERE {Row} = {place} AND \"{column.Column}\" = $3";
            Add(command, renewed);
            Add(command, id);
            Add(command, text);
            changed += await command.ExecuteNonQueryAsync(ct);
        }
        await transaction.CommitAsync(ct);
        return changed;
    }

    private string Renew(string stored, ProtectedColumn column, ref long unreadable)
    {
        var missed = 0;
        var renewed = ProtectedText().Replace(stored, match =>
        {
            if (!secrets.NeedsRotation(match.Value)) return match.Value;
            foreach (var purpose in column.Purposes)
                if (secrets.TryUnprotect(match.Value, purpose, out var plain)) return secrets.ProtectBytes(plain, purpose);
            missed++;
            return match.Value;
        });
        unreadable += missed;
        return renewed;
    }

    private static void Add(DbCommand command, object value)
    {
        var parameter = command.CreateParameter();
        if (command is not Npgsql.NpgsqlCommand) parameter.ParameterName = "$" + (command.Parameters.Count + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
        parameter.Value = value;
        command.Parameters.Add(parameter);
    }

    [GeneratedRegex(@"(?<![A-Za-z0-9_.-])v1\.([a-z0-9-]{1,32})\.[A-Za-z0-9_-]{38,}")]
    private static partial Regex ProtectedText();
}

public static class KeyRotationCommands
{
    /// <summary><c>-- secrets status</c>: how many texts each key protects.</summary>
    public static async Task<int> SecretsStatusAsync(this WebApplication app)
    {
        await app.CheckHashKeyAsync();
        var counts = await app.Services.GetRequiredService<KeyRotation>().CountAsync(CancellationToken.None);
        foreach (var ((column, keyId), count) in counts) Console.WriteLine($"{column.Table}.{column.Column}: {keyId} {count}");
        foreach (var key in counts.GroupBy(c => c.Key.KeyId).OrderBy(k => k.Key, StringComparer.Ordinal)) Console.WriteLine($"Key {key.Key}: {key.Sum(c => c.Value)} texts");
        Console.WriteLine($"Active key: {app.Services.GetRequiredService<SecretText>().ActiveKeyId}");
        return 0;
    }

    /// <summary><c>-- secrets rotate</c>: 0 when everything is protected with the active key, 1 when a text could not be read.</summary>
    public static async Task<int> RotateSecretsAsync(this WebApplication app)
    {
        await app.CheckHashKeyAsync();
        var (changed, unreadable) = await app.Services.GetRequiredService<KeyRotation>().RotateAsync(Console.WriteLine, CancellationToken.None);
        Console.WriteLine($"{changed} rows are protected with {app.Services.GetRequiredService<SecretText>().ActiveKeyId} now.");
        if (unreadable > 0) Console.WriteLine($"{unreadable} texts could not be read: their key is not in the ring, or they were changed.");
        return unreadable == 0 ? 0 : 1;
    }

    /// <summary>
    /// The first start keeps the hash key's fingerprint in the database. With another key no stored hash would be found, and a known person
    /// would look unknown: so nothing starts.
    /// </summary>
    public static async Task CheckHashKeyAsync(this WebApplication app)
    {
        var database = app.Services.GetRequiredService<Database>();
        var id = app.Services.GetRequiredService<SecretText>().HashKeyId;
        await using var connection = await database.OpenAsync(CancellationToken.None);
        await using var command = connection.CreateCommand();
        command.CommandText = $"""
            INSERT INTO platform_facts ("Name", "Value") VALUES ('hash-key-id', '{id}') ON CONFLICT DO NOTHING;
            SELECT "Value" FROM platform_facts WHERE "Name" = 'hash-key-id';
            """;
        if ((string?)await command.ExecuteScalarAsync() != id)
            throw new SettingException("Secrets", "holds another hash key than the one that this database was made with: nobody would be found by identity code. Bring the key ring back that belongs to the database");
    }
}
