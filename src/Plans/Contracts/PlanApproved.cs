using Monipolku.Platform.Outbox;

namespace Monipolku.Plans.Contracts;

/// <summary>A version of a joint plan has been approved and is from now on the plan in force.</summary>
public sealed record PlanApproved(Guid EventId, Guid PersonId, Guid PlanId, int Version) : IIntegrationEvent
{
    public static string Name => "plans.plan-approved.v1";
}
