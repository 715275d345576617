using Monipolku.Platform.Outbox;

namespace Monipolku.Intake.Contracts;

/// <summary>A notification or contact has arrived and a matter is pending.</summary>
public sealed record MatterOpened(Guid EventId, Guid PersonId, Guid MatterId) : IIntegrationEvent
{
    public static string Name => "intake.matter-opened.v1";
}
