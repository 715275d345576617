using Monipolku.Platform.Outbox;

namespace Monipolku.Consents.Contracts;

/// <summary>A consent or permission has been given; <paramref name="Version"/> is 1.</summary>
public sealed record ConsentGiven(Guid EventId, Guid PersonId, Guid ConsentId, int Version) : IIntegrationEvent
{
    public static string Name => "consents.consent-given.v1";
}
