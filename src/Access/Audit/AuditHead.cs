using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;

namespace Monipolku.Access.Audit;

/// <summary>
/// A signed statement of how far a stream had come. Heads form one chain over the streams of all instances: whoever cuts off the end of a
/// stream, or takes away a whole one, or a day, contradicts a head; whoever takes away a head breaks the chain of heads; and without the
/// key none can be made again. With the public key (<c>audit verify</c> prints it) an outsider can check the signatures, the chain of heads,
/// and that each sealed row's stored hash is the one that was signed; what a row says is held against its hash with the key ring only
/// (<see cref="AuditRow.ComputeHash"/>).
/// </summary>
internal sealed record AuditHead
{
    /// <summary>Columns in the order of <see cref="Read"/>.</summary>
    public const string Columns = """
        "Number", "At", "Stream", "Sequence", "RowHash", "PreviousHash", "KeyId", "Hash", "Signature"
        """;

    /// <summary>1, 2, 3 without a gap, over all streams.</summary>
    public required long Number { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Stream { get; init; }

    /// <summary>The stream's last row at that time, and its hash.</summary>
    public required long Sequence { get; init; }
    public required string RowHash { get; init; }

    /// <summary>Hash of the head before, of whichever stream; empty in the first.</summary>
    public required string PreviousHash { get; init; }
    public required string KeyId { get; init; }
    public required string Hash { get; init; }

    /// <summary>ECDSA P-256 with SHA-256 over the text of <see cref="Hash"/>, DER in base64: <c>openssl dgst -sha256 -verify</c> understands it.</summary>
    public required string Signature { get; init; }

    /// <summary>What the columns hold, in the order of <see cref="Columns"/>.</summary>
    public object?[] Values => [Number, At.ToUnixTimeMilliseconds(), Stream, Sequence, RowHash, PreviousHash, KeyId, Hash, Signature];

    public string ComputeHash() => AuditRow.HashOf(
        PreviousHash, AuditRow.Number(Number), AuditRow.Number(At.ToUnixTimeMilliseconds()), Stream, AuditRow.Number(Sequence), RowHash, KeyId);

    public AuditHead SignedBy(ECDsa key)
    {
        var hash = ComputeHash();
        return this with
        {
            Hash = hash,
            Signature = Convert.ToBase64String(key.SignData(Encoding.ASCII.GetBytes(hash), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)),
        };
    }

    public bool IsSignedBy(ECDsa key)
    {
        var signature = new byte[200];
        return Hash == ComputeHash()
            && Convert.TryFromBase64String(Signature, signature, out var length)
            && key.VerifyData(Encoding.ASCII.GetBytes(Hash), signature.AsSpan(0, length), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    /// <summary>Null where a column holds what the service does not write, or in another form.</summary>
    public static AuditHead? TryRead(DbDataReader row) => row.TryRead(Read, read => read.Values);

    public static AuditHead Read(DbDataReader row) => new()
    {
        Number = row.GetInt64(0),
        At = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1)),
        Stream = row.GetString(2),
        Sequence = row.GetInt64(3),
        RowHash = row.GetString(4),
        PreviousHash = row.GetString(5),
        KeyId = row.GetString(6),
        Hash = row.GetString(7),
        Signature = row.GetString(8),
    };

    public static void Map(ModelBuilder model)
    {
        model.Entity<AuditHead>(head =>
        {
            head.ToTable("access_audit_heads");
            head.HasKey(h => h.Number);
            head.Property(h => h.Number).ValueGeneratedNever();
            head.Property(h => h.Stream).HasMaxLength(100);
            head.Property(h => h.RowHash).HasMaxLength(64);
            head.Property(h => h.PreviousHash).HasMaxLength(64);
            head.Property(h => h.KeyId).HasMaxLength(64);
            head.Property(h => h.Hash).HasMaxLength(64);
            head.Property(h => h.Signature).HasMaxLength(200);
            head.HasIndex(h => new { h.Stream, h.Sequence });
        });
        model.Entity<AuditKey>(key =>
        {
            key.ToTable("access_audit_keys");
            key.HasKey(k => k.Id);
            key.Property(k => k.Id).HasMaxLength(64);
            key.Property(k => k.PublicKey).HasMaxLength(200);
        });
    }
}

/// <summary>The key that signs heads. Whoever has the public half can check them; the private half is of use with the key ring only.</summary>
internal sealed class AuditKey
{
    public const string Purpose = "access.audit-key";

    /// <summary>SHA-256 of the public key, 64 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>SubjectPublicKeyInfo in base64.</summary>
    public required string PublicKey { get; init; }

    /// <summary>PKCS#8 in base64, encrypted.</summary>
    public required string PrivateKeySecret { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}
