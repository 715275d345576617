using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Access.Audit;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.Secrets;
using Monipolku.Testing;

namespace Monipolku.Access.Tests;

/// <summary>Somebody who can write the database, but has no key ring, tries everything.</summary>
public class AuditVerificationTests
{
    private const int Rows = 12;

    [Theory, EveryDatabase]
    public async Task An_honest_log_is_intact(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        await Fill(host);

        var (report, findings) = await Verify(host);

        findings.ShouldBeEmpty();
        report.Rows.ShouldBe(Rows + 3);
        report.Streams.ShouldBe(2);
        report.Heads.ShouldBe(6);
        report.PublicKeys.Count.ShouldBe(1);
    }

    [Theory, EveryDatabase]
    public async Task Every_tampering_is_found_and_named(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var (first, second) = await Fill(host, lists: true);
        await Execute(host, "CREATE TABLE kept_persons AS SELECT * FROM access_audit_persons", "CREATE TABLE kept_rows AS SELECT * FROM access_audit", "CREATE TABLE kept_heads AS SELECT * FROM access_audit_heads");
        var other = Guid.NewGuid().ToString().ToUpperInvariant();
        var at = $"""WHERE "Stream" = '{first}' AND "Sequence" = """;
        string Set(string column, string value, int row = 5) => $"""UPDATE access_audit SET "{column}" = {value} {at}{row}""";
        string Person(string change, string and = "") => $"{change} {at}3 {and}";
        var onlyOne = $"""AND "PersonId" = (SELECT "PersonId" FROM kept_persons {at}3 LIMIT 1)""";
        string AddPerson(int row) => $"""INSERT INTO access_audit_persons SELECT "Stream", "Sequence", '{other}', "At" FROM access_audit {at}{row}""";
        string Copy(string sequence, string stream = "\"Stream\"") =>
            $"""INSERT INTO access_audit ({AuditRow.Columns}) SELECT {AuditRow.Columns.Replace("\"Stream\", \"Sequence\"", $"{stream}, {sequence}")} FROM access_audit {at}5""";

        (string What, string Kind, long? Sequence, string[] Sql)[] attacks =
        [
            ("changed time", "row-changed", 5, [Set("At", "\"At\" + 1")]),
            ("changed request", "row-changed", 5, [Set("RequestId", "'x'")]),
            ("changed subject", "row-changed", 5, [Set("Subject", "'nobody'")]),
            ("changed staff", "row-changed", 5, [Set("StaffId", $"'{other}'")]),
            ("removed staff", "row-changed", 5, [Set("StaffId", "NULL")]),
            ("changed unit", "row-changed", 5, [Set("UnitId", $"'{other}'")]),
            ("changed role", "row-changed", 5, [Set("Role", "'Auditor'")]),
            ("role with spaces around it", "row-changed", 6, [Set("Role", "' SocialWorker '", 6)]),
            ("role that there is not", "row-changed", 5, [Set("Role", "'King'")]),
            ("changed program", "row-changed", 5, [Set("ClientId", "'app'")]),
            ("changed person", "row-changed", 5, [Set("PersonId", $"'{other}'")]),
            ("changed right", "row-changed", 5, [Set("Right", "'read-person'")]),
            ("changed class", "row-changed", 5, [Set("DataClass", "'Person'")]),
            ("changed purpose", "row-changed", 5, [Set("Purpose", "'PATRQT'")]),
            ("changed decision", "row-changed", 5, [Set("Permitted", database == DatabaseProvider.Sqlite ? "1 - \"Permitted\"" : "NOT \"Permitted\"")]),
            ("changed basis", "row-changed", 5, [Set("Basis", "'because'")]),
            ("changed previous hash", "row-unlinked", 5, [Set("PreviousHash", "'x'")]),
            ("list instead of none", "row-changed", 5, [Set("Shown", "'1 x'")]),
            ("none instead of a list", "row-changed", 3, [Set("Shown", "NULL", 3)]),
            ("none instead of a list, without its persons", "row-changed", 3, [Set("Shown", "NULL", 3), Person("DELETE FROM access_audit_persons")]),
            ("persons of a list removed", "list-changed", 3, [Person("DELETE FROM access_audit_persons")]),
            ("one person of a list removed", "list-changed", 3, [Person("DELETE FROM access_audit_persons", onlyOne)]),
            ("person of a list changed", "list-changed", 3, [Person($"""UPDATE access_audit_persons SET "PersonId" = '{other}'""", onlyOne)]),
            ("person of a list at another time", "list-changed", 3, [Person("""UPDATE access_audit_persons SET "At" = "At" + 1""")]),
            ("person added to a list", "list-changed", 3, [AddPerson(3)]),
            ("person added to what is no list", "list-changed", 5, [AddPerson(5)]),
            ("persons of a row that is not there", "list-changed", 99, [Person("""UPDATE access_audit_persons SET "Sequence" = 99""")]),
            ("changed hash", "row-changed", 5, [Set("Hash", "'x'")]),
            ("changed sequence", "row-removed", 6, [Set("Sequence", "99")]),
            ("changed stream", "row-removed", 6, [Set("Stream", "'x/2026-09-15'")]),
            ("first row removed", "row-removed", 2, [$"DELETE FROM access_audit {at}1"]),
            ("middle row removed", "row-removed", 6, [$"DELETE FROM access_audit {at}5"]),
            ("several rows removed", "row-removed", 8, [$"DELETE FROM access_audit {at}5 OR \"Sequence\" IN (6, 7) AND \"Stream\" = '{first}'"]),
            ("last row removed", "tail-removed", Rows, [$"DELETE FROM access_audit {at}{Rows}"]),
            ("end removed", "tail-removed", 4, [$"""DELETE FROM access_audit WHERE "Stream" = '{first}' AND "Sequence" >= 4"""]),
            ("whole stream removed", "stream-removed", null, [$"""DELETE FROM access_audit WHERE "Stream" = '{first}'"""]),
            ("newest stream removed", "stream-removed", null, [$"""DELETE FROM access_audit WHERE "Stream" = '{second}'"""]),
            ("whole stream and its heads removed", "head-removed", 1,
                [$"""DELETE FROM access_audit WHERE "Stream" = '{first}'""", $"""DELETE FROM access_audit_heads WHERE "Stream" = '{first}'"""]),
            ("everything removed", "stream-removed", null, ["DELETE FROM access_audit"]),
            ("row inserted at the end", "row-changed", Rows + 1, [Copy($"{Rows} + 1")]),
            ("row inserted before the first", "row-inserted", 0, [Copy("0")]),
            ("row inserted in the middle", "row-unlinked", 6,
                [$"""UPDATE access_audit SET "Sequence" = -"Sequence" - 1 WHERE "Stream" = '{first}' AND "Sequence" > 5""", Copy("6"),
                    $"""UPDATE access_audit SET "Sequence" = -"Sequence" WHERE "Stream" = '{first}' AND "Sequence" < 0"""]),
            ("stream inserted", "row-changed", 1, [Copy("1", "'other/2026-09-15'")]),
            ("rows swapped", "row-changed", 5, [Set("Sequence", "-1"), Set("Sequence", "5", 6), $"""UPDATE access_audit SET "Sequence" = 6 {at}-1"""]),
            ("contents swapped", "row-changed", 5, [Set("Subject", "'one'"), Set("Subject", "'two'", 6)]),
            ("first head removed", "head-removed", 1, ["""DELETE FROM access_audit_heads WHERE "Number" = 1"""]),
            ("middle head removed", "head-removed", 2, ["""DELETE FROM access_audit_heads WHERE "Number" = 2"""]),
            ("all heads removed", "unsealed", 1, ["DELETE FROM access_audit_heads"]),
            ("all heads removed, as such", "head-removed", 1, ["DELETE FROM access_audit_heads"]),
            ("everything removed, the heads too", "head-removed", 1, ["DELETE FROM access_audit", "DELETE FROM access_audit_heads"]),
            ("all heads of a stream removed", "head-removed", 1, [$"""DELETE FROM access_audit_heads WHERE "Stream" = '{first}'"""]),
            ("head moved back", "head-changed", 2, ["""UPDATE access_audit_heads SET "Sequence" = 3 WHERE "Number" = 2"""]),
            ("head of another hash", "head-changed", 2, ["""UPDATE access_audit_heads SET "RowHash" = 'x' WHERE "Number" = 2"""]),
            ("head of another time", "head-changed", 2, ["""UPDATE access_audit_heads SET "At" = "At" + 1 WHERE "Number" = 2"""]),
            ("head of another stream", "head-changed", 2, ["""UPDATE access_audit_heads SET "Stream" = 'x' WHERE "Number" = 2"""]),
            ("head with another hash of its own", "head-changed", 2, ["""UPDATE access_audit_heads SET "Hash" = 'x' WHERE "Number" = 2"""]),
            ("head unlinked", "head-changed", 2, ["""UPDATE access_audit_heads SET "PreviousHash" = 'x' WHERE "Number" = 2"""]),
            ("head signed with nothing", "head-changed", 2, ["""UPDATE access_audit_heads SET "Signature" = '' WHERE "Number" = 2"""]),
            ("head signed with another signature", "head-changed", 2,
                ["""UPDATE access_audit_heads SET "Signature" = (SELECT "Signature" FROM kept_heads WHERE "Number" = 3) WHERE "Number" = 2"""]),
            ("head of an unknown key", "head-changed", 2, ["""UPDATE access_audit_heads SET "KeyId" = 'x' WHERE "Number" = 2"""]),
        ];
        // What SQLite keeps and reads as if it were the same, while no search finds it.
        (string What, string Kind, long? Sequence, string[] Sql)[] otherForms =
        [
            ("person in lower case", "row-changed", 5, [Set("PersonId", "lower(\"PersonId\")")]),
            ("person in braces", "row-changed", 5, [Set("PersonId", "'{' || \"PersonId\" || '}'")]),
            ("person without hyphens", "row-changed", 5, [Set("PersonId", "replace(\"PersonId\", '-', '')")]),
            ("person with a NUL", "row-changed", 5, [Set("PersonId", "\"PersonId\" || char(0)")]),
            ("person as a blob", "row-changed", 5, [Set("PersonId", "cast(\"PersonId\" AS BLOB)")]),
            ("listed person in lower case", "list-changed", 3, [Person("""UPDATE access_audit_persons SET "PersonId" = lower("PersonId")""")]),
            ("listed person as a blob", "list-changed", 3, [Person("""UPDATE access_audit_persons SET "PersonId" = cast("PersonId" AS BLOB)""")]),
            ("staff in lower case", "row-changed", 5, [Set("StaffId", "lower(\"StaffId\")")]),
            ("decision of 2", "row-changed", 5, [Set("Permitted", "2")]),
            ("decision with a fraction", "row-changed", 5, [Set("Permitted", "1.5")]),
            ("time with a fraction", "row-changed", 5, [Set("At", "\"At\" + 0.5")]),
            ("sequence with a fraction", "row-changed", 5, [Set("Sequence", "5.5")]),
            ("subject as a blob", "row-changed", 5, [Set("Subject", "cast(\"Subject\" AS BLOB)")]),
            ("right with a NUL", "row-changed", 5, [Set("Right", "\"Right\" || char(0) || 'x'")]),
            ("stream as a blob", "row-changed", 5, [Set("Stream", "cast(\"Stream\" AS BLOB)")]),
            ("hash as a blob", "row-changed", 5, [Set("Hash", "cast(\"Hash\" AS BLOB)")]),
            ("all rows in lower case", "row-changed", Rows - 1, ["""UPDATE access_audit SET "PersonId" = lower("PersonId")"""]),
            ("head hidden as a blob and the end removed", "head-changed", 2,
                ["""UPDATE access_audit_heads SET "Stream" = cast("Stream" AS BLOB) WHERE "Number" = 3""",
                    """UPDATE access_audit_heads SET "At" = "At" + 0.5 WHERE "Number" = 2""", $"DELETE FROM access_audit {at}{Rows}"]),
        ];
        foreach (var (what, kind, sequence, sql) in database == DatabaseProvider.Sqlite ? [.. attacks, .. otherForms] : attacks)
        {
            await Execute(host, database == DatabaseProvider.Sqlite ? sql : [.. sql.Select(s => s.Replace($"'{other}'", $"'{other}'::uuid"))]);
            var (_, findings) = await Verify(host);
            findings.ShouldContain(f => f.Kind == kind && f.Sequence == sequence, $"{what}: {string.Join("\n", findings)}");
            await Execute(host, "DELETE FROM access_audit", "DELETE FROM access_audit_heads", "DELETE FROM access_audit_persons",
                "INSERT INTO access_audit_persons SELECT * FROM kept_persons", "INSERT INTO access_audit SELECT * FROM kept_rows", "INSERT INTO access_audit_heads SELECT * FROM kept_heads");
            (await Verify(host)).Findings.ShouldBeEmpty("restored after: " + what);
        }
    }

