using Monipolku.Platform.Outbox;

namespace Monipolku.Consents.Contracts;

/// <summary>A consent or permission has been withdrawn, or replaced by a newer one.</summary>
/// <param name="Version">The version that says so.</param>
/// <param name="Withdrawn">False when it was replaced.</param>
public sealed record ConsentEnded(Guid EventId, Guid PersonId, Guid ConsentId, int Version, bool Withdrawn) : IIntegrationEvent
{
    public static string Name => "consents.consent-ended.v1";
}
