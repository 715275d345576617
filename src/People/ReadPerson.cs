using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Monipolku.Access.Contracts;
using Monipolku.People.Contracts;
using Monipolku.Platform;

namespace Monipolku.People;

/// <summary>A client as staff with a relationship see them.</summary>
/// <param name="BirthDate">From the identity code, which itself is not shown.</param>
/// <param name="NonDisclosure">Turvakielto: contact details are withheld here; staff read them with a named need (<see cref="ReadContact"/>).</param>
/// <param name="Contact">Null when not told, or withheld under non-disclosure.</param>
public sealed record PersonView(
    Guid Id, string GivenNames, string FamilyName, DateOnly BirthDate, HetuGender Gender, string Language,
    bool NonDisclosure, ContactDetails? Contact, IReadOnlyList<GuardianView> Guardians, int Version) : IVersioned
{
    /// <param name="access">Of a client or a guardian who reads: one's own contact details are no secret to oneself, and one guardian's are none of the other's business.</param>
    /// <param name="vetoed">Whether the child keeps this class from the guardian who reads: then nothing but what the guardian knows has been told.</param>
    internal static PersonView Of(PersonRecord person, Decision? access = null, bool vetoed = false) => new(
        person.Id, person.GivenNames, person.FamilyName, person.BirthDate, person.Gender, person.Language,
        person.NonDisclosure && !vetoed,
        vetoed || (person.NonDisclosure && access is not { ByClient: true, ByGuardian: false }) ? null : person.Contact,
        [.. person.Guardians.Select(g => new GuardianView(
            g.Id, g.GivenNames, g.FamilyName, g.Role, person.NonDisclosure || (access is { ByGuardian: true } && access.GuardianId != g.Id) ? null : g.Phone))],
        person.Version);
}

public sealed record GuardianView(Guid Id, string GivenNames, string FamilyName, GuardianRole Role, string? Phone);

internal static class ReadPerson
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/people/{id:guid}", Handle)
        .WithName(nameof(ReadPerson))
        .WithSummary("Read a client")
        .Requires(Rights.ReadPerson);

    private static async Task<Results<Ok<PersonView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, Caller caller, IPeople people, IAccessGate gate, ISharingBasis sharing, CancellationToken ct)
    {
        if (!(await people.Find([id], ct)).TryGetValue(id, out var person)) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.ReadPerson, id, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        return TypedResults.Ok(PersonView.Of(person, access, await sharing.HidesFrom(access, id, DataClass.Person, ct)));
    }
}
