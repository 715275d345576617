using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;

namespace Monipolku.Access;

internal sealed class StaffDirectory(AccessDb db, TimeProvider clock) : IStaffDirectory
{
    public async Task<IReadOnlyDictionary<Guid, StaffMember>> FindStaff(IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return await (
            from staff in db.Staff
            join unit in db.Units on staff.UnitId equals unit.Id
            where ids.Contains(staff.Id) && (staff.Until == null || staff.Until > now)
            select new StaffMember(staff.Id, staff.Name, staff.Roles, staff.UnitId, unit.Sector))
            .AsNoTracking()
            .ToDictionaryAsync(s => s.Id, ct);
    }

    public async Task<IReadOnlyDictionary<Guid, UnitOfCare>> FindUnits(IReadOnlyCollection<Guid> ids, CancellationToken ct) =>
        await Units(db.Units.Where(u => ids.Contains(u.Id))).ToDictionaryAsync(u => u.Id, ct);

    public Task<UnitOfCare?> IntakeUnit(CancellationToken ct) =>
        Units(db.Units.Where(u => u.ReceivesIntake).OrderBy(u => u.Id)).FirstOrDefaultAsync(ct);

    private static IQueryable<UnitOfCare> Units(IQueryable<Unit> units) =>
        units.AsNoTracking().Select(u => new UnitOfCare(u.Id, u.Name, u.Sector, u.OrganizationOid));
}
