using Microsoft.EntityFrameworkCore;
using Monipolku.Consents.Contracts;

namespace Monipolku.Consents;

internal sealed class ConsentRecords(ConsentsDb db, ConsentViews views) : IConsentRecords
{
    public async Task<ConsentDocument?> Find(Guid consentId, int version, CancellationToken ct) =>
        await db.Consents.AsNoTracking().FirstOrDefaultAsync(c => c.Id == consentId, ct) is { } consent ? views.Document(consent, version) : null;

    public async Task<IReadOnlyList<ConsentDocument>> Find(IReadOnlyCollection<Guid> consentIds, CancellationToken ct) =>
        Present(await db.Consents.AsNoTracking().Where(c => consentIds.Contains(c.Id)).OrderBy(c => c.Id).ToListAsync(ct));

    public async Task<IReadOnlyList<ConsentDocument>> Versions(IReadOnlyCollection<Guid> consentIds, CancellationToken ct)
    {
        var found = await db.Consents.AsNoTracking().Where(c => consentIds.Contains(c.Id)).OrderBy(c => c.Id).ToListAsync(ct);
        return [.. found.SelectMany(c => Enumerable.Range(0, c.Version).Select(back => views.Document(c, c.Version - back)!))];
    }

    public async Task<IReadOnlyList<ConsentDocument>> OfPerson(Guid personId, CancellationToken ct) =>
        Present(await db.Consents.AsNoTracking().Where(c => c.PersonId == personId).OrderBy(c => c.GivenAt).ThenBy(c => c.Id).ToListAsync(ct));

    public async Task<ProhibitionDocument?> FindProhibition(Guid prohibitionId, int version, CancellationToken ct) =>
        (await db.Prohibitions.AsNoTracking().FirstOrDefaultAsync(p => p.Id == prohibitionId, ct))?.At(version);

    public async Task<IReadOnlyList<ProhibitionDocument>> FindProhibitions(IReadOnlyCollection<Guid> prohibitionIds, CancellationToken ct) =>
        Present(await db.Prohibitions.AsNoTracking().Where(p => prohibitionIds.Contains(p.Id)).OrderBy(p => p.Id).ToListAsync(ct));

    public async Task<IReadOnlyList<ProhibitionDocument>> ProhibitionVersions(IReadOnlyCollection<Guid> prohibitionIds, CancellationToken ct)
    {
        var found = await db.Prohibitions.AsNoTracking().Where(p => prohibitionIds.Contains(p.Id)).OrderBy(p => p.Id).ToListAsync(ct);
        return [.. found.SelectMany(p => Enumerable.Range(0, p.Version).Select(back => p.At(p.Version - back)!))];
    }

    public async Task<IReadOnlyList<ProhibitionDocument>> ProhibitionsOfPerson(Guid personId, CancellationToken ct) =>
        Present(await db.Prohibitions.AsNoTracking().Where(p => p.PersonId == personId).OrderBy(p => p.RecordedAt).ThenBy(p => p.Id).ToListAsync(ct));

    private static List<ProhibitionDocument> Present(IEnumerable<Prohibition> prohibitions) => [.. prohibitions.Select(p => p.At(p.Version)!)];

    private List<ConsentDocument> Present(IEnumerable<Consent> consents) => [.. consents.Select(c => views.Document(c, c.Version)!)];
}
