using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Monipolku.Access.Contracts;
using Monipolku.Intake.Contracts;
using Monipolku.Platform;

namespace Monipolku.Intake;

/// <summary>
/// Looks after the open matters: computes their clocks anew when the county's rules have changed, tells workers and managers of last days that
/// are near or have passed, each once, and passes on what somebody answered for who works there no more. One instance at a time does it, under a lease that ends with a killed one. An alert, its event and
/// the clock's mark are saved together, and the alert's key is unique: what was cut short is taken up again and nothing is told twice.
/// </summary>
internal sealed partial class ClockWatch(IServiceScopeFactory scopes, Database database, Ceilings ceilings, TimeProvider clock, ILogger<ClockWatch> log) : IPeriodicWork
{
    private const int BatchSize = 100;

    /// <summary>A batch takes a fraction of it; a killed instance is followed by another after so long.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    /// <summary>Counting everybody's clients reads every open matter.</summary>
    private static readonly TimeSpan ReadsAllEvery = TimeSpan.FromHours(1);

    private DateTimeOffset _until;
    private DateTimeOffset _countedAt;

    public Task PauseAsync(CancellationToken ct) => Task.Delay(TimeSpan.FromSeconds(30), clock, ct);

    /// <summary>Does what is due. Answers how many matters it touched; 0 too where another instance is at it.</summary>
    public async Task<int> RunAsync(CancellationToken ct = default)
    {
        var before = clock.GetUtcNow();
        if (!await MoveLease(r => r.WatchedUntil <= before, before + Lease, ct)) return 0;
        try
        {
            return await InBatches(Recomputable, Recompute, ct) + await PassOn(ct) + await InBatches(Alertable, TellOfClocks, ct) + await InBatches(Idle, TellIdle, ct)
                + await InBatches(StepsChanged, TellOfSteps, ct) + await InBatches(StepsPassing, TellOfSteps, ct)
                + await TellOfCaseloads(ct);
        }
        finally
        {
            // Not with the token of a service that stops: the next instance need not wait for the lease to end.
            await MoveLease(r => r.WatchedUntil == _until, before, CancellationToken.None);
        }
    }

    private static IQueryable<IntakeMatter> Recomputable(IntakeDb db, DateOnly today) => db.Matters
        .Where(m => m.NextDueOn != null && m.RulesVersion < db.CountyRules.OrderBy(r => r.Id).Select(r => r.Version).First()).OrderBy(m => m.RulesVersion).ThenBy(m => m.Id);

    private static IQueryable<IntakeMatter> Alertable(IntakeDb db, DateOnly today) =>
        db.Matters.Where(m => m.NextAlertOn != null && m.NextAlertOn <= today).OrderBy(m => m.NextAlertOn).ThenBy(m => m.Id);

    private static IQueryable<IntakeMatter> Idle(IntakeDb db, DateOnly today) =>
        db.Matters.Where(m => m.IdleOn != null && m.IdleOn <= today).OrderBy(m => m.IdleOn).ThenBy(m => m.Id);

    private static IQueryable<IntakeMatter> StepsChanged(IntakeDb db, DateOnly today) => db.Matters.Where(m => m.StepsSeen < m.Version).OrderBy(m => m.Id);

    private static IQueryable<IntakeMatter> StepsPassing(IntakeDb db, DateOnly today) =>
        db.Matters.Where(m => m.StepsOn != null && m.StepsOn <= today).OrderBy(m => m.StepsOn).ThenBy(m => m.Id);

