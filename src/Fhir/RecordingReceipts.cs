using Microsoft.EntityFrameworkCore;
using Monipolku.Consents.Contracts;
using Monipolku.Fhir.Deliveries;
using Monipolku.Platform;

namespace Monipolku.Fhir;

/// <summary>How far each record system is, for those who must know who has been told.</summary>
internal sealed class RecordingReceipts(FhirDb db) : IRecordingReceipts
{
    public async Task<IReadOnlyList<SystemReceipt>> Find(Guid documentId, CancellationToken ct)
    {
        var deliveries = await db.Deliveries.AsNoTracking()
            .Where(d => d.SourceId == documentId && (d.Kind == DeliveryKind.Consent || d.Kind == DeliveryKind.Prohibition))
            .Select(d => new { d.System, d.Sector, d.SourceVersion, d.State, At = d.Steps.Max(s => s.At) }).ToListAsync(ct);
        return [.. deliveries.GroupBy(d => d.System).OrderBy(system => system.Key, StringComparer.Ordinal)
            .Select(system => system.MaxBy(d => d.SourceVersion)!)
            .Select(d => new SystemReceipt(d.System, d.Sector, d.SourceVersion, JsonRules.CodeOf(d.State), d.At))];
    }
}
