using Monipolku.Fhir.Deliveries;
using Monipolku.Plans.Contracts;
using Monipolku.Platform.Outbox;

namespace Monipolku.Fhir.Reactions;

/// <summary>An approved plan goes to every record system.</summary>
internal sealed class DeliverOnPlanApproved(DeliveryQueue queue, IPlanVersions plans) : IReaction<PlanApproved>
{
    public async Task Handle(PlanApproved happened, CancellationToken ct)
    {
        var plan = await plans.Find(happened.PlanId, happened.Version, ct);
        await queue.AddAsync(happened, this, DeliveryKind.Plan, happened.PlanId, happened.Version, plan?.MatterId, ct);
    }
}
