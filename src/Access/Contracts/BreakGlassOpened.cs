using Monipolku.Platform.Outbox;

namespace Monipolku.Access.Contracts;

/// <summary>A client's record was opened in an emergency: the managers of these units are to look at it. Whoever can call them, listens here.</summary>
/// <param name="StaffId">Who opened it, in <paramref name="UnitId"/>.</param>
/// <param name="ClientUnitIds">The units that serve the client: their managers are told too.</param>
/// <param name="Until">When it closes by itself.</param>
/// <param name="AnswerBy">Until when a manager is to have looked; then an auditor is told.</param>
public sealed record BreakGlassOpened(
    Guid EventId, Guid PersonId, Guid BreakGlassId, Guid StaffId, Guid UnitId, IReadOnlyList<Guid> ClientUnitIds, DateTimeOffset Until, DateTimeOffset AnswerBy)
    : IIntegrationEvent
{
    public static string Name => "access.break-glass-opened.v1";
}

/// <summary>No manager has looked at it in time: it is the auditors' now.</summary>
/// <inheritdoc cref="BreakGlassOpened"/>
public sealed record BreakGlassEscalated(Guid EventId, Guid PersonId, Guid BreakGlassId, Guid StaffId, Guid UnitId) : IIntegrationEvent
{
    public static string Name => "access.break-glass-escalated.v1";
}