    private async Task Recompute(IntakeDb db, IReadOnlyList<IntakeMatter> matters, CancellationToken ct)
    {
        var county = await db.CountyRules.AsNoTracking().SingleAsync(ct);
        var (rules, now) = (county.Now(), clock.GetUtcNow());
        var ids = matters.Select(m => m.Id).ToList();
        var open = (await db.Alerts.Where(a => a.MatterId != null && ids.Contains(a.MatterId.Value) && a.Clock != null && a.AcknowledgedAt == null).ToListAsync(ct)).ToLookup(a => a.MatterId);
        foreach (var matter in matters)
        {
            var before = matter.RulesVersion;
            foreach (var (old, renewed) in matter.Recompute(rules))
            {
                // What was told of the old last day holds no more: of the new one is told anew.
                foreach (var alert in open[matter.Id].Where(a => a.Clock == old.Name && a.Force == old.Force && a.DueOn == old.DueOn)) alert.Acknowledge(by: null, now);
                db.ClockChanges.Add(new ClockChange
                {
                    Id = Guid.CreateVersion7(now),
                    MatterId = matter.Id,
                    Clock = old.Name,
                    OldDueOn = old.DueOn,
                    NewDueOn = renewed.DueOn,
                    Why = county.WhatMoved(old, before),
                    At = now,
                });
            }
        }
    }

    private async Task TellOfClocks(IntakeDb db, IReadOnlyList<IntakeMatter> matters, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var today = WorkingDays.DateOf(now);
        var due = matters.SelectMany(m => m.Tell(today).Select(t => (Matter: m, t.Clock, t.Level, Alert: AlertOf(m, t.Clock, t.Level, now)))).ToList();
        var raised = await Alert.Raise(db, [.. due.Select(d => d.Alert)], ct);
        foreach (var (matter, late, level, _) in due.Where(d => raised.Contains(d.Alert))) Publish(db, matter, late, level, now);
    }

    private static Alert AlertOf(IntakeMatter matter, Clock late, ClockLevel level, DateTimeOffset now)
    {
        var kind = level switch
        {
            ClockLevel.Warned => AlertKind.ClockWarning,
            ClockLevel.Breached => AlertKind.ClockBreach,
            _ => AlertKind.ClockEscalation,
        };
        // The law's and the county's clock may have one last day.
        var policy = late.Force == ClockForce.Policy ? "/policy" : "";
        var alert = Alert.Of(matter, kind, $"{late.Name}/{level}/{late.DueOn:O}{policy}", now, forManager: level == ClockLevel.Escalated);
        (alert.Clock, alert.Force, alert.DueOn) = (late.Name, late.Force, late.DueOn);
        return alert;
    }

    private static void Publish(IntakeDb db, IntakeMatter matter, Clock late, ClockLevel level, DateTimeOffset now)
    {
        var (id, name, statutory) = (Guid.CreateVersion7(now), (AlertedClock)late.Name, late.Force == ClockForce.Statutory);
        if (level == ClockLevel.Warned) db.Publish(new ClockWarned(id, matter.PersonId, matter.Id, name, statutory, late.DueOn, matter.OwnerUnitId, matter.OwnerId));
        else if (level == ClockLevel.Breached) db.Publish(new ClockBreached(id, matter.PersonId, matter.Id, name, statutory, late.DueOn, matter.OwnerUnitId, matter.OwnerId));
        else db.Publish(new ClockEscalated(id, matter.PersonId, matter.Id, name, statutory, late.DueOn, matter.OwnerUnitId, matter.OwnerId));
    }

    private async Task TellIdle(IntakeDb db, IReadOnlyList<IntakeMatter> matters, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var raised = await Alert.Raise(db, [.. matters.Select(m => Alert.Of(m, AlertKind.IdleAssessment, $"idle/{m.IdleOn:O}", now))], ct);
        foreach (var matter in matters) matter.IdleTold();
        foreach (var matter in matters.Where(m => raised.Any(a => a.MatterId == m.Id)))
            db.Publish(new AssessmentIdle(Guid.CreateVersion7(now), matter.PersonId, matter.Id, matter.OwnerUnitId, matter.OwnerId));
    }

