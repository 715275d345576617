using Monipolku.Platform.Outbox;

namespace Monipolku.Consents.Contracts;

/// <summary>A prohibition or a minor's veto has been recorded (version 1), or withdrawn (version 2).</summary>
public sealed record ProhibitionChanged(Guid EventId, Guid PersonId, Guid ProhibitionId, int Version) : IIntegrationEvent
{
    public static string Name => "consents.prohibition-changed.v1";
}
