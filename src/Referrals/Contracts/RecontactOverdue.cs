using Monipolku.Platform.Outbox;

namespace Monipolku.Referrals.Contracts;

/// <summary>A client who declined an offer was to be asked again, and nobody has: whoever can call that unit and its manager, listens here.</summary>
/// <param name="UnitId">The unit that was to ask.</param>
/// <param name="DueOn">The last day of it.</param>
public sealed record RecontactOverdue(Guid EventId, Guid PersonId, Guid DeclinedOfferId, Guid UnitId, DateOnly DueOn) : IIntegrationEvent
{
    public static string Name => "referrals.recontact-overdue.v1";
}
