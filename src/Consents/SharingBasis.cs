using System.Data.Common;
using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;
using Monipolku.Platform;

namespace Monipolku.Consents;

/// <summary>What the client has agreed to and permitted, read at each call in one query: a withdrawal holds from the next read on.</summary>
internal sealed class SharingBasis(Database database) : ISharingBasis
{
    // What was replaced has a successor, and that one tells. The columns are those of ConsentsDb.
    private const string OfDirection = """
        SELECT "Status", "Kind", "Direction", "Classes", "RecipientUnits", "ValidFrom", "ValidTo" FROM consents_consents
        WHERE "PersonId" = $1 AND ("Kind" = 'JointWork' OR "Direction" = $2) AND "Status" <> 'Replaced'
        """;

    public async Task<Sharing> Find(Guid personId, Direction direction, DataClass dataClass, Guid? recipientUnit, DateOnly today, CancellationToken ct)
    {
        var found = await database.QueryAsync(OfDirection, Row.Read, ct, personId, direction.ToString());
        return new Sharing(
            BestOf(found.Where(r => r.Terms.Kind == ConsentKind.JointWork), dataClass, recipientUnit, today),
            BestOf(found.Where(r => r.Terms.Kind == ConsentKind.DisclosurePermission), dataClass, recipientUnit, today));
    }

    /// <summary>At most one is active (a unique index); it tells before those that were withdrawn.</summary>
    private static SharingState BestOf(IEnumerable<Row> rows, DataClass dataClass, Guid? recipientUnit, DateOnly today)
    {
        var state = SharingState.None;
        foreach (var row in rows)
        {
            if (row.Status == ConsentStatus.Active) return row.Terms.On(today, dataClass, recipientUnit);
            state = SharingState.Withdrawn;
        }
        return state;
    }

    private sealed record Row(ConsentStatus Status, ConsentTerms Terms)
    {
        public static Row Read(DbDataReader row) => new(
            Enum.Parse<ConsentStatus>(row.GetString(0)),
            new ConsentTerms(
                Enum.Parse<ConsentKind>(row.GetString(1)),
                row.IsDBNull(2) ? null : Enum.Parse<Direction>(row.GetString(2)),
                JsonColumns.Read<IReadOnlyList<DataClass>>(row.GetString(3)),
                JsonColumns.Read<IReadOnlyList<Guid>>(row.GetString(4)),
                row.GetFieldValue<DateOnly>(5),
                row.IsDBNull(6) ? null : row.GetFieldValue<DateOnly>(6)));
    }
}
