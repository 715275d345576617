using Monipolku.Access.Contracts;

namespace Monipolku.Consents.Contracts;

/// <summary>What the record systems have of a consent, permission or prohibition: whether each has been told. Answered by whoever delivers it.</summary>
public interface IRecordingReceipts
{
    /// <summary>Of its newest version that is on its way or there; empty where nothing is. One query.</summary>
    Task<IReadOnlyList<SystemReceipt>> Find(Guid documentId, CancellationToken ct);
}

/// <param name="System">The record system's name.</param>
/// <param name="Version">Of the document: 2 tells its end.</param>
/// <param name="State">queued, sent, recorded, verified, refused or stopped; see its recordings.</param>
/// <param name="At">Since when.</param>
public sealed record SystemReceipt(string System, Sector Sector, int Version, string State, DateTimeOffset At);