    [Theory, EveryDatabase]
    public async Task A_chain_recomputed_without_the_key_contradicts_the_signed_heads(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var (first, _) = await Fill(host);
        await Rewrite(host, first);

        var (_, findings) = await Verify(host);

        // No row contradicts another, but every hash is of another key, and the signed heads know others.
        findings.Select(f => f.Kind).Distinct().ShouldBe(["row-changed", "rows-rewritten"]);
        findings.Count(f => f.Kind == "row-changed" && f.Stream == first).ShouldBe(Rows);
    }

    [Theory, EveryDatabase]
    public async Task Rows_rewritten_after_a_crash_are_not_signed_at_the_next_start_and_never_become_intact(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        await Append(host.Services.GetRequiredService<AuditLog>(), host.Clock, 4);
        var stream = (await Read(host, "access_audit", AuditRow.Columns, AuditRow.Read))[0].Stream;
        await Rewrite(host, stream, from: 2);

        var next = ActivatorUtilities.CreateInstance<AuditLog>(host.Services);
        await next.StartAsync(default);
        // Behind whatever the start did.
        await next.SealAsync(default);

        (await Verify(host)).Report.Heads.ShouldBe(1);
        host.Logs.Lines.ShouldContain(line => line.Contains($"{stream} is not sealed, row 2 is not as it was written", StringComparison.Ordinal));
        await Append(next, host.Clock, 1);
        await next.StopAsync(default);
        var (report, findings) = await Verify(host);
        report.Unsealed.ShouldBe(0);
        findings.Select(f => (f.Kind, f.Sequence)).ShouldBe([("row-changed", 2L), ("row-changed", 3L), ("row-changed", 4L)]);
    }

