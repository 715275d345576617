using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;

namespace Monipolku.Access.Audit;

/// <summary>Rows of the log in which staff of one sector used what the other sector's register holds, on any ground but a role of their own.</summary>
internal sealed class DisclosureLog(AccessDb db) : IDisclosureLog
{
    public async Task<IReadOnlyList<DisclosedUse>> Find(DisclosuresAsked asked, DisclosurePlace? after, int limit, CancellationToken ct)
    {
        var rows = Uses(asked);
        if (after is { Stream: null }) rows = rows.Where(r => r.At >= after.At);
#pragma warning disable CA1309 // becomes SQL, where the column's own order counts
        else if (after is not null)
            rows = rows.Where(r => r.At > after.At || (r.At == after.At
                && (string.Compare(r.Stream, after.Stream) > 0 || (r.Stream == after.Stream && r.Sequence > after.Sequence))));
#pragma warning restore CA1309
        var found = await rows.OrderBy(r => r.At).ThenBy(r => r.Stream).ThenBy(r => r.Sequence).Take(limit).ToListAsync(ct);
        return [.. found.Select(Of)];
    }

    public async Task<IReadOnlyList<Guid>> FindUnits(DisclosuresAsked asked, CancellationToken ct) =>
        await Uses(asked).Select(r => r.UnitId!.Value).Distinct().ToListAsync(ct);

    private IQueryable<AuditRow> Uses(DisclosuresAsked asked)
    {
        var (social, health) = (ClassesOf(Sector.Social, asked), ClassesOf(Sector.Health, asked));
        var rows = db.AuditRows.AsNoTracking().Where(r => r.Permitted && r.PersonId != null && r.StaffId != null && r.At >= asked.From && r.At < asked.To
            // Of a role: notifying and the like, which brings data into a register.
            && !r.Basis.StartsWith("role") && !r.Right.StartsWith(ExplainAccess.Mark) && !asked.LeftOut.Contains(r.PersonId.Value));
        if (asked.PersonId is { } person) rows = rows.Where(r => r.PersonId == person);
        return
            from row in rows
            join unit in db.Units on row.UnitId equals (Guid?)unit.Id
            where (unit.Sector == Sector.Health && social.Contains(row.DataClass)) || (unit.Sector == Sector.Social && health.Contains(row.DataClass))
            select row;
    }

    private static DisclosedUse Of(AuditRow row)
    {
        var used = Enum.Parse<DataClass>(row.DataClass);
        return new DisclosedUse(
            new DisclosurePlace(row.At, row.Stream, row.Sequence), row.PersonId!.Value, DataClasses.HolderOf(used)!.Value, used, row.StaffId!.Value, row.UnitId!.Value,
            row.Role, row.Purpose, row.Basis);
    }

    /// <summary>What that register holds and the other does not; nothing where it was not asked for.</summary>
    private static List<string> ClassesOf(Sector register, DisclosuresAsked asked) => asked.Registers.Contains(register)
        ? [.. Enum.GetValues<DataClass>().Where(data => DataClasses.HolderOf(data) == register).Select(data => data.ToString())]
        : [];
}
