using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;
using Monipolku.Fhir.Deliveries;
using Monipolku.Platform.Outbox;

namespace Monipolku.Fhir.Reactions;

/// <summary>
/// Plans that wait for their turn are stopped as soon as the consent under them has ended, and not only when their turn comes: who looks sees
/// at once that they will not go. The gate says which.
/// </summary>
internal sealed class StopPlansOnConsentEnded(FhirDb db, IAccessGate gate, TimeProvider clock) : IReaction<ConsentEnded>
{
    public async Task Handle(ConsentEnded happened, CancellationToken ct)
    {
        if (!await db.FirstTime(happened, this, ct)) return;
        var waiting = await db.Deliveries
            .Where(d => d.PersonId == happened.PersonId && d.Kind == DeliveryKind.Plan && d.State == DeliveryState.Queued)
            .ToListAsync(ct);
        foreach (var plan in waiting.GroupBy(d => (d.Sector, d.SourceId)))
        {
            var decision = await gate.DecideDelivery(
                plan.Key.Sector, DataClass.JointPlan, happened.PersonId, happened.EventId.ToString("D"), ct, new DataItem(Id: plan.Key.SourceId));
            if (decision.Refusal is not { } no) continue;
            foreach (var delivery in plan) delivery.Stop(no.Code, clock.GetUtcNow());
        }
        await db.SaveChangesAsync(ct);
    }
}
