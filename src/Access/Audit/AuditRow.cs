using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;

namespace Monipolku.Access.Audit;

/// <summary>One decision of the gate: who, what for, about whom, yes or no, and why (use log, 703/2023 10 §). Never changed.</summary>
internal sealed record AuditRow
{
    /// <summary>Instance and UTC day, <c>node1/2026-11-22</c>: each instance writes its own chain, so that instances do not wait for each other.</summary>
    public required string Stream { get; init; }
    public required long Sequence { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string RequestId { get; init; }

    /// <summary>The token's subject; <c>delivery</c> for what the service itself sends.</summary>
    public required string Subject { get; init; }
    public required Guid? StaffId { get; init; }
    public required Guid? UnitId { get; init; }
    public required Guid? PersonId { get; init; }
    public required string Right { get; init; }
    public required string DataClass { get; init; }
    public required bool Permitted { get; init; }

    /// <summary>Legal basis of a permit, reason code of a deny.</summary>
    public required string Basis { get; init; }
    public required string PreviousHash { get; init; }
    public required string Hash { get; init; }

    /// <summary>SHA-256 over the previous hash and every other column: a changed, removed or inserted row breaks the chain.</summary>
    public string ComputeHash() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n',
        PreviousHash, Stream, Sequence.ToString(CultureInfo.InvariantCulture), At.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        RequestId, Subject, StaffId, UnitId, PersonId, Right, DataClass, Permitted ? "permit" : "deny", Basis))));

    public static void Map(ModelBuilder model) => model.Entity<AuditRow>(row =>
    {
        row.ToTable("access_audit");
        row.HasKey(r => new { r.Stream, r.Sequence });
        row.Property(r => r.Stream).HasMaxLength(100);
        row.Property(r => r.RequestId).HasMaxLength(64);
        row.Property(r => r.Subject).HasMaxLength(200);
        row.Property(r => r.Right).HasMaxLength(40);
        row.Property(r => r.DataClass).HasMaxLength(40);
        row.Property(r => r.Basis).HasMaxLength(200);
        row.Property(r => r.PreviousHash).HasMaxLength(64);
        row.Property(r => r.Hash).HasMaxLength(64);
        row.HasIndex(r => new { r.PersonId, r.At });
    });
}

/// <summary>What the gate tells the log; the log adds place in the chain.</summary>
internal sealed record AuditEntry(
    DateTimeOffset At, string RequestId, string Subject, Guid? StaffId, Guid? UnitId, Guid? PersonId, string Right, string DataClass, bool Permitted, string Basis);