    [Theory, EveryDatabase]
    public async Task A_log_that_was_wiped_does_not_become_intact_when_the_service_goes_on(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        (await Verify(host)).Findings.ShouldBeEmpty("nothing has happened yet");
        await Fill(host);
        await Execute(host, "DELETE FROM access_audit", "DELETE FROM access_audit_heads");
        (await Verify(host)).Findings.Select(f => f.Kind).ShouldBe(["head-removed"]);

        var next = ActivatorUtilities.CreateInstance<AuditLog>(host.Services);
        await next.StartAsync(default);
        await Append(next, host.Clock, 2);
        await next.StopAsync(default);

        (await Verify(host)).Findings.Select(f => (f.Kind, f.Sequence)).ShouldBe([("head-removed", 1L)]);
    }

    [Theory, EveryDatabase]
    public async Task A_log_that_was_wiped_with_its_keys_is_missed_where_there_are_clients(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        await Fill(host);
        await using (var scope = host.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<AccessDb>();
            var (unit, staff) = (await host.AddUnit(Sector.Social), Guid.CreateVersion7());
            db.Add(ClientRelationship.Begin(Guid.CreateVersion7(), unit, ClientRelationship.IntakeMatter, staff, host.Clock.GetUtcNow()));
            await db.SaveChangesAsync();
        }
        await Execute(host, "DELETE FROM access_audit", "DELETE FROM access_audit_heads", "DELETE FROM access_audit_keys");

        (await Verify(host)).Findings.Select(f => f.Kind).ShouldBe(["head-removed"]);
    }

