using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Fhir.Deliveries;

namespace Monipolku.Fhir;

/// <summary>Where the versions of one document have been recorded, with proof.</summary>
/// <param name="IdenticalInBoth">Of the newest version; see <see cref="RecordedVersion"/>.</param>
/// <param name="Versions">Newest first. Empty while nothing has been queued for delivery.</param>
public sealed record RecordingsView(Guid Id, bool? IdenticalInBoth, IReadOnlyList<RecordedVersion> Versions);

/// <param name="IdenticalInBoth">
/// True when every record system has been read back and holds the same digests; false when one of them refused it, must not have it, or holds
/// something else; null while one is pending.
/// </param>
public sealed record RecordedVersion(int Version, bool? IdenticalInBoth, IReadOnlyList<RecordingView> Systems);

/// <param name="Attempts">How many times somebody has set out to deliver it.</param>
/// <param name="Reason">Why it is late, refused or stopped; a code.</param>
/// <param name="RequestId">Sent as X-Request-ID at every try.</param>
public sealed record RecordingView(
    Guid DeliveryId, string System, Sector Sector, DeliveryState State, int Attempts, string? Reason, Guid RequestId,
    IReadOnlyList<RecordingStep> History, IReadOnlyList<RecordingReceipt> Receipts);

public sealed record RecordingStep(DeliveryState State, DateTimeOffset At, string? Reason);

/// <param name="Resource">FHIR resource type.</param>
/// <param name="Id">Our id.</param>
/// <param name="IdThere">The record system's id, and its version.</param>
/// <param name="Digest">SHA-256 of what was read back there, in canonical form.</param>
public sealed record RecordingReceipt(string Resource, string Id, string IdThere, string VersionThere, string Digest, DateTimeOffset VerifiedAt);

/// <summary>Reads the deliveries of one document.</summary>
internal static class Recordings
{
    public static async Task<RecordingsView> Read(FhirDb db, RecordSystems systems, DeliveryKind kind, Guid sourceId, CancellationToken ct)
    {
        var deliveries = await db.Deliveries.AsNoTracking()
            .Include(d => d.Steps.OrderBy(s => s.Id))
            .Include(d => d.Receipts.OrderBy(r => r.Id))
            .AsSplitQuery()
            .Where(d => d.Kind == kind && d.SourceId == sourceId)
            .OrderBy(d => d.System)
            .ToListAsync(ct);
        var versions = deliveries
            .GroupBy(d => d.SourceVersion)
            .OrderByDescending(version => version.Key)
            .Select(version => new RecordedVersion(version.Key, IdenticalInBoth([.. version], systems), [.. version.Select(ViewOf)]))
            .ToList();
        return new RecordingsView(sourceId, versions.FirstOrDefault()?.IdenticalInBoth, versions);
    }

    private static bool? IdenticalInBoth(IReadOnlyList<Delivery> deliveries, RecordSystems systems)
    {
        if (deliveries.Any(d => d.State is DeliveryState.Refused or DeliveryState.Stopped)) return false;
        if (deliveries.Any(d => d.State != DeliveryState.Verified)) return null;
        // A system that was added later does not have it.
        if (deliveries.Count < 2 || systems.All.Any(s => deliveries.All(d => d.System != s.Name))) return false;
        return deliveries.Select(Digests).Distinct(StringComparer.Ordinal).Count() == 1;
    }

    private static string Digests(Delivery delivery) =>
        string.Join('\n', delivery.Receipts.Select(r => $"{r.ResourceType}/{r.OurId} {r.Digest}").Order(StringComparer.Ordinal));

    private static RecordingView ViewOf(Delivery d) => new(
        d.Id, d.System, d.Sector, d.State, d.Attempts, d.Reason, d.RequestId,
        [.. d.Steps.Select(s => new RecordingStep(s.State, s.At, s.Reason))],
        [.. d.Receipts.Select(r => new RecordingReceipt(r.ResourceType, r.OurId, r.IdThere, r.VersionThere, r.Digest, r.VerifiedAt))]);
}