    /// <summary>Who answers for the matter is told of a missed step, once; the alert of one that is not missed any more ends.</summary>
    private async Task TellOfSteps(IntakeDb db, IReadOnlyList<IntakeMatter> matters, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var today = WorkingDays.DateOf(now);
        var ids = matters.Select(m => m.Id).ToList();
        var rules = (await db.CountyRules.AsNoTracking().SingleAsync(ct)).Now();
        var definitions = await ProcessDefinition.Find(db, [.. matters.Select(m => m.ProcessId).Distinct()], ct);
        var talks = await BookedTalk.Of(db, ids, ct);
        var told = await db.Alerts.Where(a => a.Kind == AlertKind.MissedStep && a.MatterId != null && ids.Contains(a.MatterId.Value)).ToListAsync(ct);
        var missed = new List<Alert>();
        foreach (var matter in matters)
        {
            var steps = MatterStep.Of(definitions[matter.ProcessId], matter, talks.GetValueOrDefault(matter.Id), rules, today);
            foreach (var step in steps.Where(s => s is { IsWatched: true, State: StepState.Missed }))
            {
                var alert = Alert.Of(matter, AlertKind.MissedStep, $"step/{step.Step.Code}/{step.DueOn:O}", now);
                (alert.StepCode, alert.DueOn) = (step.Step.Code, step.DueOn);
                missed.Add(alert);
            }
            matter.StepsLookedAt(MatterStep.NextLook(steps, today));
        }
        await Alert.Raise(db, missed, ct);
        var keys = missed.Select(a => a.Key).ToHashSet();
        foreach (var alert in told.Where(a => a.AcknowledgedAt is null && !keys.Contains(a.Key))) alert.Acknowledge(by: null, now);
    }

    /// <summary>
    /// Who answers for an open matter and works in its unit no more is followed by who has the duty there, who is told; where nobody has it, the
    /// manager is.
    /// </summary>
    private async Task<int> PassOn(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var passed = 0;
        foreach (var (unitId, gone, onDuty) in await FindGone(WorkingDays.DateOf(now), ct))
        {
            passed += await InBatches(
                (db, _) => db.Matters.Where(m => m.OwnerUnitId == unitId && m.NextDueOn != null && gone.Contains(m.OwnerId)).OrderBy(m => m.Id),
                (db, matters, stop) => PassOn(db, matters, onDuty, stop), ct);
        }
        return passed;
    }

    private async Task PassOn(IntakeDb db, IReadOnlyList<IntakeMatter> matters, Guid? onDuty, CancellationToken ct)
    {
        var (now, ids) = (clock.GetUtcNow(), matters.Select(m => m.Id).ToList());
        var open = await db.Alerts.Where(a => a.MatterId != null && ids.Contains(a.MatterId.Value) && a.AcknowledgedAt == null && !a.ForManager).ToListAsync(ct);
        foreach (var alert in open)
        {
            if (alert.Kind == AlertKind.OwnerLeft) alert.Acknowledge(by: null, now);
            else alert.StaffId = onDuty;
        }
        foreach (var matter in matters) matter.OwnerLeft(onDuty, now);
        await Alert.Raise(db, [.. matters.Select(m => Alert.Of(m, AlertKind.OwnerLeft, $"owner/{m.Version}", now, forManager: onDuty is null))], ct);
    }

    /// <summary>By unit: who answers for its open matters and works there no more, and who has the duty there today and does.</summary>
    private async Task<IReadOnlyList<(Guid UnitId, IReadOnlyList<Guid?> Gone, Guid? OnDuty)>> FindGone(DateOnly today, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var (db, staff) = (scope.ServiceProvider.GetRequiredService<IntakeDb>(), scope.ServiceProvider.GetRequiredService<IStaffDirectory>());
        var owners = await db.Matters.Where(m => m.NextDueOn != null && m.OwnerId != null)
            .Select(m => new { m.OwnerUnitId, OwnerId = m.OwnerId!.Value }).Distinct().ToListAsync(ct);
        var works = await staff.FindUnitsOfStaff([.. owners.Select(o => o.OwnerId).Distinct()], ct);
        var gone = owners.Where(o => !works[o.OwnerId].Contains(o.OwnerUnitId)).ToLookup(o => o.OwnerUnitId, o => (Guid?)o.OwnerId);
        if (gone.Count == 0) return [];

        var (units, monday) = (gone.Select(g => g.Key).ToList(), DutyWeek.MondayOf(today));
        var weeks = await db.DutyWeeks.AsNoTracking().Where(w => units.Contains(w.UnitId) && w.StartsOn == monday).ToListAsync(ct);
        var receivers = await DutyWeek.FindReceivers(weeks, today, staff, ct);
        var onDuty = weeks.ToDictionary(w => w.UnitId, w => receivers[w.Id]);
        return [.. gone.Select(g => (g.Key, (IReadOnlyList<Guid?>)[.. g], onDuty.GetValueOrDefault(g.Key)))];
    }

