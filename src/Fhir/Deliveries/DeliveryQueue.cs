using Monipolku.Platform.Outbox;

namespace Monipolku.Fhir.Deliveries;

/// <summary>Puts one delivery per record system into the queue, in the transaction of the inbox mark: all of them, once, or none.</summary>
internal sealed class DeliveryQueue(FhirDb db, RecordSystems systems, TimeProvider clock)
{
    /// <param name="reaction">Who reacts to the event.</param>
    /// <param name="matterId">The document's case; null when the document is not there, which is a bug.</param>
    public async Task AddAsync(
        IIntegrationEvent happened, object reaction, DeliveryKind kind, Guid sourceId, int version, Guid? matterId, CancellationToken ct)
    {
        if (!await db.FirstTime(happened, reaction, ct)) return;
        var matter = matterId ?? throw new InvalidOperationException($"Event {happened.EventId} is about a version that does not exist.");
        var now = clock.GetUtcNow();
        foreach (var system in systems.All)
            db.Deliveries.Add(Delivery.Queue(system, happened.PersonId, matter, kind, sourceId, version, now));
        await db.SaveChangesAsync(ct);
    }
}
