using Monipolku.Consents.Contracts;
using Monipolku.Fhir.Deliveries;
using Monipolku.Platform.Outbox;

namespace Monipolku.Fhir.Reactions;

/// <summary>A consent goes to every record system: both registers must know it.</summary>
internal sealed class DeliverOnConsentGiven(DeliveryQueue queue, IConsentRecords consents) : IReaction<ConsentGiven>
{
    public async Task Handle(ConsentGiven happened, CancellationToken ct)
    {
        var consent = await consents.Find(happened.ConsentId, happened.Version, ct);
        await queue.AddAsync(happened, this, DeliveryKind.Consent, happened.ConsentId, happened.Version, consent?.MatterId, ct);
    }
}
