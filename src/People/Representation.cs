using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.People;

internal sealed class Representation(PeopleDb db, TimeProvider clock) : IRepresentation
{
    private const int AgeOfMajority = 18;

    public async Task<IReadOnlyList<Guid>> ChildrenOf(Guid personId, CancellationToken ct)
    {
        var bornAfter = WorkingDays.Today(clock).AddYears(-AgeOfMajority);
        return await (
            from guardian in db.Persons
            join guardianship in db.Guardianships on guardian.IdentityCodeHash equals guardianship.GuardianHash
            join child in db.Persons on guardianship.PersonId equals child.Id
            where guardian.Id == personId && child.BirthDate > bornAfter
            orderby child.Id
            select child.Id)
            .ToListAsync(ct);
    }
}
