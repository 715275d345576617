using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Threading.Channels;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Monipolku.Platform;
using Monipolku.Platform.Secrets;

namespace Monipolku.Access.Audit;

/// <summary>
/// Writes the audit chain. One writer per instance; rows of requests that wait at the same time share one commit.
/// Who appends waits until the row is committed: no log, no answer. A signed head seals the stream with its first row of the day, when
/// the day ends, after <see cref="RowsPerHead"/> rows or <c>Audit:HeadSeconds</c> (60), at stop, and at start what a crash left, if it is as it was written.
/// </summary>
internal sealed partial class AuditLog(
    Database database, IConfiguration configuration, SecretText secrets, TimeProvider clock, ILogger<AuditLog> log) : BackgroundService
{
    private const int LargestBatch = 256;
    private const int RowsPerHead = 10_000;

    private const string InsertRow = $"""
        INSERT INTO access_audit ({AuditRow.Columns})
        VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12, @p13, @p14, @p15, @p16, @p17)
        """;

    private const string InsertPerson = """INSERT INTO access_audit_persons ("Stream", "Sequence", "PersonId", "At") VALUES (@p0, @p1, @p2, @p3)""";

    private const string LastOfStream = """SELECT "Sequence", "Hash" FROM access_audit WHERE "Stream" = @p0 ORDER BY "Sequence" DESC LIMIT 1""";

    private static readonly DbType[] PersonTypes = [DbType.String, DbType.Int64, DbType.Guid, DbType.Int64];

    private readonly Channel<Pending> _pending = Channel.CreateBounded<Pending>(10_000);
    private readonly string _instance = configuration["Instance:Name"] ?? Environment.MachineName;
    private readonly TimeSpan _interval = IntervalOf(configuration);
    private readonly AuditSigner _signer = new(database, secrets, clock);
    private (string Stream, long Sequence, string Hash)? _head;
    private long _unsealed;
    private DateTimeOffset _sealedAt = clock.GetUtcNow();
    private DbConnection? _connection;
    private DbCommand? _insert;
    private DbCommand? _insertPerson;

    /// <summary>Setting <c>Audit:HeadSeconds</c>, 1 to 3600.</summary>
    public static TimeSpan IntervalOf(IConfiguration configuration) => TimeSpan.FromSeconds(Math.Clamp(configuration.GetValue("Audit:HeadSeconds", 60), 1, 3600));

    public async Task AppendAsync(AuditEntry entry, CancellationToken ct)
    {
        var pending = new Pending(entry, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await _pending.Writer.WriteAsync(pending, ct);
        await pending.Committed.Task;
    }

    /// <summary>Seals what is committed now, without waiting for the next interval.</summary>
    public async Task SealAsync(CancellationToken ct)
    {
        var pending = new Pending(null, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await _pending.Writer.WriteAsync(pending, ct);
        await pending.Committed.Task;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _pending.Writer.TryComplete();
        await (ExecuteTask ?? Task.CompletedTask).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<Pending>(LargestBatch);
        await WriteOrFail(batch, SealWhatACrashLeft);
        Task<bool>? next = null;
        var interval = Task.CompletedTask;
        // Ends when StopAsync completes the channel and what waits in it is written.
        while (true)
        {
            next ??= _pending.Reader.WaitToReadAsync(CancellationToken.None).AsTask();
            if (!next.IsCompleted && _unsealed > 0)
            {
                if (interval.IsCompleted) interval = Task.Delay(_interval, clock, CancellationToken.None);
                if (await Task.WhenAny(next, interval) == interval)
                {
                    await WriteOrFail(batch, SealTail);
                    continue;
                }
            }
            if (!await next) break;
            next = null;
            while (batch.Count < LargestBatch && _pending.Reader.TryRead(out var pending)) batch.Add(pending);
            await WriteOrFail(batch, (connection, transaction) => Append(batch, connection, transaction), connection => AppendAtOnce(batch, connection));
            batch.Clear();
        }
        await WriteOrFail(batch, SealTail);
        await Disconnect();
        _signer.Dispose();
    }

    /// <summary>Does one transaction's work, and tells those who wait for it how it ended.</summary>
    /// <param name="atOnce">The same in one round trip; null where it takes more.</param>
    private async Task WriteOrFail(
        List<Pending> batch, Func<DbConnection, DbTransaction, Task<State>> work, Func<DbConnection, Task<State?>>? atOnce = null)
    {
        try
        {
            var state = await database.WriteAsync(async () =>
            {
                var connection = _connection ??= await database.OpenAsync(CancellationToken.None);
                if (atOnce is not null && connection.CanCreateBatch && await atOnce(connection) is { } written) return written;
                await using var transaction = await connection.BeginTransactionAsync();
                var done = await work(connection, transaction);
                await transaction.CommitAsync();
                return done;
            }, CancellationToken.None);
            (_head, _unsealed) = (state.Head, state.Unsealed);
            if (state.Sealed is { } sealing)
            {
                _sealedAt = sealing.At;
                LogSealed(log, sealing.Number, sealing.Stream, sealing.Sequence, sealing.Hash);
            }
            foreach (var pending in batch) pending.Committed.SetResult();
        }
        catch (Exception failure) when (failure is DbException or InvalidOperationException or TimeoutException or IOException or CryptographicException)
        {
            LogFailed(log, batch.Count, failure.GetType().Name);
            _head = null; // read the chain's end again: another process may have written to it
            _signer.Forget();
            await Disconnect();
            foreach (var pending in batch) pending.Committed.SetException(failure);
        }
    }

    /// <summary>
    /// Rows and nothing else, which is nearly always: a batch that is in no transaction is one by itself (all or nothing), and its commit costs no round
    /// trip of its own. Null where a head is due, or asked for, or the rows are not all of the stream whose end is known.
    /// </summary>
    private async Task<State?> AppendAtOnce(List<Pending> batch, DbConnection connection)
    {
        if (_head is not { } head || _unsealed + batch.Count >= RowsPerHead || clock.GetUtcNow() - _sealedAt >= _interval
            || batch.Exists(pending => pending.Entry is not { } entry || StreamOf(entry) != head.Stream)) return null;
        var rows = new List<(AuditRow Row, IReadOnlyList<Guid> Shown)>(batch.Count);
        foreach (var pending in batch)
        {
            var shown = ShownBesides(pending.Entry!);
            var row = Link(pending.Entry!, shown, head);
            rows.Add((row, shown));
            head = (row.Stream, row.Sequence, row.Hash);
        }
        await InsertTogether(connection, null, rows);
        return new State(head, _unsealed + rows.Count, null);
    }

    /// <summary>Somebody may stand in a list twice, or be the one whom the whole row is about.</summary>
    private static List<Guid> ShownBesides(AuditEntry entry) => entry.Shown?.Where(id => id != entry.PersonId).Distinct().ToList() ?? [];

    private async Task<State> Append(List<Pending> batch, DbConnection connection, DbTransaction transaction)
    {
        var (head, unsealed) = (_head, _unsealed);
        AuditHead? sealing = null;
        var rows = new List<(AuditRow Row, IReadOnlyList<Guid> Shown)>(batch.Count);
        foreach (var pending in batch)
        {
            if (pending.Entry is not { } entry)
            {
                if (unsealed == 0 || head is not { } tail) continue;
                sealing = await _signer.Seal(tail.Stream, tail.Sequence, tail.Hash, connection, transaction);
                unsealed = 0;
                continue;
            }
            var stream = StreamOf(entry);
            // The end of another stream is read from the table: what this batch has added to it must be there.
            if (head?.Stream != stream) await Insert(rows, connection, transaction);
            var shown = ShownBesides(entry);
            var row = Link(entry, shown, head is { } known && known.Stream == stream ? known : await ReadHead(stream, connection, transaction));
            if (unsealed > 0 && head is { } end && end.Stream != row.Stream)
            {
                sealing = await _signer.Seal(end.Stream, end.Sequence, end.Hash, connection, transaction);
                unsealed = 0;
            }
            rows.Add((row, shown));
            (head, unsealed) = ((row.Stream, row.Sequence, row.Hash), unsealed + 1);
            var due = row.Sequence == 1 || unsealed >= RowsPerHead || (sealing is null && clock.GetUtcNow() - _sealedAt >= _interval);
            if (!due) continue;
            sealing = await _signer.Seal(row.Stream, row.Sequence, row.Hash, connection, transaction);
            unsealed = 0;
        }
        await Insert(rows, connection, transaction);
        return new State(head, unsealed, sealing);
    }

    private async Task<State> SealTail(DbConnection connection, DbTransaction transaction) => _unsealed > 0 && _head is { } end
        ? new State(_head, 0, await _signer.Seal(end.Stream, end.Sequence, end.Hash, connection, transaction))
        : new State(_head, 0, null);

    /// <summary>
    /// The rows since the last head: a day's first row is sealed with it, so that only one stream can have any. Somebody may have been at
    /// them since: only rows that continue the sealed one and fit their keyed hashes are signed, others stay for <c>audit verify</c> to name
    /// (a later head does not hide them: their hashes fit no better then). Rows cut off the unsealed end are known to nobody.
    /// </summary>
    private async Task<State> SealWhatACrashLeft(DbConnection connection, DbTransaction transaction)
    {
        var nothing = new State(null, 0, null);
        var (found, last) = await _signer.LastOf(_instance, connection, transaction);
        if (!found) return nothing;
        if (last is null)
        {
            LogNotSealed(log, _instance, 0);
            return nothing;
        }
        AuditRow? end = null;
        await using (var command = connection.CreateCommand())
        {
            command.CommandText = $"""SELECT {AuditRow.Columns} FROM access_audit WHERE "Stream" = $1 AND "Sequence" >= $2 ORDER BY "Sequence" """;
            command.Transaction = transaction;
            command.Add(last.Stream);
            command.Add(last.Sequence);
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                var row = AuditRow.TryRead(reader);
                var continues = end is null
                    ? row?.Sequence == last.Sequence && row.Hash == last.RowHash
                    : row?.Sequence == end.Sequence + 1 && row.PreviousHash == end.Hash;
                if (row is null || !continues || (end is not null && row.ComputeHash(secrets) != row.Hash))
                {
                    LogNotSealed(log, last.Stream, end?.Sequence + 1 ?? last.Sequence);
                    return nothing;
                }
                end = row;
            }
        }
        return end?.Sequence > last.Sequence
            ? nothing with { Sealed = await _signer.Seal(end.Stream, end.Sequence, end.Hash, connection, transaction) }
            : nothing;
    }

    private async Task Insert(List<(AuditRow Row, IReadOnlyList<Guid> Shown)> rows, DbConnection connection, DbTransaction transaction)
    {
        if (rows.Count == 0) return;
        if (connection.CanCreateBatch) await InsertTogether(connection, transaction, rows);
        else await InsertEach(connection, transaction, rows);
        rows.Clear();
    }

    /// <summary>All rows in one round trip to the server; each statement is prepared there.</summary>
    private static async Task InsertTogether(DbConnection connection, DbTransaction? transaction, List<(AuditRow Row, IReadOnlyList<Guid> Shown)> rows)
    {
        await using var inserts = connection.CreateBatch();
        inserts.Transaction = transaction;
        void Add(string sql, DbType[] types, object?[] values)
        {
            var insert = inserts.CreateBatchCommand();
            insert.CommandText = sql;
            Fill(insert.Parameters, insert.CreateParameter, types, values);
            inserts.BatchCommands.Add(insert);
        }
        foreach (var (row, shown) in rows)
        {
            Add(InsertRow, AuditRow.Types, row.Values);
            foreach (var person in shown) Add(InsertPerson, PersonTypes, ValuesOf(row, person));
        }
        await inserts.ExecuteNonQueryAsync();
    }

    /// <summary>SQLite is in this process: a statement is prepared once and kept.</summary>
    private async Task InsertEach(DbConnection connection, DbTransaction transaction, List<(AuditRow Row, IReadOnlyList<Guid> Shown)> rows)
    {
        DbCommand Prepared(ref DbCommand? command, string sql)
        {
            if (command is null)
            {
                command = connection.CreateCommand();
                command.CommandText = sql;
            }
            command.Transaction = transaction;
            return command;
        }
        var (insert, insertPerson) = (Prepared(ref _insert, InsertRow), Prepared(ref _insertPerson, InsertPerson));
        foreach (var (row, shown) in rows)
        {
            Fill(insert.Parameters, insert.CreateParameter, AuditRow.Types, row.Values);
            await insert.ExecuteNonQueryAsync();
            foreach (var person in shown)
            {
                Fill(insertPerson.Parameters, insertPerson.CreateParameter, PersonTypes, ValuesOf(row, person));
                await insertPerson.ExecuteNonQueryAsync();
            }
        }
    }

    private static object?[] ValuesOf(AuditRow row, Guid person) => [row.Stream, row.Sequence, person, row.At.ToUnixTimeMilliseconds()];

    private async Task Disconnect()
    {
        if (_insert is { } insert) await insert.DisposeAsync();
        if (_insertPerson is { } insertPerson) await insertPerson.DisposeAsync();
        if (_connection is { } connection) await connection.DisposeAsync();
        (_insert, _insertPerson, _connection) = (null, null, null);
    }

    private string StreamOf(AuditEntry entry) => string.Create(CultureInfo.InvariantCulture, $"{_instance}/{entry.At.UtcDateTime:yyyy-MM-dd}");

    private AuditRow Link(AuditEntry entry, List<Guid> shown, (string Stream, long Sequence, string Hash) previous)
    {
        var row = new AuditRow
        {
            Stream = previous.Stream,
            Sequence = previous.Sequence + 1,
            At = entry.At,
            RequestId = entry.RequestId,
            Subject = entry.Subject,
            StaffId = entry.StaffId,
            UnitId = entry.UnitId,
            Role = entry.Role,
            ClientId = entry.ClientId,
            PersonId = entry.PersonId,
            Right = entry.Right,
            DataClass = entry.DataClass,
            Purpose = entry.Purpose,
            Permitted = entry.Permitted,
            Basis = entry.Basis,
            PreviousHash = previous.Hash,
            Hash = "",
            Shown = shown.Count == 0 ? null : AuditPerson.DigestOf(shown),
        };
        return row with { Hash = row.ComputeHash(secrets) };
    }

    private static async Task<(string, long, string)> ReadHead(string stream, DbConnection connection, DbTransaction transaction)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = LastOfStream;
        command.Transaction = transaction;
        command.Parameters.Add(Parameter(command.CreateParameter(), 0, stream));
        await using var reader = await command.ExecuteReaderAsync();
        return await reader.ReadAsync() ? (stream, reader.GetInt64(0), reader.GetString(1)) : (stream, 0, "");
    }

    private static void Fill(DbParameterCollection parameters, Func<DbParameter> create, DbType[] types, object?[] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (parameters.Count <= i) parameters.Add(Parameter(create(), i, values[i]));
            else parameters[i].Value = values[i] ?? DBNull.Value;
            // Known from the first row on, which may hold a null.
            parameters[i].DbType = types[i];
        }
    }

    private static DbParameter Parameter(DbParameter parameter, int index, object? value)
    {
        parameter.ParameterName = string.Create(CultureInfo.InvariantCulture, $"@p{index}");
        parameter.Value = value ?? DBNull.Value;
        return parameter;
    }

    /// <summary>How things stand when the transaction is committed.</summary>
    /// <param name="Unsealed">Rows of the stream since its last head.</param>
    private sealed record State((string Stream, long Sequence, string Hash)? Head, long Unsealed, AuditHead? Sealed);

    /// <param name="Entry">Null: seal what is there.</param>
    private sealed record Pending(AuditEntry? Entry, TaskCompletionSource Committed);

    // Kept elsewhere (a log server) it proves later that nobody has cut off the log's end with its heads.
    [LoggerMessage(Level = LogLevel.Information, Message = "Audit head {Number}: {Stream} up to {Sequence}, {Hash}")]
    private static partial void LogSealed(ILogger log, long number, string stream, long sequence, string hash);

    [LoggerMessage(Level = LogLevel.Error, Message = "Audit rows were changed while the service was down: {Stream} is not sealed, row {Sequence} is not as it was written. Run: audit verify")]
    private static partial void LogNotSealed(ILogger log, string stream, long sequence);

    [LoggerMessage(Level = LogLevel.Error, Message = "Audit log cannot be written, {Rows} requests fail: {ExceptionType}")]
    private static partial void LogFailed(ILogger log, int rows, string exceptionType);
}
