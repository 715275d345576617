using System.ComponentModel.DataAnnotations;
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

/// <param name="Phone">International form, <c>+358401234567</c>.</param>
public sealed record AddGuardianRequest(
    [property: StringLength(11, MinimumLength = 11)] string IdentityCode,
    [property: Visible, StringLength(100, MinimumLength = 1)] string GivenNames,
    [property: Visible, StringLength(100, MinimumLength = 1)] string FamilyName,
    GuardianRole Role,
    [property: Pattern(@"^\+[0-9]{6,15}$")] string? Phone = null)
{
    public override string ToString() => nameof(AddGuardianRequest);
}

/// <summary>Records who has the care of a child or otherwise speaks for the client.</summary>
internal static class AddGuardian
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/people/{id:guid}/guardians", Handle)
        .WithName(nameof(AddGuardian))
        .WithSummary("Record a guardian or another legal representative")
        .WithExample(new AddGuardianRequest("010580-905H", "Hanna", "Huoltaja", GuardianRole.Guardian, "+358401234567"))
        .Requires(Rights.WritePerson)
        .Idempotent<PeopleDb>();

    private static async Task<Results<Created<PersonView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, AddGuardianRequest request, Idempotency idempotency, Caller caller,
        PeopleDb db, PersonSecrets secrets, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        if (PeopleRules.CheckIdentityCode(request.IdentityCode, WorkingDays.Today(clock), "$.identityCode") is { } wrong) return wrong.ToProblem();
        var person = await db.Persons.FirstOrDefaultAsync(p => p.Id == id, ct);
        if (person is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.WritePerson, id, ct);
        if (access.Refusal is { } no) return no.ToProblem();

        var guardian = secrets.NewGuardian(request, clock.GetUtcNow());
        if (person.AddGuardian(guardian) is { } refusal) return refusal.ToProblem();
        db.RecordIdentities.Add(person.IdentityOf(guardian));
        return await db.SaveCreatedAsync(idempotency, $"/api/v1/people/{id}", PersonView.Of(secrets.Read(person)), ct);
    }
}
