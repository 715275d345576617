using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.People;

internal sealed class Representation(PeopleDb db, TimeProvider clock) : IRepresentation
{
    public async Task<IReadOnlyList<Guid>> ChildrenOf(Guid personId, CancellationToken ct)
    {
        var ofAge = RecordIdentity.OfAge(WorkingDays.Today(clock));
        return await (
            from self in db.RecordIdentities
            join guardian in db.RecordIdentities on self.IdentityCodeHash equals guardian.IdentityCodeHash
            where self.PersonId == personId && self.Relation == RecordRelation.Self
                && guardian.Relation == RecordRelation.Guardian && guardian.ClientBornOn > ofAge
            orderby guardian.PersonId
            select guardian.PersonId)
            .ToListAsync(ct);
    }

    public async Task<IReadOnlyDictionary<Guid, string>> NamesOfThoseWhoSpeakFor(Guid personId, CancellationToken ct) =>
        (await db.Persons.Where(p => p.Id == personId).Select(p => p.Guardians).FirstOrDefaultAsync(ct) ?? [])
            .ToDictionary(g => g.Id, g => $"{g.GivenNames} {g.FamilyName}");
}
