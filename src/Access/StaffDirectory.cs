using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Access;

internal sealed class StaffDirectory(AccessDb db, Database database, TimeProvider clock) : IStaffDirectory
{
    private const string ReceivesIntake = """
        SELECT "Id", "Name", "Sector", "OrganizationOid" FROM access_units WHERE "ReceivesIntake" ORDER BY "Id" LIMIT 1
        """;

    private const string Ended = """
        SELECT EXISTS (SELECT 1 FROM access_staff WHERE "Subject" = $1 AND "Until" <= $2)
            OR EXISTS (SELECT 1 FROM access_client_users WHERE "Subject" = $1 AND "Until" <= $2)
        """;

    public async Task<IReadOnlyDictionary<Guid, StaffMember>> FindStaff(IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return await (
            from staff in db.Staff
            join unit in db.Units on staff.UnitId equals unit.Id
            where ids.Contains(staff.Id) && (staff.Until == null || staff.Until > now)
            select new StaffMember(staff.Id, staff.Name, staff.Roles, staff.UnitId, unit.Sector, staff.Qualification))
            .AsNoTracking()
            .ToDictionaryAsync(s => s.Id, ct);
    }

    public async Task<ILookup<Guid, Guid>> FindUnitsOfStaff(IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var working = db.Staff.Where(s => ids.Contains(s.Id) && (s.Until == null || s.Until > now));
        var places =
            from staff in working
            join place in db.Memberships on staff.Id equals place.StaffId
            where place.From <= now && (place.Until == null || place.Until > now)
            select new { staff.Id, place.UnitId };
        return (await working.Select(s => new { s.Id, s.UnitId }).Union(places).ToListAsync(ct)).ToLookup(w => w.Id, w => w.UnitId);
    }

    public async Task<Guid?> FindBySubject(string subject, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return await db.Staff.Where(s => s.Subject == subject && (s.Until == null || s.Until > now)).Select(s => (Guid?)s.Id).FirstOrDefaultAsync(ct);
    }

    public async Task<bool> HasEnded(string subject, CancellationToken ct) =>
        await database.QueryAsync(Ended, row => row.GetBoolean(0), ct, subject, clock.GetUtcNow().ToUnixTimeMilliseconds()) is [true];

    public async Task<bool> IsHumans(string subject, CancellationToken ct)
    {
        // People would take one for the other that differs in capital letters only.
        var lower = subject.ToLowerInvariant();
#pragma warning disable CA1304, CA1311, CA1862 // becomes SQL
        return await db.ClientUsers.AnyAsync(u => u.Subject.ToLower() == lower, ct)
            || (await db.Staff.Where(s => s.Subject.ToLower() == lower).Select(s => s.Roles).ToListAsync(ct)).Exists(roles => !roles.Contains(Role.Adapter));
#pragma warning restore CA1304, CA1311, CA1862
    }

    public async Task<IReadOnlyDictionary<Guid, UnitOfCare>> FindUnits(IReadOnlyCollection<Guid> ids, CancellationToken ct) =>
        await Units(db.Units.Where(u => ids.Contains(u.Id))).ToDictionaryAsync(u => u.Id, ct);

    public async Task<UnitOfCare?> IntakeUnit(CancellationToken ct) =>
        (await database.QueryAsync(ReceivesIntake, Read, ct)).SingleOrDefault();

    private static UnitOfCare Read(DbDataReader row) => new(row.GetGuid(0), row.GetString(1), Enum.Parse<Sector>(row.GetString(2)), row.GetString(3));

    private static IQueryable<UnitOfCare> Units(IQueryable<Unit> units) =>
        units.AsNoTracking().Select(u => new UnitOfCare(u.Id, u.Name, u.Sector, u.OrganizationOid));
}
