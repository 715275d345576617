using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Monipolku.Platform;

namespace Monipolku.Intake;

public enum AlertKind
{
    /// <summary>A clock's last day is near.</summary>
    ClockWarning,

    /// <summary>It has passed.</summary>
    ClockBreach,

    /// <summary>It has passed, and still nothing has happened: for the manager.</summary>
    ClockEscalation,

    /// <summary>Nothing has been written in an assessment for long.</summary>
    IdleAssessment,

    /// <summary>A worker has more clients than the ceiling.</summary>
    CaseloadExceeded,

    /// <summary>The last day of a step of the matter's process has passed, and it is not done.</summary>
    MissedStep,

    /// <summary>
    /// Who answered for a matter, or was to receive it, works in its unit no more: for whoever has the duty and answers for it now, or else for
    /// the manager.
    /// </summary>
    OwnerLeft,
}

/// <summary>Something that a worker or a manager is to know; open until somebody says that they do, or it no longer matters.</summary>
internal sealed class Alert : IVersioned
{
    public required Guid Id { get; init; }

    /// <summary>What it is about, so that nobody is told twice: unique.</summary>
    public required string Key { get; init; }
    public required AlertKind Kind { get; init; }

    /// <summary>Null for a caseload.</summary>
    public Guid? MatterId { get; init; }
    public Guid? PersonId { get; init; }
    public ClockName? Clock { get; set; }
    public ClockForce? Force { get; set; }
    public DateOnly? DueOn { get; set; }

    /// <summary>Of a missed step: which of the matter's process.</summary>
    public string? StepCode { get; set; }
    public required Guid UnitId { get; set; }

    /// <summary>Whom it is for; null for whoever has the duty, or the manager, in that unit.</summary>
    public Guid? StaffId { get; set; }
    public required bool ForManager { get; init; }
    public required DateTimeOffset RaisedAt { get; init; }

    /// <summary>Null where it has ended by itself: what it warned of has happened.</summary>
    public Guid? AcknowledgedBy { get; private set; }
    public DateTimeOffset? AcknowledgedAt { get; private set; }
    public int Version { get; private set; } = 1;

    /// <summary>Of a matter, for who answers for it.</summary>
    /// <param name="what">Makes the key with the matter's id.</param>
    /// <param name="forManager">For the manager of its unit instead.</param>
    public static Alert Of(IntakeMatter matter, AlertKind kind, FormattableString what, DateTimeOffset now, bool forManager = false) => new()
    {
        Id = Guid.CreateVersion7(now),
        Key = $"{matter.Id}/{what.ToString(CultureInfo.InvariantCulture)}",
        Kind = kind,
        MatterId = matter.Id,
        PersonId = matter.PersonId,
        UnitId = matter.OwnerUnitId,
        StaffId = matter.OwnerId,
        ForManager = forManager,
        RaisedAt = now,
    };

    /// <summary>Once a week, for the worker or for the manager.</summary>
    public static Alert OfCaseload(Guid workerId, Guid unitId, DateOnly week, DateTimeOffset now, bool forManager) => new()
    {
        Id = Guid.CreateVersion7(now),
        Key = string.Create(CultureInfo.InvariantCulture, $"{workerId}/caseload/{week:O}{(forManager ? "/manager" : "")}"),
        Kind = AlertKind.CaseloadExceeded,
        UnitId = unitId,
        StaffId = workerId,
        ForManager = forManager,
        RaisedAt = now,
    };

    /// <summary>
    /// Adds those that nobody has been told of yet, and answers them. One that had ended by itself, and is so again, is open again; one that
    /// somebody has acknowledged stays so.
    /// </summary>
    public static async Task<IReadOnlyList<Alert>> Raise(IntakeDb db, IReadOnlyList<Alert> alerts, CancellationToken ct)
    {
        var keys = alerts.Select(a => a.Key).ToList();
        var known = await db.Alerts.Where(a => keys.Contains(a.Key)).ToDictionaryAsync(a => a.Key, ct);
        List<Alert> raised = [.. alerts.Where(a => !known.ContainsKey(a.Key))];
        foreach (var again in alerts)
        {
            if (known.TryGetValue(again.Key, out var ended) && ended is { AcknowledgedAt: not null, AcknowledgedBy: null }) ended.Reopen(again);
        }
        db.Alerts.AddRange(raised);
        return raised;
    }

    /// <summary>For who answers for it now.</summary>
    private void Reopen(Alert again)
    {
        (AcknowledgedAt, UnitId, StaffId) = (null, again.UnitId, again.StaffId);
        Version++;
    }

    public Refusal? Acknowledge(Guid? by, DateTimeOffset now)
    {
        if (AcknowledgedAt is not null) return IntakeRefusals.AlertAcknowledged;
        (AcknowledgedBy, AcknowledgedAt) = (by, now);
        Version++;
        return null;
    }
}