    [Theory, EveryDatabase]
    public async Task A_key_of_the_forger_is_known_as_such(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var (first, _) = await Fill(host);
        await Rewrite(host, first);
        using var forged = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var publicKey = forged.ExportSubjectPublicKeyInfo();
        var id = Convert.ToHexStringLower(SHA256.HashData(publicKey));
        var secret = Strangers().Protect(Convert.ToBase64String(forged.ExportPkcs8PrivateKey()), AuditKey.Purpose);
        await Execute(host, $"""UPDATE access_audit_keys SET "Id" = '{id}', "PublicKey" = '{Convert.ToBase64String(publicKey)}', "PrivateKeySecret" = '{secret}'""");
        var previous = "";
        foreach (var head in await Read(host, "access_audit_heads", AuditHead.Columns, AuditHead.Read))
        {
            var hash = (await Read(host, "access_audit", AuditRow.Columns, AuditRow.Read)).Single(r => r.Stream == head.Stream && r.Sequence == head.Sequence).Hash;
            var again = (head with { RowHash = hash, KeyId = id, PreviousHash = previous }).SignedBy(forged);
            await Execute(host, $"""
                UPDATE access_audit_heads SET "RowHash" = '{again.RowHash}', "KeyId" = '{id}', "PreviousHash" = '{previous}', "Hash" = '{again.Hash}', "Signature" = '{again.Signature}'
                WHERE "Number" = {head.Number}
                """);
            previous = again.Hash;
        }

        var (_, findings) = await Verify(host);

        findings.Select(f => f.Kind).Distinct().ShouldBe(["key-foreign", "head-changed", "row-changed"]);
    }

