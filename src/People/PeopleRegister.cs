using Microsoft.EntityFrameworkCore;
using Monipolku.People.Contracts;
using Monipolku.Platform;

namespace Monipolku.People;

internal sealed class PeopleRegister(PeopleDb db, Database database, PersonSecrets secrets, TimeProvider clock) : IPeople
{
    private const string ByHash = """SELECT "Id" FROM people_persons WHERE "IdentityCodeHash" = $1""";

    public async Task<Guid> FindOrRegister(PersonDetails details, CancellationToken ct)
    {
        if (await FindByIdentityCode(details.IdentityCode, ct) is { } known) return known;
        var person = secrets.NewPerson(details, clock.GetUtcNow());
        db.Persons.Add(person);
        db.RecordIdentities.Add(person.Identity());
        try
        {
            await db.SaveChangesAsync(ct);
            return person.Id;
        }
        catch (DbUpdateException)
        {
            // Two notifications of the same child at once: the other registered first.
            db.ChangeTracker.Clear();
            if (await FindByIdentityCode(details.IdentityCode, ct) is { } winner) return winner;
            throw;
        }
    }

    public async Task<IReadOnlyDictionary<Guid, PersonRecord>> Find(IReadOnlyCollection<Guid> personIds, CancellationToken ct)
    {
        var found = await db.Persons.AsNoTracking().Where(p => personIds.Contains(p.Id)).ToListAsync(ct);
        return found.ToDictionary(p => p.Id, secrets.Read);
    }

    /// <summary>Not through EF Core: it runs whenever something arrives.</summary>
    public async Task<Guid?> FindByIdentityCode(string identityCode, CancellationToken ct) =>
        await database.QueryAsync(ByHash, row => row.GetGuid(0), ct, secrets.Hash(identityCode)) is [var id] ? id : null;
}
