using Microsoft.EntityFrameworkCore;
using Monipolku.People.Contracts;
using Monipolku.Platform;

namespace Monipolku.People;

internal sealed class PeopleRegister(PeopleDb db, Database database, PersonSecrets secrets, TimeProvider clock) : IPeople
{
    private const string ByHash = """SELECT "Id" FROM people_persons WHERE "IdentityCodeHash" = $1""";

    private const int MostAttempts = 10;
    private const int MostBornOnADay = 1_000;
    private const int MostLike = 50;

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

    public async Task<IReadOnlyDictionary<string, Guid>> FindOrRegisterAll(IReadOnlyCollection<PersonDetails> details, CancellationToken ct)
    {
        var byHash = details.DistinctBy(d => d.IdentityCode, StringComparer.OrdinalIgnoreCase).ToDictionary(d => secrets.Hash(d.IdentityCode));
        for (var attempt = 1; ; attempt++)
        {
            var found = await db.Persons.AsNoTracking().Where(p => byHash.Keys.Contains(p.IdentityCodeHash))
                .Select(p => new { p.IdentityCodeHash, p.Id }).ToDictionaryAsync(p => p.IdentityCodeHash, p => p.Id, ct);
            foreach (var (hash, unknown) in byHash.Where(d => !found.ContainsKey(d.Key)))
            {
                var person = secrets.NewPerson(unknown, clock.GetUtcNow());
                db.Persons.Add(person);
                db.RecordIdentities.Add(person.Identity());
                found.Add(hash, person.Id);
            }
            try
            {
                if (db.ChangeTracker.HasChanges()) await db.SaveChangesAsync(ct);
                db.ChangeTracker.Clear();
                return byHash.ToDictionary(d => d.Value.IdentityCode.ToUpperInvariant(), d => found[d.Key]);
            }
            catch (Exception lost) when (attempt < MostAttempts && ModuleDb.LostToAnother(lost))
            {
                // Somebody else registered one of them meanwhile: look again.
                db.ChangeTracker.Clear();
            }
        }
    }

    public async Task<IReadOnlyDictionary<Guid, PersonRecord>> Find(IReadOnlyCollection<Guid> personIds, CancellationToken ct)
    {
        var found = await db.Persons.AsNoTracking().Where(p => personIds.Contains(p.Id)).ToListAsync(ct);
        return found.ToDictionary(p => p.Id, secrets.Read);
    }

    public async Task<IReadOnlyList<LikePerson>> FindLike(Guid personId, CancellationToken ct)
    {
        var found = await (
            from me in db.Persons
            join other in db.Persons on me.BirthDate equals other.BirthDate
            where me.Id == personId && other.Id != personId
            orderby other.Id
            select new { MyGiven = me.GivenNames, MyFamily = me.FamilyName, other.Id, other.GivenNames, other.FamilyName })
            .Take(MostBornOnADay).ToListAsync(ct);
        return
        [
            .. found.Select(p => (p.Id, Names: Names.Compare(p.MyGiven, p.MyFamily, p.GivenNames, p.FamilyName)))
                .Where(p => p.Names is not null).Select(p => new LikePerson(p.Id, p.Names!.Value)).Take(MostLike),
        ];
    }

    /// <summary>Not through EF Core: it runs whenever something arrives.</summary>
    public async Task<Guid?> FindByIdentityCode(string identityCode, CancellationToken ct) =>
        await database.QueryAsync(ByHash, row => row.GetGuid(0), ct, secrets.Hash(identityCode)) is [var id] ? id : null;
}
