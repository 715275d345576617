using System.Data.Common;
using System.Security.Cryptography;
using Monipolku.Platform;
using Monipolku.Platform.Secrets;

namespace Monipolku.Access.Audit;

/// <summary>What is wrong, and where.</summary>
/// <param name="Stream">Null where it is of no one stream.</param>
/// <param name="Sequence">The row, or for a head its number.</param>
/// <param name="Kind">
/// <c>row-changed</c>, <c>list-changed</c>, <c>row-removed</c>, <c>row-inserted</c>, <c>row-unlinked</c>, <c>rows-rewritten</c>, <c>tail-removed</c>, <c>stream-removed</c>,
/// <c>unsealed</c>, <c>head-changed</c>, <c>head-removed</c>, <c>key-foreign</c>.
/// </param>
internal sealed record AuditFinding(string? Stream, long? Sequence, string Kind, string Text);

/// <param name="Unsealed">Rows younger than the last heads: too new to be proven complete.</param>
/// <param name="LastHead">Number and hash: kept elsewhere, it proves at a later check that nothing up to here has been cut off.</param>
/// <param name="PublicKeys">Keys of the heads, SubjectPublicKeyInfo in base64, by id.</param>
internal sealed record AuditReport(
    long Rows, long Streams, long Heads, long Unsealed, string? LastHead, IReadOnlyDictionary<string, string> PublicKeys, long Findings);

/// <summary>
/// Reads the whole log once, row by row, and holds it against its keyed hashes and the signed heads, and each column against the form in
/// which the service writes it. The service may run meanwhile.
/// </summary>
/// <param name="interval">Between heads; a row that is older than twice this and five minutes must be sealed.</param>
internal sealed class AuditVerifier(Database database, SecretText secrets, TimeProvider clock, TimeSpan interval)
{
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(5);

    /// <summary>Behind the row's own.</summary>
    private static readonly int ShownColumn = AuditRow.Types.Length;

    private readonly Dictionary<string, ECDsa?> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _publicKeys = new(StringComparer.Ordinal);
    private Action<AuditFinding> _report = _ => { };
    private long _rows, _streams, _heads, _unsealed, _findings;

    /// <param name="knownHead"><c>number:hash</c> as an earlier report told; null where none is known.</param>
    public async Task<AuditReport> VerifyAsync(Action<AuditFinding> report, string? knownHead, CancellationToken ct)
    {
        _report = finding =>
        {
            _findings++;
            report(finding);
        };
        await using var rows = await database.OpenAsync(ct);
        await using var heads = await database.OpenAsync(ct);
        await ReadKeys(heads, ct);
        // The heads first: each of them was committed with its rows or after them, so that no head knows more than the rows that follow.
        var (last, streams) = await VerifyHeads(heads, knownHead, ct);
        await VerifyPersons(heads, ct);
        foreach (var missing in await VerifyRows(rows, heads, last, streams, ct))
            Report(missing, null, "stream-removed", "Signed heads know this stream, and there is no row of it.");
        // The first row is committed with the first key and the first head: one of them without a head is what is left of a log.
        if (_heads == 0 && (_keys.Count > 0 || _rows > 0) && !await HasRows(heads, "access_audit_heads", ct))
            Report(null, 1, "head-removed", _rows == 0 ? "The log is empty, and its signing key is there: all rows and heads were removed." : "There is no head at all: all of them were removed.");
        if (_heads == 0 && _keys.Count == 0 && _rows == 0 && await HasRows(heads, "access_client_relationships", ct))
            Report(null, 1, "head-removed", "The log is empty, and there are clients: all rows, heads and signing keys were removed.");
        foreach (var key in _keys.Values) key?.Dispose();
        return new AuditReport(_rows, _streams, _heads, _unsealed, last is null ? null : Name(last), _publicKeys, _findings);
    }

