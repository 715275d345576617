using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Monipolku.Platform;
using Monipolku.Platform.Secrets;

namespace Monipolku.Consents;

/// <summary>The signed form as a file. Its content is in <see cref="ScanChunk"/>; what is replaced leaves its hash and who kept it.</summary>
internal sealed class ConsentScan
{
    public const string Purpose = "consents.scan";

    /// <summary>In bytes: 10 MB.</summary>
    public const int Largest = 10 * 1024 * 1024;

    /// <summary>In bytes, before encryption.</summary>
    private const int ChunkSize = 64 * 1024;

    /// <summary>Saved together, so that neither the file nor a long transaction is held in memory.</summary>
    private const int ChunksPerSave = 8;

    private const int HeadSize = 16 + sizeof(int);

    public required Guid Id { get; init; }

    /// <summary>The consent, permission, prohibition or veto that was signed.</summary>
    public required Guid DocumentId { get; init; }
    public required string ContentType { get; init; }
    public required long Length { get; init; }

    /// <summary>Of the file as it came, hexadecimal.</summary>
    public required string Sha256 { get; init; }
    public required Guid ReceivedBy { get; init; }
    public required Guid UnitId { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>Another file took its place; its content is gone then. Null for the one that counts.</summary>
    public DateTimeOffset? ReplacedAt { get; set; }

    /// <summary>Reads the file to its end and keeps its chunks, encrypted, under that id. The scan itself is saved by the caller, and makes them count.</summary>
    public static async Task<(StoredScan? Stored, Refusal? Refusal)> Store(
        Stream body, Guid scanId, Guid consentId, ConsentsDb db, SecretText secrets, DateTimeOffset now, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var plain = new byte[HeadSize + ChunkSize];
        scanId.TryWriteBytes(plain);
        var (type, length, index, tail) = ((string?)null, 0L, 0, Array.Empty<byte>());
        var head = Array.Empty<byte>();
        while (true)
        {
            var read = await body.ReadAtLeastAsync(plain.AsMemory(HeadSize), ChunkSize, throwOnEndOfStream: false, ct);
            var bytes = plain.AsSpan(HeadSize, read);
            if (index == 0 && (type = ScannedFile.TypeOf(bytes)) is null) return (null, ConsentsRefusals.ScanTypeUnknown);
            if (index == 0) head = [.. bytes[..Math.Min(read, ScannedFile.HeadSize)]];
            if (read == 0) break;
            length += read;
            tail = read >= ScannedFile.TailSize ? [.. bytes[^ScannedFile.TailSize..]] : [.. tail.AsSpan(Math.Max(0, tail.Length + read - ScannedFile.TailSize)), .. bytes];
            if (length > Largest) return (null, ConsentsRefusals.ScanTooLarge);
            hash.AppendData(plain, HeadSize, read);
            BinaryPrimitives.WriteInt32BigEndian(plain.AsSpan(16), index);
            db.ScanChunks.Add(new ScanChunk
            {
                ScanId = scanId,
                Index = index++,
                DocumentId = consentId,
                ContentSecret = secrets.ProtectBytes(plain.AsSpan(0, HeadSize + read), Purpose),
                At = now,
            });
            if (index % ChunksPerSave == 0) await Save(db, ct);
            if (read < ChunkSize) break;
        }
        if (!ScannedFile.IsWhole(type!, head, tail, length)) return (null, ConsentsRefusals.ScanCutOff);
        await Save(db, ct);
        return (new StoredScan(type!, length, Convert.ToHexStringLower(hash.GetHashAndReset())), null);
    }

    /// <summary>The file as it came. A chunk that is missing, changed or of another file breaks the answer off.</summary>
    public async Task Write(Stream to, ConsentsDb db, SecretText secrets, CancellationToken ct)
    {
        var (left, index) = (Length, 0);
        var chunks = db.ScanChunks.AsNoTracking().Where(c => c.ScanId == Id).OrderBy(c => c.Index).Select(c => c.ContentSecret);
        await foreach (var text in chunks.AsAsyncEnumerable().WithCancellation(ct))
        {
            var plain = secrets.UnprotectBytes(text, Purpose);
            if (new Guid(plain.AsSpan(0, 16)) != Id || BinaryPrimitives.ReadInt32BigEndian(plain.AsSpan(16)) != index++)
                throw new CryptographicException("A chunk of a scan is not the one that belongs there.");
            left -= plain.Length - HeadSize;
            await to.WriteAsync(plain.AsMemory(HeadSize), ct);
        }
        if (left != 0) throw new CryptographicException("A scan is not whole.");
    }

    private static async Task Save(ConsentsDb db, CancellationToken ct)
    {
        await db.SaveChangesAsync(ct);
        db.ChangeTracker.Clear();
    }
}

/// <summary>A part of a file: its scan's id, its place and its bytes, encrypted together.</summary>
internal sealed class ScanChunk
{
    public required Guid ScanId { get; init; }
    public required int Index { get; init; }
    public required Guid DocumentId { get; init; }
    public required string ContentSecret { get; init; }
    public required DateTimeOffset At { get; init; }
}

internal sealed record StoredScan(string ContentType, long Length, string Sha256);
