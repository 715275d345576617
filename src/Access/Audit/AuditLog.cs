using System.Data.Common;
using System.Globalization;
using System.Threading.Channels;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Monipolku.Platform;

namespace Monipolku.Access.Audit;

/// <summary>
/// Writes the audit chain. One writer per instance; rows of requests that wait at the same time share one commit.
/// Who appends waits until the row is committed: no log, no answer.
/// </summary>
internal sealed partial class AuditLog(Database database, IConfiguration configuration, ILogger<AuditLog> log) : BackgroundService
{
    private const int LargestBatch = 256;

    private const string Insert = """
        INSERT INTO access_audit ("Stream", "Sequence", "At", "RequestId", "Subject", "StaffId", "UnitId", "PersonId", "Right", "DataClass", "Permitted", "Basis", "PreviousHash", "Hash")
        VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12, @p13)
        """;

    private const string LastOfStream = """SELECT "Sequence", "Hash" FROM access_audit WHERE "Stream" = @p0 ORDER BY "Sequence" DESC LIMIT 1""";

    private readonly Channel<Pending> _pending = Channel.CreateBounded<Pending>(10_000);
    private readonly string _instance = configuration["Instance:Name"] ?? Environment.MachineName;
    private (string Stream, long Sequence, string Hash)? _head;
    private DbConnection? _connection;
    private DbCommand? _insert;

    public async Task AppendAsync(AuditEntry entry, CancellationToken ct)
    {
        var pending = new Pending(entry, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
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
        // Ends when StopAsync completes the channel and what waits in it is written.
        while (await _pending.Reader.WaitToReadAsync(CancellationToken.None))
        {
            batch.Clear();
            while (batch.Count < LargestBatch && _pending.Reader.TryRead(out var next)) batch.Add(next);
            try
            {
                await Write(batch);
                foreach (var pending in batch) pending.Committed.SetResult();
            }
            catch (Exception failure) when (failure is DbException or InvalidOperationException or TimeoutException or IOException)
            {
                LogFailed(log, batch.Count, failure.GetType().Name);
                _head = null; // read the chain's end again: another process may have written to it
                await Disconnect();
                foreach (var pending in batch) pending.Committed.SetException(failure);
            }
        }
        await Disconnect();
    }

    private Task<int> Write(List<Pending> batch) => database.WriteAsync(async () =>
    {
        var connection = _connection ??= await database.OpenAsync(CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync();
        var head = _head;
        var rows = new List<AuditRow>(batch.Count);
        foreach (var pending in batch)
        {
            var row = await Chain(pending.Entry, head, connection, transaction);
            rows.Add(row);
            head = (row.Stream, row.Sequence, row.Hash);
        }
        if (connection.CanCreateBatch) await InsertTogether(connection, transaction, rows);
        else await InsertEach(connection, transaction, rows);
        await transaction.CommitAsync();
        _head = head;
        return batch.Count;
    }, CancellationToken.None);

    /// <summary>All rows in one round trip to the server; each statement is prepared there.</summary>
    private static async Task InsertTogether(DbConnection connection, DbTransaction transaction, List<AuditRow> rows)
    {
        await using var inserts = connection.CreateBatch();
        inserts.Transaction = transaction;
        foreach (var row in rows)
        {
            var insert = inserts.CreateBatchCommand();
            insert.CommandText = Insert;
            Fill(insert.Parameters, insert.CreateParameter, row);
            inserts.BatchCommands.Add(insert);
        }
        await inserts.ExecuteNonQueryAsync();
    }

    /// <summary>SQLite is in this process: one statement, prepared once and kept.</summary>
    private async Task InsertEach(DbConnection connection, DbTransaction transaction, List<AuditRow> rows)
    {
        if (_insert is null)
        {
            _insert = connection.CreateCommand();
            _insert.CommandText = Insert;
        }
        _insert.Transaction = transaction;
        foreach (var row in rows)
        {
            Fill(_insert.Parameters, _insert.CreateParameter, row);
            await _insert.ExecuteNonQueryAsync();
        }
    }

    private async Task Disconnect()
    {
        if (_insert is { } insert) await insert.DisposeAsync();
        if (_connection is { } connection) await connection.DisposeAsync();
        (_insert, _connection) = (null, null);
    }

    private async Task<AuditRow> Chain(
        AuditEntry entry, (string Stream, long Sequence, string Hash)? head, DbConnection connection, DbTransaction transaction)
    {
        var stream = string.Create(CultureInfo.InvariantCulture, $"{_instance}/{entry.At.UtcDateTime:yyyy-MM-dd}");
        var (_, sequence, previous) = head is { } known && known.Stream == stream ? known : await ReadHead(stream, connection, transaction);
        var row = new AuditRow
        {
            Stream = stream,
            Sequence = sequence + 1,
            At = entry.At,
            RequestId = entry.RequestId,
            Subject = entry.Subject,
            StaffId = entry.StaffId,
            UnitId = entry.UnitId,
            PersonId = entry.PersonId,
            Right = entry.Right,
            DataClass = entry.DataClass,
            Permitted = entry.Permitted,
            Basis = entry.Basis,
            PreviousHash = previous,
            Hash = "",
        };
        return row with { Hash = row.ComputeHash() };
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

    private static void Fill(DbParameterCollection parameters, Func<DbParameter> create, AuditRow row)
    {
        object?[] values =
        [
            row.Stream, row.Sequence, row.At.ToUnixTimeMilliseconds(), row.RequestId, row.Subject, row.StaffId, row.UnitId, row.PersonId,
            row.Right, row.DataClass, row.Permitted, row.Basis, row.PreviousHash, row.Hash,
        ];
        for (var i = 0; i < values.Length; i++)
        {
            if (parameters.Count <= i) parameters.Add(Parameter(create(), i, values[i]));
            else parameters[i].Value = values[i] ?? DBNull.Value;
        }
    }

    private static DbParameter Parameter(DbParameter parameter, int index, object? value)
    {
        parameter.ParameterName = string.Create(CultureInfo.InvariantCulture, $"@p{index}");
        parameter.Value = value ?? DBNull.Value;
        if (value is null) parameter.DbType = System.Data.DbType.Guid;
        return parameter;
    }

    private sealed record Pending(AuditEntry Entry, TaskCompletionSource Committed);

    [LoggerMessage(Level = LogLevel.Error, Message = "Audit log cannot be written, {Rows} requests fail: {ExceptionType}")]
    private static partial void LogFailed(ILogger log, int rows, string exceptionType);
}
