using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.People.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;

namespace Monipolku.People;

/// <param name="NonDisclosure">Turvakielto as in the population register.</param>
public sealed record ChangeContactRequest(
    ContactDetails Contact,
    [property: Pattern("^(fi|sv|en)$")] string Language,
    bool NonDisclosure = false);

/// <summary>Records how the client is reached, and whether that is to be kept secret.</summary>
internal static class ChangeContact
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/people/{id:guid}/contact", Handle)
        .WithName(nameof(ChangeContact))
        .WithSummary("Record contact details, language and non-disclosure")
        .WithExample(new ChangeContactRequest(new ContactDetails("+358401234567", City: "Kokkola", MunicipalityCode: "272"), "fi"))
        .Requires(Rights.WritePerson);

    private static async Task<Results<Ok<PersonView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, ChangeContactRequest request, IfMatch ifMatch, Caller caller,
        PeopleDb db, PersonSecrets secrets, IAccessGate gate, CancellationToken ct)
    {
        var person = await db.Persons.FirstOrDefaultAsync(p => p.Id == id, ct);
        if (person is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.WritePerson, id, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (ifMatch.Check(person) is { } stale) return stale.ToProblem();

        person.ChangeContact(secrets.Protect(request.Contact), request.NonDisclosure, request.Language);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(PersonView.Of(secrets.Read(person)));
    }
}
