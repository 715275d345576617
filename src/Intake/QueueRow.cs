using System.Data.Common;
using Monipolku.Platform;

namespace Monipolku.Intake;

/// <summary>A matter as <see cref="QueueQuery"/> reads it.</summary>
internal sealed record QueueRow(
    Guid Id, Guid PersonId, MatterKind Kind, MatterStatus Status, DateOnly ArrivedOn, Guid OwnerUnitId, Guid? OwnerId, string? UrgencyCode,
    IReadOnlyList<Clock> Clocks, int Version, DateOnly? IdleOn, DateOnly? IdleSince)
{
    public const string Columns = """
        "Id", "PersonId", "Kind", "Status", "ArrivedOn", "OwnerUnitId", "OwnerId", "UrgencyCode", "Clocks", "Version", "IdleOn", "IdleSince", "NextDueOn"
        """;

    public static QueueRow Read(DbDataReader row) => new(
        row.GetGuid(0), row.GetGuid(1), Enum.Parse<MatterKind>(row.GetString(2)), Enum.Parse<MatterStatus>(row.GetString(3)),
        row.GetFieldValue<DateOnly>(4), row.GetGuid(5), row.IsDBNull(6) ? null : row.GetGuid(6), row.IsDBNull(7) ? null : row.GetString(7),
        JsonColumns.Read<IReadOnlyList<Clock>>(row.GetString(8)), row.GetInt32(9),
        row.IsDBNull(10) ? null : row.GetFieldValue<DateOnly>(10), row.IsDBNull(11) ? null : row.GetFieldValue<DateOnly>(11));

    /// <summary>The running clock whose last day comes first.</summary>
    public Clock Next => Clock.NextOf(Clocks) ?? throw new InvalidOperationException("A matter in the queue has a running clock.");
}
