using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform.Secrets;

namespace Monipolku.Access.Audit;

/// <summary>One decision of the gate: who, what for, about whom, yes or no, and why (use log, 703/2023 10 §). Never changed.</summary>
internal sealed record AuditRow
{
    private const string HashPurpose = "access.audit-row";

    /// <summary>Columns in the order of <see cref="Read"/>.</summary>
    public const string Columns = """
        "Stream", "Sequence", "At", "RequestId", "Subject", "StaffId", "UnitId", "Role", "ClientId", "PersonId", "Right", "DataClass", "Purpose", "Permitted", "Basis", "PreviousHash", "Hash", "Shown"
        """;

    /// <summary>Instance and UTC day, <c>node1/2026-11-22</c>: each instance writes its own chain, so that instances do not wait for each other.</summary>
    public required string Stream { get; init; }
    public required long Sequence { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string RequestId { get; init; }

    /// <summary>The token's subject; <c>delivery</c> for what the service itself sends.</summary>
    public required string Subject { get; init; }
    public required Guid? StaffId { get; init; }

    /// <summary>The unit in which the staff member acted.</summary>
    public required Guid? UnitId { get; init; }

    /// <summary>The role in which they acted: the first of theirs that the right asks for, else their first.</summary>
    public required Role? Role { get; init; }

    /// <summary>The program that acted for them, the token's <c>client_id</c>.</summary>
    public required string? ClientId { get; init; }
    public required Guid? PersonId { get; init; }
    public required string Right { get; init; }
    public required string DataClass { get; init; }

    /// <summary>HL7 v3 PurposeOfUse: <c>TREAT</c>, <c>ETREAT</c> (broken glass), <c>PATRQT</c>, <c>FAMRQT</c>, <c>HOPERAT</c>.</summary>
    public required string Purpose { get; init; }
    public required bool Permitted { get; init; }

    /// <summary>Legal basis of a permit, reason code of a deny.</summary>
    public required string Basis { get; init; }

    /// <summary>Hash of the row before in the stream; empty in the first.</summary>
    public required string PreviousHash { get; init; }
    public required string Hash { get; init; }

    /// <summary>Of a list: how many persons it showed, and the digest of their ids (<see cref="AuditPerson"/>). Null of what is about one person or nobody.</summary>
    public string? Shown { get; init; }

    /// <summary>What the columns hold, in the order of <see cref="Columns"/>, as the log gives it to the database.</summary>
    public object?[] Values =>
    [
        Stream, Sequence, At.ToUnixTimeMilliseconds(), RequestId, Subject, StaffId, UnitId, Role?.ToString(), ClientId, PersonId, Right, DataClass, Purpose, Permitted,
        Basis, PreviousHash, Hash, Shown,
    ];

    /// <summary>The columns' types: the log tells them to the database, since a null has none.</summary>
    public static readonly DbType[] Types =
    [
        DbType.String, DbType.Int64, DbType.Int64, DbType.String, DbType.String, DbType.Guid, DbType.Guid, DbType.String, DbType.String, DbType.Guid, DbType.String,
        DbType.String, DbType.String, DbType.Boolean, DbType.String, DbType.String, DbType.String, DbType.String,
    ];

    /// <summary>
    /// HMAC-SHA-256 over the previous hash and every other column: a changed, removed or inserted row breaks the chain, and without the key
    /// ring nobody makes it whole again. The price: an outsider with the public key of the heads can check that the rows still are the ones
    /// that the heads sealed, by their stored hashes, but not that a hash fits its row's content; that takes the key ring.
    /// </summary>
    public string ComputeHash(SecretText secrets)
    {
        ReadOnlySpan<string?> fields =
        [
            PreviousHash, Stream, Number(Sequence), Number(At.ToUnixTimeMilliseconds()), RequestId, Subject, StaffId?.ToString(), UnitId?.ToString(), Role?.ToString(),
            ClientId, PersonId?.ToString(), Right, DataClass, Purpose, Permitted ? "permit" : "deny", Basis, Shown,
        ];
        // Rows from before lists named their persons have the hash of what they held.
        return secrets.KeyedHash(HashOf(Shown is null ? fields[..^1] : fields), HashPurpose);
    }

    /// <summary>SHA-256. Each field with its length before it: nothing can be moved from one field into the next. Null is another value than nothing.</summary>
    public static string HashOf(params ReadOnlySpan<string?> fields)
    {
        var text = new StringBuilder(512);
        foreach (var field in fields)
        {
            if (field is null) text.Append("-;");
            else text.Append(CultureInfo.InvariantCulture, $"{field.Length}:{field};");
        }
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Null where a column holds what the service does not write, or in another form.</summary>
    public static AuditRow? TryRead(DbDataReader row) => row.TryRead(Read, read => read.Values);

    public static AuditRow Read(DbDataReader row) => new()
    {
        Stream = row.GetString(0),
        Sequence = row.GetInt64(1),
        At = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2)),
        RequestId = row.GetString(3),
        Subject = row.GetString(4),
        StaffId = row.IsDBNull(5) ? null : row.GetGuid(5),
        UnitId = row.IsDBNull(6) ? null : row.GetGuid(6),
        Role = row.IsDBNull(7) ? null : Enum.Parse<Role>(row.GetString(7)),
        ClientId = row.IsDBNull(8) ? null : row.GetString(8),
        PersonId = row.IsDBNull(9) ? null : row.GetGuid(9),
        Right = row.GetString(10),
        DataClass = row.GetString(11),
        Purpose = row.GetString(12),
        Permitted = row.GetBoolean(13),
        Basis = row.GetString(14),
        PreviousHash = row.GetString(15),
        Hash = row.GetString(16),
        Shown = row.IsDBNull(17) ? null : row.GetString(17),
    };

