using Microsoft.EntityFrameworkCore;
using Monipolku.People.Contracts;

namespace Monipolku.Intake;

/// <summary>Why two matters, or two notifications, may be about the same.</summary>
public enum DuplicateReason
{
    /// <summary>The same person, by identity code.</summary>
    SamePerson,

    /// <summary>Another record of a person with the same name and birth date.</summary>
    SameName,

    /// <summary>Another record with the same birth date and a name that differs by a letter or a missing second name.</summary>
    NearName,

    /// <summary>Another record with the same birth date whose given and family name have changed places.</summary>
    SwappedName,

    /// <summary>Both arrived within a fortnight.</summary>
    ArrivedClose,

    /// <summary>The same kind of notifier (THL code set 1243).</summary>
    SameNotifierKind,

    /// <summary>At least one reason (THL code sets 1251, 1282) in common.</summary>
    SharedReason,
}

/// <summary>What looks like the same thing told twice. Nothing is done to it: a worker merges or dismisses.</summary>
internal static class LikelyDuplicates
{
    private const int WithinDays = 14;
    private const int MostNotifications = 50;
    private const int MostCandidates = 20;
    private const int RecordsWithinMonths = 12;

    /// <param name="seen">The matters that the caller may open.</param>
    public static async Task<IReadOnlyList<Candidate>> Find(
        IntakeMatter matter, IntakeDb db, IQueryable<IntakeMatter> seen, IPeople people, DateOnly today, CancellationToken ct)
    {
        if (matter.JoinedInto is not null) return [];
        var told = await Told(IntakeNotification.Of(matter.Id, db), ct);
        var found = await SameEvent(matter, told, db, seen, ct);
        found.AddRange(await SameRecord(matter, seen, people, today, ct));

        var ids = found.Select(c => c.Matter.Id).ToList();
        var dismissed = (await db.DismissedDuplicates.AsNoTracking()
            .Where(d => (d.OneId == matter.Id && ids.Contains(d.OtherId)) || (d.OtherId == matter.Id && ids.Contains(d.OneId))).ToListAsync(ct))
            .Select(d => d.OtherThan(matter.Id)).ToHashSet();
        return
        [
            .. found
                .Where(c => !dismissed.Contains(c.Matter.Id) && !WasUndone(matter, c.Matter) && !WasUndone(c.Matter, matter))
                .OrderByDescending(c => c.Reasons.Count).ThenByDescending(c => c.Matter.ArrivedOn).ThenBy(c => c.Matter.Id)
                .Take(MostCandidates),
        ];
    }

    /// <summary>Notifications of one matter that seem to tell of the same event.</summary>
    public static async Task<IReadOnlyList<(Guid One, Guid Other, IReadOnlyList<DuplicateReason> Reasons)>> Within(Guid matterId, IntakeDb db, CancellationToken ct)
    {
        var told = await Told(IntakeNotification.Of(matterId, db), ct);
        return
        [
            .. told.SelectMany((one, i) => told.Skip(i + 1).Select(other => (other.Id, one.Id, Reasons: Compare(one, other))))
                .Where(pair => pair.Reasons.Count > 0).Take(MostNotifications),
        ];
    }

    /// <summary>What was told of the same person at about the same time, and is handled elsewhere.</summary>
    private static async Task<List<Candidate>> SameEvent(
        IntakeMatter matter, IReadOnlyList<ToldFacts> told, IntakeDb db, IQueryable<IntakeMatter> seen, CancellationToken ct)
    {
        if (told.Count == 0) return [];
        var (from, until) = (told.Min(t => t.ArrivedOn).AddDays(-WithinDays), told.Max(t => t.ArrivedOn).AddDays(WithinDays));
        var elsewhere = await Told(db.Notifications.AsNoTracking().Where(n =>
            n.PersonId == matter.PersonId && n.MatterId != matter.Id && n.ArrivedOn >= from && n.ArrivedOn <= until), ct);
        var ids = elsewhere.Select(n => n.MatterId).Distinct().ToList();
        var matters = await seen.Where(m => ids.Contains(m.Id) && m.JoinedInto == null && m.AboutUnborn == matter.AboutUnborn).ToDictionaryAsync(m => m.Id, ct);
        return
        [
            .. elsewhere.Where(n => matters.ContainsKey(n.MatterId)).GroupBy(n => n.MatterId)
                .Select(g => (g.Key, Reasons: g.SelectMany(n => told.SelectMany(t => Compare(t, n))).Distinct().Order().ToList()))
                .Where(g => g.Reasons.Count > 0)
                .Select(g => new Candidate(matters[g.Key], g.Reasons)),
        ];
    }

