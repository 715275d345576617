using System.Data.Common;
using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;
using Monipolku.Platform;

namespace Monipolku.Consents;

/// <summary>What the client has agreed to, permitted and prohibited, and what the law opens, read at each call in one query: a change holds from the next read on.</summary>
internal sealed class SharingBasis(Database database) : ISharingBasis
{
    // What was replaced has a successor, and that one tells; of what was withdrawn one row tells as much as a thousand. The columns are those of ConsentsDb.
    private const string OfDirection = """
        SELECT "Status", "Kind", "Direction", "Classes", "RecipientUnits", "ValidFrom", "ValidTo", "Id", FALSE, '', "DataFrom", "DataTo", "ServiceTasks", '[]'
        FROM consents_consents WHERE "PersonId" = $1 AND "Status" = 'Active' AND ("Kind" = 'JointWork' OR "Direction" = $2)
        UNION ALL
        SELECT * FROM (SELECT "Status", "Kind", "Direction", '[]', '[]', "ValidFrom", "ValidTo", "Id", FALSE, '', "DataFrom", "DataTo", '[]', '[]'
        FROM consents_consents WHERE "PersonId" = $1 AND "Status" = 'Withdrawn' AND "Kind" = 'JointWork' LIMIT 1) j
        UNION ALL
        SELECT * FROM (SELECT "Status", "Kind", "Direction", '[]', '[]', "ValidFrom", "ValidTo", "Id", FALSE, '', "DataFrom", "DataTo", '[]', '[]'
        FROM consents_consents WHERE "PersonId" = $1 AND "Status" = 'Withdrawn' AND "Kind" = 'DisclosurePermission' AND "Direction" = $2 LIMIT 1) p
        UNION ALL
        SELECT 'Active', 'Prohibition', "Direction", "Classes", '[]', "ToldOn", NULL, "Id", "HoldsInEmergency", '', NULL, NULL, "ServiceTasks", "Documents"
        FROM consents_prohibitions WHERE "PersonId" = $1 AND "Direction" = $2 AND "WithdrawnAt" IS NULL
        UNION ALL
        SELECT 'Active', 'StatutoryBasis', "Direction", "Classes", "RecipientUnits", "ValidFrom", "ValidTo", "Id", FALSE, "Paragraph", NULL, NULL, '[]', '[]'
        FROM consents_statutory_bases WHERE "PersonId" = $1 AND "Direction" = $2 AND "EndedAt" IS NULL AND "ValidTo" >= $3
        """;

    private const string VetoesOfPerson = """
        SELECT "Classes", "GuardianIds" FROM consents_prohibitions WHERE "PersonId" = $1 AND "Kind" = 'Guardians' AND "WithdrawnAt" IS NULL
        """;

    public async Task<Sharing> Find(Guid personId, Direction direction, DataClass dataClass, DataItem? item, Guid? recipientUnit, DateOnly today, CancellationToken ct)
    {
        var found = await database.QueryAsync(OfDirection, Row.Read, ct, personId, direction.ToString(), today);
        var prohibitions = found.Where(r => r.Kind == "Prohibition" && r.Forbids(dataClass, item)).ToList();
        var basis = found.FirstOrDefault(r => r.Kind == "StatutoryBasis" && r.Terms.On(today, dataClass, recipientUnit, item) == SharingState.InForce);
        var forbidden = found.SelectMany(r => r.Documents.Where(d => d.Class == dataClass).Select(d => new ProhibitedItem(d.Id, r.HoldsInEmergency))).ToList();
        return new Sharing(
            BestOf(found.Where(r => r.Kind == nameof(ConsentKind.JointWork)), dataClass, item, recipientUnit, today),
            BestOf(found.Where(r => r.Kind == nameof(ConsentKind.DisclosurePermission)), dataClass, item, recipientUnit, today),
            prohibitions.Count > 0,
            prohibitions.Any(r => r.HoldsInEmergency),
            basis is null ? null : new StatutoryGround(basis.Id, basis.Paragraph),
            forbidden.Count == 0 ? null : forbidden);
    }

    public async Task<IReadOnlySet<DataClass>> HiddenFromGuardian(Guid personId, Guid guardianId, CancellationToken ct)
    {
        var vetoes = await database.QueryAsync(
            VetoesOfPerson, row => (Classes: JsonColumns.Read<IReadOnlyList<DataClass>>(row.GetString(0)), Guardians: JsonColumns.Read<IReadOnlyList<Guid>>(row.GetString(1))),
            ct, personId);
        return vetoes.Where(v => v.Guardians.Count == 0 || v.Guardians.Contains(guardianId))
            .SelectMany(v => v.Classes.Count == 0 ? Enum.GetValues<DataClass>() : v.Classes)
            .ToHashSet();
    }

    /// <summary>At most one is active (a unique index); it tells before those that were withdrawn.</summary>
    private static SharingState BestOf(IEnumerable<Row> rows, DataClass dataClass, DataItem? item, Guid? recipientUnit, DateOnly today)
    {
        var state = SharingState.None;
        foreach (var row in rows)
        {
            if (row.Status == ConsentStatus.Active) return row.Terms.On(today, dataClass, recipientUnit, item);
            state = SharingState.Withdrawn;
        }
        return state;
    }

    /// <param name="Kind">A <see cref="ConsentKind"/>, <c>Prohibition</c> or <c>StatutoryBasis</c>.</param>
    /// <param name="Terms">A statutory basis has the same ones as a permission.</param>
    /// <param name="Documents">Of a prohibition: the single documents that alone it is of; empty otherwise.</param>
    private sealed record Row(
        ConsentStatus Status, string Kind, ConsentTerms Terms, Guid Id, bool HoldsInEmergency, string Paragraph, IReadOnlyList<ProhibitedDocument> Documents)
    {
        /// <summary>
        /// Of a prohibition: one of some service tasks holds for what has no known task too, one of single documents for what might be one of them. A list
        /// leaves these out by itself.
        /// </summary>
        public bool Forbids(DataClass dataClass, DataItem? item) => Documents.Count > 0
            ? item?.Each != true && Documents.Any(d => d.Class == dataClass && (item?.Id is not { } id || d.Id == id))
            : (Terms.Classes.Count == 0 || Terms.Classes.Contains(dataClass))
            && (Terms.ServiceTasks is not { Count: > 0 } tasks || item?.ServiceTask is not { } task || tasks.Contains(task));

        public static Row Read(DbDataReader row)
        {
            var kind = row.GetString(1);
            var terms = new ConsentTerms(
                kind == nameof(ConsentKind.JointWork) ? ConsentKind.JointWork : ConsentKind.DisclosurePermission,
                row.IsDBNull(2) ? null : Enum.Parse<Direction>(row.GetString(2)),
                JsonColumns.Read<IReadOnlyList<DataClass>>(row.GetString(3)),
                JsonColumns.Read<IReadOnlyList<Guid>>(row.GetString(4)),
                row.GetFieldValue<DateOnly>(5),
                row.IsDBNull(6) ? null : row.GetFieldValue<DateOnly>(6),
                row.IsDBNull(10) ? null : row.GetFieldValue<DateOnly>(10),
                row.IsDBNull(11) ? null : row.GetFieldValue<DateOnly>(11),
                JsonColumns.Read<IReadOnlyList<string>>(row.GetString(12)));
            return new Row(Enum.Parse<ConsentStatus>(row.GetString(0)), kind, terms, row.GetGuid(7), row.GetBoolean(8), row.GetString(9),
                JsonColumns.Read<IReadOnlyList<ProhibitedDocument>>(row.GetString(13)));
        }
    }
}
