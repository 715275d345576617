using Monipolku.Consents.Contracts;
using Monipolku.Fhir.Deliveries;
using Monipolku.Platform.Outbox;

namespace Monipolku.Fhir.Reactions;

/// <summary>What the client forbids goes to every record system, and so does its end: each must stop by itself too. It belongs to no matter, so it is its own case.</summary>
internal sealed class DeliverOnProhibitionChanged(DeliveryQueue queue) : IReaction<ProhibitionChanged>
{
    public Task Handle(ProhibitionChanged happened, CancellationToken ct) =>
        queue.AddAsync(happened, this, DeliveryKind.Prohibition, happened.ProhibitionId, happened.Version, happened.ProhibitionId, ct);
}
