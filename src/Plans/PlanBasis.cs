using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;
using Monipolku.Platform;

namespace Monipolku.Plans;

/// <summary>What a joint plan rests on outside this module: the client's consent, and the people whom it names.</summary>
internal sealed class PlanBasis(PlansDb db, IConsentRecords consents, IStaffDirectory directory, TimeProvider clock)
{
    /// <summary>Null when the client's consent to joint work is in force today (SHL 39 §).</summary>
    public async Task<Refusal?> CheckJointWork(Guid personId, CancellationToken ct)
    {
        var today = WorkingDays.Today(clock);
        var inForce = (await consents.OfPerson(personId, ct)).Any(c =>
            c is { Kind: ConsentKind.JointWork, Status: ConsentStatus.Active } && c.ValidFrom <= today && (c.ValidTo is null || c.ValidTo >= today));
        return inForce ? null : PlansRefusals.JointWorkConsentMissing;
    }

    /// <summary>Null when nobody who would decide is, or works with, the client's coordinator, who represents them impartially. One query.</summary>
    public async Task<Refusal?> CheckImpartial(Guid personId, PlanContent draft, IReadOnlyDictionary<Guid, StaffMember> staff, CancellationToken ct) =>
        await db.Coordinators.AsNoTracking().FirstOrDefaultAsync(c => c.PersonId == personId && c.EndedAt == null, ct) is { } coordinator
            ? CaseCoordinator.CheckImpartial(coordinator.StaffId, coordinator.UnitId, draft, staff) : null;

    /// <summary>Those of the people named in the plan that are staff today. One query.</summary>
    public Task<IReadOnlyDictionary<Guid, StaffMember>> Staff(PlanContent plan, CancellationToken ct) =>
        directory.FindStaff([.. plan.NamedStaff().Select(s => s.Id).Distinct()], ct);
}