    internal static SecretText Strangers() => new(SecretKeyRing.Load(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
    {
        ["Secrets:ActiveKey"] = "k1",
        ["Secrets:Keys:k1"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
        ["Secrets:HashKey"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
    }).Build()));

    [Theory, EveryDatabase]
    public async Task An_end_cut_off_together_with_its_heads_contradicts_a_head_that_was_kept_elsewhere(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var (_, second) = await Fill(host);
        var known = (await Verify(host)).Report.LastHead;
        host.Logs.Lines.Any(line => line.Contains("Audit head 6", StringComparison.Ordinal) && line.Contains(known!.Split(':')[1], StringComparison.Ordinal)).ShouldBeTrue();
        await Execute(host, $"""DELETE FROM access_audit WHERE "Stream" = '{second}'""", $"""DELETE FROM access_audit_heads WHERE "Stream" = '{second}'""");

        (await Verify(host)).Findings.ShouldBeEmpty();
        (await Verify(host, known)).Findings.Single().Kind.ShouldBe("head-removed");
    }

    [Theory, EveryDatabase]
    public async Task A_day_s_end_and_an_interval_are_sealed(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var log = host.Services.GetRequiredService<AuditLog>();
        await Append(log, host.Clock, 3);
        host.Clock.Advance(TimeSpan.FromDays(1));
        await Append(log, host.Clock, 1);
        (await Verify(host)).Report.Unsealed.ShouldBe(0);

        await Append(log, host.Clock, 1);
        (await Verify(host)).Report.Unsealed.ShouldBe(1);
        host.Clock.Advance(TimeSpan.FromSeconds(61));
        // Behind whatever the interval made the writer do.
        await log.SealAsync(default);
        (await Verify(host)).Report.Unsealed.ShouldBe(0);
    }

    [Theory, EveryDatabase]
    public async Task Stop_seals_the_end_and_a_start_seals_what_a_crash_left(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var log = host.Services.GetRequiredService<AuditLog>();
        await Append(log, host.Clock, 3);
        (await Verify(host)).Report.Unsealed.ShouldBe(2);

        // As a process that starts after one that was killed: the first one's rows are there, and no head of them.
        var next = ActivatorUtilities.CreateInstance<AuditLog>(host.Services);
        await next.StartAsync(default);
        await Append(next, host.Clock, 1);
        (await Verify(host)).Report.Unsealed.ShouldBe(1);
        await next.StopAsync(default);

        var (report, findings) = await Verify(host);
        report.Unsealed.ShouldBe(0);
        report.Rows.ShouldBe(4);
        findings.ShouldBeEmpty();
    }

    [Theory, EveryDatabase]
    public async Task Signature_is_one_that_an_outsider_can_check_with_the_public_key(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        await Fill(host);
        var key = (await Verify(host)).Report.PublicKeys.Single().Value;
        using var outsider = ECDsa.Create();
        outsider.ImportSubjectPublicKeyInfo(Convert.FromBase64String(key), out _);

        foreach (var head in await Read(host, "access_audit_heads", AuditHead.Columns, AuditHead.Read))
            outsider.VerifyData(Encoding.ASCII.GetBytes(head.Hash), Convert.FromBase64String(head.Signature), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)
                .ShouldBeTrue();
    }

    [Fact]
    public async Task Command_tells_intact_by_0_and_not_intact_by_1()
    {
        await using var host = await TestHost.StartAsync(DatabaseProvider.Sqlite);
        var (first, _) = await Fill(host);
        (await Run(host, "audit", "verify")).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(0), r => r.Text.ShouldContain("The audit log is intact."));

        await Execute(host, $"""UPDATE access_audit SET "Basis" = 'x' WHERE "Stream" = '{first}' AND "Sequence" = 7""");
        (await Run(host, "audit", "verify")).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(1), r => r.Text.ShouldContain($"{first} 7 row-changed"));
        var (code, json) = await Run(host, "audit", "verify", "--json");
        code.ShouldBe(1);
        var report = JsonNode.Parse(json)!;
        report["intact"]!.GetValue<bool>().ShouldBeFalse();
        report["findings"]!.AsArray().Single()!["sequence"]!.GetValue<long>().ShouldBe(7);
        (await Run(host, "audit", "verfy")).Code.ShouldBe(2);
        (await Run(host, "audit", "verify", "--Database:ConnectionString=Data Source=" + Path.Combine(host.Folder, "other.db"))).Code.ShouldBe(2);
    }

    /// <summary>Two days: the first of twelve rows, the second of three; all sealed.</summary>
    /// <param name="lists">Whether rows 3, 7 and 11 of the first day are lists of 2, 6 and 10 persons.</param>
    private static async Task<(string First, string Second)> Fill(TestHost host, bool lists = false)
    {
        var log = host.Services.GetRequiredService<AuditLog>();
        await Append(log, host.Clock, Rows - 1, lists);
        await log.SealAsync(default);
        await Append(log, host.Clock, 1);
        await log.SealAsync(default);
        host.Clock.Advance(TimeSpan.FromDays(1));
        await Append(log, host.Clock, 2);
        await log.SealAsync(default);
        await Append(log, host.Clock, 1);
        await log.SealAsync(default);
        host.Clock.Advance(TimeSpan.FromHours(1));
        var streams = (await Read(host, "access_audit", AuditRow.Columns, AuditRow.Read)).Select(r => r.Stream).Distinct().Order(StringComparer.Ordinal).ToList();
        return (streams[0], streams[1]);
    }

    private static async Task Append(AuditLog log, TimeProvider clock, int rows, bool lists = false)
    {
        for (var i = 0; i < rows; i++)
        {
            await log.AppendAsync(new AuditEntry(
                clock.GetUtcNow(), Guid.NewGuid().ToString(), "sari.sosiaali", Guid.NewGuid(), Guid.NewGuid(), i % 3 == 0 ? null : Guid.NewGuid(), "read-plan", "JointPlan",
                i % 2 == 0, "703/2023 9 §", i % 4 == 0 ? null : Role.SocialWorker, i % 4 == 0 ? null : "swagger",
                Shown: lists && i % 4 == 2 ? [.. Enumerable.Range(0, i).Select(_ => Guid.NewGuid())] : null), default);
        }
    }

    /// <summary>Changes the stream's row 3 and makes the chain whole again, as far as that can be done without the key ring.</summary>
    private static async Task Rewrite(TestHost host, string stream, long from = 1)
    {
        var (previous, strangers) = ("", Strangers());
        foreach (var row in (await Read(host, "access_audit", AuditRow.Columns, AuditRow.Read)).Where(r => r.Stream == stream).OrderBy(r => r.Sequence))
        {
            if (row.Sequence < from)
            {
                previous = row.Hash;
                continue;
            }
            var forged = row with { PreviousHash = previous, Basis = row.Sequence == 3 ? "a good reason" : row.Basis };
            previous = forged.ComputeHash(strangers);
            await Execute(host, $"""
                UPDATE access_audit SET "Basis" = '{forged.Basis}', "PreviousHash" = '{forged.PreviousHash}', "Hash" = '{previous}'
                WHERE "Stream" = '{stream}' AND "Sequence" = {row.Sequence}
                """);
        }
    }

    private static async Task<(AuditReport Report, List<AuditFinding> Findings)> Verify(TestHost host, string? knownHead = null)
    {
        var findings = new List<AuditFinding>();
        var report = await host.Services.GetRequiredService<AuditVerifier>().VerifyAsync(findings.Add, knownHead, default);
        report.Findings.ShouldBe(findings.Count);
        return (report, findings);
    }

    private static async Task Execute(TestHost host, params string[] statements)
    {
        await using var connection = await host.Services.GetRequiredService<Database>().OpenAsync(default);
        foreach (var sql in statements)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            await command.ExecuteNonQueryAsync();
        }
    }

    private static async Task<IReadOnlyList<T>> Read<T>(TestHost host, string table, string columns, Func<System.Data.Common.DbDataReader, T> read)
    {
        await using var connection = await host.Services.GetRequiredService<Database>().OpenAsync(default);
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {columns} FROM {table} ORDER BY 1, 2";
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync()) rows.Add(read(reader));
        return rows;
    }

    private static async Task<(int Code, string Text)> Run(TestHost host, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = host.Folder };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Monipolku.Host.dll"));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["DOTNET_ENVIRONMENT"] = "Development";
        start.Environment["Database__ConnectionString"] = "Data Source=" + Path.Combine(host.Folder, "monipolku.db");
        start.Environment["Secrets__KeyFile"] = Path.Combine(host.Folder, "secrets.json");
        using var process = Process.Start(start)!;
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, text);
    }
}