    private async Task ReadKeys(DbConnection connection, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = """SELECT "Id", "PublicKey", "PrivateKeySecret" FROM access_audit_keys""";
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var (id, publicKey) = (reader.GetString(0), reader.GetString(1));
            _keys[id] = AuditSigner.Open(id, publicKey, reader.GetString(2), secrets);
            if (_keys[id] is null) Report(null, null, "key-foreign", $"Key {id} was not made with this key ring: somebody has put it there, or the key ring is another one.");
            else _publicKeys[id] = publicKey;
        }
    }

    /// <summary>The chain of heads: numbers without a gap, each with the hash of the one before, each signed.</summary>
    private async Task<(AuditHead? Last, HashSet<string> Streams)> VerifyHeads(DbConnection connection, string? knownHead, CancellationToken ct)
    {
        var known = knownHead is null;
        var streams = new HashSet<string>(StringComparer.Ordinal);
        AuditHead? last = null;
        await using var command = connection.CreateCommand();
        command.CommandText = $"""SELECT {AuditHead.Columns} FROM access_audit_heads ORDER BY "Number" """;
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            _heads++;
            if (AuditHead.TryRead(reader) is not { } head)
            {
                Report(null, reader.GetInt64(0), "head-changed", "Head holds what the service does not write, or in another form.");
                continue;
            }
            var expected = (last?.Number ?? 0) + 1;
            if (head.Number != expected)
                Report(null, expected, "head-removed", $"Heads {expected} to {head.Number - 1} are missing.");
            else if (head.PreviousHash != (last?.Hash ?? ""))
                Report(head.Stream, head.Number, "head-changed", $"Head {head.Number} does not continue head {head.Number - 1}: one of them is not the one that was written.");
            if (_keys.GetValueOrDefault(head.KeyId) is not { } key || !head.IsSignedBy(key))
                Report(head.Stream, head.Number, "head-changed", $"Head {head.Number} is not signed by a key of this service, or not with this content.");
            else streams.Add(head.Stream);
            known = known || Name(head) == knownHead;
            last = head;
        }
        if (!known) Report(null, null, "head-removed", "The head that is known from an earlier check is not there: the log's end was cut off and written anew.");
        return (last, streams);
    }

    /// <summary>Every row in the order of its stream. Answers the streams that only heads know.</summary>
    private async Task<HashSet<string>> VerifyRows(DbConnection rows, DbConnection heads, AuditHead? last, HashSet<string> streams, CancellationToken ct)
    {
        var missing = new HashSet<string>(streams, StringComparer.Ordinal);
        var now = clock.GetUtcNow();
        string? stream = null;
        var sealedRows = new Queue<AuditHead>();
        var (sequence, hash, unsealed, since) = (0L, "", 0L, default(DateTimeOffset?));

        void EndStream()
        {
            if (stream is null) return;
            if (sealedRows.Count > 0)
                Report(stream, sequence + 1, "tail-removed", $"The stream ends with row {sequence}, and head {sealedRows.Last().Number} has sealed it up to row {sealedRows.Max(h => h.Sequence)}.");
            if (unsealed > 0 && (since < now - (interval * 2) - Grace || since > now + Grace))
                Report(stream, sequence - unsealed + 1, "unsealed",
                    $"Rows {sequence - unsealed + 1} to {sequence} are sealed by no head though they should be: they were put there by somebody else, heads were removed, or the service has crashed and not started since.");
            _unsealed += unsealed;
        }

        await using var command = rows.CreateCommand();
        command.CommandText = $"""SELECT {AuditRow.Columns}, ({ShownPersons}) FROM access_audit a ORDER BY "Stream", "Sequence" """;
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            _rows++;
            var row = AuditRow.TryRead(reader);
            var shown = reader.IsDBNull(ShownColumn) ? "" : reader.GetString(ShownColumn);
            var (name, at, stored) = (reader.GetString(0), reader.GetInt64(1), reader.GetString(16));
            if (name != stream)
            {
                EndStream();
                _streams++;
                missing.Remove(name);
                (stream, sequence, hash, unsealed, since) = (name, 0, "", 0, null);
                sealedRows = await HeadsOf(name, heads, last, ct);
            }
            if (at != sequence + 1)
                Report(stream, at, at <= sequence || at < 1 ? "row-inserted" : "row-removed", $"Row {sequence + 1} is expected and row {at} is there{(at > sequence + 2 ? $": {at - sequence - 1} rows are missing" : "")}.");
            else if (row is not null && row.PreviousHash != hash)
                Report(stream, at, "row-unlinked", $"Row {at} does not continue row {at - 1}: one of them is not the one that was written.");
            if (row is null)
                Report(stream, at, "row-changed", $"Row {at} is not as it was written: a column holds what the service does not write, or in another form.");
            else if (row.ComputeHash(secrets) != stored)
                Report(stream, at, "row-changed", $"Row {at} is not as it was written: its hash does not fit its content.");
            else if (!IsAsWritten(shown, row))
                Report(stream, at, "list-changed", $"Row {at} is of a list, and the persons kept with it are not those that it showed: one was changed, removed or added.");

            (sequence, hash, unsealed, since) = (at, stored, unsealed + 1, since ?? row?.At ?? DateTimeOffset.MinValue);
            while (sealedRows.TryPeek(out var head) && head.Sequence <= at)
            {
                sealedRows.Dequeue();
                (unsealed, since) = (0, null);
                if (head.Sequence == at && head.RowHash != stored)
                    Report(stream, at, "rows-rewritten", $"Row {at} or rows before it were written anew: signed head {head.Number} knows another hash.");
            }
        }
        EndStream();
        return missing;
    }

    /// <summary>The persons of a row, id and time each, quoted where the database keeps any type in any column.</summary>
    private string ShownPersons => database.Provider == DatabaseProvider.PostgreSql
        ? """SELECT string_agg(s."PersonId"::text || ' ' || s."At"::text, ',') FROM access_audit_persons s WHERE s."Stream" = a."Stream" AND s."Sequence" = a."Sequence" """
        : """SELECT group_concat(quote(s."PersonId") || ' ' || quote(s."At"), ',') FROM access_audit_persons s WHERE s."Stream" = a."Stream" AND s."Sequence" = a."Sequence" """;

    /// <summary>Whether these are the persons whose digest the row's own hash covers, each in the form in which the service writes it.</summary>
    private bool IsAsWritten(string shown, AuditRow row)
    {
        if (shown.Length == 0) return row.Shown is null;
        var persons = new List<Guid>();
        foreach (var person in shown.Split(','))
        {
            if (!Guid.TryParse(person.Split(' ')[0].Trim('\''), out var id)) return false;
            var written = database.Provider == DatabaseProvider.PostgreSql ? id.ToString() : $"'{id.ToString().ToUpperInvariant()}'";
            if (person != $"{written} {AuditRow.Number(row.At.ToUnixTimeMilliseconds())}") return false;
            persons.Add(id);
        }
        return AuditPerson.DigestOf(persons) == row.Shown;
    }

    /// <summary>Persons of rows that are not there: whoever put them there wanted somebody's own log to say more, or a row was removed.</summary>
    private async Task VerifyPersons(DbConnection connection, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT s."Stream", s."Sequence", COUNT(*) FROM access_audit_persons s
            WHERE NOT EXISTS (SELECT 1 FROM access_audit a WHERE a."Stream" = s."Stream" AND a."Sequence" = s."Sequence")
            GROUP BY s."Stream", s."Sequence"
            """;
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            Report(reader.GetString(0), reader.GetInt64(1), "list-changed", $"{reader.GetInt64(2)} persons are kept with row {reader.GetInt64(1)}, which is not there.");
    }

    /// <summary>At most a day's: heads of the stream that were there when the heads were read, in the order of what they seal.</summary>
    private static async Task<Queue<AuditHead>> HeadsOf(string stream, DbConnection connection, AuditHead? last, CancellationToken ct)
    {
        var found = new Queue<AuditHead>();
        await using var command = connection.CreateCommand();
        command.CommandText = $"""SELECT {AuditHead.Columns} FROM access_audit_heads WHERE "Stream" = $1 AND "Number" <= $2 ORDER BY "Sequence", "Number" """;
        command.Add(stream);
        command.Add(last?.Number ?? 0);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            if (AuditHead.TryRead(reader) is { } head) found.Enqueue(head);
        return found;
    }

    /// <summary>Asked again at the end: the service may have begun the log meanwhile.</summary>
    /// <param name="table">One of ours: it stands in the statement as it is.</param>
    private static async Task<bool> HasRows(DbConnection connection, string table, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT 1 FROM {table} LIMIT 1";
        return await command.ExecuteScalarAsync(ct) is not null;
    }

    private void Report(string? stream, long? sequence, string kind, string text) => _report(new AuditFinding(stream, sequence, kind, text));

    private static string Name(AuditHead head) => $"{AuditRow.Number(head.Number)}:{head.Hash}";
}