    /// <summary>Above the ceiling worker and manager are told, once a week while it lasts.</summary>
    private async Task<int> TellOfCaseloads(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (now < _countedAt + ReadsAllEvery) return 0;
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IntakeDb>();
        var lowest = ceilings.Lowest;
        var high = (await Caseload.Of(db.Matters).Where(l => l.Children > lowest).ToListAsync(ct)).GroupBy(l => l.StaffId).ToList();
        var staff = await scope.ServiceProvider.GetRequiredService<IStaffDirectory>().FindStaff([.. high.Select(h => h.Key)], ct);
        var week = DutyWeek.MondayOf(WorkingDays.DateOf(now));
        var alerts = high
            .Where(h => staff.TryGetValue(h.Key, out var worker) && h.Sum(l => l.Children) > ceilings.Of(worker.Roles))
            .SelectMany(h => (IEnumerable<Alert>)[Told(h.Key, forManager: false), Told(h.Key, forManager: true)])
            .ToList();
        var raised = await Alert.Raise(db, alerts, ct);
        await db.SaveChangesAsync(ct);
        _countedAt = now;
        return raised.Count;

        Alert Told(Guid worker, bool forManager) => Alert.OfCaseload(worker, staff[worker].UnitId, week, now, forManager);
    }

    /// <summary>Until nothing more is due, or nothing of it can be done now, or the lease is lost.</summary>
    private async Task<int> InBatches(
        Func<IntakeDb, DateOnly, IQueryable<IntakeMatter>> due, Func<IntakeDb, IReadOnlyList<IntakeMatter>, CancellationToken, Task> work, CancellationToken ct)
    {
        var done = 0;
        while (await MoveLease(r => r.WatchedUntil == _until, clock.GetUtcNow() + Lease, ct))
        {
            List<Guid> ids;
            await using (var scope = scopes.CreateAsyncScope())
            {
                var db = scope.ServiceProvider.GetRequiredService<IntakeDb>();
                ids = await due(db, WorkingDays.Today(clock)).Take(BatchSize).Select(m => m.Id).ToListAsync(ct);
            }
            if (ids.Count == 0) break;
            var saved = await TrySave(ids, work, ct) ? ids.Count : 0;
            // Somebody has just changed one of them: the others need not wait for it.
            if (saved == 0) foreach (var id in ids) saved += await TrySave([id], work, ct) ? 1 : 0;
            if (saved == 0) break;
            done += saved;
        }
        return done;
    }

    private async Task<bool> TrySave(List<Guid> ids, Func<IntakeDb, IReadOnlyList<IntakeMatter>, CancellationToken, Task> work, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IntakeDb>();
        try
        {
            await work(db, await db.Matters.Where(m => ids.Contains(m.Id)).ToListAsync(ct), ct);
            await db.SaveChangesAsync(ct);
            return true;
        }
        catch (DbUpdateException lost)
        {
            var kind = lost.GetType().Name;
            LogLeft(log, ids[0], ids.Count, kind);
            return false;
        }
    }

    /// <summary>Of several instances only the one that moves it goes on.</summary>
    private async Task<bool> MoveLease(System.Linq.Expressions.Expression<Func<CountyRules, bool>> still, DateTimeOffset until, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IntakeDb>();
        // As the database keeps it.
        until = DateTimeOffset.FromUnixTimeMilliseconds(until.ToUnixTimeMilliseconds());
        var moved = await database.WriteAsync(
            () => db.CountyRules.Where(still).ExecuteUpdateAsync(set => set.SetProperty(r => r.WatchedUntil, until), ct), ct) == 1;
        if (moved) _until = until;
        return moved;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Clocks of {Count} matters from {MatterId} on are left for another try: {ExceptionType}")]
    private static partial void LogLeft(ILogger log, Guid matterId, int count, string exceptionType);
}
