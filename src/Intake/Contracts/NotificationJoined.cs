using Monipolku.Platform.Outbox;

namespace Monipolku.Intake.Contracts;

/// <summary>A further notification about the same person has joined their open matter: its owner must look at it (LSL 26 §).</summary>
public sealed record NotificationJoined(Guid EventId, Guid PersonId, Guid MatterId, Guid NotificationId) : IIntegrationEvent
{
    public static string Name => "intake.notification-joined.v1";
}