    public static void Map(ModelBuilder model) => model.Entity<AuditRow>(row =>
    {
        row.ToTable("access_audit");
        row.HasKey(r => new { r.Stream, r.Sequence });
        row.Property(r => r.Stream).HasMaxLength(100);
        row.Property(r => r.RequestId).HasMaxLength(64);
        row.Property(r => r.Subject).HasMaxLength(200);
        row.Property(r => r.ClientId).HasMaxLength(200);
        row.Property(r => r.Right).HasMaxLength(40);
        row.Property(r => r.DataClass).HasMaxLength(40);
        row.Property(r => r.Purpose).HasMaxLength(20);
        row.Property(r => r.Basis).HasMaxLength(200);
        row.Property(r => r.PreviousHash).HasMaxLength(64);
        row.Property(r => r.Hash).HasMaxLength(64);
        row.Property(r => r.Shown).HasMaxLength(80);
        row.HasIndex(r => new { r.PersonId, r.At });
        row.HasIndex(r => new { r.StaffId, r.At });
        row.HasIndex(r => r.At);
    });
}

/// <summary>A person whom a list showed: the log's row by its place, found from the person's side. Saved with the row, whose hash covers it.</summary>
internal sealed class AuditPerson
{
    public required string Stream { get; init; }
    public required long Sequence { get; init; }
    public required Guid PersonId { get; init; }

    /// <summary>The row's.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What the row keeps of them: <c>50 8f0c…</c>, number and SHA-256.</summary>
    public static string DigestOf(IReadOnlyCollection<Guid> persons) =>
        $"{AuditRow.Number(persons.Count)} {AuditRow.HashOf([.. persons.Select(id => id.ToString()).Order(StringComparer.Ordinal)])}";

    public static void Map(ModelBuilder model) => model.Entity<AuditPerson>(shown =>
    {
        shown.ToTable("access_audit_persons");
        shown.HasKey(s => new { s.Stream, s.Sequence, s.PersonId });
        shown.Property(s => s.Stream).HasMaxLength(100);
        shown.HasIndex(s => new { s.PersonId, s.At });
    });
}

/// <summary>What the gate tells the log; the log adds place in the chain.</summary>
/// <param name="Role">See <see cref="AuditRow.Role"/>.</param>
/// <param name="ClientId">See <see cref="AuditRow.ClientId"/>.</param>
/// <param name="Purpose">See <see cref="AuditRow.Purpose"/>.</param>
/// <param name="Shown">Whom a list showed; null of what is no list.</param>
internal sealed record AuditEntry(
    DateTimeOffset At, string RequestId, string Subject, Guid? StaffId, Guid? UnitId, Guid? PersonId, string Right, string DataClass, bool Permitted, string Basis,
    Role? Role = null, string? ClientId = null, string Purpose = AuditEntry.Care, IReadOnlyList<Guid>? Shown = null)
{
    public const string Care = "TREAT";
}
