using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;
using Monipolku.Platform;

namespace Monipolku.Consents;

/// <summary>What the client has agreed to and permitted, in the overview: what is in force and what was withdrawn.</summary>
internal sealed class ConsentChapter(ConsentsDb db, TimeProvider clock) : IOverviewChapter
{
    /// <summary>So much before the last day somebody is reminded to ask anew.</summary>
    private const int DaysBefore = 30;

    public OverviewPart Part => OverviewPart.Consents;
    public Right Right => Rights.ReadConsents;
    public Right RecordsWith => Rights.RecordConsent;

    public async Task<IReadOnlyList<OverviewLine>> Of(Guid personId, Decision access, CancellationToken ct)
    {
        var today = WorkingDays.Today(clock);
        var found = await (
            from consent in db.Consents
            where consent.PersonId == personId && consent.Status != ConsentStatus.Replaced
            orderby consent.Id descending
            select new { Consent = consent, HasForm = db.Scans.Any(s => s.DocumentId == consent.Id && s.ReplacedAt == null) })
            .AsNoTracking().Take(OverviewLine.Most + 1).ToListAsync(ct);
        return [.. found.Select(f => Line(f.Consent, f.HasForm, today))];
    }

    private static OverviewLine Line(Consent c, bool hasForm, DateOnly today)
    {
        var ended = c.ValidTo < today;
        var active = c.Status == ConsentStatus.Active && !ended;
        List<RecordingGap> gaps = [];
        if (active && c.Form != ConsentForm.Oral && !hasForm) gaps.Add(RecordingGap.SignedFormMissing);
        if (active && c.ValidTo <= today.AddDays(DaysBefore)) gaps.Add(RecordingGap.ConsentEnding);
        return new OverviewLine(
            c.Id, JsonRules.CodeOf(c.Kind), c.Status == ConsentStatus.Active && ended ? "ended" : JsonRules.CodeOf(c.Status), c.SignedOn, $"/api/v1/consents/{c.Id}",
            active ? c.ValidTo : null, c.ReceivedBy, c.UnitId, c.Direction is { } direction ? JsonRules.CodeOf(direction) : null)
        {
            ToRecord = gaps,
        };
    }
}

/// <summary>What the client forbids now. What <see cref="ProhibitionSight"/> hides from guardians is not there.</summary>
internal sealed class ProhibitionChapter(ConsentsDb db, ISharingBasis sharing) : IOverviewChapter
{
    public OverviewPart Part => OverviewPart.Prohibitions;
    public Right Right => Rights.ReadConsents;
    public Right RecordsWith => Rights.RecordConsent;

    public async Task<IReadOnlyList<OverviewLine>> Of(Guid personId, Decision access, CancellationToken ct)
    {
        var byGuardian = access.ByGuardian;
        var hidden = await db.ProhibitionsHiddenFrom(access, personId, await sharing.KeptFrom(access, personId, ct), ct);
        var found = await db.Prohibitions.AsNoTracking()
            .Where(p => p.PersonId == personId && p.WithdrawnAt == null && (!byGuardian || p.Kind != ProhibitionKind.Guardians) && !hidden.Contains(p.Id))
            .OrderByDescending(p => p.Id).Take(OverviewLine.Most + 1).ToListAsync(ct);
        return [.. found.Select(p => new OverviewLine(
            p.Id, JsonRules.CodeOf(p.Kind), "active", p.ToldOn, $"/api/v1/prohibitions/{p.Id}", ResponsibleId: p.ReceivedBy, UnitId: p.UnitId,
            Title: p.Direction is { } direction ? JsonRules.CodeOf(direction) : null))];
    }
}
