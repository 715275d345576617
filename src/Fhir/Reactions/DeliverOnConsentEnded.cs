using Monipolku.Consents.Contracts;
using Monipolku.Fhir.Deliveries;
using Monipolku.Platform.Outbox;

namespace Monipolku.Fhir.Reactions;

/// <summary>The end of a consent goes where the consent went.</summary>
internal sealed class DeliverOnConsentEnded(DeliveryQueue queue, IConsentRecords consents) : IReaction<ConsentEnded>
{
    public async Task Handle(ConsentEnded happened, CancellationToken ct)
    {
        var consent = await consents.Find(happened.ConsentId, happened.Version, ct);
        await queue.AddAsync(happened, this, DeliveryKind.Consent, happened.ConsentId, happened.Version, consent?.MatterId, ct);
    }
}
