using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.People.Contracts;

namespace Monipolku.People;

internal sealed class PersonDirectory(PeopleDb db, IPeople people, TimeProvider clock) : IPersonDirectory
{
    public async Task<IReadOnlyDictionary<Guid, NamedPerson>> Find(IReadOnlyCollection<Guid> personIds, CancellationToken ct) =>
        await db.Persons.Where(p => personIds.Contains(p.Id))
            .Select(p => new NamedPerson(p.Id, p.GivenNames, p.FamilyName, p.BirthDate))
            .ToDictionaryAsync(p => p.Id, ct);

    public async Task<IReadOnlyList<NamedPerson>> ClientsOf(Guid unitId, string name, int limit, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var relationships = ClientRelationship.InForce(db.Relationships, now);
        // As typed, and as names are written: SQLite's upper() leaves ä, ö and å as they are.
        var typed = name.Trim();
        var written = CultureInfo.InvariantCulture.TextInfo.ToTitleCase(typed.ToLowerInvariant());
        return await db.Persons
            .Where(p => relationships.Any(r => r.PersonId == p.Id && r.UnitId == unitId))
            .Where(p => p.FamilyName.StartsWith(typed) || p.GivenNames.StartsWith(typed)
                || p.FamilyName.StartsWith(written) || p.GivenNames.StartsWith(written))
            .OrderBy(p => p.FamilyName).ThenBy(p => p.GivenNames).ThenBy(p => p.Id)
            .Take(limit)
            .Select(p => new NamedPerson(p.Id, p.GivenNames, p.FamilyName, p.BirthDate))
            .ToListAsync(ct);
    }

    public async Task<IReadOnlyList<string>> NamesAround(Guid unitId, int limit, CancellationToken ct)
    {
        var relationships = ClientRelationship.InForce(db.Relationships, clock.GetUtcNow());
        var clients = await db.Persons.AsNoTracking().Where(p => relationships.Any(r => r.PersonId == p.Id && r.UnitId == unitId))
            .OrderBy(p => p.Id).Take(limit).Select(p => new { p.GivenNames, p.FamilyName, p.Guardians }).ToListAsync(ct);
        return [.. clients.SelectMany(c => c.Guardians.SelectMany(g => new[] { g.GivenNames, g.FamilyName }).Append(c.GivenNames).Append(c.FamilyName))];
    }

    public Task<Guid> FindOrRegister(NewPerson person, CancellationToken ct) =>
        people.FindOrRegister(new PersonDetails(person.IdentityCode.ToUpperInvariant(), person.GivenNames, person.FamilyName, person.Language), ct);
}