    /// <summary>Matters of another record that may be the same person's.</summary>
    private static async Task<List<Candidate>> SameRecord(
        IntakeMatter matter, IQueryable<IntakeMatter> seen, IPeople people, DateOnly today, CancellationToken ct)
    {
        var like = (await people.FindLike(matter.PersonId, ct)).ToDictionary(p => p.Id);
        if (like.Count == 0) return [];
        var (ids, since) = (like.Keys.ToList(), today.AddMonths(-RecordsWithinMonths));
        var matters = await seen
            .Where(m => ids.Contains(m.PersonId) && m.JoinedInto == null && m.AboutUnborn == matter.AboutUnborn)
            .Where(m => m.OpenFor != null || m.ArrivedOn >= since)
            .OrderByDescending(m => m.ArrivedOn).ThenByDescending(m => m.Id).Take(MostCandidates).ToListAsync(ct);
        return
        [
            .. matters.Select(m => new Candidate(m,
            [
                like[m.PersonId].Names switch
                {
                    NameLikeness.Same => DuplicateReason.SameName,
                    NameLikeness.Near => DuplicateReason.NearName,
                    _ => DuplicateReason.SwappedName,
                },
            ])),
        ];
    }

    /// <summary>At about the same time, and with a reason or the kind of notifier in common; empty otherwise.</summary>
    private static List<DuplicateReason> Compare(ToldFacts one, ToldFacts other)
    {
        var close = Math.Abs(one.ArrivedOn.DayNumber - other.ArrivedOn.DayNumber) <= WithinDays;
        var shared = one.ReasonSet == other.ReasonSet && one.ReasonCodes.Intersect(other.ReasonCodes).Any();
        return !close || !shared ? []
            : [DuplicateReason.SamePerson, DuplicateReason.ArrivedClose, .. one.NotifierCode == other.NotifierCode ? [DuplicateReason.SameNotifierKind] : Array.Empty<DuplicateReason>(), DuplicateReason.SharedReason];
    }

    /// <summary>Whoever separated them has said that they are two.</summary>
    private static bool WasUndone(IntakeMatter one, IntakeMatter other) => one.UndoneDecisions.Any(d => d.JoinsMatterId == other.Id);

    private static async Task<IReadOnlyList<ToldFacts>> Told(IQueryable<IntakeNotification> notifications, CancellationToken ct) =>
        [
            .. (await notifications.OrderByDescending(n => n.Id).Take(MostNotifications)
                .Select(n => new { n.Id, n.MatterId, n.Kind, n.ArrivedOn, n.NotifierCode, n.ReasonCodes, n.Supplements }).ToListAsync(ct))
                .Select(n => new ToldFacts(n.Id, n.MatterId, n.ArrivedOn, n.NotifierCode, Codes.ReasonSetOf(n.Kind), IntakeNotification.AllReasons(n.ReasonCodes, n.Supplements))),
        ];

    /// <summary>Another matter, and why it may be about the same.</summary>
    internal sealed record Candidate(IntakeMatter Matter, IReadOnlyList<DuplicateReason> Reasons);

    private sealed record ToldFacts(Guid Id, Guid MatterId, DateOnly ArrivedOn, string NotifierCode, string ReasonSet, IReadOnlyList<string> ReasonCodes);
}
